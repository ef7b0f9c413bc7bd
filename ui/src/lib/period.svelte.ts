// Days as the person's zone counts them.
import { today } from "@internationalized/date";
import { texts } from "./texts.svelte";

/** The first moment of the day `back` days before today, in milliseconds since 1970. */
export function dayStart(back: number, zone: string = texts.zone): number {
  return today(zone).subtract({ days: back }).toDate(zone).getTime();
}

export const periods = ["any", "today", "week", "month", "chosen"] as const;
export type PeriodKind = (typeof periods)[number];

/** A stretch of time that a list is narrowed to. */
export class Period {
  kind = $state<PeriodKind>("any");
  /** Of the kind `chosen`, in milliseconds since 1970. */
  from = $state<number | null>(null);
  to = $state<number | null>(null);

  choose(kind: PeriodKind) {
    this.kind = kind;
    if (kind === "chosen") this.from ??= dayStart(6);
  }

  get times(): { from: number | null; to: number | null } {
    const days: Partial<Record<PeriodKind, number>> = { today: 0, week: 6, month: 29 };
    const back = days[this.kind];
    if (back !== undefined) return { from: dayStart(back), to: null };
    return this.kind === "chosen" ? { from: this.from, to: this.to } : { from: null, to: null };
  }
}

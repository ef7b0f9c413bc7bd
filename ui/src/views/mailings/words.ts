// What a mailing says about itself, in words and colours.
import type { Counts, FailureGroup, Mailing, Status } from "$lib/bindings";
import { duration, moment } from "$lib/format";
import { t } from "$lib/texts.svelte";

type Halt = Pick<Mailing, "status" | "pause">;
type Life = Pick<Mailing, "status" | "scheduled" | "started_at" | "starts_at">;

export const statuses: Status[] = ["created", "running", "paused", "sent", "finished"];

const TONES = {
  created: "idle",
  running: "busy",
  paused: "warn",
  sent: "good",
  finished: "idle",
} as const;

/** Who disabled it, when and why. */
export interface Disabled {
  /** Empty, like the reason, when that was not written down. */
  name: string;
  reason: string;
  at: number;
}

/** Set while a manager or an administrator keeps its owner from sending it. */
export function disabledOf({ status, pause }: Halt): Disabled | null {
  if (status !== "paused" || pause?.by !== "manager") return null;
  const { name = "", reason = "" } = pause.reason?.parameters ?? {};
  return { name: String(name), reason: String(reason), at: pause.at };
}

export function toneOf(mailing: Halt) {
  return disabledOf(mailing) ? "bad" : TONES[mailing.status];
}

/** The status, in the word for what it is in it: a disabled mailing is paused. */
export function stateOf(mailing: Halt): string {
  return disabledOf(mailing) ? t("mailing-disabled") : statusOf(mailing.status);
}

export function statusOf(status: Status): string {
  return t(`mailing-status-${status}`);
}

/** The states of deliveries as a person tells them apart, in the order of the bar. */
export const parts = [
  "sent",
  "failed",
  "doubt",
  "sending",
  "queued",
  "expired",
  "skipped",
] as const;
export type Part = (typeof parts)[number];

/** How many deliveries are in each part. The parts add up to the recipients. */
export function partsOf(counts: Counts): Record<Part, number> {
  const { sent, failed, in_doubt, leased, sending, queued, expired, skipped } = counts;
  return { sent, failed, doubt: in_doubt, sending: leased + sending, queued, expired, skipped };
}

/** Deliveries whose state will not change by itself any more. */
export function settled({ sent, failed, expired, skipped }: Counts): number {
  return sent + failed + expired + skipped;
}

/** Whether it is still being written: it never starts by itself. */
export function isDraft({ status, scheduled }: Mailing): boolean {
  return status === "created" && !scheduled;
}

/** Whether the first letter goes out at once when it is resumed: its start passed meanwhile. */
export function startsOnResume(
  { status, scheduled, started_at, starts_at }: Life,
  now: number = Date.now(),
): boolean {
  const waits = status === "paused" && scheduled && started_at === null;
  return waits && starts_at !== null && starts_at <= now;
}

/** What a server said in numbers: `550 5.7.1`. */
export function codesOf({ code, enhanced }: Pick<FailureGroup, "code" | "enhanced">): string {
  return [code, enhanced].filter((part) => part !== null).join(" ");
}

/** Through whom it goes, as a person knows them. */
export function senderOf({ rehearsal, sender_name }: Mailing): string {
  return rehearsal ? t("mailing-rehearsal-sender") : (sender_name ?? "");
}

/** How long it takes, as well as that can be known before it starts. */
export function takesOf(seconds: number): string {
  return seconds < 60 ? t("review-under-minute") : t("review-about", { time: duration(seconds) });
}

/** When it starts, runs or ran, in a few words. */
export function whenOf(mailing: Mailing): string {
  const { status, starts_at, started_at, finished_at } = mailing;
  const disabled = disabledOf(mailing);
  if (disabled) {
    const { name, reason } = disabled;
    return t(name ? "mailing-when-disabled-by" : "mailing-when-disabled", {
      ...{ time: moment(disabled.at), name, reason },
    });
  }
  if (isDraft(mailing)) return t("mailing-when-draft");
  if (started_at === null)
    return starts_at === null ? "" : t("mailing-when-starts", { time: moment(starts_at) });
  if (status === "finished" && finished_at !== null)
    return t("mailing-when-finished", { time: moment(finished_at) });
  return t("mailing-when-started", { time: moment(started_at) });
}

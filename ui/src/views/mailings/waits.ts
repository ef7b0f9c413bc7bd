// What a mailing waits for, in words.
import type { Wait } from "$lib/bindings";
import { moment } from "$lib/format";
import { t } from "$lib/texts.svelte";

/** When it goes on, as far as that is known. */
export function untilOf({ kind, until, count }: Pick<Wait, "kind" | "until" | "count">): string | null {
  // Of another mailing nobody knows when it is done, only how many letters stand behind it.
  if (kind === "mailing") return count === null ? null : t("wait-until-mailing", { count });
  if (until === null) return null;
  return t(`wait-until-${kind}`, { time: moment(until), count: count ?? 0 });
}

/** Whether it may need somebody: what only takes its time does not. */
export function isStuck({ kind }: Pick<Wait, "kind">): boolean {
  return ["worker", "person", "passphrase", "server", "doubt"].includes(kind);
}

// What an import did, or would do.
import type { Failure } from "$lib/bindings";
import { duration } from "$lib/format";
import { t } from "$lib/texts.svelte";

/** The result of a job of the kind `import` or `import_preview`. Every row counts once. */
export interface ImportReport {
  new: number;
  changed: number;
  same: number;
  invalid: number;
  repeated: number;
  seconds: number;
  /** Path of the file with the refused rows. */
  rejects: string | null;
  first_rejects: { line: number; reason: Failure; text: string }[];
}

/** In one sentence. */
export function finished(report: ImportReport): string {
  return t("import-finished", {
    count: report.new + report.changed,
    time: duration(Math.max(1, report.seconds)),
  });
}

/** For those who do not see the counts beside it. */
export function finishedBehind(report: ImportReport): string {
  if (report.invalid === 0) return finished(report);
  return t("import-finished-refused", {
    count: report.new + report.changed,
    refused: report.invalid,
    time: duration(Math.max(1, report.seconds)),
  });
}

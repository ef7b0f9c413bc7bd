// What an import did, in one sentence.
import type { ImportReport } from "$lib/bindings";
import { duration } from "$lib/format";
import { t } from "$lib/texts.svelte";

export function finished(report: ImportReport): string {
  return t("import-finished", {
    count: report.new + report.changed,
    time: duration(Math.max(1, report.seconds)),
  });
}

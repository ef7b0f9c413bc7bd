// What is done with attempts.
import type { AttemptFilter, Whose } from "$lib/bindings";
import { call } from "$lib/bridge";
import { exportCsv } from "$lib/exports";
import { t } from "$lib/texts.svelte";

/** Writes the attempts that the filter finds to a file that the person chooses. */
export function exportAttempts(whose: Whose, filter: AttemptFilter) {
  return exportCsv(t("attempts-export-title"), t("attempts-export-name"), (path) =>
    call("attempts.export", { owner_id: whose, filter, path }),
  );
}

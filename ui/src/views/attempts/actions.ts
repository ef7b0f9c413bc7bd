// What is done with attempts.
import type { AttemptFilter, Whose } from "$lib/bindings";
import { call, chooseTarget } from "$lib/bridge";
import { jobs } from "$lib/jobs.svelte";
import { t } from "$lib/texts.svelte";
import { toasts } from "$lib/toasts.svelte";

/** Writes the attempts that the filter finds to a file that the person chooses. */
export async function exportAttempts(whose: Whose, filter: AttemptFilter) {
  const path = await chooseTarget(t("attempts-export-title"), t("attempts-export-name"), [
    { name: "CSV", extensions: ["csv"] },
  ]);
  if (path === null) return;
  try {
    const job = await jobs.end(await call("attempts.export", { owner_id: whose, filter, path }));
    if (job) toasts.good(t("export-done", { rows: job.result.rows, file: job.result.path }));
  } catch (error) {
    toasts.bad(error);
  }
}

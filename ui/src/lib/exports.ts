// A list written to a file that the person chooses.
import type { Job } from "./bindings";
import { chooseTarget } from "./bridge";
import { jobs } from "./jobs.svelte";
import { t } from "./texts.svelte";
import { toasts } from "./toasts.svelte";

/** Asks where to, follows the job that `start` begins, and says how many rows there are. */
export async function exportCsv(title: string, name: string, start: (path: string) => Promise<Job>) {
  const path = await chooseTarget(title, name, [{ name: "CSV", extensions: ["csv"] }]);
  if (path === null) return;
  try {
    const job = await jobs.end(await start(path));
    if (job) toasts.good(t("export-done", { rows: job.result.rows, file: job.result.path }));
  } catch (error) {
    toasts.bad(error);
  }
}

// What a person does to a mailing. Whatever sends letters or gives some up asks once and names how many.
import type { FailureGroup, Mailing } from "$lib/bindings";
import { call, chooseTarget } from "$lib/bridge";
import { confirm, type Question } from "$lib/confirm.svelte";
import { jobs } from "$lib/jobs.svelte";
import { router } from "$lib/router.svelte";
import { t } from "$lib/texts.svelte";
import { toasts } from "$lib/toasts.svelte";
import { startsOnResume } from "./words";

/** Answers whether it was done. */
type Done = Promise<boolean>;

/** The name without what no system allows in the name of a file. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|]/g, "-").replace(/[. ]+$/, "");
}

async function run(act: () => Promise<unknown>, question?: Question): Done {
  if (question && !(await confirm(question))) return false;
  try {
    await act();
    return true;
  } catch (error) {
    toasts.bad(error);
    return false;
  }
}

/** What is asked before the first letter goes out. */
async function startQuestion({ id, name }: Pick<Mailing, "id" | "name">): Promise<Question> {
  const review = await call("mailings.review", { id }).catch(() => null);
  const problems = review?.problems.length ?? 0;
  return {
    title: t("mailing-start-title", { name }),
    text:
      problems > 0
        ? t("mailing-start-problems", { count: problems })
        : t("mailing-start-text", { count: review?.recipients ?? 0 }),
    action: t("mailing-start"),
  };
}

export async function start(mailing: Pick<Mailing, "id" | "name">): Done {
  const question = await startQuestion(mailing);
  return run(() => call("mailings.start", { id: mailing.id }), question);
}

export function pause({ id }: Mailing): Done {
  return run(() => call("mailings.pause", { id }));
}

/** Goes on; whoever so starts a mailing is asked as before a start. */
export async function resume(mailing: Mailing): Done {
  const question = startsOnResume(mailing) ? await startQuestion(mailing) : undefined;
  return run(() => call("mailings.resume", { id: mailing.id }), question);
}

/** Lifts what a manager or an administrator has put on somebody's mailing; asked as before a start. */
export async function enable(mailing: Mailing): Done {
  const question = startsOnResume(mailing) ? await startQuestion(mailing) : undefined;
  return run(() => call("mailings.enable", { id: mailing.id }), question);
}

export function finish({ id, name, counts }: Mailing): Done {
  const open = counts.queued + counts.leased + counts.sending + counts.in_doubt;
  return run(() => call("mailings.finish", { id }), {
    title: t("mailing-finish-title", { name }),
    text: t("mailing-finish-text", { count: open }),
    action: t("mailing-finish"),
    danger: open > 0,
  });
}

/** Whether failed letters can be sent again now. */
export function mayRetry({ status, ends_at, counts }: Mailing, now: number = Date.now()): boolean {
  const open = status === "sent" || status === "running";
  return open && counts.failed > 0 && (ends_at === null || ends_at > now);
}

/** All that failed, or those with the same last answer. */
export function retryFailed({ id, counts }: Mailing, group?: FailureGroup): Done {
  const reason = group
    ? { stage: group.stage, code: group.code ?? 0, enhanced: group.enhanced ?? "" }
    : { stage: null, code: null, enhanced: null };
  return run(
    async () => {
      const { again, left_out } = await call("mailings.retry_failed", { id, ...reason });
      toasts.good(t("mailing-retried", { again, left_out }).trim());
    },
    {
      title: t("mailing-retry-title", { count: group?.failed ?? counts.failed }),
      text: t("mailing-retry-text"),
      action: t("mailing-retry-action"),
    },
  );
}

export function settle({ id, counts }: Mailing, as: "sent" | "again"): Done {
  return run(
    () => call("mailings.settle", { id, as }),
    as === "sent"
      ? undefined
      : {
          title: t("mailing-settle-title", { count: counts.in_doubt }),
          text: t("mailing-settle-text"),
          action: t("mailing-settle-again"),
        },
  );
}

/** Opens the copy. */
export function duplicate({ id }: Mailing): Done {
  return run(async () => {
    const copy = await call("mailings.duplicate", { id });
    await router.go("mailings", copy.id);
  });
}

/** Runs the same mailing against the rehearsal server, and opens it. */
export function rehearse(id: string): Done {
  return run(async () => {
    const copy = await call("mailings.rehearse", { id });
    await router.go("mailings", copy.id);
  });
}

export function remove({ id, name }: Mailing): Done {
  return run(
    async () => {
      await call("mailings.delete", { id });
      await router.go("mailings");
    },
    {
      title: t("mailing-delete-title", { name }),
      text: t("mailing-delete-text"),
      action: t("delete"),
      danger: true,
    },
  );
}

/** Writes one line for each recipient to a file that the person chooses. */
export async function exportReport({ id, name }: Mailing): Done {
  const path = await chooseTarget(
    t("mailing-export-title"),
    t("mailing-export-name", { name: fileName(name) }),
    [{ name: "CSV", extensions: ["csv"] }],
  );
  if (path === null) return false;
  return run(async () => {
    const job = await jobs.end(await call("mailings.export", { id, path }));
    if (job) toasts.good(t("export-done", { rows: job.result.rows, file: job.result.path }));
  });
}

// What is done to many clients at once.
import type { ClientFilter, Picked, UserId, Whose } from "$lib/bindings";
import { call } from "$lib/bridge";
import { confirm } from "$lib/confirm.svelte";
import { exportCsv } from "$lib/exports";
import { t } from "$lib/texts.svelte";
import { toasts } from "$lib/toasts.svelte";
import { LISTED } from "./list.svelte";

/**
 * Asks once, naming how many of the owner's clients go, and deletes them. `count` is null for all
 * that were found.
 */
export async function deleteClients(
  owner: UserId | null,
  picked: Picked,
  count: number | null,
  done: () => void,
) {
  let deleted = 0;
  try {
    const agreed = await confirm({
      title: count === null ? t("clients-delete-found-title") : t("clients-delete-title", { count }),
      text: t("clients-delete-text", { count: count ?? LISTED }),
      action: count === null ? t("delete") : t("clients-delete-action", { count }),
      danger: true,
      work: async () => {
        deleted = (await call("clients.delete", { owner_id: owner, picked })).count;
      },
    });
    if (!agreed) return;
    done();
    toasts.good(t("clients-deleted", { count: deleted }));
  } catch (error) {
    toasts.bad(error);
  }
}

/** Adds and removes tags, and says on how many clients. */
export async function tagClients(
  owner: UserId | null,
  picked: Picked,
  add: string[],
  remove: string[],
) {
  const { count } = await call("clients.tag", { owner_id: owner, picked, add, remove });
  toasts.good(t("clients-tagged", { count }));
}

/** Writes the clients that the filter finds to a file that the person chooses. */
export function exportClients(whose: Whose, filter: ClientFilter) {
  return exportCsv(t("clients-export-title"), t("clients-export-name"), (path) =>
    call("clients.export", { owner_id: whose, filter, path }),
  );
}

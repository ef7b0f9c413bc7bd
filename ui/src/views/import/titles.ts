// What a column is called on the screen.
import type { ImportColumn } from "$lib/bindings";
import { t } from "$lib/texts.svelte";

/** The title in the file, or the column's place when there is none. */
export function titleOf({ index, title }: ImportColumn): string {
  return title || t("import-column", { number: index + 1 });
}

// The column that tells people's things apart, where those of everybody are shown.
import { t } from "$lib/texts.svelte";
import { whose } from "$lib/whose.svelte";
import type { Column } from "./columns.svelte";

export function ownerColumn(): Column[] {
  return whose.everybody ? [{ key: "owner", title: t("owner"), width: 160 }] : [];
}

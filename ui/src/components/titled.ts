// The title of a list, with whose things it shows where they are another person's.
import type { UserId } from "$lib/bindings";
import { people } from "$lib/people.svelte";
import { t } from "$lib/texts.svelte";

export function titled(title: string, person: UserId | null): string {
  const name = person === null ? "" : people.nameOf(person);
  return name ? t("whose-title", { title, name }) : title;
}

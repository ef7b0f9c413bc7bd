// Letters to start from, in the person's language.
import Gift from "@lucide/svelte/icons/gift";
import Heart from "@lucide/svelte/icons/heart";
import Newspaper from "@lucide/svelte/icons/newspaper";
import type { Draft } from "$lib/bindings";
import { t } from "$lib/texts.svelte";
import { write } from "../../editor/merge";

export const letters = [
  { key: "news", icon: Newspaper },
  { key: "discount", icon: Gift },
  { key: "thanks", icon: Heart },
] as const;

/** What a new message begins with: a ready-made letter, or nothing. */
export function letter(key: string | null): Draft {
  const blank: Draft = { subject: "", format: "html", body: "", text_body: null };
  if (!letters.some((letter) => letter.key === key)) return blank;
  const name = write({ field: "name", fallback: t(`letter-${key}-nobody`) });
  return {
    ...blank,
    subject: t(`letter-${key}-subject`, { name }),
    body: t(`letter-${key}-body`, { name }),
  };
}

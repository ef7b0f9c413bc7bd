// The clipboard of the system.
import { toasts } from "./toasts.svelte";

/** Copies the text and says so. */
export async function copyText(text: string, done: string) {
  try {
    await navigator.clipboard.writeText(text);
    toasts.good(done);
  } catch (error) {
    toasts.bad(error);
  }
}

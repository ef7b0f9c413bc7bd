// The way to somebody's senders.
import type { UserId } from "$lib/bindings";
import { router } from "$lib/router.svelte";
import { isOthers, whose } from "$lib/whose.svelte";

/** Goes to the senders of `owner`; null for whoever is at the window. */
export async function openSenders(owner: UserId | null) {
  if (!(await router.go("settings", "senders"))) return;
  const person = isOthers(owner) ? owner : null;
  if (whose.newOwner !== person) whose.choose(person);
}

// Whether letters wait for the passphrase of the encrypted file of passwords.
import type { KeyStore, Sender } from "$lib/bindings";

type Account = Pick<Sender, "rehearsal" | "username">;

/**
 * Whether a sender cannot sign in before the passphrase is given. Until then it is not known
 * whether its password is there; while nobody signs in, nothing has to be unlocked.
 */
export function areLocked(store: KeyStore | undefined, senders: readonly Account[] = []): boolean {
  return store === "locked" && senders.some(({ rehearsal, username }) => !rehearsal && username !== null);
}

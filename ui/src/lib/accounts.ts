// Who has signed in on this computer before: only what is needed to offer them again.
import type { KeptAccount } from "./bindings";
import { recall, remember } from "./memory";

export type Account = KeptAccount;

const KEY = "accounts";
/** More would be a list to search. */
const MOST = 6;

export function knownAccounts(): Account[] {
  return recall<Account[]>(KEY, []);
}

/** Remembers who is there, the latest first. */
export function rememberAccount({ email, name }: Account) {
  const others = knownAccounts().filter((account) => account.email !== email);
  remember(KEY, [{ email, name }, ...others].slice(0, MOST));
}

export function forgetAccount(email: string) {
  remember(
    KEY,
    knownAccounts().filter((account) => account.email !== email),
  );
}

/** The first letters of the first two words of a name; of the e-mail where there is none. */
export function initials(name: string, email: string): string {
  const words = (name.trim() || email).split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "");
  return letters.join("").toLocaleUpperCase();
}

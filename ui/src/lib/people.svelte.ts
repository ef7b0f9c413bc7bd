// The people of this database by name, for whoever may see others' things.
import { createSubscriber } from "svelte/reactivity";
import type { User, UserId } from "./bindings";
import { call } from "./bridge";
import { live } from "./live.svelte";
import { session } from "./session.svelte";
import { t } from "./texts.svelte";

/** Whether the person at the window sees anybody but themselves. */
export function reachesOthers(): boolean {
  const role = session.user?.role;
  return role === "manager" || role === "administrator";
}

/** The name of each; with the e-mail where two are called the same. */
export function namesOf(users: readonly User[]): Map<UserId, string> {
  const plain = (user: User) => user.name.trim() || user.email;
  const bearers = new Map<string, number>();
  for (const user of users) {
    const name = plain(user).toLowerCase();
    bearers.set(name, (bearers.get(name) ?? 0) + 1);
  }
  return new Map(
    users.map((user) => {
      const name = plain(user);
      const shared = (bearers.get(name.toLowerCase()) ?? 0) > 1 && name !== user.email;
      return [user.id, shared ? t("person-named", { name, email: user.email }) : name];
    }),
  );
}

class People {
  #users = $state.raw<User[]>([]);
  /** Kept up as long as anybody looks. */
  readonly #look = createSubscriber(() =>
    $effect.root(() => {
      const users = live(() => {
        // Another person may see others.
        void session.user?.id;
        return call("users.list", {});
      }, ["users"]);
      $effect(() => {
        if (users.value) this.#users = users.value;
      });
    }),
  );
  readonly #names = $derived(namesOf(this.#users));

  /** Everybody; nobody for those who may not know. */
  get list(): readonly User[] {
    if (!reachesOthers()) return [];
    this.#look();
    return this.#users;
  }

  /** Whether a person was there and is not any more. */
  isGone(id: UserId): boolean {
    return this.list.length > 0 && !this.#names.has(id);
  }

  /** What a person is called; empty while that is not known. */
  nameOf(id: UserId): string {
    return this.list.length > 0 ? (this.#names.get(id) ?? "") : "";
  }
}

export const people = new People();

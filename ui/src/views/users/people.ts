// The people who sign in: which are shown, in which order, and their state in words.
import type { Role, User } from "$lib/bindings";
import { moment, shortDate } from "$lib/format";
import { t } from "$lib/texts.svelte";

export const roles: readonly Role[] = ["user", "manager", "administrator"];
export const states = ["active", "blocked", "no-password"] as const;
export type State = (typeof states)[number];

export interface PeopleFilter {
  search: string;
  role: Role | "";
  state: State | "";
}

export interface PeopleSort {
  key: string;
  descending: boolean;
}

export function stateOf({ blocked_at, has_password }: User): State {
  return blocked_at !== null ? "blocked" : has_password ? "active" : "no-password";
}

/** The state in words, for a dot beside it. */
export function status(user: User): { tone: "good" | "bad" | "warn"; text: string } {
  const state = stateOf(user);
  if (state === "blocked")
    return { tone: "bad", text: t("user-blocked-since", { since: shortDate(user.blocked_at ?? 0) }) };
  return { tone: state === "active" ? "good" : "warn", text: t(`user-state-${state}`) };
}

export function lastSeen({ last_seen_at }: User): string {
  return last_seen_at === null ? t("user-never-seen") : moment(last_seen_at);
}

/** Those that the filter finds, in order. */
export function find(users: User[], filter: PeopleFilter, sort: PeopleSort, locale: string): User[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = users.filter((user) => {
    const text = `${user.name} ${user.email}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.role === "" || user.role === filter.role) &&
      (filter.state === "" || stateOf(user) === filter.state)
    );
  });
  const texts = new Intl.Collator(locale);
  const compare = (one: User, other: User): number => {
    switch (sort.key) {
      case "email":
        return texts.compare(one.email, other.email);
      case "role":
        return roles.indexOf(other.role) - roles.indexOf(one.role);
      case "state":
        return states.indexOf(stateOf(one)) - states.indexOf(stateOf(other));
      case "seen":
        return (other.last_seen_at ?? 0) - (one.last_seen_at ?? 0);
      default:
        return texts.compare(one.name || one.email, other.name || other.email);
    }
  };
  return found.sort((one, other) => compare(one, other) * (sort.descending ? -1 : 1));
}

import { expect, test } from "vitest";
import type { User } from "$lib/bindings";
import { find, stateOf } from "./people";

const person = (name: string, change: Partial<User> = {}) =>
  ({
    name,
    email: `${name.toLowerCase()}@example.com`,
    role: "user",
    blocked_at: null,
    has_password: true,
    last_seen_at: null,
    ...change,
  }) as User;

const people = [
  person("Boris", { blocked_at: 1 }),
  person("Anna", { role: "administrator", last_seen_at: 5 }),
  person("Vera", { has_password: false }),
];
const all = { search: "", role: "", state: "" } as const;
const names = (found: User[]) => found.map(({ name }) => name);

test("who is blocked is blocked, whether there is a password or not", () => {
  expect(people.map(stateOf)).toEqual(["blocked", "active", "no-password"]);
  expect(stateOf(person("", { blocked_at: 1, has_password: false }))).toBe("blocked");
});

test("people are found by words of the name or the address, by role and by state", () => {
  const by = (filter: object) => names(find(people, { ...all, ...filter }, { key: "name", descending: false }, "en"));
  expect(by({})).toEqual(["Anna", "Boris", "Vera"]);
  expect(by({ search: "EXAMPLE bor" })).toEqual(["Boris"]);
  expect(by({ role: "administrator" })).toEqual(["Anna"]);
  expect(by({ state: "no-password" })).toEqual(["Vera"]);
});

test("those with the most rights, or who were here last, come first", () => {
  const by = (key: string) => names(find(people, all, { key, descending: false }, "en"));
  expect(by("role")[0]).toBe("Anna");
  expect(by("seen")[0]).toBe("Anna");
});

import { expect, test, vi } from "vitest";
import type { User } from "./bindings";
import { namesOf } from "./people.svelte";

vi.mock("./session.svelte", () => ({ session: { user: null } }));
vi.stubGlobal("navigator", { languages: ["en"] });

const user = (id: string, name: string, email = `${id}@example.com`) => ({ id, name, email }) as User;
const names = (...users: User[]) => [...namesOf(users).values()];

test("a name alone tells a person who is the only one called so", () => {
  expect(names(user("pavel", "Pavel Ivanov"), user("anna", "Anna"))).toEqual(["Pavel Ivanov", "Anna"]);
});

test("people who are called the same are told apart by their addresses", () => {
  expect(names(user("one", "Anna"), user("two", " anna "), user("three", "Olga"))).toEqual([
    "Anna (one@example.com)",
    "anna (two@example.com)",
    "Olga",
  ]);
});

test("somebody without a name is called by the address, once", () => {
  expect(names(user("one", ""), user("two", "one@example.com"))).toEqual([
    "one@example.com",
    "one@example.com (two@example.com)",
  ]);
});

import { beforeEach, expect, test, vi } from "vitest";
import type { Role } from "./bindings";
import { isOthers, mayChange, whose } from "./whose.svelte";

const session = vi.hoisted(() => ({ user: null as { id: string; role: Role } | null }));
vi.mock("./session.svelte", () => ({ session }));
vi.stubGlobal("navigator", { languages: ["en"] });

const be = (role: Role, id = "me") => (session.user = { id, role });
beforeEach(() => whose.reset());

test("a user sees own things, whatever was chosen", () => {
  be("user");
  whose.choose("everybody");
  expect(whose.offered).toBe(false);
  expect(whose.value).toBeNull();
});

test("what was chosen stays with whoever chose it", () => {
  be("manager");
  whose.choose("pavel");
  expect([whose.value, whose.person, whose.everybody]).toEqual(["pavel", "pavel", false]);
  be("administrator", "somebody-else");
  expect(whose.value).toBeNull();
  be("manager");
  expect(whose.value).toBe("pavel");
  be("user");
  expect(whose.value).toBeNull();
});

test("nothing is left of it after a reset", () => {
  be("manager");
  whose.choose("everybody");
  expect([whose.everybody, whose.person, whose.own]).toEqual([true, null, false]);
  whose.reset();
  expect(whose.own).toBe(true);
});

test("to choose oneself is to choose one's own", () => {
  be("administrator");
  whose.choose("me");
  expect([whose.value, whose.own]).toEqual([null, true]);
});

test("new things belong to the person chosen by an administrator, else to whoever makes them", () => {
  const made = () => [whose.newOwner, whose.mayAdd, whose.mayChangeAll];
  be("administrator");
  expect(made()).toEqual([null, true, true]);
  whose.choose("pavel");
  expect(made()).toEqual(["pavel", true, true]);
  whose.choose("everybody");
  expect(made()).toEqual([null, true, true]);
  whose.reset();
  be("manager");
  expect(made()).toEqual([null, true, true]);
  whose.choose("pavel");
  expect(made()).toEqual([null, false, false]);
  whose.choose("everybody");
  expect(made()).toEqual([null, true, false]);
});

test("a manager changes own things only, an administrator everything", () => {
  const may = () => [mayChange("me"), mayChange("pavel"), mayChange(null)];
  be("user");
  expect(may()).toEqual([true, false, true]);
  be("manager");
  expect(may()).toEqual([true, false, false]);
  be("administrator");
  expect(may()).toEqual([true, true, true]);
  session.user = null;
  expect(may()).toEqual([false, false, false]);
});

test("what nobody else owns is not others'", () => {
  be("manager");
  expect([isOthers("me"), isOthers(null), isOthers("pavel")]).toEqual([false, false, true]);
});

import { expect, test } from "vitest";
import { changes } from "./diff";

test("only what differs is shown", () => {
  expect(changes({ role: "user", name: "Anna" }, { role: "manager", name: "Anna" })).toEqual([
    { name: "role", before: "user", after: "manager" },
  ]);
});

test("what was made has no before, and what was deleted no after", () => {
  expect(changes(null, { email: "a@example.com" })).toEqual([
    { name: "email", before: undefined, after: "a@example.com" },
  ]);
  expect(changes({ email: "a@example.com" }, null)).toEqual([
    { name: "email", before: "a@example.com", after: undefined },
  ]);
});

test("nested fields are named by their path, and a list is one value", () => {
  expect(
    changes(
      { settings: { host: "a", port: 465 }, tags: ["one"] },
      { settings: { host: "b", port: 465 }, tags: ["one", "two"] },
    ),
  ).toEqual([
    { name: "settings.host", before: "a", after: "b" },
    { name: "tags", before: ["one"], after: ["one", "two"] },
  ]);
});

test("an emptied field is not the same as none", () => {
  expect(changes({ limit: 5 }, { limit: null })).toEqual([
    { name: "limit", before: 5, after: null },
  ]);
});

test("what is empty in a new thing says nothing", () => {
  expect(changes(null, { email: "a@example.com", blocked_at: null })).toHaveLength(1);
});

test("a bare value is a change too", () => {
  expect(changes(3, 4)).toEqual([{ name: "", before: 3, after: 4 }]);
});

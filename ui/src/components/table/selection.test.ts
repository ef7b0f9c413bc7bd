import { expect, test } from "vitest";
import { Selection } from "./selection.svelte";

test("picked rows are named one by one", () => {
  const selection = new Selection();
  selection.only(["a", "b"]);
  selection.toggle("c");
  selection.toggle("a");
  expect(selection.picked("all")).toEqual({ kind: "ids", ids: ["b", "c"] });
  expect(selection.size(1_000_000)).toBe(2);
});

test("all but a few of a million rows are picked without naming a million", () => {
  const selection = new Selection();
  selection.everything();
  selection.toggle("a");
  selection.toggle("b");
  selection.toggle("a");
  expect(selection.has("a")).toBe(true);
  expect(selection.has("b")).toBe(false);
  expect(selection.size(1_000_000)).toBe(999_999);
  expect(selection.picked({ search: "x" })).toEqual({
    kind: "all",
    filter: { search: "x" },
    except: ["b"],
  });
});

test("all are picked but those that are named", () => {
  const selection = new Selection();
  selection.only(["a", "b"]);
  selection.allBut(["b"]);
  expect([selection.has("a"), selection.has("b"), selection.has("c")]).toEqual([true, false, true]);
  expect(selection.size(10)).toBe(9);
});

test("a range put on top of everything takes back what was left out", () => {
  const selection = new Selection();
  selection.everything();
  selection.toggle("a");
  selection.add(["a", "b"]);
  expect(selection.size(3)).toBe(3);
});

test("after everything is dropped nothing is picked", () => {
  const selection = new Selection();
  selection.everything();
  selection.clear();
  expect(selection.size(10)).toBe(0);
  expect(selection.has("a")).toBe(false);
});

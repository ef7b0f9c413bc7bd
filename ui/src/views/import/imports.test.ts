import { expect, test, vi } from "vitest";
import { imports } from "./imports.svelte";

vi.mock("$lib/bridge", () => ({}));

test("a file that is dropped meanwhile waits, and the open one stays the same", () => {
  imports.add(["a.csv"]);
  const open = imports.files[0];
  imports.add(["b.csv", "a.csv"]);
  expect(imports.files[0]).toBe(open);
  imports.next();
  imports.next();
  expect(imports.files.map(({ path }) => path)).toEqual(["a.csv"]);
  expect(imports.files[0]?.id).not.toBe(open?.id);
});

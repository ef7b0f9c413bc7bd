import { beforeEach, expect, test, vi } from "vitest";
import type { Wait } from "$lib/bindings";
import { hasText } from "$lib/texts.svelte";
import { isStuck, untilOf } from "./waits";

beforeEach(() => void vi.stubGlobal("navigator", { languages: ["en"] }));

const until = Date.now() + 1000;

test("every wait that has an end says when it is", () => {
  for (const kind of ["start", "server", "limit", "letters", "doubt", "person"] as const) {
    expect(hasText(`wait-until-${kind}`)).toBe(true);
    expect(untilOf({ kind, until, count: 12 })).toMatch(/\d:\d\d/);
  }
  expect(untilOf({ kind: "letters", until, count: 12 })).toMatch(/^The first of them again at/);
});

test("a wait without an end says none", () => {
  expect(untilOf({ kind: "worker", until: null, count: null })).toBeNull();
  expect(untilOf({ kind: "mailing", until: null, count: null })).toBeNull();
  expect(untilOf({ kind: "mailing", until: null, count: 2 })).toBe("2 letters are due.");
});

test("what takes only time is no warning", () => {
  const stuck = (kind: Wait["kind"]) => isStuck({ kind });
  expect([stuck("limit"), stuck("letters"), stuck("start")]).toEqual([false, false, false]);
  expect([stuck("server"), stuck("person")]).toEqual([true, true]);
});

import { beforeEach, expect, test, vi } from "vitest";
import type { LogEntry, Page } from "$lib/bindings";
import { LogList, newer } from "./logs.svelte";

const entry = (message: string): LogEntry => ({
  at: 0,
  level: "info",
  target: "engine",
  message,
  fields: {},
});

/** What the engine is asked, and what it answers when the test lets it. */
const asked: { level: string; search: string; after: string | null }[] = [];
const answers: ((page: Page<LogEntry> | Error) => void)[] = [];

vi.mock("$lib/bridge", () => ({
  call: (_: string, input: { level: string; search: string; after: string | null }) => {
    asked.push(input);
    return new Promise((resolve, reject) =>
      answers.push((page) => (page instanceof Error ? reject(page) : resolve(page))),
    );
  },
}));

const settle = () => new Promise((resolve) => setTimeout(resolve));
async function answer(messages: string[], next: string | null = null) {
  answers.shift()?.({ rows: messages.map(entry), next });
  await settle();
}
const shown = (list: LogList) => list.rows.map((row) => row.message);

beforeEach(() => {
  asked.length = answers.length = 0;
});

test("pages are read one after the other, empty ones too, to the end", async () => {
  const list = new LogList();
  void list.restart();
  await answer(["c", "b"], "1");
  void list.more();
  void list.more();
  expect(asked.map(({ after }) => after)).toEqual([null, "1"]);
  await answer([], "2");
  expect(list.next).toBe("2");
  void list.more();
  await answer(["a"]);
  expect(shown(list)).toEqual(["c", "b", "a"]);
  void list.more();
  expect(asked.length).toBe(3);
});

test("an answer to an earlier filter comes too late", async () => {
  const list = new LogList();
  void list.restart();
  list.level = "error";
  void list.restart();
  expect(asked.map(({ level }) => level)).toEqual(["info", "error"]);
  await answer(["old"]);
  expect(list.ready).toBe(false);
  await answer(["new"]);
  expect(shown(list)).toEqual(["new"]);
});

test("newer entries come above those that are there, which stay the same", async () => {
  const list = new LogList();
  void list.restart();
  await answer(["b", "a"], "1");
  const [first] = list.rows;
  void list.refresh();
  await answer(["d", "c", "b"], "x");
  expect(shown(list)).toEqual(["d", "c", "b", "a"]);
  expect(list.rows[2]).toBe(first);
  expect(list.next).toBe("1");
  void list.refresh();
  await answer(["z", "y"], "2");
  expect(shown(list)).toEqual(["z", "y"]);
  expect(list.next).toBe("2");
});

test("a failure is told, what is there stays", async () => {
  const list = new LogList();
  void list.restart();
  await answer(["a"], "1");
  void list.more();
  answers.shift()?.(new Error("gone"));
  await settle();
  expect([list.failure?.code, list.looking]).toEqual(["internal", false]);
  expect(shown(list)).toEqual(["a"]);
});

test("entries that are alike are told apart by those around them", () => {
  const page = ["a", "a", "b"].map(entry);
  expect(newer(page, ["a", "b"].map(entry))?.length).toBe(1);
  expect(newer(page, ["a", "a", "b"].map(entry))).toEqual([]);
  expect(newer(page, [])).toBeNull();
});

import { beforeEach, expect, test, vi } from "vitest";
import type { Draft, Message } from "$lib/bindings";
import { keep, kept } from "./drafts";
import { Editing } from "./editing.svelte";

const call = vi.hoisted(() => vi.fn());
vi.mock("$lib/bridge", () => ({ call }));

const draft = (subject: string): Draft => ({
  ...{ subject, format: "html", body: "<p>Hello</p>", text_body: null },
});
/** The engine, which has one message and takes whatever it is given. */
const engine = (name: string, input: Draft) =>
  Promise.resolve({
    ...(name === "messages.show" ? draft("As saved") : input),
    id: "one",
    attachments: [],
  } as Partial<Message>);

beforeEach(() => {
  const store = new Map<string, string>();
  vi.stubGlobal("navigator", { languages: ["en"] });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, text: string) => store.set(key, text),
  });
  call.mockReset().mockImplementation(engine);
});

async function opened(id: string): Promise<Editing> {
  const editing = new Editing(id);
  await vi.waitUntil(() => editing.loaded);
  return editing;
}

test("what was kept is forgotten when it is saved", async () => {
  const editing = await opened("one");
  editing.draft.subject = "Better";
  editing.keep();
  expect(kept("one")?.draft.subject).toBe("Better");
  expect(await editing.save()).toBe(true);
  expect(kept("one")).toBeNull();
});

test("a version that is still offered outlives a save and a leave", async () => {
  keep("one", draft("From before the crash"));
  const editing = await opened("one");
  editing.draft.subject = "Better";
  await editing.save();
  expect(editing.unsaved?.draft.subject).toBe("From before the crash");
  editing.leave();
  expect(kept("one")?.draft.subject).toBe("From before the crash");
});

test("beside a new message the letter that was never saved goes on waiting", async () => {
  keep("new", draft("Another letter"));
  const editing = await opened("new");
  editing.draft.subject = "This letter";
  await editing.save();
  expect(editing.id).toBe("one");
  expect(editing.unsaved).toBeNull();
  expect(kept("new")?.draft.subject).toBe("Another letter");
});

test("what is left behind is not offered again", async () => {
  const editing = await opened("one");
  editing.draft.subject = "Better";
  editing.keep();
  editing.leave();
  expect(kept("one")).toBeNull();
});

test("throwing away the offered version keeps what is on the screen", async () => {
  keep("one", draft("From before the crash"));
  const editing = await opened("one");
  editing.draft.subject = "Better";
  editing.keep();
  expect(kept("one")?.draft.subject).toBe("From before the crash");
  editing.discard();
  expect(kept("one")?.draft.subject).toBe("Better");
});

test("what is written during a slow save is kept, unless the letter was left", async () => {
  let answer: (() => void) | undefined;
  const slow = async (name: string, input: Draft) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return engine(name, input);
  };
  const editing = await opened("one");
  call.mockImplementation(slow);
  editing.draft.subject = "Better";
  let saving = editing.save();
  editing.draft.subject = "Best";
  answer?.();
  await saving;
  expect(kept("one")?.draft.subject).toBe("Best");

  saving = editing.save();
  editing.leave();
  keep("one", draft("Opened anew"));
  answer?.();
  await saving;
  expect(kept("one")?.draft.subject).toBe("Opened anew");
});

test("only a plain-text part of one's own would be lost in plain text", async () => {
  const editing = await opened("one");
  expect(editing.dropsTextPart("text")).toBe(false);
  editing.draft.text_body = "Hello";
  expect(editing.dropsTextPart("text")).toBe(false);
  editing.draft.text_body = "Hello, by hand";
  expect(editing.dropsTextPart("text")).toBe(true);
  expect(editing.dropsTextPart("markdown")).toBe(false);
});

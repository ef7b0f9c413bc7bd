import { expect, test, vi } from "vitest";
import { confirm, confirmState } from "./confirm.svelte";

const question = { title: "Delete?", action: "Delete" };

test("a question is answered once; another one answers it with no", async () => {
  const first = confirm(question);
  const second = confirm(question);
  void confirmState.answer(true);
  expect(await Promise.all([first, second])).toEqual([false, true]);
  expect(confirmState.question).toBeNull();
});

test("a question stays while what was agreed to is done, and nothing else is asked", async () => {
  let end = () => {};
  const work = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
  const asked = confirm({ ...question, work });
  void confirmState.answer(true);
  void confirmState.answer(true);
  void confirmState.answer(false);
  expect(confirmState.busy).toBe(true);
  expect(await confirm(question)).toBe(false);
  expect(confirmState.question?.work).toBe(work);
  end();
  expect(await asked).toBe(true);
  expect([confirmState.busy, confirmState.question]).toEqual([false, null]);
  expect(work).toHaveBeenCalledTimes(1);
});

test("a failure of the work reaches who asked", async () => {
  const asked = confirm({ ...question, work: () => Promise.reject(new Error("lost")) });
  void confirmState.answer(true);
  await expect(asked).rejects.toThrow("lost");
  expect(confirmState.question).toBeNull();
});

test("what was not agreed to is not done", async () => {
  const work = vi.fn(async () => {});
  const asked = confirm({ ...question, work });
  void confirmState.answer(false);
  expect(await asked).toBe(false);
  expect(work).not.toHaveBeenCalled();
});

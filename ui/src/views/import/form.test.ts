import { beforeEach, expect, test, vi } from "vitest";
import type { Job } from "$lib/bindings";
import { jobs } from "$lib/jobs.svelte";
import { ImportForm } from "./form.svelte";

/** What the engine was asked, each to be answered by the test. */
const asked: { name: string; input: unknown; answer: (value: unknown) => void }[] = [];
vi.mock("$lib/bridge", () => ({
  call: (name: string, input: unknown) =>
    new Promise((answer) => asked.push({ name, input, answer })),
}));

const REPORT = { new: 1, changed: 0, same: 0, invalid: 0, repeated: 0, seconds: 1 };
let lastJob = 0;
beforeEach(() => void asked.splice(0));

const settle = () => new Promise((resolve) => setTimeout(resolve));
const questions = (name: string) => asked.filter((question) => question.name === name);

async function answer(name: string, value: unknown) {
  asked.findLast((question) => question.name === name)?.answer(value);
  await settle();
}

function job(kind: string, state = "running", id = `${++lastJob}`): Job {
  return { id, kind, state, result: { ...REPORT, rejects: null, first_rejects: [] } } as never;
}

async function end(job: Job, state: string) {
  jobs.take({ ...job, state } as Job);
  await settle();
}

/** A form whose file has been looked through. */
async function counted(): Promise<ImportForm> {
  const form = new ImportForm("clients.csv", "clients-refused.csv");
  await answer("imports.preview", { columns: [] });
  const count = job("import_preview");
  await answer("imports.start", count);
  await end(count, "done");
  return form;
}

test("an import starts once, however often it is pressed", async () => {
  const form = await counted();
  void form.start();
  expect(form.importing).toBe(true);
  void form.start();
  expect(questions("imports.start").length).toBe(2);
  const work = job("import");
  await answer("imports.start", work);
  expect([form.starting, form.importing]).toEqual([false, true]);
  await end(work, "done");
  expect(form.report?.new).toBe(1);
});

test("a count that starts after the plan has changed is cancelled", async () => {
  const form = new ImportForm("clients.csv", "clients-refused.csv");
  await answer("imports.preview", { columns: [] });
  const [late] = questions("imports.start");
  void form.change({ delimiter: ";" });
  const count = job("import_preview");
  late?.answer(count);
  await settle();
  expect(questions("jobs.cancel").map(({ input }) => input)).toEqual([{ id: count.id }]);
  expect(form.job).toBeNull();
});

test("a count that starts after the dialog is closed is cancelled", async () => {
  const form = new ImportForm("clients.csv", "clients-refused.csv");
  await answer("imports.preview", { columns: [] });
  form.close();
  await answer("imports.start", job("import_preview"));
  expect(questions("jobs.cancel").length).toBe(1);
});

test("an import that was put into the background shows its progress there", async () => {
  const form = await counted();
  void form.start();
  form.close();
  const work = job("import");
  await answer("imports.start", work);
  expect(jobs.shown.has(work.id)).toBe(false);
  // Cancelled there, nothing is counted anew for a dialog that is gone.
  const before = asked.length;
  await end(work, "cancelled");
  expect(asked.length).toBe(before);
});

test("what was chosen is lost by closing, unless the import has begun", async () => {
  const form = await counted();
  expect(form.changed).toBe(false);
  void form.change({ tags: ["garden"] });
  await answer("imports.preview", { columns: [] });
  const count = job("import_preview");
  await answer("imports.start", count);
  await end(count, "done");
  expect(form.changed).toBe(true);
  void form.start();
  expect(form.changed).toBe(false);
});

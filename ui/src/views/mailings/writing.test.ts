import { beforeEach, expect, test, vi } from "vitest";
import type { Mailing, MailingSettings } from "$lib/bindings";
import { Writing } from "./writing.svelte";

const call = vi.hoisted(() => vi.fn());
vi.mock("$lib/bridge", () => ({ call }));

const settings: MailingSettings = {
  name: "October news",
  message_id: null,
  sender_id: null,
  audience: { kind: "all" },
  starts_at: null,
  ends_at: null,
  zone: "Europe/Moscow",
  scheduled: false,
  in_doubt: "resend",
};
const mailing = { ...settings, id: "one" } as Mailing;

beforeEach(() => {
  vi.stubGlobal("navigator", { languages: ["en"] });
  call.mockReset();
});

test("what was refused and then taken back is forgotten", async () => {
  const writing = new Writing(mailing);
  call.mockRejectedValueOnce({ code: "name-empty", parameters: {}, field: "name" });
  writing.settings.name = "";
  expect(await writing.save()).toBe(false);
  expect(writing.failure?.code).toBe("name-empty");

  writing.settings.name = settings.name;
  expect(await writing.save()).toBe(true);
  expect(writing.failure).toBeNull();
  expect(call).toHaveBeenCalledTimes(1);
});

test("a refused schedule does not stand in the way of a start", async () => {
  const writing = new Writing(mailing);
  call.mockRejectedValueOnce({ code: "mailing-no-start", parameters: {}, field: "starts_at" });
  expect(await writing.schedule()).toBe(false);
  expect(await writing.settle()).toBe(true);
});

import { beforeEach, expect, test, vi } from "vitest";
import type { Role } from "$lib/bindings";
import { router } from "$lib/router.svelte";
import { whose } from "$lib/whose.svelte";
import { openSenders } from "./open";

const session = vi.hoisted(() => ({ user: null as { id: string; role: Role } | null }));
vi.mock("$lib/session.svelte", () => ({ session }));
vi.stubGlobal("navigator", { languages: ["en"] });

beforeEach(() => {
  session.user = { id: "me", role: "administrator" };
  whose.reset();
  router.forget();
});

test("the senders of a person are theirs, whosever things were shown", async () => {
  await openSenders("pavel");
  expect([router.route, whose.person]).toEqual([{ screen: "settings", id: "senders" }, "pavel"]);
  await openSenders("me");
  expect(whose.own).toBe(true);
});

test("everybody's things stay shown on the way to one's own senders", async () => {
  whose.choose("everybody");
  await openSenders(null);
  expect(whose.everybody).toBe(true);
});

test("nothing changes when what is open stays", async () => {
  const stay = router.guard(() => false);
  await openSenders("pavel");
  stay();
  expect([router.route.screen, whose.own]).toEqual(["home", true]);
});

import { beforeEach, expect, test, vi } from "vitest";
import type { Settings } from "./bindings";
import { session } from "./session.svelte";

/** The settings as the engine keeps them; it answers when the test lets it. */
let kept = {} as Settings;
const answers: (() => void)[] = [];
let broken = false;

vi.mock("./theme.svelte", () => ({ theme: { use: () => undefined } }));
vi.mock("./texts.svelte", () => ({
  systemLanguage: () => "en",
  systemZone: () => "UTC",
  texts: { use: () => undefined },
}));
vi.mock("./bridge", () => ({
  onEvent: () => () => undefined,
  call: async (name: string, input: Settings) => {
    if (name === "setup.state") return { user: { id: "anna" }, locked: false };
    const shown = { ...kept };
    await new Promise<void>((resolve) => answers.push(resolve));
    if (name === "settings.show") return shown;
    if (broken) throw new Error("lost");
    return (kept = { ...input });
  },
}));

const settle = () => new Promise((resolve) => setTimeout(resolve));
async function answerAll() {
  for (await settle(); answers.length > 0; await settle()) answers.shift()?.();
}

beforeEach(async () => {
  broken = false;
  kept = { theme: "system", notify_ends: true, notify_failures: true } as Settings;
  void session.load();
  await answerAll();
});

test("two changes one right after the other are both kept", async () => {
  const changes = [session.change({ notify_ends: false }), session.change({ theme: "dark" })];
  await answerAll();
  await Promise.all(changes);
  expect(kept).toMatchObject({ notify_ends: false, theme: "dark", notify_failures: true });
  expect(session.settings).toEqual(kept);
});

test("settings read while they are changed do not bring the old ones back", async () => {
  void session.change({ theme: "dark" });
  void session.load();
  void session.change({ notify_ends: false });
  await answerAll();
  expect(kept).toMatchObject({ theme: "dark", notify_ends: false });
});

test("a change that failed does not hold up the next one", async () => {
  broken = true;
  const failing = expect(session.change({ theme: "dark" })).rejects.toThrow("lost");
  await answerAll();
  await failing;
  broken = false;
  void session.change({ notify_ends: false });
  await answerAll();
  expect(kept).toMatchObject({ theme: "system", notify_ends: false });
});

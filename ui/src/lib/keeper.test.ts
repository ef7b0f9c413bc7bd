// Who is let in, and what becomes of what was asked for meanwhile.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineEvent, SetupState, User } from "./bindings";
import { call } from "./bridge";
import { gate } from "./gate";
import { onPersonGone } from "./leave";
import { session } from "./session.svelte";

const anna = { id: "anna", name: "Anna", email: "anna@example.com", zone: "UTC", role: "user" } as User;
const boris = { ...anna, id: "boris", name: "Boris" };

/** What the engine knows. */
let engine: { user: User | null; locked: boolean; stubborn: boolean };
let asked: string[];
let heard: (event: EngineEvent) => void;
const forgotten = vi.fn();
onPersonGone(forgotten);

vi.mock("./theme.svelte", () => ({ theme: { use: () => undefined } }));
vi.mock("./texts.svelte", () => ({
  systemLanguage: () => "en",
  systemZone: () => "UTC",
  texts: { use: () => undefined },
}));
vi.mock("@tauri-apps/api/event", () => ({
  listen: async (_: string, listener: (event: { payload: EngineEvent }) => void) => {
    heard = (payload) => listener({ payload });
    return () => undefined;
  },
}));
vi.mock("@tauri-apps/api/core", () => ({
  invoke: async (_: string, { name }: { name: string }) => {
    asked.push(name);
    const refuse = (code: string) => {
      throw { code, parameters: {}, field: null };
    };
    switch (name) {
      case "setup.state":
        return { user: engine.user, locked: engine.locked } as SetupState;
      case "session.lock":
        engine.locked = true;
        return null;
      case "session.close":
        engine = { user: null, locked: false, stubborn: false };
        return null;
      case "session.unlock":
        engine.locked = false;
        return engine.user;
    }
    if (!engine.user || engine.stubborn) refuse("not-signed-in");
    if (engine.locked) refuse("session-locked");
    return name === "settings.show" ? { language: "system", theme: "system" } : name;
  },
}));

const settle = () => vi.advanceTimersByTimeAsync(0);
const count = (name: string) => asked.filter((other) => other === name).length;
let stop: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  engine = { user: anna, locked: false, stubborn: false };
  asked = [];
  await session.load();
  stop = session.follow();
  await settle();
  forgotten.mockClear();
  asked = [];
});
afterEach(async () => {
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
});

test("what is written while the window is locked is saved when it is unlocked", async () => {
  engine.locked = true;
  const saving = call("home.show", { owner_id: null });
  await settle();
  expect(session.locked).toBe(true);
  expect(session.shown).toBe("anna");
  expect(forgotten).not.toHaveBeenCalled();
  await session.enter(call("session.unlock", { password: "" }));
  expect(await saving).toBe("home.show");
  expect(session.open).toBe(true);
});

test("what was asked under the lock is never done for somebody else", async () => {
  engine.locked = true;
  const saving = expect(call("home.show", { owner_id: null })).rejects.toMatchObject({
    code: "session-locked",
  });
  await settle();
  engine = { user: boris, locked: false, stubborn: false };
  await session.enter(Promise.resolve(boris));
  await saving;
  expect(count("home.show")).toBe(1);
  expect(session.shown).toBe("boris");
  expect(forgotten).toHaveBeenCalledTimes(1);
});

test("a session that has ended shows the entrance", async () => {
  engine.user = null;
  await expect(call("home.show", { owner_id: null })).rejects.toMatchObject({
    code: "not-signed-in",
  });
  await settle();
  expect(session.user).toBeNull();
  expect(session.shown).toBeNull();
  expect(forgotten).toHaveBeenCalledTimes(1);
});

test("an engine that goes on refusing is not asked in a loop", async () => {
  engine.stubborn = true;
  for (let refusal = 0; refusal < 20; refusal += 1) gate.refused();
  await settle();
  expect(count("setup.state")).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(count("setup.state")).toBe(2);
});

test("the hint that the session was locked elsewhere is enough", async () => {
  engine.locked = true;
  heard({ kind: "changed", what: "session", id: null });
  await settle();
  expect(session.locked).toBe(true);
});

test("the window is hidden before the engine has answered", async () => {
  const locking = session.lock();
  expect(session.locked).toBe(true);
  await locking;
  expect(session.locked).toBe(true);
  expect(count("session.lock")).toBe(1);
});

test("signing out leaves nothing behind", async () => {
  await session.close();
  expect(session.user).toBeNull();
  expect(session.settings).toBeUndefined();
  expect(forgotten).toHaveBeenCalledTimes(1);
});

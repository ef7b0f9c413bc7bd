import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Idle } from "./idle";

const told = { touch: vi.fn(), lock: vi.fn() };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

test("the engine hears once a minute that somebody is there", () => {
  const idle = new Idle(30, told);
  for (let key = 0; key < 120; key += 1) {
    idle.seen();
    vi.advanceTimersByTime(1000);
  }
  expect(told.touch).toHaveBeenCalledTimes(2);
});

test("the window is locked once when nobody is there", () => {
  const idle = new Idle(5, told);
  minutes(4);
  idle.seen();
  minutes(4);
  expect(idle.look()).toBe(false);
  minutes(1);
  expect(idle.look()).toBe(true);
  idle.look();
  expect(told.lock).toHaveBeenCalledTimes(1);
});

test("a key after the computer has slept does not keep the window open", () => {
  const idle = new Idle(5, told);
  minutes(600);
  idle.seen();
  expect(told.lock).toHaveBeenCalledTimes(1);
  expect(told.touch).not.toHaveBeenCalled();
});

test("who chose never is never locked out", () => {
  const idle = new Idle(0, told);
  minutes(6000);
  expect(idle.look()).toBe(false);
  expect(told.lock).not.toHaveBeenCalled();
});

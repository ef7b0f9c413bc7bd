import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Countdown, secondsTo } from "./countdown.svelte";
import { countdown } from "./format";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a second that has begun is still to be waited", () => {
  expect(secondsTo(10_500, 10_000)).toBe(1);
  expect(secondsTo(10_000, 10_000)).toBe(0);
  expect(secondsTo(9_000, 10_000)).toBe(0);
});

test("the wait ends by itself", () => {
  const wait = new Countdown();
  wait.for(3);
  expect(wait.left).toBe(3);
  vi.advanceTimersByTime(2000);
  expect([wait.left, wait.over]).toEqual([1, false]);
  vi.advanceTimersByTime(1000);
  expect([wait.left, wait.over]).toEqual([0, true]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a shorter wait does not cut a longer one", () => {
  const wait = new Countdown();
  wait.for(60);
  wait.for(5);
  expect(wait.left).toBe(60);
  wait.stop();
  expect(wait.over).toBe(true);
});

test("it is written as a clock", () => {
  expect(countdown(9)).toBe("0:09");
  expect(countdown(300)).toBe("5:00");
});

import { expect, test } from "vitest";
import { ticks } from "./scale";

test("the axis ends at a round number that the highest value does not pass", () => {
  expect(ticks(1397)).toEqual([0, 500, 1000, 1500]);
  expect(ticks(1)).toEqual([0, 1]);
  expect(ticks(0)).toEqual([0, 1]);
  expect(ticks(8)).toEqual([0, 2, 4, 6, 8]);
});

test("letters are counted in whole numbers, on at most six lines", () => {
  for (let highest = 1; highest < 5_000; highest += 7) {
    const marks = ticks(highest);
    expect(marks.every(Number.isInteger)).toBe(true);
    expect(marks.at(-1)).toBeGreaterThanOrEqual(highest);
    expect(marks.length).toBeLessThanOrEqual(6);
  }
});

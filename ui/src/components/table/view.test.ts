import { describe, expect, test } from "vitest";
import { MARGIN, ROW, scrollTo, TALLEST, viewOf } from "./view";

const VISIBLE = 600;

/** Where a row is drawn, in px from the upper edge of what is visible. */
function drawnAt(count: number, scrollTop: number, row: number): number {
  const view = viewOf(count, scrollTop, VISIBLE);
  return view.top + (row - view.first) * ROW - scrollTop;
}

test("a short list is drawn whole", () => {
  expect(viewOf(5, 0, VISIBLE)).toEqual({ first: 0, end: 5, top: 0, height: 5 * ROW });
});

test("an empty list has no height", () => {
  expect(viewOf(0, 0, VISIBLE)).toEqual({ first: 0, end: 0, top: 0, height: 0 });
});

describe.each([1_000, 1_000_000, 5_000_000])("in a list of %i rows", (count) => {
  const bottom = viewOf(count, 0, VISIBLE).height - VISIBLE;

  test("the height never reaches the end of WebKit's layout", () => {
    expect(viewOf(count, 0, VISIBLE).height).toBeLessThanOrEqual(TALLEST);
  });

  test("the first row is at the top, the last one ends at the bottom", () => {
    expect(drawnAt(count, 0, 0)).toBe(0);
    expect(drawnAt(count, bottom, count - 1)).toBeCloseTo(VISIBLE - ROW, 3);
  });

  test("whatever is in sight is drawn, and not much more", () => {
    for (const part of [0, 0.1, 0.33, 0.5, 0.999, 1]) {
      const { first, end } = viewOf(count, bottom * part, VISIBLE);
      expect(drawnAt(count, bottom * part, first)).toBeLessThanOrEqual(0);
      if (end < count) expect(drawnAt(count, bottom * part, end)).toBeGreaterThanOrEqual(VISIBLE);
      expect(end - first).toBeLessThanOrEqual(VISIBLE / ROW + 2 * MARGIN + 2);
    }
  });

  test("the keyboard brings any row wholly into sight, and moves no further than that", () => {
    for (const row of [0, 1, 30, Math.floor(count / 2), count - 2, count - 1]) {
      const scrolled = scrollTo(count, bottom / 3, VISIBLE, row);
      const at = drawnAt(count, scrolled, row);
      expect(at).toBeGreaterThanOrEqual(-0.01);
      expect(at).toBeLessThanOrEqual(VISIBLE - ROW + 0.01);
      expect(scrollTo(count, scrolled, VISIBLE, row)).toBeCloseTo(scrolled, 3);
    }
  });
});

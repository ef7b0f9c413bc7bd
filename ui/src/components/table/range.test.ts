import { expect, test } from "vitest";
import { LONGEST, rangeOf } from "./range";

const million = { count: 1_000_000, exact: true };

test("a range is picked row by row, whichever end it began at", () => {
  const range = { kind: "these", span: { first: 3, last: 7 }, cut: false };
  expect(rangeOf(3, 7, million)).toEqual(range);
  expect(rangeOf(7, 3, million)).toEqual(range);
});

test("the whole of a million rows is picked without reading any", () => {
  expect(rangeOf(0, 999_999, million)).toEqual({ kind: "all", but: [] });
  expect(rangeOf(999_999, 0, million)).toEqual({ kind: "all", but: [] });
});

test("nearly the whole is picked by reading what is left out", () => {
  expect(rangeOf(5, 999_999, million)).toEqual({ kind: "all", but: [{ first: 0, last: 4 }] });
  expect(rangeOf(999_000, 2, million)).toEqual({
    kind: "all",
    but: [
      { first: 0, last: 1 },
      { first: 999_001, last: 999_999 },
    ],
  });
});

test("half a million rows are cut at what can be read, on the side where the range began", () => {
  expect(rangeOf(200_000, 700_000, million)).toEqual({
    kind: "these",
    span: { first: 200_000, last: 200_000 + LONGEST - 1 },
    cut: true,
  });
  expect(rangeOf(700_000, 200_000, million)).toEqual({
    kind: "these",
    span: { first: 700_000 - LONGEST + 1, last: 700_000 },
    cut: true,
  });
});

test("of a list that nobody has counted not all is picked", () => {
  const range = rangeOf(0, 49_999, { count: 50_000, exact: false });
  expect(range).toMatchObject({ kind: "these", cut: true });
});

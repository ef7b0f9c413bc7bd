import { expect, test } from "vitest";
import { filled } from "./series";

const at = (minute: number, sent: number) => ({ at: minute * 60_000, sent, failed: 0 });

test("quiet minutes are drawn as such", () => {
  expect(filled([at(10, 5), at(11, 3), at(14, 1)])).toEqual([
    at(10, 5),
    at(11, 3),
    at(12, 0),
    at(13, 0),
    at(14, 1),
  ]);
});

test("nothing and one minute stay as they are", () => {
  expect(filled([])).toEqual([]);
  expect(filled([at(3, 1)])).toEqual([at(3, 1)]);
});

test("a pause of a month does not make a chart of a month of minutes", () => {
  const series = [at(0, 1), at(1, 1), at(43_200, 1)];
  expect(filled(series)).toEqual(series);
});

import { expect, test } from "vitest";
import { typedHours } from "./hours";

test("hours are typed as the country counts them", () => {
  expect(typedHours("en-US")).toBe(12);
  expect(typedHours("en-GB")).toBe(24);
  expect(typedHours("ru")).toBe(24);
});

test("an afternoon that the field could not tell is typed with all hours", () => {
  expect(typedHours("en-AU")).toBe(24);
  expect(typedHours("en-CA")).toBe(24);
});

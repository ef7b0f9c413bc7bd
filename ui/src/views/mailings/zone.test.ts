import { expect, test } from "vitest";
import { moved } from "./zone";

test("the clock stays when the zone changes", () => {
  const noonInMoscow = Date.UTC(2026, 10, 24, 9);
  expect(moved(noonInMoscow, "Europe/Moscow", "Asia/Vladivostok")).toBe(Date.UTC(2026, 10, 24, 2));
  expect(moved(null, "Europe/Moscow", "Asia/Vladivostok")).toBeNull();
});

import { expect, test } from "vitest";
import { partsOf, settled } from "./words";

test("the parts of the bar add up to the recipients", () => {
  const counts = {
    queued: 1,
    leased: 2,
    sending: 4,
    in_doubt: 8,
    sent: 16,
    failed: 32,
    expired: 64,
    skipped: 128,
  };
  const sum = Object.values(partsOf(counts)).reduce((sum, part) => sum + part, 0);
  expect(sum).toBe(255);
  expect(settled(counts)).toBe(16 + 32 + 64 + 128);
});

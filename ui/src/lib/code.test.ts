import { expect, test } from "vitest";
import { caretIn, formatCode, isComplete } from "./code";

test("a code is put into its two groups while it is typed", () => {
  expect(formatCode("k7m2q")).toBe("K7M2Q");
  expect(formatCode("k7m2q9")).toBe("K7M2Q-9");
  expect(formatCode("K7M2Q-9XABCDEF")).toBe("K7M2Q-9XABC");
  expect(formatCode(" k7m 2q—9xabc ")).toBe("K7M2Q-9XABC");
});

test("from a pasted letter only the code is taken", () => {
  expect(formatCode("Your code: K7M2Q-9XABC.")).toBe("K7M2Q-9XABC");
  expect(formatCode("Ваш код:\nk7m2q-9xabc\n")).toBe("K7M2Q-9XABC");
});

test("a keyboard left in Russian types the letters on its keys", () => {
  expect(formatCode("йцуке")).toBe("QWERT");
});

test("only a whole code is complete", () => {
  expect(isComplete("K7M2Q-9XAB")).toBe(false);
  expect(isComplete("K7M2Q-9XABC")).toBe(true);
});

test("the cursor stays behind the letter that was typed", () => {
  // In the middle, and over the hyphen.
  expect(caretIn("K7XM2-Q", "k7xm2q", 3)).toBe(3);
  expect(caretIn("K7M2Q-9", "k7m2q9", 6)).toBe(7);
});

import { expect, test } from "vitest";
import { areLocked } from "./locked";

const signsIn = { rehearsal: false, username: "olga@shop.example" };

test("the passphrase is asked for when a sender needs its password", () => {
  expect(areLocked("locked", [{ ...signsIn, username: null }, signsIn])).toBe(true);
  expect(areLocked("file", [signsIn])).toBe(false);
  expect(areLocked("system", [signsIn])).toBe(false);
});

test("nothing is asked for when nobody signs in", () => {
  expect(areLocked("locked", [])).toBe(false);
  expect(areLocked("locked", undefined)).toBe(false);
  expect(areLocked("locked", [{ ...signsIn, username: null }, { ...signsIn, rehearsal: true }])).toBe(false);
});

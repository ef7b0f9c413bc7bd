import { expect, test, vi } from "vitest";
import type { Mailing } from "$lib/bindings";
import { disabledOf, partsOf, settled, startsOnResume, stateOf, takesOf, toneOf, whenOf } from "./words";

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

test("a mailing of a few letters does not take about no time", () => {
  vi.stubGlobal("navigator", { languages: ["en"] });
  expect(takesOf(0)).toBe("less than a minute");
  expect(takesOf(59)).toBe("less than a minute");
  expect(takesOf(60)).toBe("about 1 min");
});

test("only a start that passed during the pause makes a resumed mailing begin at once", () => {
  const paused = { status: "paused", scheduled: true, started_at: null, starts_at: 10 } as const;
  expect(startsOnResume(paused, 9)).toBe(false);
  expect(startsOnResume(paused, 10)).toBe(true);
  expect(startsOnResume({ ...paused, started_at: 5 }, 10)).toBe(false);
  expect(startsOnResume({ ...paused, scheduled: false }, 10)).toBe(false);
});

test("a disabled mailing says so, by whom and why", () => {
  vi.stubGlobal("navigator", { languages: ["en"] });
  const paused = (by: "owner" | "manager", parameters?: Record<string, string>) =>
    ({
      status: "paused",
      pause: { by, at: 5, reason: parameters ? { code: "disabled-by", parameters, field: null } : null },
    }) as Mailing;
  const disabled = paused("manager", { name: "Anna", reason: "Too many letters" });
  expect(disabledOf(disabled)).toEqual({ name: "Anna", reason: "Too many letters", at: 5 });
  expect([stateOf(disabled), toneOf(disabled)]).toEqual(["Disabled", "bad"]);
  expect(whenOf(disabled)).toMatch(/^Disabled .*, Anna: Too many letters$/);
  expect(disabledOf(paused("manager"))).toEqual({ name: "", reason: "", at: 5 });
  expect(whenOf(paused("manager"))).toMatch(/^Disabled [^:]*:?[^:]*$/);
  expect([disabledOf(paused("owner")), stateOf(paused("owner"))]).toEqual([null, "Paused"]);
});

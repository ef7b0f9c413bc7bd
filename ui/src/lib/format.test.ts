import { beforeEach, expect, test, vi } from "vitest";
import { bytes, clock, dateTime, day, duration, moment, percent } from "./format";
import { texts } from "./texts.svelte";

beforeEach(() => {
  vi.stubGlobal("navigator", { languages: ["ru-RU"] });
  texts.language = "ru";
  texts.zone = "Europe/Moscow";
});

/** Intl parts words with spaces that do not break. */
const plain = (text: string) => text.replaceAll(/\s/g, " ");

test("a share is never called whole before it is", () => {
  expect(plain(percent(999, 1000))).toBe("99 %");
  expect(plain(percent(1000, 1000))).toBe("100 %");
  expect(plain(percent(0, 0))).toBe("0 %");
  expect(plain(percent(117, 120, 1))).toBe("97,5 %");
  expect(plain(percent(99_999, 100_000, 1))).toBe("99,9 %");
});

test("a duration has its two largest units", () => {
  expect(plain(duration(0))).toBe("0 с");
  expect(plain(duration(59.4))).toBe("59 с");
  expect(plain(duration(21 * 60))).toBe("21 мин");
  expect(plain(duration(7 * 3600 + 300))).toBe("7 ч 5 мин");
  expect(plain(duration(86_400 * 2 + 3600 * 3))).toBe("2 дн. 3 ч");
});

test("a duration that rounds up to an hour is called an hour", () => {
  expect(plain(duration(3599))).toBe("1 ч");
  expect(plain(duration(86_399))).toBe("1 дн.");
});

test("a size takes the unit a person would", () => {
  expect(plain(bytes(6_140))).toBe("6,1 кБ");
  expect(plain(bytes(77_412_345))).toBe("77 МБ");
});

test("a moment is as short as it stays clear, in the zone of whoever looks", () => {
  const now = Date.UTC(2026, 10, 24, 12, 0);
  expect(moment(Date.UTC(2026, 10, 24, 6, 5), now)).toBe("09:05");
  // Half past midnight in Moscow is another day than in London.
  expect(plain(moment(Date.UTC(2026, 10, 23, 20, 30), now))).toBe("23 нояб., 23:30");
  expect(plain(moment(Date.UTC(2025, 0, 2), now))).toBe("2 янв. 2025 г.");
});

test("the clock is written in one way everywhere", () => {
  const early = Date.UTC(2026, 10, 24, 3, 5);
  const later = early + 48 * 60 * 60 * 1000;
  expect(clock(early)).toBe("06:05");
  expect(plain(moment(early, later))).toBe("24 нояб., 06:05");
  expect(plain(dateTime(early))).toBe("24 нояб. 2026 г., 06:05");
  vi.stubGlobal("navigator", { languages: ["en-US"] });
  texts.language = "en";
  expect(plain(clock(early))).toBe("6:05 AM");
  expect(plain(moment(early, later))).toBe("Nov 24, 6:05 AM");
  expect(plain(dateTime(early))).toBe("Nov 24, 2026, 6:05 AM");
});

test("a day of the chart is that day in every zone", () => {
  texts.zone = "America/Los_Angeles";
  expect(plain(day("2026-11-24"))).toBe("24 нояб.");
});

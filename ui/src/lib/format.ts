// Numbers, sizes, times and durations as the person's language and zone write them.
import { texts } from "./texts.svelte";

export function number(value: number): string {
  return new Intl.NumberFormat(texts.locale).format(value);
}

/** `part` of `whole` in per cent with so many digits after the point, never rounded up to 100 %. */
export function percent(part: number, whole: number, digits = 0): string {
  const share = whole > 0 ? part / whole : 0;
  const rounded = share < 1 ? Math.min(share, 1 - 0.006 / 10 ** digits) : 1;
  return new Intl.NumberFormat(texts.locale, { style: "percent", maximumFractionDigits: digits }).format(rounded);
}

/** A size in bytes: `6 kB`, `1.2 MB`. */
export function bytes(value: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(texts.locale, {
    style: "unit",
    unit: units[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}

export function date(time: number): string {
  return format(time, { dateStyle: "medium" });
}

/** As narrow as a date with its year can be, for tables. */
export function shortDate(time: number): string {
  return format(time, { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** A day given as `2026-11-24`, without its year. */
export function day(text: string): string {
  return new Intl.DateTimeFormat(texts.locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${text}T00:00:00Z`));
}

export function clock(time: number): string {
  return format(time, { timeStyle: "short" });
}

export function dateTime(time: number): string {
  return format(time, { dateStyle: "medium", timeStyle: "short" });
}

/** To the second, as narrow as that can be. */
export function exactTime(time: number): string {
  return format(time, {
    day: "2-digit",
    month: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
}

/** As short as it stays clear: only the clock today, the day and the clock this year. */
export function moment(time: number, now: number = Date.now()): string {
  const parts = (style: Intl.DateTimeFormatOptions) => (at: number) => format(at, style);
  const dayOf = parts({ year: "numeric", month: "numeric", day: "numeric" });
  const yearOf = parts({ year: "numeric" });
  if (dayOf(time) === dayOf(now)) return clock(time);
  if (yearOf(time) === yearOf(now))
    return format(time, { day: "numeric", month: "short", hour: hourStyle(), minute: "2-digit" });
  return date(time);
}

/** Beside a day the hour is written as `timeStyle` writes it alone: `6:05 AM`, but `06:05`. */
function hourStyle(): "numeric" | "2-digit" {
  const { hour12 } = new Intl.DateTimeFormat(texts.locale, { hour: "numeric" }).resolvedOptions();
  return hour12 ? "numeric" : "2-digit";
}

/** A duration in seconds, in its two largest units: `2 hr 10 min`. */
export function duration(seconds: number): string {
  // Rounded before it is divided up, so that 59 min 59 s is an hour and not 60 minutes.
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.round(whole / 60);
  const hours = Math.round(whole / 3600);
  if (whole < 60) return quantities([whole, "second"]);
  if (minutes < 60) return quantities([minutes, "minute"]);
  if (minutes < 24 * 60)
    return quantities([Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]);
  return quantities([Math.floor(hours / 24), "day"], [hours % 24, "hour"]);
}

/** Seconds that are counted down, as a clock writes them: `4:05`. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The first quantity, and the others that are not nothing. */
function quantities(...all: [value: number, unit: string][]): string {
  return all
    .filter(([value], index) => value > 0 || index === 0)
    .map(([value, unit]) =>
      new Intl.NumberFormat(texts.locale, { style: "unit", unit, unitDisplay: "short" }).format(value),
    )
    .join(" ");
}

/** `апрель, май и июнь`, `April, May, and June`. */
export function list(items: string[]): string {
  return new Intl.ListFormat(texts.locale, { type: "conjunction" }).format(items);
}

function format(time: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(texts.locale, { ...options, timeZone: texts.zone }).format(time);
}

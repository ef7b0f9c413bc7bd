// The clock on which a time is typed.

/**
 * That of the country, where the date field knows its words for the halves of the day: it takes
 * all but `PM` for the morning, also the `pm` of Australia and the `p.m.` of Canada. There, all
 * twenty-four hours are as clear.
 */
export function typedHours(locale: string): 12 | 24 {
  const afternoon = new Date(2026, 0, 1, 13);
  const parts = new Intl.DateTimeFormat(locale, { hour: "numeric" }).formatToParts(afternoon);
  return parts.some(({ type, value }) => type === "dayPeriod" && value === "PM") ? 12 : 24;
}

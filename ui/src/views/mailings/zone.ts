// Moments that are chosen on a clock in some place.
import { fromAbsolute, toCalendarDateTime, toZoned } from "@internationalized/date";

/** The moment at which the clock of `to` shows what that of `from` shows at `time`. */
export function moved(time: number | null, from: string, to: string): number | null {
  if (time === null) return null;
  return toZoned(toCalendarDateTime(fromAbsolute(time, from)), to)
    .toDate()
    .getTime();
}

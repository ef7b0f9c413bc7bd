// Days as the person's zone counts them.
import { today } from "@internationalized/date";
import { texts } from "$lib/texts.svelte";

/** The first moment of the day `back` days before today, in milliseconds since 1970. */
export function dayStart(back: number, zone: string = texts.zone): number {
  return today(zone).subtract({ days: back }).toDate(zone).getTime();
}

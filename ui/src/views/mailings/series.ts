// Sent and failed over time, as the chart wants them: every stretch of time, also those without letters.
import type { MailingPage } from "$lib/bindings";

type Stretch = MailingPage["series"][number];

const MINUTE = 60_000;
/** More than this a chart cannot show; then only stretches with letters are drawn. */
const MOST = 240;

/** `series` holds only stretches in which something happened; this puts the quiet ones between them. */
export function filled(series: readonly Stretch[]): Stretch[] {
  const [first, last] = [series.at(0), series.at(-1)];
  if (!first || !last) return [];
  const steps = series.slice(1).map(({ at }, index) => at - (series[index]?.at ?? at));
  const step = Math.max(MINUTE, Math.min(...steps));
  if (series.length < 2 || (last.at - first.at) / step > MOST) return [...series];
  const known = new Map(
    series.map((stretch) => [Math.round((stretch.at - first.at) / step), stretch]),
  );
  const count = Math.round((last.at - first.at) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    return known.get(index) ?? { at: first.at + index * step, sent: 0, failed: 0 };
  });
}

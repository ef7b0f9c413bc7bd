// The value axis of a chart: from nothing to a round number a little above the highest value.

/** Round values from 0 upwards, at most five, the last one not below `highest`. */
export function ticks(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].find((step) => step * power >= rough) ?? 10;
  // Letters are counted in whole numbers.
  const step = Math.max(1, Math.ceil(nice * power));
  const count = Math.ceil(highest / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

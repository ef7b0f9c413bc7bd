// Which rows a range with Shift picks, without reading a million of them.

/** The most rows that are read for one range: a hundred pages. */
export const LONGEST = 10_000;

export interface Span {
  /** Both are in it. */
  first: number;
  last: number;
}

export type Range =
  | { kind: "these"; span: Span; /** Whether it ends before the row it was meant to reach. */ cut: boolean }
  /** Every row but those, which are fewer than the others. */
  | { kind: "all"; but: Span[] };

/** The rows from `from` to `to`. One that is too long to be read begins at `from` and is cut. */
export function rangeOf(from: number, to: number, list: { count: number; exact: boolean }): Range {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  const length = last - first + 1;
  if (length <= LONGEST) return { kind: "these", span: { first, last }, cut: false };
  const but = [
    { first: 0, last: first - 1 },
    { first: last + 1, last: list.count - 1 },
  ].filter((span) => span.first <= span.last);
  // What nobody has counted cannot be named by what is left out.
  if (list.exact && list.count - length <= LONGEST) return { kind: "all", but };
  const span =
    from < to
      ? { first: from, last: from + LONGEST - 1 }
      : { first: from - LONGEST + 1, last: from };
  return { kind: "these", span, cut: true };
}

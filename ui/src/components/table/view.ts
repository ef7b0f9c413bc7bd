// Which rows of a long table are in sight, and where they are drawn.

/** Height of a row in px. */
export const ROW = 32;
/** WebKit's layout ends near 33.5 million px; above this the scroll bar stands for more than itself. */
export const TALLEST = 32_000_000;
/** Rows drawn beyond each edge, so that a fast scroll meets no blank. */
export const MARGIN = 12;

export interface View {
  /** The first row drawn, and the one after the last. */
  first: number;
  end: number;
  /** Where the first row is drawn, in px from the top of the rows. */
  top: number;
  /** Height of all rows together, in px. */
  height: number;
}

export function viewOf(count: number, scrollTop: number, visible: number): View {
  const height = Math.min(count * ROW, TALLEST);
  const rowTop = toRows(count, scrollTop, visible);
  const first = Math.max(0, Math.floor(rowTop / ROW) - MARGIN);
  const end = Math.min(count, Math.ceil((rowTop + visible) / ROW) + MARGIN);
  return { first, end, top: scrollTop - (rowTop - first * ROW), height };
}

/** Where to scroll so that `row` is wholly in sight; the same place if it is already. */
export function scrollTo(count: number, scrollTop: number, visible: number, row: number): number {
  const rowTop = toRows(count, scrollTop, visible);
  if (row * ROW < rowTop) return fromRows(count, row * ROW, visible);
  if ((row + 1) * ROW > rowTop + visible) return fromRows(count, (row + 1) * ROW - visible, visible);
  return scrollTop;
}

/** From the scroll bar to px among all rows: the same, unless there are too many rows. */
function toRows(count: number, scrollTop: number, visible: number): number {
  return scrollTop * stretch(count, visible);
}

function fromRows(count: number, rowTop: number, visible: number): number {
  return rowTop / stretch(count, visible);
}

function stretch(count: number, visible: number): number {
  const rows = count * ROW;
  return rows <= TALLEST ? 1 : (rows - visible) / (TALLEST - visible);
}

/** Arithmetic of a list that keeps only its visible rows in the document. Pixels and row numbers, no DOM. */

export interface Viewport {
  /** Distance of the visible part's top from the top of the first row. */
  scrollTop: number;
  /** Height that rows can be seen in: the scroller's, less what stays on top of it. */
  height: number;
}

export interface RowRange {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * Rows to keep in the document: the visible ones, and `overscan` on both sides so that a wheel turn shows no gap.
 *
 * @returns a range within 0…count, empty only when the list is.
 */
export function rowsInWindow(viewport: Viewport, rowHeight: number, count: number, overscan: number): RowRange {
  if (count === 0) return { start: 0, end: 0 };
  const first = Math.floor(viewport.scrollTop / rowHeight);
  const last = Math.ceil((viewport.scrollTop + viewport.height) / rowHeight);
  const start = clamp(first - overscan, 0, count - 1);
  return { start, end: clamp(last + overscan, start + 1, count) };
}

/** Scroll offset nearest to the present one at which `row` is seen whole; the present one when it already is. */
export function scrollToShow(row: number, viewport: Viewport, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < viewport.scrollTop) return top;
  return Math.max(viewport.scrollTop, top + rowHeight - viewport.height);
}

/** Rows that Page Up and Page Down move by: what is seen, less one that stays for orientation. */
export function rowsPerPage(height: number, rowHeight: number): number {
  return Math.max(1, Math.floor(height / rowHeight) - 1);
}

export function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

/** How underlines of overlapping spans are stacked. Pure. */
import type { TextSpan } from '../../src/core/search/query';

/** Underlines that fit under a line of text; more share the lowest. */
export const underlines = 3;

/** For each span, which underline it gets: 0 is nearest to the text. Spans by their start; those that touch don't overlap. */
export function levelsOf(spans: readonly TextSpan[]): number[] {
  const ends: number[] = [];
  return spans.map(({ start, end }) => {
    const free = ends.findIndex((until) => until <= start);
    const level = free >= 0 ? free : ends.length;
    ends[level] = end;
    return Math.min(level, underlines - 1);
  });
}

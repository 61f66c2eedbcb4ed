/** From places in a text to places in the document that shows it, and back. */
import type { TextSpan } from '../../../src/core/search/query';

/** A stretch of a text and the element whose text nodes, joined, are it; parts follow each other without gaps. */
export interface TextPart {
  /** Where it begins in the text, in UTF-16 units. */
  start: number;
  /** Without text while it has not been filled. */
  element: HTMLElement;
}

/**
 * Ranges of the spans, one for each part that a span is in: between two parts there may be other text, as that of the other
 * pane in the difference. Parts that have not been filled are left out.
 */
export function rangesIn(parts: readonly TextPart[], spans: readonly TextSpan[]): Range[] {
  return spans.flatMap(({ start, end }) => {
    const last = partAt(parts, end, true);
    const ranges: (Range | undefined)[] = [];
    for (let part = partAt(parts, start); part <= last && part >= 0; part++)
      ranges.push(
        rangeIn(parts, { start: Math.max(start, parts[part].start), end: Math.min(end, endOf(parts, part)) }),
      );
    return ranges.filter((range) => range !== undefined);
  });
}

/** The whole span as one range, with whatever is between its parts; undefined where it begins or ends in an unfilled part. */
export function rangeIn(parts: readonly TextPart[], { start, end }: TextSpan): Range | undefined {
  const from = placeOf(parts, start);
  const to = placeOf(parts, end, true);
  if (!from || !to) return undefined;
  const range = new Range();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

function endOf(parts: readonly TextPart[], part: number): number {
  return parts[part + 1]?.start ?? Infinity;
}

/** The part that holds a place of the text; -1 without parts. `isEnd`: a place between two parts is in the first. */
export function partAt(parts: readonly TextPart[], place: number, isEnd = false): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (parts[middle].start < place || (parts[middle].start === place && !isEnd)) low = middle;
    else high = middle - 1;
  }
  return parts.length === 0 ? -1 : low;
}

function placeOf(parts: readonly TextPart[], place: number, isEnd = false): [Text, number] | undefined {
  const part = parts[partAt(parts, place, isEnd)];
  return part && placeIn(part.element, place - part.start);
}

/** The text node of an element that holds its `offset`th UTF-16 unit, and the place in it. */
function placeIn(element: HTMLElement, offset: number): [Text, number] | undefined {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  let last: Text | undefined;
  for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
    if (left < node.length || (left === node.length && left > 0)) return [node, left];
    left -= node.length;
    last = node;
  }
  return last && [last, last.length];
}

/** Place in the text of a point of the document: in a part, else where the next part behind the point begins. */
export function textPlace(parts: readonly TextPart[], node: Node, offset: number, length: number): number {
  const point = new Range();
  point.setStart(node, offset);
  const inside = parts.find(({ element }) => element.contains(node));
  if (inside) {
    const before = new Range();
    before.setStart(inside.element, 0);
    before.setEnd(node, offset);
    return inside.start + before.toString().length;
  }
  return parts.find(({ element }) => point.comparePoint(element, 0) >= 0)?.start ?? length;
}

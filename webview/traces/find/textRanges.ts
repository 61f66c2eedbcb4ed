/** From places in a text to places in the document that shows it, and back. */
import type { TextSpan } from '../../../src/core/search/query';

/** A stretch of a text and the element whose text nodes, joined, are it; parts follow each other without gaps. */
export interface TextPart {
  /** Where it begins in the text, in UTF-16 units. */
  start: number;
  /** Without text while it has not been filled. */
  element: HTMLElement;
}

/** Ranges of the spans; those that begin or end in a part that has not been filled are left out. */
export function rangesIn(parts: readonly TextPart[], spans: readonly TextSpan[]): Range[] {
  return spans.flatMap(({ start, end }) => {
    const from = placeOf(parts, start);
    const to = placeOf(parts, end, true);
    if (!from || !to) return [];
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    return [range];
  });
}

/** Spans that go over several parts, a span for each part. */
export function cutAtParts(parts: readonly TextPart[], spans: readonly TextSpan[]): TextSpan[] {
  return spans.flatMap(({ start, end }) => {
    const last = partAt(parts, end, true);
    const pieces: TextSpan[] = [];
    for (let i = Math.max(0, partAt(parts, start)), from = start; i <= last; i++) {
      const to = i < last ? parts[i + 1].start : end;
      if (to > from) pieces.push({ start: from, end: to });
      from = to;
    }
    return pieces;
  });
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

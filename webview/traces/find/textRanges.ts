/** From places in a text to places in the document that shows it. The seam to whatever draws a trace. */
import type { TextSpan } from '../../../src/core/search/query';

/**
 * Ranges of the spans in an element whose text nodes, joined, are the text: `ExactText`, one child a line. Spans whose
 * line is not in the document yet are left out.
 *
 * @param spans by rising start.
 */
export function rangesInLines(lines: HTMLElement, text: string, spans: readonly TextSpan[]): Range[] {
  const starts = lineStarts(text);
  const ranges: Range[] = [];
  let line = 0;
  for (const { start, end } of spans) {
    while (line + 1 < starts.length && starts[line + 1] <= start) line++;
    let last = line;
    while (last + 1 < starts.length && starts[last + 1] < end) last++;
    const from = placeIn(lines.children[line], start - starts[line]);
    const to = placeIn(lines.children[last], end - starts[last]);
    if (!from || !to) continue;
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    ranges.push(range);
  }
  return ranges;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The text node of an element that holds its `offset`th UTF-16 unit, and the place in it. */
function placeIn(element: Element | undefined, offset: number): [Text, number] | undefined {
  if (!element) return undefined;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  let last: Text | undefined;
  for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
    last = node;
  }
  return last && [last, last.length];
}

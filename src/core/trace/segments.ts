/** Marked parts of a trace: `<think>`, `<answer>` and `\boxed{}`, closed or not. */
import type { Span } from './regions';

export interface Segment extends Span {
  kind: 'think' | 'answer' | 'boxed';
  /** What is between the marks. */
  inner: Span;
  /** False when one of the marks is missing: the trace was cut off, or began inside (the prompt opened `<think>`). */
  closed: boolean;
}

/** Nobody boxes more than this, in UTF-16 units; a brace that never comes must not box the rest of the trace. */
const MOST_BOXED = 1000;

/** All segments by their start; a box may lie inside an answer. Linear in the length of the text. */
export function segmentsOfTrace(text: string): Segment[] {
  const segments = [...tagged(text, 'think', 'think(?:ing)?'), ...tagged(text, 'answer', 'answer'), ...boxes(text)];
  return segments.sort((a, b) => a.start - b.start || b.end - a.end);
}

function tagged(text: string, kind: 'think' | 'answer', name: string): Segment[] {
  const segments: Segment[] = [];
  let open: Span | undefined;
  for (const match of text.matchAll(new RegExp(`<(/?)${name}>`, 'gi'))) {
    const { index } = match;
    const behind = index + match[0].length;
    if (match[1] === '') {
      open ??= { start: index, end: behind };
      continue;
    }
    // A prompt may have opened the first one; any later end without a beginning is only text.
    if (!open && (segments.length > 0 || kind !== 'think')) continue;
    const inner = { start: open?.end ?? 0, end: index };
    segments.push({ kind, start: open?.start ?? 0, end: behind, inner, closed: open !== undefined });
    open = undefined;
  }
  if (open) {
    const inner = { start: open.end, end: text.length };
    segments.push({ kind, start: open.start, end: text.length, inner, closed: false });
  }
  return segments;
}

/** Outermost boxes. An unclosed one ends with its line. */
function boxes(text: string): Segment[] {
  const segments: Segment[] = [];
  const open = /\\f?box(?:ed)?\s{0,3}\{/g;
  for (let match = open.exec(text); match; match = open.exec(text)) {
    const start = match.index;
    const from = open.lastIndex;
    const close = closingBrace(text, from);
    const lineEnd = text.indexOf('\n', from);
    const end = close ?? (lineEnd < 0 ? text.length : lineEnd);
    const closed = close !== undefined;
    segments.push({ kind: 'boxed', start, end: closed ? end + 1 : end, inner: { start: from, end }, closed });
    open.lastIndex = closed ? end + 1 : from;
  }
  return segments;
}

/** The brace that closes what was opened before `from`; undefined: none near. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  const last = Math.min(text.length, from + MOST_BOXED);
  for (let i = from; i < last; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return i;
  }
  return undefined;
}

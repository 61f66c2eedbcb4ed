/** The line around a match, short enough for a list. */
import type { TextSpan } from './query';

export interface Snippet {
  text: string;
  /** In `text`; the match, or what there is of it. */
  span: TextSpan;
}

/** Characters before and after the match. */
const BEFORE = 24;
const AFTER = 80;

/** White space is folded to one space each; characters cut off at either end leave an `…`. */
export function snippetOf(text: string, { start, end }: TextSpan): Snippet {
  const shown = Math.min(end, start + AFTER);
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1) + 1, 0);
  const lineEnd = text.indexOf('\n', shown) < 0 ? text.length : text.indexOf('\n', shown);
  const from = wholeStart(text, Math.max(lineStart, start - BEFORE));
  const to = wholeEnd(text, Math.min(lineEnd, shown + AFTER));
  const before = (from > lineStart ? '…' : '') + fold(text.slice(from, start)).trimStart();
  const match = fold(text.slice(start, shown));
  const after = fold(text.slice(shown, to)).trimEnd() + (to < lineEnd ? '…' : '');
  return { text: before + match + after, span: { start: before.length, end: before.length + match.length } };
}

/** One for one, so that places stay where they are. */
function fold(text: string): string {
  return text.replace(/\s/g, ' ');
}

/** No half of a surrogate pair at either end. */
function wholeStart(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at;
}
function wholeEnd(text: string, at: number): number {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at - 1 : at;
}

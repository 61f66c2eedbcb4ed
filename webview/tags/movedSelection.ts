/** What is selected after a key, as spans of a text. Pure. */
import type { TextSpan } from '../../src/core/search/query';

export type SelectionKey = 'ArrowRight' | 'ArrowLeft' | 'ArrowDown' | 'ArrowUp';

/**
 * @param step within which words are selected, unless a selection reaches beyond it already.
 * @param selected undefined: nothing; any key then selects the first word, ← and ↑ the last.
 * @returns undefined: nothing is selected any more.
 */
export function movedSelection(
  text: string,
  step: TextSpan,
  selected: TextSpan | undefined,
  key: SelectionKey,
): TextSpan | undefined {
  const from = Math.min(step.start, selected?.start ?? step.start);
  const to = Math.max(step.end, selected?.end ?? step.end);
  const words = wordsOf(text.slice(from, to)).map(({ start, end }) => ({ start: start + from, end: end + from }));
  if (words.length === 0) return undefined;
  if (!selected) return key === 'ArrowRight' || key === 'ArrowDown' ? words[0] : words.at(-1);
  const first = words.findIndex(({ end }) => end > selected.start);
  const last = words.findLastIndex(({ start }) => start < selected.end);
  if (first < 0 || last < first) return words[0];
  const moved = {
    ArrowRight: [first, Math.min(last + 1, words.length - 1)],
    ArrowLeft: [first, last - 1],
    ArrowDown: [first + 1, last],
    ArrowUp: [Math.max(0, first - 1), last],
  }[key];
  return moved[0] > moved[1] ? undefined : { start: words[moved[0]].start, end: words[moved[1]].end };
}

/** Stretches without white space. */
function wordsOf(text: string): TextSpan[] {
  return Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({ start: index, end: index + word.length }));
}

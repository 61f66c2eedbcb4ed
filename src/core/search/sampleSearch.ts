/** Counting a query's matches in samples as they are stored, decoding as few of them as possible. */
import { TextKind } from '../runIndex';
import { decodeString, decodeValue } from '../scan/jsonText';
import { isCaseSensitive, textMatcher, type SearchQuery } from './query';
import { storedForms, type StoredForms } from './storedForms';

/** A stretch of a file with samples in it. Columns of equal length, by rising `start`. */
export interface SampleBlock {
  bytes: Uint8Array;
  /** Where each sample's value begins in `bytes`, and behind its last byte. */
  start: ArrayLike<number>;
  end: ArrayLike<number>;
  /** `TextKind` values. */
  kind: ArrayLike<number>;
}

export interface SearchWatch {
  /** A sample with matches: its place in the block, how many, and where the first begins in UTF-16 units of its text. */
  found(place: number, count: number, first: number): void;
  /** Called before each sample; true skips it. */
  skip?(place: number): boolean;
}

/** Searches the samples of a block, in order. */
export type SampleSearch = (block: SampleBlock, watch: SearchWatch) => void;

/**
 * @param latin1Of bytes as a string of one character each.
 * @throws Error as `textMatcher`
 */
export function sampleSearch(query: SearchQuery, latin1Of: (bytes: Uint8Array) => string): SampleSearch {
  const { count } = textMatcher(query);
  const decoded = ({ bytes, start, end, kind }: SampleBlock, i: number): Counted =>
    count(decodeValue(bytes.subarray(start[i], end[i]), kind[i] as TextKind));
  if (query.regex)
    return (block, watch) => {
      for (let i = 0; i < block.start.length; i++) if (!watch.skip?.(i)) tell(watch, i, decoded(block, i));
    };
  const forms = storedForms(query.text, isCaseSensitive(query));
  const { expression, plainLength } = forms;
  return (block, watch) => {
    const { bytes, start, end, kind } = block;
    const text = latin1Of(bytes);
    /** First candidate at or behind the last place looked from. */
    let next = -1;
    for (let i = 0; i < start.length; i++) {
      if (watch.skip?.(i)) continue;
      // Several messages are joined, and their strings unwrapped: a text with escapes may read otherwise than it is written.
      if (kind[i] === TextKind.structure && plainLength < 0) {
        tell(watch, i, decoded(block, i));
        continue;
      }
      if (next < start[i]) next = search(expression, text, start[i]);
      if (next >= end[i]) continue;
      const counted =
        kind[i] === TextKind.string && plainLength > 0
          ? countStored({ bytes, text, start: start[i], end: end[i], from: next }, forms, query)
          : undefined;
      tell(watch, i, counted ?? decoded(block, i));
      next = -1;
    }
  };
}

interface Counted {
  count: number;
  first: number;
}

function tell(watch: SearchWatch, place: number, { count, first }: Counted): void {
  if (count > 0) watch.found(place, count, first);
}

function search(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? Infinity;
}

interface StoredSample {
  bytes: Uint8Array;
  /** The whole block, one character a byte. */
  text: string;
  start: number;
  end: number;
  /** The first candidate. */
  from: number;
}

/** Counts a text of plain letters in a JSON string without decoding it; undefined when only decoding can tell. */
function countStored(
  { bytes, text, start, end, from }: StoredSample,
  { expression, plainLength }: StoredForms,
  { wholeWord }: SearchQuery,
): Counted | undefined {
  let count = 0;
  let first = -1;
  expression.lastIndex = from;
  for (let match = expression.exec(text); match && match.index < end; match = expression.exec(text)) {
    const at = match.index;
    if (match[0].length !== plainLength) return undefined;
    const place = placeOf(text, start, at);
    if (place === 'unsure') return undefined;
    const isMatch = place === 'text' && (wholeWord ? standsAlone(text, start, at, at + plainLength, end) : true);
    if (isMatch === undefined) return undefined;
    if (!isMatch) expression.lastIndex = at + 1;
    else if (count++ === 0) first = at;
  }
  return { count, first: first < 0 ? -1 : decodeString(bytes.subarray(start, first)).length };
}

/** Whether the byte at `at` is itself, or the letter of an escape such as `\n`. */
function placeOf(text: string, start: number, at: number): 'text' | 'escape' | 'unsure' {
  if (isEscaped(text, start, at)) return 'bfnrt'.includes(text[at]) ? 'escape' : 'unsure';
  for (let back = 2; back <= 5 && at - back >= start; back++)
    if (text[at - back + 1] === 'u' && text[at - back] === '\\') return 'unsure';
  return 'text';
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, start: number, at: number): boolean {
  let before = at;
  while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before--;
  return ((at - before) & 1) === 1;
}
const BACKSLASH = 0x5c;

/** Undefined when only decoding can tell whether there is a letter beside the match. */
function standsAlone(text: string, start: number, at: number, behind: number, end: number): boolean | undefined {
  const sides = [at > start ? letterBefore(text, start, at) : false, behind < end ? letterAt(text, behind) : false];
  return sides.includes(true) ? false : sides.includes(undefined) ? undefined : true;
}

function letterBefore(text: string, start: number, at: number): boolean | undefined {
  const place = placeOf(text, start, at - 1);
  return place === 'text' ? letterAt(text, at - 1) : place === 'escape' ? false : undefined;
}

function letterAt(text: string, at: number): boolean | undefined {
  const code = text.charCodeAt(at);
  if (code === BACKSLASH) return 'bfnrt"/\\'.includes(text[at + 1]) ? false : undefined;
  return code < 0x80 ? /\w/.test(text[at]) : undefined;
}

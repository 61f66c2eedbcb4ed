/** Counting a query's matches in samples as they are stored, decoding as few of them as possible. */
import { TextKind } from '../runIndex';
import { decodeString, decodeValue } from '../scan/jsonText';
import { isCaseSensitive, textMatcher, type MatchCount, type SearchQuery } from './query';
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
  /** A sample with matches: its place in the block, and how many. */
  found(place: number, counted: MatchCount): void;
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
  const decoded = ({ bytes, start, end, kind }: SampleBlock, i: number): MatchCount =>
    count(decodeValue(bytes.subarray(start[i], end[i]), kind[i] as TextKind));
  if (query.regex)
    return (block, watch) => {
      for (let i = 0; i < block.start.length; i++) if (!watch.skip?.(i)) tell(watch, i, decoded(block, i));
    };
  const forms = storedForms(query.text, isCaseSensitive(query));
  return (block, watch) => {
    for (let i = 0; i < block.start.length; i++) {
      if (watch.skip?.(i)) continue;
      const counted = countIn(block, i, forms, query, latin1Of);
      tell(watch, i, counted === 'unsure' ? decoded(block, i) : counted);
    }
  };
}

/** `unsure`: only decoding can tell. */
function countIn(
  { bytes, start, end, kind }: SampleBlock,
  i: number,
  forms: StoredForms,
  query: SearchQuery,
  latin1Of: (bytes: Uint8Array) => string,
): MatchCount | 'unsure' {
  // Several messages are joined, and their strings unwrapped: a text with escapes may read otherwise than it is written.
  if (kind[i] === TextKind.structure && forms.plainLength < 0) return 'unsure';
  const stored = bytes.subarray(start[i], end[i]);
  // Sample by sample: strings as large as a block cost more than the search in them.
  const text = latin1Of(stored);
  forms.expression.lastIndex = 0;
  if (!forms.expression.test(text)) return none;
  return kind[i] === TextKind.string && forms.plainLength > 0 ? countStored(stored, text, forms, query) : 'unsure';
}

const none: MatchCount = { count: 0, first: -1, length: 0 };

function tell(watch: SearchWatch, place: number, counted: MatchCount): void {
  if (counted.count > 0) watch.found(place, counted);
}

/** Counts a text of plain letters in a JSON string without decoding it. */
function countStored(
  bytes: Uint8Array,
  text: string,
  { expression, plainLength }: StoredForms,
  { wholeWord }: SearchQuery,
): MatchCount | 'unsure' {
  let count = 0;
  let first = 0;
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    const at = match.index;
    if (match[0].length !== plainLength) return 'unsure';
    const place = placeOf(text, at);
    if (place === 'unsure') return 'unsure';
    const isMatch = place === 'text' && (!wholeWord || standsAlone(text, at, at + plainLength));
    if (isMatch === undefined) return 'unsure';
    if (!isMatch) expression.lastIndex = at + 1;
    else if (count++ === 0) first = at;
  }
  if (count === 0) return none;
  return { count, first: decodeString(bytes.subarray(0, first)).length, length: plainLength };
}

/** Whether the byte at `at` is itself, or the letter of an escape such as `\n`. */
function placeOf(text: string, at: number): 'text' | 'escape' | 'unsure' {
  if (isEscaped(text, at)) return 'bfnrt'.includes(text[at]) ? 'escape' : 'unsure';
  for (let back = 2; back <= 5 && at >= back; back++)
    if (text[at - back + 1] === 'u' && text[at - back] === '\\') return 'unsure';
  return 'text';
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (before > 0 && text.charCodeAt(before - 1) === BACKSLASH) before--;
  return ((at - before) & 1) === 1;
}
const BACKSLASH = 0x5c;

/** Undefined when only decoding can tell whether there is a letter beside the match. */
function standsAlone(text: string, at: number, behind: number): boolean | undefined {
  const sides = [at > 0 ? letterBefore(text, at) : false, behind < text.length ? letterAt(text, behind) : false];
  return sides.includes(true) ? false : sides.includes(undefined) ? undefined : true;
}

function letterBefore(text: string, at: number): boolean | undefined {
  const place = placeOf(text, at - 1);
  return place === 'text' ? letterAt(text, at - 1) : place === 'escape' ? false : undefined;
}

function letterAt(text: string, at: number): boolean | undefined {
  const code = text.charCodeAt(at);
  if (code === BACKSLASH) return 'bfnrt"/\\'.includes(text[at + 1]) ? false : undefined;
  return code < 0x80 ? /\w/.test(text[at]) : undefined;
}

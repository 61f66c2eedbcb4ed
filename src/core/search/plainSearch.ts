/**
 * Counting a text of plain letters of ASCII in a JSON string as it is stored. Its two rarest letters are looked for, so many
 * bytes apart; what is found is compared, and set aside for decoding where an escape makes the bytes read otherwise.
 */
import { decodeString } from '../scan/jsonText';
import type { MatchCount } from './query';

/** Two bytes at a distance, each in up to two spellings: `w` or `W`, then four bytes on `z` or `Z`. */
export interface BytePair {
  a1: number;
  a2: number;
  b1: number;
  b2: number;
  distance: number;
}

/**
 * First place in `[from, to)` where the pair stands, or an escape `\\u002…` to `\\u007…` (a letter of ASCII in
 * disguise); `to` when there is none. The second byte of the pair, and the rest of the escape, may lie behind `to`.
 */
export type NextPair = (from: number, to: number, pair: BytePair) => number;

/** A text to find, as bytes. */
export interface PlainText {
  /** Each byte in its one or two spellings. */
  low: Uint8Array;
  high: Uint8Array;
  pair: BytePair;
  /** Where in the text the pair begins. */
  pairAt: number;
}

export function plainText(text: string, caseSensitive: boolean): PlainText {
  const bytesOf = (spelling: string): Uint8Array => Uint8Array.from(spelling, (letter) => letter.charCodeAt(0));
  const low = bytesOf(caseSensitive ? text : text.toLowerCase());
  const high = bytesOf(caseSensitive ? text : text.toUpperCase());
  const byRarity = Array.from(text, (_, i) => i).sort((a, b) => rarity(text[b]) - rarity(text[a]) || a - b);
  const [from, to] = [byRarity[0], byRarity[1] ?? byRarity[0]].sort((a, b) => a - b);
  const pair = { a1: low[from], a2: high[from], b1: low[to], b2: high[to], distance: to - from };
  return { low, high, pair, pairAt: from };
}

/** Letters from frequent to rare, in English and in what models write; what is not listed is rarer. */
const frequent = ' etaonisrhldcumfgpywb.v,k=01+2-()x3';

function rarity(letter: string): number {
  const place = frequent.indexOf(letter);
  return place < 0 ? frequent.length : place;
}

/** `NextPair` in script, for where there is no kernel. */
export function nextPair(bytes: Uint8Array): NextPair {
  return (from, to, { a1, a2, b1, b2, distance }) => {
    for (let i = from; i < to; i++) {
      const a = bytes[i];
      if (a === BACKSLASH && escapedAt(bytes, i) >= 0x20) return i;
      const b = bytes[i + distance];
      if ((a === a1 || a === a2) && (b === b1 || b === b2)) return i;
    }
    return to;
  };
}

const BACKSLASH = 0x5c;
const ZERO = 0x30;
const LOWER_U = 0x75;

/** The code of an escape `\\u00XX` from 20 to 7f; -1 for anything else. */
function escapedAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== LOWER_U || bytes[at + 2] !== ZERO || bytes[at + 3] !== ZERO) return -1;
  const [tens, ones] = [bytes[at + 4] - ZERO, parseInt(String.fromCharCode(bytes[at + 5]), 16)];
  return tens >= 2 && tens <= 7 ? 16 * tens + (Number.isNaN(ones) ? 0 : ones) : -1;
}

interface Counting {
  bytes: Uint8Array;
  next?: NextPair;
}

/** Counts in the string `[start, end)`; `unsure` when only decoding can tell. */
export function countPlain(
  { bytes, next = nextPair(bytes) }: Counting,
  start: number,
  end: number,
  text: PlainText,
  wholeWord: boolean,
): MatchCount | 'unsure' {
  const { low, pair, pairAt } = text;
  const { length } = low;
  let count = 0;
  let first = 0;
  /** Matches do not overlap. */
  let free = start;
  for (let found = next(start, end, pair); found < end; found = next(found + 1, end, pair)) {
    if (bytes[found] === BACKSLASH) {
      if (isLetterOf(text, escapedAt(bytes, found))) return 'unsure';
      continue;
    }
    const at = found - pairAt;
    if (at < free || at + length > end || !isAt(bytes, at, text)) continue;
    const place = placeOf(bytes, start, at);
    const isMatch = place === 'text' && wholeWord ? standsAlone(bytes, start, at, at + length, end) : place === 'text';
    if (place === 'unsure' || isMatch === undefined) return 'unsure';
    if (!isMatch) continue;
    free = at + length;
    if (count++ === 0) first = at;
  }
  if (count === 0) return { count, first: -1, length: 0 };
  return { count, first: decodeString(bytes.subarray(start, first)).length, length };
}

function isLetterOf({ low, high }: PlainText, code: number): boolean {
  return low.includes(code) || high.includes(code);
}

function isAt(bytes: Uint8Array, at: number, { low, high }: PlainText): boolean {
  for (let i = 0; i < low.length; i++) if (bytes[at + i] !== low[i] && bytes[at + i] !== high[i]) return false;
  return true;
}

/** Whether the byte at `at` is itself, or the letter of an escape such as `\\n`. */
function placeOf(bytes: Uint8Array, start: number, at: number): 'text' | 'escape' | 'unsure' {
  if (isEscaped(bytes, start, at)) return isOneOf(bytes[at], 'bfnrt') ? 'escape' : 'unsure';
  for (let back = 2; back <= 5 && at - back >= start; back++)
    if (bytes[at - back + 1] === LOWER_U && bytes[at - back] === BACKSLASH) return 'unsure';
  return 'text';
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(bytes: Uint8Array, start: number, at: number): boolean {
  let before = at;
  while (before > start && bytes[before - 1] === BACKSLASH) before--;
  return ((at - before) & 1) === 1;
}

function isOneOf(byte: number, letters: string): boolean {
  return letters.includes(String.fromCharCode(byte));
}

/** Undefined when only decoding can tell whether there is a letter beside the match. */
function standsAlone(bytes: Uint8Array, start: number, at: number, behind: number, end: number): boolean | undefined {
  const before = at > start ? letterBefore(bytes, start, at) : false;
  const after = behind < end ? letterAt(bytes, behind) : false;
  if (before === true || after === true) return false;
  return before === undefined || after === undefined ? undefined : true;
}

function letterBefore(bytes: Uint8Array, start: number, at: number): boolean | undefined {
  const place = placeOf(bytes, start, at - 1);
  return place === 'text' ? letterAt(bytes, at - 1) : place === 'escape' ? false : undefined;
}

function letterAt(bytes: Uint8Array, at: number): boolean | undefined {
  const byte = bytes[at];
  if (byte === BACKSLASH) return isOneOf(bytes[at + 1], 'bfnrt"/\\') ? false : undefined;
  return byte < 0x80 ? /\w/.test(String.fromCharCode(byte)) : undefined;
}

/**
 * Counting a text in a JSON string as it is stored. Its anchor is looked for; around it each character is compared in
 * whichever spelling it has there. Where the bytes alone can't tell, the string is set aside for decoding.
 */
import { anchorOf, nextPair, type Anchor, type NextPair } from './anchor';
import type { MatchCount } from './query';
import { borderBefore, codeAt, isEscaped, UNSURE, widthAt } from './storedToken';

/** A text to find. */
export interface StoredText {
  anchor: Anchor;
  /** Code points that count as each character. */
  codes: readonly (readonly number[])[];
  /** Where a character is ASCII and may stand as itself: its one or two bytes; else -1. */
  low: Int16Array;
  high: Int16Array;
  /** In UTF-16 units. */
  length: number;
}

/**
 * @param characters as for `anchorOf`.
 * @returns undefined for a text without an anchor
 */
export function storedText(characters: readonly (readonly string[])[]): StoredText | undefined {
  const anchor = anchorOf(characters);
  if (!anchor || characters.some((variants) => variants.length === 0)) return undefined;
  const codes = characters.map((variants) => variants.map((variant) => variant.codePointAt(0)!));
  const byte = (code: number): number =>
    code > 0x1f && code < 0x80 && code !== BACKSLASH && code !== QUOTE ? code : -1;
  return {
    anchor,
    codes,
    low: Int16Array.from(codes, (same) => byte(same[0])),
    high: Int16Array.from(codes, (same) => byte(same[same.length - 1])),
    length: characters.reduce((length, [one]) => length + one.length, 0),
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

interface Counting {
  bytes: Uint8Array;
  next?: NextPair;
}

/** Where no match is. */
const NONE = -2;

/** Counts in the string `[start, end)`, without the place of the first; `unsure` when only decoding can tell. */
export function countStored(
  { bytes, next = nextPair(bytes) }: Counting,
  start: number,
  end: number,
  text: StoredText,
  wholeWord: boolean,
): MatchCount | 'unsure' {
  const { pair, pairAt } = text.anchor;
  const isWide = pair.a1 >= 0x80;
  let count = 0;
  /** Matches do not overlap. */
  let free = start;
  for (let found = next(start, end, pair); found < end; found = next(found + 1, end, pair)) {
    const isEscape = bytes[found] === BACKSLASH;
    if (isEscape && !isWide) {
      if (isLetterOf(text, asciiEscapeAt(bytes, found))) return 'unsure';
      continue;
    }
    const anchor = isEscape ? found : found - pairAt;
    if (anchor < free || (bytes[anchor] & 0xc0) === 0x80) continue;
    const behind = endOf(bytes, anchor, end, text);
    if (behind === NONE) continue;
    const place = isWide ? placeOfWide(bytes, start, anchor) : placeOf(bytes, start, anchor);
    if (place === 'escape') continue;
    const at = startOf(bytes, start, anchor, text);
    if (at === NONE) continue;
    if (place === 'unsure' || behind === UNSURE || at === UNSURE) return 'unsure';
    const isMatch = at >= free && (!wholeWord || standsAlone(bytes, start, at, behind, end));
    if (isMatch === undefined) return 'unsure';
    if (!isMatch) continue;
    free = behind;
    count++;
  }
  return { count, first: -1, length: count > 0 ? text.length : 0 };
}

/** Behind the text whose anchor begins at `at`; `NONE` where what follows is something else. */
function endOf(bytes: Uint8Array, at: number, end: number, { codes, low, high, anchor }: StoredText): number {
  for (let i = anchor.from; i < codes.length; i++) {
    if (at >= end) return NONE;
    const byte = bytes[at];
    if (byte === low[i] || byte === high[i]) {
      at++;
      continue;
    }
    const code = codeAt(bytes, at, end);
    if (code === UNSURE) return UNSURE;
    if (!codes[i].includes(code)) return NONE;
    at += widthAt(bytes, at, code);
  }
  return at;
}

/** Where the text begins whose anchor begins at `at`; `NONE` where something else is before that. */
function startOf(bytes: Uint8Array, start: number, at: number, { codes, anchor }: StoredText): number {
  for (let i = anchor.from - 1; i >= 0; i--) {
    if (at <= start) return NONE;
    const before = borderBefore(bytes, start, at);
    const code = before === UNSURE ? UNSURE : codeAt(bytes, before, at);
    if (code === UNSURE) return UNSURE;
    if (!codes[i].includes(code)) return NONE;
    at = before;
  }
  return at;
}

/** The code of an escape `\\u00XX` from 20 to 7f; -1 for anything else. */
function asciiEscapeAt(bytes: Uint8Array, at: number): number {
  const code = codeAt(bytes, at, bytes.length);
  return code >= 0x20 && code < 0x80 ? code : -1;
}

function isLetterOf({ low, high, anchor }: StoredText, code: number): boolean {
  for (let i = anchor.from; i < anchor.to; i++) if (low[i] === code || high[i] === code) return true;
  return false;
}

/** Whether the byte at `at` is itself, or the letter of an escape such as `\\n`. */
function placeOf(bytes: Uint8Array, start: number, at: number): 'text' | 'escape' | 'unsure' {
  if (isEscaped(bytes, start, at)) return isOneOf(bytes[at], 'bfnrt') ? 'escape' : 'unsure';
  for (let back = 2; back <= 5 && at - back >= start; back++)
    if (bytes[at - back + 1] === LOWER_U && bytes[at - back] === BACKSLASH) return 'unsure';
  return 'text';
}

/** Whether there is a border before what is not ASCII, or before the backslash of an escape. */
function placeOfWide(bytes: Uint8Array, start: number, at: number): 'text' | 'escape' {
  return bytes[at] === BACKSLASH && isEscaped(bytes, start, at) ? 'escape' : 'text';
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

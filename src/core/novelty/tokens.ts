/**
 * Text as 32-bit hashes of its tokens, fast enough for all samples of a problem: words, numbers with their points,
 * \commands, any other sign by itself; white space is none. As the tokens of a diff (`core/trace/tokens`), but capital
 * letters of ASCII count as small ones: "So the sum" and "so the sum" are one phrase.
 *
 * Two tokens with one hash are taken for one (one pair in four thousand million); six in a row don't meet by chance.
 */

/** Hashes of tokens, growing. */
export class TokenList {
  hash: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.hash = new Int32Array(Math.max(16, capacity));
  }

  /** Room for `more` further tokens. */
  reserve(more: number): void {
    if (this.length + more <= this.hash.length) return;
    const grown = new Int32Array(Math.max(this.length + more, this.hash.length * 1.5));
    grown.set(this.hash.subarray(0, this.length));
    this.hash = grown;
  }
}

/** A text that is asked about: its tokens, and where each is in UTF-16 units. */
export interface PlacedTokens {
  hash: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
}

/** Appends the tokens of a text. */
export function addTokens(text: string, to: TokenList): void {
  to.reserve(text.length);
  to.length = scanTokens(text, to.hash, to.length, undefined);
}

/** The tokens of a text with their places. */
export function placedTokens(text: string): PlacedTokens {
  const hash = new Int32Array(text.length);
  const places = { starts: new Int32Array(text.length), ends: new Int32Array(text.length) };
  const count = scanTokens(text, hash, 0, places);
  return {
    hash: hash.slice(0, count),
    starts: places.starts.slice(0, count),
    ends: places.ends.slice(0, count),
  };
}

/** @returns how many tokens `into` has then. */
function scanTokens(
  text: string,
  into: Int32Array,
  from: number,
  places: { starts: Int32Array; ends: Int32Array } | undefined,
): number {
  let count = from;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? asciiKinds[code] : kindOf(code);
    if (kind === SPACE) {
      i++;
      continue;
    }
    const start = i;
    let hash = Math.imul(BASIS ^ foldCase(code), PRIME);
    i++;
    if (kind === WORD) {
      for (; i < text.length; i++) {
        const next = text.charCodeAt(i);
        // Most units of most texts are these; what follows is for the others.
        const letter = next < 128 ? asciiLetters[next] : 0;
        if (letter !== 0) hash = Math.imul(hash ^ letter, PRIME);
        else if (next !== 32 && goesOnWord(text, i, next)) hash = Math.imul(hash ^ next, PRIME);
        else break;
      }
    } else if (kind === DIGIT) {
      for (; i < text.length; i++) {
        const next = text.charCodeAt(i);
        if (!isDigit(next) && !((next === 46 || next === 44) && isDigit(text.charCodeAt(i + 1)))) break;
        hash = Math.imul(hash ^ next, PRIME);
      }
    } else if (kind === COMMAND) {
      for (; i < text.length && isAsciiLetter(text.charCodeAt(i)); i++)
        hash = Math.imul(hash ^ foldCase(text.charCodeAt(i)), PRIME);
    } else if (kind === PAIR && isLowSurrogate(text.charCodeAt(i)))
      hash = Math.imul(hash ^ text.charCodeAt(i++), PRIME);
    if (places) {
      places.starts[count] = start;
      places.ends[count] = i;
    }
    into[count++] = hash;
  }
  return count;
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo; public domain). */
const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

const SIGN = 0;
const SPACE = 1;
const WORD = 2;
const DIGIT = 3;
const COMMAND = 4;
const PAIR = 5;

const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code <= 32 || code === 127) return SPACE;
  if (isAsciiLetter(code)) return WORD;
  if (isDigit(code)) return DIGIT;
  return code === 92 ? COMMAND : SIGN;
});

/** ASCII letters as small ones; 0: none. */
const asciiLetters = Uint8Array.from({ length: 128 }, (_, code) => (isAsciiLetter(code) ? code | 32 : 0));

/** Whether a unit that is no ASCII letter is part of the word before it. */
function goesOnWord(text: string, at: number, code: number): boolean {
  if (code >= 128 && kindOf(code) === WORD) return true;
  return isApostrophe(code) && isAsciiLetter(text.charCodeAt(at + 1));
}

/** Of a unit above ASCII. Chinese and Japanese go sign by sign. */
function kindOf(code: number): number {
  if (code >= 0xd800 && code <= 0xdbff) return PAIR;
  if (code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200f) || code === 0x2028 || code === 0x2029)
    return SPACE;
  if (code === 0xfeff) return SPACE;
  const isLetter =
    (code >= 0xaa && code <= 0x1fff && code !== 0xd7 && code !== 0xf7) || (code >= 0xac00 && code <= 0xd7a3);
  return isLetter ? WORD : SIGN;
}

function isAsciiLetter(code: number): boolean {
  const small = code | 32;
  return small >= 97 && small <= 122 && code < 128;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function foldCase(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}

/**
 * One character of a JSON string as it is stored: raw, `\n` or `\uXXXX`. A place between two of them is a border; all
 * functions want one, and give up with `UNSURE` where only `decodeString` can tell.
 */

export const UNSURE = -1;

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** Code point of the character at the border `at`; `UNSURE` for what is no escape, no UTF-8 or half a pair. */
export function codeAt(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at];
  if (byte !== BACKSLASH) return byte < 0x80 ? byte : utf8At(bytes, at, end);
  if (at + 1 >= end) return UNSURE;
  if (bytes[at + 1] !== LOWER_U) return shortEscape(bytes[at + 1]);
  const code = escapeAt(bytes, at, end);
  if (!isSurrogate(code)) return code;
  const low = code < 0xdc00 ? escapeAt(bytes, at + 6, end) : UNSURE;
  return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : UNSURE;
}

/** Bytes of the character at the border `at`, whose code is known. */
export function widthAt(bytes: Uint8Array, at: number, code: number): number {
  if (bytes[at] === BACKSLASH) return bytes[at + 1] !== LOWER_U ? 2 : code >= 0x10000 ? 12 : 6;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The border before the border `at`; `start < at`. Gives up at a pair of surrogates, too. */
export function borderBefore(bytes: Uint8Array, start: number, at: number): number {
  const last = bytes[at - 1];
  if (last >= 0x80) return rawBefore(bytes, start, at);
  if (isEscaped(bytes, start, at - 1)) return shortEscape(last) === UNSURE ? UNSURE : at - 2;
  if (last === BACKSLASH) return UNSURE;
  const escape = at - 6;
  if (escape < start || bytes[escape] !== BACKSLASH || bytes[escape + 1] !== LOWER_U) return at - 1;
  if (isEscaped(bytes, start, escape)) return at - 1;
  const code = escapeAt(bytes, escape, at);
  return code === UNSURE || isSurrogate(code) ? UNSURE : escape;
}

/** Whether an odd number of backslashes stands before `at`. */
export function isEscaped(bytes: Uint8Array, start: number, at: number): boolean {
  let before = at;
  while (before > start && bytes[before - 1] === BACKSLASH) before--;
  return ((at - before) & 1) === 1;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function rawBefore(bytes: Uint8Array, start: number, at: number): number {
  let lead = at - 1;
  while (lead > start && lead > at - 4 && (bytes[lead] & 0xc0) === 0x80) lead--;
  const code = utf8At(bytes, lead, at);
  return code !== UNSURE && widthAt(bytes, lead, code) === at - lead ? lead : UNSURE;
}

/** Of the letter behind a backslash. */
function shortEscape(letter: number): number {
  switch (letter) {
    case 0x22:
    case 0x2f:
    case BACKSLASH:
      return letter;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    default:
      return UNSURE;
  }
}

/** The four digits of `\\uXXXX`. */
function escapeAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== LOWER_U) return UNSURE;
  let code = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return UNSURE;
    code = code * 16 + digit;
  }
  return code;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** Smallest code of so many bytes, as longer spellings of it are damage. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];

function utf8At(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at];
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc0 || lead > 0xf7 || at + width > end) return UNSURE;
  let code = lead & (0xff >> (width + 1));
  for (let i = at + 1; i < at + width; i++) {
    if ((bytes[i] & 0xc0) !== 0x80) return UNSURE;
    code = (code << 6) | (bytes[i] & 0x3f);
  }
  return code < smallest[width] || code > 0x10ffff || isSurrogate(code) ? UNSURE : code;
}

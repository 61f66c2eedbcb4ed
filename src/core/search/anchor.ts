/**
 * What of a text is looked for in stored bytes: two bytes at a distance that stand wherever the text does, unless a letter
 * is written as an escape, of which one digit is looked for in the same pass.
 */
import { utf8 } from './utf8';

/** Bytes in up to two spellings each: `w` or `W` and, `distance` on, `z` or `Z`; in an escape `e1` or `e2`, `escapeAt` on. */
export interface BytePair {
  a1: number;
  a2: number;
  b1: number;
  b2: number;
  distance: number;
  e1: number;
  e2: number;
  /** Counted from the backslash, at least 2. */
  escapeAt: number;
}

/**
 * First place in `[from, to)` where the pair stands, or a `\\u` with the wanted digit; `to` when there is none. The second
 * byte of the pair, and the rest of the escape, may lie behind `to`.
 */
export type NextPair = (from: number, to: number, pair: BytePair) => number;

/** The characters `[from, to)` of a text: one that is not ASCII, or some that are and need no escape. */
export interface Anchor {
  from: number;
  to: number;
  pair: BytePair;
  /** Bytes from the beginning of the anchor to the pair, where it is not written as an escape. */
  pairAt: number;
}

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** `NextPair` in script, for where there is no kernel. */
export function nextPair(bytes: Uint8Array): NextPair {
  return (from, to, { a1, a2, b1, b2, distance, e1, e2, escapeAt }) => {
    for (let i = from; i < to; i++) {
      const a = bytes[i];
      const b = bytes[i + distance];
      if ((a === a1 || a === a2) && (b === b1 || b === b2)) return i;
      if (a !== BACKSLASH || bytes[i + 1] !== LOWER_U) continue;
      const digit = bytes[i + escapeAt];
      if (digit === e1 || digit === e2) return i;
    }
    return to;
  };
}

/**
 * The best one of a text; undefined where there is none, as in one of quotes and line breaks alone.
 *
 * @param characters each with those that count as the same; a lone surrogate, or what also stands for damage, with none.
 */
export function anchorOf(characters: readonly (readonly string[])[]): Anchor | undefined {
  const anchors = characters.flatMap((variants, at) => wideAnchor(variants, at) ?? []);
  for (let from = 0; from < characters.length; from++) {
    let to = from;
    while (to < characters.length && characters[to].length > 0 && characters[to].every(isPlain)) to++;
    if (to > from) anchors.push(plainAnchor(characters, from, to));
    from = to;
  }
  return anchors.sort((a, b) => worth(b) - worth(a))[0];
}

/** ASCII that is written as itself, but for those who escape everything. */
export function isPlain(character: string): boolean {
  return /^[\x20-\x7e]$/.test(character) && !/["\\/]/.test(character);
}

/** What is not ASCII is rare in most dumps; one byte of it alone is not as rare as several letters. */
function worth({ from, to, pair }: Anchor): number {
  if (pair.a1 >= 0x80) return pair.distance > 0 ? 1000 : 2.5;
  return to - from;
}

/** The two rarest letters. */
function plainAnchor(characters: readonly (readonly string[])[], from: number, to: number): Anchor {
  const letters = characters.slice(from, to).map(([letter]) => letter);
  const byRarity = letters.map((_, i) => i).sort((a, b) => rarity(letters[b]) - rarity(letters[a]) || a - b);
  const [first, second] = [byRarity[0], byRarity[1] ?? byRarity[0]].sort((a, b) => a - b);
  const [[a1, a2], [b1, b2]] = [first, second].map((i) => codesOf(characters[from + i]));
  const zero = '0'.charCodeAt(0);
  const pair = { a1, a2, b1, b2, distance: second - first, e1: zero, e2: zero, escapeAt: 2 };
  return { from, to, pair, pairAt: first };
}

/** Letters from frequent to rare, in English and in what models write; what is not listed is rarer. */
const frequent = ' etaonisrhldcumfgpywb.v,k=01+2-()x3';

function rarity(letter: string): number {
  const place = frequent.indexOf(letter.toLowerCase());
  return place < 0 ? frequent.length : place;
}

function codesOf(letters: readonly string[]): [number, number] {
  return [letters[0].charCodeAt(0), letters[letters.length - 1].charCodeAt(0)];
}

/** Bytes of one character that is not ASCII; undefined where its variants do not fit two spellings. */
function wideAnchor(variants: readonly string[], at: number): Anchor | undefined {
  if (variants.length === 0 || variants.some((variant) => variant < '\x80')) return undefined;
  const raw = variants.map(utf8);
  const digits = variants.map(escapeSpellings);
  const escape = twoOf(digits, [11, 10, 9, 8, 5, 4, 3, 2]);
  // The last bytes of a character tell most; the first alone is what is left for letters with three variants.
  for (const [pairAt, distance] of [
    [2, 1],
    [1, 1],
    [0, 1],
    [0, 0],
  ]) {
    const [a, b] = [pairAt, pairAt + distance].map((place) => twoOf(raw, [place]));
    if (!a || !b || !escape) continue;
    const pair = { a1: a.one, a2: a.other, b1: b.one, b2: b.other, distance };
    const inEscape = { e1: escape.one, e2: escape.other, escapeAt: escape.place };
    return { from: at, to: at + 1, pair: { ...pair, ...inEscape }, pairAt };
  }
  return undefined;
}

/** The first of `places` at which all of `spellings` have a byte, of at most two kinds. */
function twoOf(
  spellings: readonly (readonly (number | readonly number[])[])[],
  places: readonly number[],
): { place: number; one: number; other: number } | undefined {
  for (const place of places) {
    if (spellings.some((spelling) => spelling.length <= place)) continue;
    const kinds = [...new Set(spellings.flatMap((spelling) => spelling[place]))];
    if (kinds.length <= 2) return { place, one: kinds[0], other: kinds[kinds.length - 1] };
  }
  return undefined;
}

/** The bytes of `\\uXXXX`, of a pair of surrogates twelve; digits of either case. */
function escapeSpellings(character: string): number[][] {
  const escape = Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
  return Array.from(escape, (letter, i) => {
    const spellings = i % 6 > 1 ? [letter, letter.toUpperCase()] : [letter];
    return [...new Set(spellings)].map((spelling) => spelling.charCodeAt(0));
  });
}

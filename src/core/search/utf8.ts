/** Characters as bytes, in tables and expressions rather than in text. */

/** @param character one code point; a lone surrogate is written as if it were one. */
export function utf8(character: string): number[] {
  const code = character.codePointAt(0)!;
  if (code < 0x80) return [code];
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
}

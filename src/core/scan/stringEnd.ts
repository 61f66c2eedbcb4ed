/** Where JSON strings end: found by hopping from quote to quote, not by looking at each byte. */

/** `(bytes, byte, from)` → first place at or after `from`, or -1; `Buffer.prototype.indexOf` is the fast one. */
export type IndexOfByte = (bytes: Uint8Array, byte: number, from: number) => number;

const QUOTE = 34;
const BACKSLASH = 92;

/** Place of the closing quote of the string whose text goes on at `from`, or -1 when it is not in `buf[from, n)`. */
export function stringEnd(buf: Uint8Array, from: number, n: number, indexOfByte: IndexOfByte): number {
  // Short strings (keys, ids, answers) end within a few bytes: a loop beats the call.
  const near = from + 20 < n ? from + 20 : n;
  for (let i = from; i < near; i++) {
    const c = buf[i];
    if (c === QUOTE) return i;
    if (c === BACKSLASH) i++;
  }
  let q = indexOfByte(buf, QUOTE, from);
  while (q >= 0 && q < n) {
    let b = q - 1;
    while (b >= from && buf[b] === BACKSLASH) b--;
    if (((q - b) & 1) === 1) return q;
    q = indexOfByte(buf, QUOTE, q + 1);
  }
  return -1;
}

/** Whether the byte behind `buf[from, n)` is escaped; `carried`: whether `buf[from]` is. */
export function endsEscaped(buf: Uint8Array, from: number, n: number, carried: boolean): boolean {
  let b = n - 1;
  while (b >= from && buf[b] === BACKSLASH) b--;
  const run = n - 1 - b;
  return ((run + (b < from && carried ? 1 : 0)) & 1) === 1;
}

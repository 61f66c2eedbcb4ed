/**
 * Counts samples that look like an earlier sample of their problem: same length, same beginning, same end. Told by a hash
 * while the bytes are at hand; nothing is read again, nothing dropped. Only the last 65,536 hashes or so are remembered,
 * which is enough where the samples of a problem stand together; elsewhere the count is a lower bound.
 */
export class Repeats {
  count = 0;
  private readonly recent = new Int32Array(1 << 16);

  /** `print`: see `fingerprint`; 0 is no text to compare. */
  add(problem: number, print: number): void {
    if (print === 0) return;
    let h = Math.imul(problem ^ 0x9e3779b9, 0x85ebca6b) ^ print;
    h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
    h = h ^ (h >>> 13) || 1;
    const slot = h & 0xffff;
    // Without a branch: one that is rarely taken makes the compiler start over when it is.
    this.count += Number(this.recent[slot] === h);
    this.recent[slot] = h;
  }
}

/** Bytes looked at on each side of a text. */
const edgeBytes = 16;

/** Hash of a text's length, beginning and end; never 0. */
export function fingerprint(buf: Uint8Array, from: number, to: number): number {
  let h = to - from;
  const head = Math.min(to, from + edgeBytes);
  for (let i = from; i < head; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  for (let i = Math.max(head, to - edgeBytes); i < to; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  return h ^ (h >>> 15) || 1;
}

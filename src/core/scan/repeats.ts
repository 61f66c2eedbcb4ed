/**
 * Counts samples that look like another sample of their problem: same length, same beginning, same end. Told by a hash
 * while the bytes are at hand; nothing is read again, nothing dropped.
 */
export class Repeats {
  count = 0;
  private table = new Uint32Array(1 << 16);
  private used = 0;

  /** `print`: see `fingerprint`; 0 is no text to compare. */
  add(problem: number, print: number): void {
    if (print === 0) return;
    let h = Math.imul(problem ^ 0x9e3779b9, 0x85ebca6b) ^ print;
    h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
    this.addHash((h ^ (h >>> 13)) >>> 0 || 1);
  }

  private addHash(hash: number): void {
    if (this.used * 2 > this.table.length) this.grow();
    const mask = this.table.length - 1;
    let slot = Math.imul(hash, 0x9e3779b1) & mask;
    while (this.table[slot] !== 0) {
      if (this.table[slot] === hash) {
        this.count++;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.table[slot] = hash;
    this.used++;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Uint32Array(old.length * 2);
    const mask = this.table.length - 1;
    for (const hash of old) {
      if (hash === 0) continue;
      let slot = Math.imul(hash, 0x9e3779b1) & mask;
      while (this.table[slot] !== 0) slot = (slot + 1) & mask;
      this.table[slot] = hash;
    }
  }
}

/** Bytes looked at on each side of a text. */
const edgeBytes = 24;

/** Hash of a text's length, beginning and end; never 0. */
export function fingerprint(buf: Uint8Array, from: number, to: number): number {
  let h = to - from;
  const head = Math.min(to, from + edgeBytes);
  for (let i = from; i < head; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  for (let i = Math.max(head, to - edgeBytes); i < to; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  return h ^ (h >>> 15) || 1;
}

/** Gives equal byte strings the same number, without making a JavaScript string for each occurrence. */
export class Interner {
  private table = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512);
  private ends = new Float64Array(512);
  private arena = new Uint8Array(8192);
  private count = 0;
  private last = -1;

  get size(): number {
    return this.count;
  }

  /** Number of `buf[from, to)`: 0 for the first one seen, counting up. */
  intern(buf: Uint8Array, from: number, to: number): number {
    // Rows of one problem follow each other, so the last id is nearly always this one.
    if (this.last >= 0 && this.holds(this.last, buf, from, to)) return this.last;
    const hash = hashBytes(buf, from, to);
    const mask = this.table.length - 1;
    let slot = hash & mask;
    for (let id = this.table[slot]; id >= 0; id = this.table[slot]) {
      if (this.hashes[id] === hash && this.holds(id, buf, from, to)) return (this.last = id);
      slot = (slot + 1) & mask;
    }
    return (this.last = this.add(hash, slot, buf, from, to));
  }

  /** Bytes of string `id`; a view that the next `intern` may move. */
  bytes(id: number): Uint8Array {
    return this.arena.subarray(id === 0 ? 0 : this.ends[id - 1], this.ends[id]);
  }

  private holds(id: number, buf: Uint8Array, from: number, to: number): boolean {
    const start = id === 0 ? 0 : this.ends[id - 1];
    const length = to - from;
    if (this.ends[id] - start !== length) return false;
    const arena = this.arena;
    for (let i = 0; i < length; i++) if (arena[start + i] !== buf[from + i]) return false;
    return true;
  }

  private add(hash: number, slot: number, buf: Uint8Array, from: number, to: number): number {
    const id = this.count++;
    if (id === this.hashes.length) this.growEntries();
    const start = id === 0 ? 0 : this.ends[id - 1];
    const end = start + to - from;
    if (end > this.arena.length) {
      const arena = new Uint8Array(Math.max(end, this.arena.length * 2));
      arena.set(this.arena.subarray(0, start));
      this.arena = arena;
    }
    this.arena.set(buf.subarray(from, to), start);
    this.ends[id] = end;
    this.hashes[id] = hash;
    if (this.count * 2 > this.table.length) this.rehash();
    else this.table[slot] = id;
    return id;
  }

  private growEntries(): void {
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    const ends = new Float64Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = this.hashes[id] & mask;
      while (table[slot] >= 0) slot = (slot + 1) & mask;
      table[slot] = id;
    }
    this.table = table;
  }
}

/** FNV-1a with a final mix; all bytes. */
function hashBytes(buf: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) h = Math.imul(h ^ buf[i], 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 12);
}

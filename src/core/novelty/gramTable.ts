/**
 * All base samples of a problem as tokens, and an exact table of their n-grams.
 *
 * The table has a place for each distinct n-gram: the position of its first token in the latest sample that has it. From
 * there `earlier` leads to the sample before that one which has it, and so on, so that the chain of an n-gram names each
 * of its samples once. A place is found by a rolling hash and then compared token by token: nothing is found that is not
 * there.
 */
import { gramTokens } from './novelty';
import { addTokens, TokenList } from './tokens';

/** Odd, for the rolling polynomial. */
const BASE = 0x2c9277b5;
/** BASE to the power of `gramTokens`, modulo 2³². */
const BASE_TO_N = Array.from({ length: gramTokens }).reduce((power: number) => Math.imul(power, BASE), 1);
/** What the first token of an n-gram counts in its hash. */
const BASE_TO_LAST = Array.from({ length: gramTokens - 1 }).reduce((power: number) => Math.imul(power, BASE), 1);
/** N-grams that are inserted together. */
const BLOCK = 64;
/** The table grows before more than this share of its places is taken. */
const MOST_TAKEN = 0.7;
/** Positions per entry of the hint that leads from a position to its sample. */
const HINT = 256;

export class GramTable {
  readonly #list: TokenList;
  /** First token of each sample, and the end of the last. */
  readonly #firsts: number[] = [0];
  /** Distinct n-grams of each sample. */
  readonly #distinct: number[] = [];
  /**
   * Places, a power of two of them, two entries each: position of the n-gram in its latest sample (-1: free), and its
   * rolling hash, so that tokens, which are far away in memory, are compared only where they are most likely equal.
   */
  #table = new Int32Array(2048).fill(-1);
  #taken = 0;
  /** By position, two entries: `earlier`, and how many samples the chain has from here. */
  #chain = new Int32Array(0);
  #hint = new Int32Array(0);
  #inserted = 0;
  readonly #block = { rolls: new Int32Array(BLOCK), places: new Int32Array(BLOCK), touched: new Int32Array(1) };

  /** @param expectedTokens saves growing; any number will do. */
  constructor(expectedTokens = 1024) {
    this.#list = new TokenList(expectedTokens);
  }

  get samples(): number {
    return this.#firsts.length - 1;
  }

  get tokens(): number {
    return this.#list.length;
  }

  /** Appends a sample; it is found from the next `build` on. */
  add(text: string): void {
    addTokens(text, this.#list);
    this.#firsts.push(this.#list.length);
  }

  /** Puts all samples added since the last time into the table. */
  build(): void {
    if (this.#chain.length < 2 * this.tokens) {
      const grown = new Int32Array(2 * this.#list.hash.length);
      grown.set(this.#chain);
      this.#chain = grown;
    }
    for (; this.#inserted < this.samples; this.#inserted++) this.#insert(this.#inserted);
    this.#hint = new Int32Array(Math.ceil(this.tokens / HINT) + 1);
    for (let i = 0, sample = 0; i < this.#hint.length; i++) {
      while (sample < this.samples - 1 && this.#firsts[sample + 1] <= i * HINT) sample++;
      this.#hint[i] = sample;
    }
  }

  /** Token hashes of a sample; valid until the next `add`. */
  tokensOf(sample: number): Int32Array {
    return this.#list.hash.subarray(this.#firsts[sample], this.#firsts[sample + 1]);
  }

  firstOf(sample: number): number {
    return this.#firsts[sample];
  }

  /** Tokens of a sample. */
  lengthOf(sample: number): number {
    return this.#firsts[sample + 1] - this.#firsts[sample];
  }

  distinctOf(sample: number): number {
    return this.#distinct[sample];
  }

  sampleAt(position: number): number {
    let sample = this.#hint[(position / HINT) | 0];
    while (this.#firsts[sample + 1] <= position) sample++;
    return sample;
  }

  /** The position of the same n-gram in the sample before that one which has it; -1: there is none. */
  earlier(position: number): number {
    return this.#chain[2 * position];
  }

  /** How many samples have the n-gram, from the one at this position on. */
  samplesFrom(position: number): number {
    return this.#chain[2 * position + 1];
  }

  /** How many tokens `query` from `at` and the base from `position` share in a row, inside one sample. */
  sharedFrom(query: Int32Array, at: number, position: number): number {
    const { hash } = this.#list;
    const most = Math.min(query.length - at, this.#firsts[this.sampleAt(position) + 1] - position);
    let length = 0;
    while (length < most && hash[position + length] === query[at + length]) length++;
    return length;
  }

  /**
   * Where each n-gram of the tokens begins in the base: its latest sample's position, -1 where no sample has it.
   *
   * @returns one entry an n-gram, none for fewer than `gramTokens` tokens.
   */
  find(query: Int32Array): Int32Array {
    const found = new Int32Array(Math.max(0, query.length - gramTokens + 1)).fill(-1);
    const { hash } = this.#list;
    const table = this.#table;
    const mask = table.length / 2 - 1;
    // As `eachGram`, without calling a function for each n-gram.
    let rolled = 0;
    for (let i = 0; i < query.length; i++) {
      rolled = (Math.imul(rolled, BASE) + query[i]) | 0;
      if (i >= gramTokens) rolled = (rolled - Math.imul(query[i - gramTokens], BASE_TO_N)) | 0;
      const at = i - gramTokens + 1;
      if (at < 0) continue;
      let z = mixed(rolled) & mask;
      while (table[2 * z] >= 0 && (table[2 * z + 1] !== rolled || !equalGrams(hash, table[2 * z], query, at)))
        z = (z + 1) & mask;
      found[at] = table[2 * z];
    }
    return found;
  }

  #insert(sample: number): void {
    const first = this.#firsts[sample];
    const grams = this.#firsts[sample + 1] - first - gramTokens + 1;
    this.#makeRoom(Math.max(0, grams));
    let distinct = 0;
    for (let done = 0; done < grams; done += BLOCK) {
      const from = first + done;
      const count = Math.min(BLOCK, grams - done);
      this.#roll(from, count);
      this.#touch(count);
      distinct += this.#insertBlock(first, from, count);
    }
    this.#distinct[sample] = distinct;
  }

  /** Rolling hashes of the n-grams from a position on, and the places where looking for them begins. */
  #roll(from: number, count: number): void {
    const { hash } = this.#list;
    const { rolls, places } = this.#block;
    const mask = this.#table.length / 2 - 1;
    let rolled = 0;
    for (let i = from; i < from + gramTokens - 1; i++) rolled = (Math.imul(rolled, BASE) + hash[i]) | 0;
    for (let i = 0; i < count; i++) {
      const last = from + i + gramTokens - 1;
      rolled = (Math.imul(rolled, BASE) + hash[last]) | 0;
      rolls[i] = rolled;
      places[i] = mixed(rolled) & mask;
      rolled = (rolled - Math.imul(hash[from + i], BASE_TO_LAST)) | 0;
    }
  }

  /**
   * Reads what inserting a block will need. The places of n-grams are far from each other in memory: read one after the
   * other without anything to decide in between, they are fetched at the same time.
   */
  #touch(count: number): void {
    const { hash } = this.#list;
    const [table, chain] = [this.#table, this.#chain];
    const { rolls, places, touched: sink } = this.#block;
    let touched = 0;
    for (let i = 0; i < count; i++) touched ^= table[2 * places[i]];
    for (let i = 0; i < count; i++) {
      if (table[2 * places[i] + 1] !== rolls[i]) continue;
      // Of a free place, whose position is -1, any.
      const position = Math.max(0, table[2 * places[i]]);
      touched ^= hash[position] ^ chain[2 * position + 1];
    }
    // So that reading is not left out as useless.
    sink[0] = touched;
  }

  /** The hottest loop of all: no function is called for each n-gram. @returns how many the sample did not have before */
  #insertBlock(first: number, from: number, count: number): number {
    const { hash } = this.#list;
    const [table, chain] = [this.#table, this.#chain];
    const { rolls, places } = this.#block;
    const mask = table.length / 2 - 1;
    let distinct = 0;
    for (let i = 0; i < count; i++) {
      const at = from + i;
      const rolled = rolls[i];
      let z = places[i];
      while (table[2 * z] >= 0 && (table[2 * z + 1] !== rolled || !equalGrams(hash, table[2 * z], hash, at)))
        z = (z + 1) & mask;
      const position = table[2 * z];
      // Again in the same sample: its chain has it already.
      if (position >= first) continue;
      table[2 * z] = at;
      table[2 * z + 1] = rolled;
      chain[2 * at] = position;
      chain[2 * at + 1] = position < 0 ? 1 : chain[2 * position + 1] + 1;
      if (position < 0) this.#taken++;
      distinct++;
    }
    return distinct;
  }

  /** Grows to what all tokens will take if the rest is like what was inserted: mostly once, and early. */
  #makeRoom(more: number): void {
    const old = this.#table;
    let places = old.length / 2;
    if (this.#taken + more <= places * MOST_TAKEN) return;
    const inserted = this.#firsts[this.#inserted];
    const share = inserted === 0 ? 1 / 8 : this.#taken / inserted;
    while (places * MOST_TAKEN < Math.max(this.#taken + more, this.tokens * share)) places *= 2;
    const table = new Int32Array(2 * places).fill(-1);
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] < 0) continue;
      let z = mixed(old[i + 1]) & (places - 1);
      while (table[2 * z] >= 0) z = (z + 1) & (places - 1);
      table[2 * z] = old[i];
      table[2 * z + 1] = old[i + 1];
    }
    this.#table = table;
  }
}

/** Calls `take` with the first token of each n-gram of `hash[from … to)` and its rolling hash. */
export function eachGram(hash: Int32Array, from: number, to: number, take: (at: number, rolled: number) => void): void {
  if (to - from < gramTokens) return;
  let rolled = 0;
  for (let i = from; i < to; i++) {
    rolled = (Math.imul(rolled, BASE) + hash[i]) | 0;
    if (i - from >= gramTokens) rolled = (rolled - Math.imul(hash[i - gramTokens], BASE_TO_N)) | 0;
    if (i - from >= gramTokens - 1) take(i - gramTokens + 1, rolled);
  }
}

/** The finalizer of MurmurHash3: spreads what the polynomial leaves in the high bits. */
export function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export function equalGrams(a: Int32Array, i: number, b: Int32Array, j: number): boolean {
  for (let t = 0; t < gramTokens; t++) if (a[i + t] !== b[j + t]) return false;
  return true;
}

/**
 * A resumable JSON tokenizer that walks a plan tree beside the bytes and reports only the values the plan asks for.
 *
 * It is fast because it does not look at most bytes: a string's end is found by hopping from quote to quote
 * (`indexOfByte`), an unwanted object or array is skipped by counting brackets, a key is compared with the one the last
 * record had at this place. Strings longer than a chunk are never buffered, so a line of 60 MB costs no memory.
 * It is strict about what may follow what, so that a torn or damaged row is noticed within a token or two.
 */
import { endsEscaped, stringEnd, type IndexOfByte } from './stringEnd';
import { Reason, reasonText, type Damage } from './damage';
import { maxDepth } from './kernel/layout';
import { maxKnownKeys, type Leaf, type PlanNode, type PlanTree } from './planTree';

export const ValueKind = { string: 0, number: 1, true: 2, false: 3, null: 4, structure: 5 } as const;
export type ValueKind = (typeof ValueKind)[keyof typeof ValueKind];

/** What the tokenizer tells. Offsets are bytes from the start of the file, `end` exclusive; strings without quotes. */
export interface TokenSink {
  beginRecord(node: PlanNode): void;
  endRecord(node: PlanNode, start: number, end: number): void;
  /**
   * A wanted value. `at` is where it starts in `buf`, or -1 when it began in an earlier chunk (long strings, structures).
   * `element` is its place in the record's list of samples, -1 for a value of the whole record.
   */
  value(leaf: Leaf, kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number, element: number): void;
  /** The key under which the coming value stands in an object whose keys the plan does not name. */
  key(depth: number, bytes: Uint8Array): void;
}

/** Reads a file chunk by chunk. */
export interface ChunkTokenizer {
  /** Set when the bytes stopped making sense; the driver decides where to go on, with `restart`. */
  readonly damage: Damage | undefined;
  /** 1-based line of the next byte. */
  readonly line: number;
  /** Byte at which the current (or last) row began. */
  readonly rowStart: number;
  /** True between documents: nothing is torn if the file ends here. */
  readonly atTop: boolean;
  /** Bytes are put here before `push`. */
  readonly chunk: Uint8Array;
  /** Starts afresh at the beginning of a line. */
  restart(line: number): void;
  /**
   * Reads `chunk[0, n)`, whose first byte is byte `base` of the file. Returns how many bytes were used up; the rest (less
   * than `contiguous`) must stand at the front of the next chunk. Stops early when `damage` is set.
   */
  push(n: number, base: number): number;
  /** Nothing is read any more; another tokenizer may have its memory, `chunk` included. */
  release(): void;
}

export interface TokenizerOptions {
  /** A row ends at its newline, and a newline inside a value is damage. */
  lines: boolean;
  chunkBytes: number;
  /** Strings up to this length are kept whole across chunks, see `contiguousBytes`. */
  contiguous: number;
  indexOfByte: IndexOfByte;
}

const enum State {
  Top,
  Value,
  ValueOrEnd,
  KeyOrEnd,
  Key,
  Colon,
  After,
  LongString,
  Skip,
  SkipLongString,
}

const QUOTE = 34;
const NEWLINE = 10;

/** Strings up to this length are kept whole across chunks; longer ones are reported by offsets alone. */
export const contiguousBytes = 64 * 1024;

/** 1: may stand in a literal (number, true, NaN …). */
const literalByte = new Uint8Array(256);
for (const c of '+-.0123456789') literalByte[c.charCodeAt(0)] = 1;
for (let c = 65; c < 91; c++) literalByte[c] = literalByte[c + 32] = 1;

/** 1: white space or a separator, all that may follow a string. */
const mayFollowString = new Uint8Array(256);
for (const c of ' \t\r\n,:]}') mayFollowString[c.charCodeAt(0)] = 1;

export class Tokenizer implements ChunkTokenizer {
  damage: Damage | undefined;
  line = 1;
  rowStart = 0;
  readonly chunk: Uint8Array;

  private state: State = State.Top;
  private depth = 0;
  private child: PlanNode | undefined;
  private skipDepth = 0;
  /** Odd run of backslashes at the end of the last chunk, inside a long string. */
  private escaped = false;
  private stringStart = 0;
  private readonly nodes: PlanNode[] = [];
  private readonly isArray = new Uint8Array(maxDepth + 2);
  private readonly starts = new Float64Array(maxDepth + 2);
  private readonly elements = new Int32Array(maxDepth + 2);
  private readonly keyPlaces = new Int32Array(maxDepth + 2);
  private readonly decoder = new TextDecoder();

  private readonly lines: boolean;
  private readonly contiguous: number;
  private readonly indexOfByte: IndexOfByte;

  constructor(
    private readonly tree: PlanTree,
    private readonly sink: TokenSink,
    { lines, chunkBytes, contiguous, indexOfByte }: TokenizerOptions,
  ) {
    this.lines = lines;
    this.contiguous = contiguous;
    this.indexOfByte = indexOfByte;
    this.chunk = new Uint8Array(chunkBytes);
  }

  get atTop(): boolean {
    return this.state === State.Top;
  }

  restart(line: number): void {
    this.damage = undefined;
    this.state = State.Top;
    this.depth = 0;
    this.line = line;
  }

  release(): void {
    // Its memory is nobody else's.
  }

  push(n: number, base: number): number {
    const buf = this.chunk;
    let i = 0;
    while (i < n) {
      const c = buf[i];
      switch (this.state) {
        case State.Top:
          if (c === NEWLINE) this.line++;
          else if (c !== 32 && c !== 13 && c !== 9) {
            this.rowStart = base + i;
            this.child = this.tree.root;
            this.state = State.Value;
            continue;
          }
          i++;
          continue;

        case State.Value:
        case State.ValueOrEnd:
          if (c === QUOTE) {
            const end = stringEnd(buf, i + 1, n, this.indexOfByte);
            if (end < 0) {
              if (n - i < this.contiguous) return i;
              this.enterLongString(buf, n, base + i + 1, State.LongString);
              return n;
            }
            if (this.child) this.report(this.child, ValueKind.string, base + i + 1, base + end, buf, i + 1);
            i = end + 1;
            this.afterValue();
          } else if (c === 123 || c === 91) {
            if (!this.open(c === 91, base + i)) return this.fail(base, i, Reason.tooDeep);
            i++;
          } else if (c === 32 || c === 13 || c === 9) {
            i++;
          } else if (c === NEWLINE) {
            if (this.lines) return this.fail(base, i, Reason.rowEndsInValue);
            this.line++;
            i++;
          } else if (c === 93 && this.state === State.ValueOrEnd) {
            this.close(buf, base + i + 1);
            i++;
          } else {
            let j = i;
            while (j < n && literalByte[buf[j]]) j++;
            if (j === n && n - i < 1024 && n - i < this.contiguous) return i;
            const kind = literalKind(buf, i, j);
            if (kind < 0) return this.fail(base, i, Reason.noValue);
            if (this.child) this.report(this.child, kind as ValueKind, base + i, base + j, buf, i);
            i = j;
            this.afterValue();
          }
          continue;

        case State.KeyOrEnd:
        case State.Key: {
          if (c === QUOTE) {
            const used = this.readKey(buf, i, n);
            if (used === 0) return n - i < this.contiguous ? i : this.fail(base, i, Reason.longKey);
            i += used;
            // The usual `": "` in one go.
            if (i + 1 < n && buf[i] === 58) {
              i += buf[i + 1] === 32 ? 2 : 1;
              this.state = State.Value;
            } else this.state = State.Colon;
          } else if (c === 125 && this.state === State.KeyOrEnd) {
            this.close(buf, base + i + 1);
            i++;
          } else if (c === NEWLINE && !this.lines) {
            this.line++;
            i++;
          } else if (c === 32 || c === 13 || c === 9) i++;
          else if (c === NEWLINE) return this.fail(base, i, Reason.rowEndsInObject);
          else return this.fail(base, i, Reason.noKey);
          continue;
        }

        case State.Colon:
          if (c === 58) this.state = State.Value;
          else if (c === NEWLINE && !this.lines) this.line++;
          else if (c !== 32 && c !== 13 && c !== 9) return this.fail(base, i, Reason.noColon);
          i++;
          continue;

        case State.After: {
          if (c === 44) {
            const depth = this.depth;
            if (this.isArray[depth]) {
              this.elements[depth]++;
              this.child = elementOf(this.nodes[depth], this.elements[depth]);
              this.state = State.Value;
            } else this.state = State.Key;
            i++;
            if (i < n && buf[i] === 32) i++;
          } else if (c === 93 || c === 125) {
            if ((c === 93) !== (this.isArray[this.depth] === 1)) return this.fail(base, i, Reason.brackets);
            this.close(buf, base + i + 1);
            i++;
          } else if (c === 32 || c === 13 || c === 9) i++;
          else if (c === NEWLINE) {
            if (this.lines) return this.fail(base, i, Reason.rowEndsEarly);
            this.line++;
            i++;
          } else return this.fail(base, i, Reason.afterValue);
          continue;
        }

        case State.LongString:
        case State.SkipLongString: {
          const end = stringEnd(buf, this.escaped ? i + 1 : i, n, this.indexOfByte);
          if (end < 0) {
            this.escaped = endsEscaped(buf, i, n, this.escaped);
            return n;
          }
          if (this.state === State.SkipLongString) this.state = State.Skip;
          else {
            if (this.child) this.report(this.child, ValueKind.string, this.stringStart, base + end, buf, -1);
            this.afterValue();
          }
          i = end + 1;
          continue;
        }

        case State.Skip: {
          const next = this.skip(buf, i, n, base);
          if (this.damage) return next;
          if (next === i && this.state === State.Skip) return i;
          i = next;
          continue;
        }
      }
    }
    return n;
  }

  /** Skips inside an unwanted value; returns where it stopped: past it, at the end, or at a string to be completed. */
  private skip(buf: Uint8Array, from: number, n: number, base: number): number {
    let i = from;
    let depth = this.skipDepth;
    while (i < n) {
      const c = buf[i];
      if (c === QUOTE) {
        const end = stringEnd(buf, i + 1, n, this.indexOfByte);
        if (end < 0) {
          this.skipDepth = depth;
          if (n - i < this.contiguous) return i;
          this.enterLongString(buf, n, base + i + 1, State.SkipLongString);
          return n;
        }
        i = end + 1;
        if (i < n && !mayFollowString[buf[i]]) return this.fail(base, i, Reason.afterString);
      } else if (c === 123 || c === 91) {
        depth++;
        i++;
      } else if (c === 125 || c === 93) {
        depth--;
        i++;
        if (depth === 0) {
          if (this.child) this.report(this.child, ValueKind.structure, this.stringStart, base + i, buf, -1);
          this.afterValue();
          return i;
        }
      } else if (c === NEWLINE) {
        if (this.lines) return this.fail(base, i, Reason.rowEndsInValue);
        this.line++;
        i++;
      } else i++;
    }
    this.skipDepth = depth;
    return n;
  }

  private enterLongString(buf: Uint8Array, n: number, start: number, state: State): void {
    // A skipped string inside a wanted structure must not move the structure's own start.
    if (state === State.LongString) this.stringStart = start;
    this.state = state;
    this.escaped = endsEscaped(buf, 0, n, false);
  }

  /** Reads the key at `buf[i]` (its opening quote); returns the bytes used, 0 when its end is not in sight. */
  private readKey(buf: Uint8Array, i: number, n: number): number {
    const depth = this.depth;
    const node = this.nodes[depth];
    const order = node.order;
    const place = this.keyPlaces[depth];
    if (place < order.length && startsWith(buf, i + 1, n, order[place].bytes)) {
      this.child = order[place].child;
      this.keyPlaces[depth] = place + 1;
      return 1 + order[place].bytes.length;
    }
    const end = stringEnd(buf, i + 1, n, this.indexOfByte);
    if (end < 0) return 0;
    this.lookUpKey(node, depth, buf.subarray(i + 1, end + 1));
    return end + 1 - i;
  }

  /** `quoted` is the key with its closing quote. */
  private lookUpKey(node: PlanNode, depth: number, quoted: Uint8Array): void {
    if (node.anyKey && node.keys.size === 0) {
      this.child = node.anyKey;
      this.sink.key(depth, quoted.slice(0, -1));
      return;
    }
    const known = node.order.findIndex(
      (key) => key.bytes.length === quoted.length && startsWith(quoted, 0, quoted.length, key.bytes),
    );
    if (known >= 0) {
      this.child = node.order[known].child;
      this.keyPlaces[depth] = known + 1;
      return;
    }
    const name = decodeKey(this.decoder.decode(quoted.subarray(0, -1)));
    this.child = node.keys.get(name);
    if (!this.child && node.anyKey) {
      this.child = node.anyKey;
      this.sink.key(depth, quoted.slice(0, -1));
    } else if (node.order.length < maxKnownKeys) {
      const place = Math.min(this.keyPlaces[depth], node.order.length);
      node.order.splice(place, 0, { bytes: quoted.slice(), child: this.child });
      this.keyPlaces[depth] = place + 1;
    }
  }

  private open(array: boolean, start: number): boolean {
    const child = this.child;
    if (!child?.hasChildren) {
      this.skipDepth = 1;
      this.stringStart = start;
      this.state = State.Skip;
      if (child?.leaves.length === 0) this.child = undefined;
      return true;
    }
    if (this.depth >= maxDepth) return false;
    const depth = ++this.depth;
    this.nodes[depth] = child;
    this.isArray[depth] = array ? 1 : 0;
    this.starts[depth] = start;
    this.elements[depth] = 0;
    this.keyPlaces[depth] = 0;
    if (child.records.length > 0) this.sink.beginRecord(child);
    if (array) {
      this.child = elementOf(child, 0);
      this.state = State.ValueOrEnd;
    } else this.state = State.KeyOrEnd;
    return true;
  }

  private close(buf: Uint8Array, end: number): void {
    const depth = this.depth--;
    const node = this.nodes[depth];
    if (node.leaves.length > 0) this.report(node, ValueKind.structure, this.starts[depth], end, buf, -1);
    if (node.records.length > 0) this.sink.endRecord(node, this.starts[depth], end);
    this.afterValue();
  }

  private afterValue(): void {
    this.state = this.depth === 0 ? State.Top : State.After;
  }

  private report(node: PlanNode, kind: ValueKind, start: number, end: number, buf: Uint8Array, at: number): void {
    const leaves = node.leaves;
    for (let l = 0; l < leaves.length; l++) {
      const leaf = leaves[l];
      this.sink.value(leaf, kind, start, end, buf, at, leaf.listDepth < 0 ? -1 : this.elements[leaf.listDepth]);
    }
  }

  private fail(base: number, i: number, reason: Reason): number {
    const text = reasonText(reason, this.chunk[i]);
    this.damage = { rowStart: this.rowStart, line: this.line, at: base + i, reason: text };
    return i;
  }
}

function elementOf(node: PlanNode, index: number): PlanNode | undefined {
  return (node.elements.size > 0 ? node.elements.get(index) : undefined) ?? node.anyElement;
}

function startsWith(buf: Uint8Array, at: number, n: number, bytes: Uint8Array): boolean {
  const length = bytes.length;
  if (at + length > n) return false;
  for (let i = 0; i < length; i++) if (buf[at + i] !== bytes[i]) return false;
  return true;
}

/** Text of a key from the bytes between its quotes, decoded. */
export function decodeKey(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** `ValueKind` of the literal `buf[i, j)`, or -1. Python's NaN and ±Infinity count as null: a number that says nothing. */
function literalKind(buf: Uint8Array, i: number, j: number): number {
  const c = buf[i];
  if (i === j) return -1;
  if (c === 45 && buf[i + 1] === 73) return isWord(buf, i + 1, j, 'Infinity') ? ValueKind.null : -1;
  if (c === 45 || (c >= 48 && c <= 57)) return isNumber(buf, i, j) ? ValueKind.number : -1;
  if (c === 116) return isWord(buf, i, j, 'true') ? ValueKind.true : -1;
  if (c === 102) return isWord(buf, i, j, 'false') ? ValueKind.false : -1;
  if (c === 110) return isWord(buf, i, j, 'null') ? ValueKind.null : -1;
  if (c === 78) return isWord(buf, i, j, 'NaN') ? ValueKind.null : -1;
  if (c === 73) return isWord(buf, i, j, 'Infinity') ? ValueKind.null : -1;
  return -1;
}

function isWord(buf: Uint8Array, i: number, j: number, word: string): boolean {
  if (j - i !== word.length) return false;
  for (let p = 0; p < word.length; p++) if (buf[i + p] !== word.charCodeAt(p)) return false;
  return true;
}

function isNumber(buf: Uint8Array, i: number, j: number): boolean {
  for (let p = i; p < j; p++) {
    const c = buf[p];
    if (!((c >= 48 && c <= 57) || c === 46 || c === 101 || c === 69 || c === 43 || c === 45)) return false;
  }
  const last = buf[j - 1];
  return last >= 48 && last <= 57;
}

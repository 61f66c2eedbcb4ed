/**
 * The beginning of a dump with its long strings shortened and its long lists cut, small enough to be parsed and looked
 * at: from it an adapter recognises its format. A first row of 60 MB costs no more memory than one of 60 bytes.
 */
import { readRangeOf, type ByteSource } from './byteSource';
import { parseTolerant } from './jsonText';
import type { ScanPlan } from './plan';
import { endsEscaped, stringEnd, type IndexOfByte } from './stringEnd';

/** Strings are cut behind this many bytes, lists and objects behind this many entries. */
const keptStringBytes = 256;
const keptEntries = 64;
/** Lists and objects deeper than this are kept empty: looking at values may go down by recursion. */
const keptDepth = 64;
/** Rows looked at: at most so many, and no more once these bytes have been passed. */
const keptRows = 20;
const enoughBytes = 1 << 20;
/** A first row longer than this is not waited for. */
const farthestByte = 256 * 1024 * 1024;
/** Places looked at behind the first rows, unless those are so long that it would take long. */
const laterPlaces = 8;
const laterRowBytes = 1 << 20;

export interface Skeleton {
  container: ScanPlan['container'];
  documents: unknown[];
  /** Rows from further on: one behind each of `laterPlaces` evenly spread places. */
  later?: unknown[];
}

/**
 * What the file could be, likeliest first: one object alone may be a row or a document. Empty: not JSON.
 *
 * @param indexOfByte as in `scanDump`
 */
export function probeDump(source: ByteSource, indexOfByte: IndexOfByte): Skeleton[] {
  const start = firstByte(source);
  if (!start) return [];
  // One buffer for all rows: most are small.
  const buffer = new Uint8Array(Math.min(1 << 16, source.size));
  const rows = start.byte === 91 ? [] : readRows(source, start.at, buffer, indexOfByte);
  const first = rows[0];
  // A first line that stands for itself is a row; several of them are rows for sure.
  const lines: Skeleton[] =
    rows.length > 0
      ? [
          {
            container: 'lines',
            documents: rows.map((row) => row.value),
            later: laterRows(source, rows, buffer, indexOfByte),
          },
        ]
      : [];
  if (first && first.line < 4 && (rows.length > 1 || goesOn(source, first.end))) return lines;
  const document = readOne(source, start.at, false, buffer, indexOfByte);
  const documents: Skeleton[] = document ? [{ container: 'document', documents: [document.value] }] : [];
  return [...documents, ...lines];
}

function firstByte(source: ByteSource): { at: number; byte: number } | undefined {
  const bom = readRangeOf(source, 0, 3);
  const from = bom[0] === 0xef && bom[1] === 0xbb && bom[2] === 0xbf ? 3 : 0;
  const head = readRangeOf(source, from, from + 65536);
  const at = head.findIndex((byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13);
  return at >= 0 && (head[at] === 123 || head[at] === 91) ? { at: from + at, byte: head[at] } : undefined;
}

/** Another object begins behind byte `from`. */
function goesOn(source: ByteSource, from: number): boolean {
  const next = readRangeOf(source, from, from + 256).find(
    (byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13,
  );
  return next === 123;
}

interface Row {
  value: unknown;
  end: number;
  /** 0-based line of the probe. */
  line: number;
}

/** Objects that stand on a line of their own among the first lines; damaged lines are passed over. */
function readRows(source: ByteSource, start: number, buffer: Uint8Array, indexOfByte: IndexOfByte): Row[] {
  const rows: Row[] = [];
  let at = start;
  for (let line = 0; line < keptRows * 2 && rows.length < keptRows; line++) {
    const one = readOne(source, at, true, buffer, indexOfByte);
    if (!one) {
      const next = nextLine(source, at, indexOfByte);
      if (next < 0) break;
      at = next;
      continue;
    }
    if (one.whole && typeof one.value === 'object' && one.value !== null && !Array.isArray(one.value))
      rows.push({ value: one.value, end: one.end, line });
    at = one.end;
    if (at >= source.size || (rows.length > 0 && at - start > enoughBytes)) break;
  }
  return rows;
}

/** Whole rows behind places that divide what the first rows leave of the file. */
function laterRows(source: ByteSource, first: Row[], buffer: Uint8Array, indexOfByte: IndexOfByte): unknown[] {
  const from = first[first.length - 1].end;
  const rest = source.size - from;
  if (rest < 1 || from / first.length > laterRowBytes) return [];
  const rows: unknown[] = [];
  let passed = from;
  for (let place = 0; place < laterPlaces; place++) {
    const at = nextLine(source, from + Math.floor(((2 * place + 1) / (2 * laterPlaces)) * rest), indexOfByte);
    if (at < passed || at >= source.size) continue;
    const one = readOne(source, at, true, buffer, indexOfByte);
    passed = one?.end ?? at + 1;
    if (one?.whole && typeof one.value === 'object' && one.value !== null && !Array.isArray(one.value))
      rows.push(one.value);
  }
  return rows;
}

function nextLine(source: ByteSource, from: number, indexOfByte: IndexOfByte): number {
  for (let at = from; at < Math.min(source.size, from + farthestByte); at += 65536) {
    const chunk = readRangeOf(source, at, at + 65536);
    const found = indexOfByte(chunk, 10, 0);
    if (found >= 0 && found < chunk.length) return at + found + 1;
  }
  return -1;
}

/** One value from `start`; `untilNewline`: it must end before the next newline. Undefined when it can't be parsed. */
function readOne(
  source: ByteSource,
  start: number,
  untilNewline: boolean,
  buffer: Uint8Array,
  indexOfByte: IndexOfByte,
): { value: unknown; end: number; whole: boolean } | undefined {
  const shortener = new Shortener(untilNewline, indexOfByte);
  let at = start;
  let chunk = buffer;
  while (!shortener.done && at - start < farthestByte) {
    const got = source.read(chunk, 0, chunk.length, at);
    if (got === 0) break;
    at += shortener.push(chunk.subarray(0, got));
    // A long row is read in larger pieces.
    if (chunk.length < 1 << 20 && !shortener.done) chunk = new Uint8Array(1 << 20);
  }
  // A line of a pretty-printed document is no row: not worth parsing.
  if (untilNewline && !shortener.whole) return { value: undefined, end: at, whole: false };
  try {
    return { value: parseTolerant(shortener.text()), end: at, whole: shortener.whole };
  } catch {
    return undefined;
  }
}

class Shortener {
  done = false;
  /** The value's last bracket was seen. */
  whole = false;
  private out = new Uint8Array(4096);
  private size = 0;
  private readonly closers: number[] = [];
  private readonly counts: number[] = [];
  private inString = false;
  private escaped = false;
  private kept = 0;
  /** Entries are being dropped from the container at this depth on; 0: none. */
  private dropping = 0;

  constructor(
    private readonly untilNewline: boolean,
    private readonly indexOfByte: IndexOfByte,
  ) {}

  /** Returns the bytes used; less than given once `done`. */
  push(chunk: Uint8Array): number {
    let i = 0;
    while (i < chunk.length) {
      if (this.inString) i = this.string(chunk, i);
      else {
        this.byte(chunk[i++]);
      }
      if (this.done) return i;
    }
    return i;
  }

  /** What was kept, its open strings and brackets closed. */
  text(): string {
    if (this.inString && this.dropping === 0) this.keep(34);
    // What a cut leaves behind its last whole value: `"key":`, `"key"`, a comma, half a literal.
    let text = new TextDecoder().decode(this.out.subarray(0, this.size));
    if (!this.whole)
      text = text
        .replace(/(?:,\s*)?(?:"(?:[^"\\]|\\[^])*"\s*:\s*)?[\w.+-]*$/, '')
        .replace(/([{,]\s*)"(?:[^"\\]|\\[^])*"$/, (cut, before: string) => (this.closers.at(-1) === 125 ? before : cut))
        .replace(/,\s*$/, '');
    // Of what is being dropped nothing was opened.
    const open = this.dropping > 0 ? this.closers.slice(0, this.dropping) : this.closers;
    return (
      text +
      open
        .map((closer) => String.fromCharCode(closer))
        .toReversed()
        .join('')
    );
  }

  private string(chunk: Uint8Array, from: number): number {
    let i = from;
    // 1. What is kept, byte by byte.
    for (; i < chunk.length && this.dropping === 0 && (this.kept < keptStringBytes || this.escaped); i++) {
      const c = chunk[i];
      if (this.escaped) this.escaped = false;
      else if (c === 92) this.escaped = true;
      else if (c === 34) return this.endString(i);
      if (c === 10 && this.untilNewline) {
        this.done = true;
        return i + 1;
      }
      this.kept++;
      this.keep(c);
    }
    if (i === chunk.length) return i;
    // 2. The rest, from quote to quote.
    const end = stringEnd(chunk, this.escaped ? i + 1 : i, chunk.length, this.indexOfByte);
    this.escaped = end < 0 && endsEscaped(chunk, i, chunk.length, this.escaped);
    return end < 0 ? chunk.length : this.endString(end);
  }

  private endString(quote: number): number {
    this.inString = false;
    if (this.kept >= keptStringBytes && this.dropping === 0) this.keepAll(this.ellipsis());
    this.keep(34);
    return quote + 1;
  }

  /** Ends a cut string safely: without half an escape. */
  private ellipsis(): number[] {
    const slash = this.out.lastIndexOf(92, this.size - 1);
    if (slash >= this.size - 6) this.size = Math.max(0, slash);
    while (this.size > 0 && this.out[this.size - 1] === 92) this.size--;
    return [0xe2, 0x80, 0xa6];
  }

  private byte(c: number): void {
    switch (c) {
      case 34:
        this.inString = true;
        this.kept = 0;
        this.keep(c);
        return;
      case 123:
      case 91:
        this.keep(c);
        this.closers.push(c + 2);
        this.counts.push(0);
        if (this.closers.length >= keptDepth && this.dropping === 0) this.dropping = keptDepth;
        return;
      case 125:
      case 93:
        if (this.closers.length === 0) {
          this.done = true;
          return;
        }
        if (this.dropping === this.closers.length) this.dropping = 0;
        this.closers.pop();
        this.counts.pop();
        this.keep(c);
        if (this.closers.length === 0) this.done = this.whole = true;
        return;
      case 44: {
        const depth = this.closers.length;
        if (++this.counts[depth - 1] >= keptEntries && this.dropping === 0) this.dropping = depth;
        this.keep(c);
        return;
      }
      case 10:
        if (this.untilNewline && this.closers.length > 0) this.done = true;
        this.keep(32);
        return;
      default:
        this.keep(c);
    }
  }

  private keep(c: number): void {
    if (this.dropping > 0) return;
    if (this.size === this.out.length) {
      const grown = new Uint8Array(this.size * 2);
      grown.set(this.out);
      this.out = grown;
    }
    this.out[this.size++] = c;
  }

  private keepAll(bytes: number[]): void {
    for (const c of bytes) this.keep(c);
  }
}

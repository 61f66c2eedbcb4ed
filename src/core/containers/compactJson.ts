/**
 * Rewrites a JSON value onto one line as its bytes come by, leaving out some keys of the outermost object. It holds no
 * more than a key at a time, so a document of any size costs no memory; it does not check what it does not need to know.
 */
import { endsEscaped, stringEnd, type IndexOfByte } from '../scan/stringEnd';

export interface CompactOptions {
  indexOfByte: IndexOfByte;
  /** Keys of the outermost object that are left out with their values. */
  without?: ReadonlySet<string>;
  /** Leave the outermost brackets away, so that something can be written before and behind. */
  inner?: boolean;
  /** Entries written before these, by another: a comma belongs between. */
  after?: number;
}

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
/** A longer key is called damage. */
const longestKey = 64 * 1024;
/** Small, for each sample of a log has a buffer of its own; long strings pass it by. */
const bufferBytes = 4 * 1024;

export class JsonCompactor {
  /** Entries of the outermost list or object written so far, with those `after` which they come. */
  written: number;

  private depth = 0;
  private ended = false;
  private inString = false;
  private escaped = false;
  /** Inside the value of a key that is left out. */
  private skipping = false;
  private outerIsObject = false;
  /** An entry of the outermost structure comes next, and its comma is still owed. */
  private atEntry = false;
  /** A key of the outermost object, as far as it was read. */
  private key: number[] | undefined;
  private readonly buffer = new Uint8Array(bufferBytes);
  private held = 0;

  /** `emit` must use or copy the bytes before it returns. */
  constructor(
    private readonly emit: (bytes: Uint8Array) => void,
    private readonly options: CompactOptions,
  ) {
    this.written = options.after ?? 0;
  }

  /** @throws Error when the brackets make no sense */
  push(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      if (this.inString) i = this.string(chunk, i);
      else this.plain(chunk[i++]);
    }
  }

  /** @throws Error when the value did not end, or there was none */
  end(): void {
    this.flush();
    if (!this.ended) throw new Error('the JSON in it is cut off');
  }

  private plain(c: number): void {
    if (c === 32 || c === 9 || c === 13 || c === NEWLINE) return;
    if (this.ended) throw new Error('something follows the JSON in it');
    if (this.depth === 1) {
      if (c === COMMA) {
        this.atEntry = true;
        this.skipping = false;
        return;
      }
      if (c === QUOTE && this.atEntry && this.outerIsObject) {
        this.inString = true;
        this.key = [];
        return;
      }
      if (this.atEntry && c !== 93 && c !== 125) this.beginEntry();
    }
    if (c === QUOTE) this.inString = true;
    if (c === 123 || c === 91) this.open(c);
    else if (c === 125 || c === 93) this.close(c);
    else this.put(c);
  }

  private open(c: number): void {
    if (this.depth++ > 0) return this.put(c);
    this.outerIsObject = c === 123;
    this.atEntry = true;
    if (!this.options.inner) this.put(c);
  }

  private close(c: number): void {
    if (this.depth === 0) throw new Error('brackets do not match in it');
    if (--this.depth > 0) return this.put(c);
    this.ended = true;
    this.skipping = false;
    if (!this.options.inner) this.put(c);
  }

  private beginEntry(): void {
    this.atEntry = false;
    if (this.written++ > 0) this.put(COMMA);
  }

  /** From `from` on, inside a string; returns the place behind it, or the end. */
  private string(chunk: Uint8Array, from: number): number {
    const end = stringEnd(chunk, this.escaped ? from + 1 : from, chunk.length, this.options.indexOfByte);
    const stop = end < 0 ? chunk.length : end + 1;
    this.escaped = end < 0 && endsEscaped(chunk, from, chunk.length, this.escaped);
    if (end >= 0) this.inString = false;
    if (this.key) this.takeKey(chunk.subarray(from, stop), end >= 0);
    else if (!this.skipping) this.putString(chunk.subarray(from, stop));
    return stop;
  }

  private takeKey(bytes: Uint8Array, whole: boolean): void {
    const key = this.key!;
    if (key.length + bytes.length > longestKey) throw new Error('a key in it is longer than 64 KB');
    for (const byte of bytes) key.push(byte);
    if (!whole) return;
    this.key = undefined;
    const name = new TextDecoder().decode(new Uint8Array(key.slice(0, -1)));
    if (this.options.without?.has(name)) {
      this.skipping = true;
      this.atEntry = false;
      return;
    }
    this.beginEntry();
    this.put(QUOTE);
    this.putString(new Uint8Array(key));
  }

  /** A raw newline in a string is no JSON, but would break the line. */
  private putString(bytes: Uint8Array): void {
    let from = 0;
    for (let at = this.newline(bytes, 0); at >= 0; at = this.newline(bytes, from)) {
      this.putAll(bytes.subarray(from, at));
      this.put(92);
      this.put(110);
      from = at + 1;
    }
    this.putAll(bytes.subarray(from));
  }

  private newline(bytes: Uint8Array, from: number): number {
    return this.options.indexOfByte(bytes, NEWLINE, from);
  }

  private put(c: number): void {
    if (this.skipping) return;
    if (this.held === bufferBytes) this.flush();
    this.buffer[this.held++] = c;
  }

  private putAll(bytes: Uint8Array): void {
    if (this.held + bytes.length > bufferBytes) this.flush();
    if (bytes.length > bufferBytes) return this.emit(bytes);
    this.buffer.set(bytes, this.held);
    this.held += bytes.length;
  }

  private flush(): void {
    if (this.held > 0) this.emit(this.buffer.subarray(0, this.held));
    this.held = 0;
  }
}

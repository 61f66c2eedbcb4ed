import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { UnreadableError } from '../errors';

const bufferBytes = 1 << 20;
const quote = Buffer.from('"');
/** What stands in a JSON string for each byte below 128 that can't stand for itself. */
const escapes = Array.from({ length: 128 }, (_, byte) =>
  Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)),
);
/** Bytes that one byte may become: `\u001f`. */
const longestEscape = 6;

/** A file that is written in order, through a buffer, and never beyond the cap. */
export class RowsFile {
  private readonly fd: number;
  private readonly buffer = Buffer.allocUnsafe(bufferBytes);
  private held = 0;
  private flushed = 0;
  private rowStart = 0;
  /** Whole rows. */
  rows = 0;

  /**
   * @param path where it is written
   * @param about the file it is made of, for messages
   * @throws the system's error when it can't be created
   */
  constructor(
    readonly path: string,
    private readonly about: string,
    private readonly maxBytes: number,
  ) {
    this.fd = openSync(path, 'w');
  }

  get size(): number {
    return this.flushed + this.held;
  }

  /** @throws UnreadableError beyond the cap */
  write(bytes: Uint8Array): void {
    if (this.size + bytes.length > this.maxBytes) throw this.tooLarge();
    if (this.held + bytes.length > bufferBytes) this.flush();
    if (bytes.length > bufferBytes) {
      writeAll(this.fd, bytes, this.flushed);
      this.flushed += bytes.length;
      return;
    }
    this.buffer.set(bytes, this.held);
    this.held += bytes.length;
  }

  text(text: string): void {
    this.write(Buffer.from(text));
  }

  /** A JSON string of UTF-8 text, which is not decoded for it; bytes that are not UTF-8 stay as they are. */
  string(bytes: Uint8Array): void {
    this.write(quote);
    for (let at = 0; at < bytes.length;) at = this.escaped(bytes, at);
    this.write(quote);
  }

  /** One line. The value must be JSON's. */
  row(value: unknown): void {
    this.text(JSON.stringify(value));
    this.endRow();
  }

  endRow(): void {
    this.text('\n');
    this.rowStart = this.size;
    this.rows++;
  }

  /** Takes back what was written behind the last whole row. */
  dropRow(): void {
    this.held = Math.max(0, this.rowStart - this.flushed);
    if (this.flushed <= this.rowStart) return;
    this.flushed = this.rowStart;
    ftruncateSync(this.fd, this.rowStart);
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  /** Closes without writing what is left; never throws. */
  abandon(): void {
    this.held = 0;
    try {
      closeSync(this.fd);
    } catch {
      // Closed before.
    }
  }

  /** As much of `bytes` from `from` on as the buffer surely has room for. @returns the place behind it */
  private escaped(bytes: Uint8Array, from: number): number {
    if (bufferBytes - this.held < longestEscape) this.flush();
    const to = Math.min(bytes.length, from + Math.floor((bufferBytes - this.held) / longestEscape));
    const { buffer } = this;
    let { held } = this;
    for (let i = from; i < to; i++) {
      const byte = bytes[i];
      if (byte >= 32 && byte !== 34 && byte !== 92) buffer[held++] = byte;
      else for (const escape of escapes[byte]) buffer[held++] = escape;
    }
    this.held = held;
    if (this.size > this.maxBytes) throw this.tooLarge();
    return to;
  }

  private flush(): void {
    const { held } = this;
    this.held = 0;
    writeAll(this.fd, this.buffer.subarray(0, held), this.flushed);
    this.flushed += held;
  }

  private tooLarge(): UnreadableError {
    const cap = Math.round(this.maxBytes / 2 ** 20).toLocaleString('en-US');
    return new UnreadableError(
      `${basename(this.about)} unpacks to more than ${cap} MB. Unpack it yourself, or raise traceInspector.cacheSizeMB.`,
    );
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, position + at);
}

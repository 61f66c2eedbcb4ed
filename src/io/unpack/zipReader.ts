import { RandomAccessReader } from 'yauzl';
import { FileSource } from '../fileSource';

/** The directory is read 46 bytes at a time, and small members lie side by side: so much is read along with either. */
const aheadBytes = 16 * 1024;
/** The longest entry of a directory has 192 KB. */
const windowBytes = 256 * 1024;
const pieceBytes = 1 << 20;
const localHeaderBytes = 30;

/** The bytes of a zip, for the library that reads its directory and for us who read its members. */
export class ZipReader extends RandomAccessReader {
  readonly size: number;
  private readonly source: FileSource;
  private readonly window = Buffer.allocUnsafe(windowBytes);
  private start = 0;
  private held = 0;
  private isOpen = true;

  /** @throws the system's error when the file can't be opened */
  constructor(path: string) {
    super();
    this.source = new FileSource(path);
    this.size = this.source.size;
  }

  /** What the library calls; answers before it returns. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      buffer.set(this.view(position, length), offset);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    callback(null);
  }

  /** `length` bytes, at most 256 KB of them; good until the next call. @throws Error when the file ends before */
  view(position: number, length: number): Buffer {
    if (position < this.start || position + length > this.start + this.held) this.fill(position, length);
    return this.window.subarray(position - this.start, position - this.start + length);
  }

  /** Any number of bytes, in pieces of their own. @throws Error when the file ends before */
  *pieces(position: number, length: number): Generator<Uint8Array> {
    for (let at = 0; at < length;) {
      const wanted = Math.min(pieceBytes, length - at);
      const piece = Buffer.allocUnsafe(wanted);
      const got = this.source.read(piece, 0, wanted, position + at);
      if (got === 0) throw unexpectedEnd();
      yield piece.subarray(0, got);
      at += got;
    }
  }

  /** Where the bytes of a member begin. @throws Error when the directory leads elsewhere, or beyond the end */
  dataStart({ offset, packedBytes }: { offset: number; packedBytes: number }): number {
    const header = this.view(offset, localHeaderBytes);
    if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('it is not where the directory says');
    const start = offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + packedBytes > this.size) throw unexpectedEnd();
    return start;
  }

  end(): void {
    if (this.isOpen) this.source.close();
    this.isOpen = false;
  }

  private fill(position: number, length: number): void {
    const wanted = Math.min(windowBytes, Math.max(length, aheadBytes));
    this.start = position;
    this.held = 0;
    while (this.held < wanted) {
      const got = this.source.read(this.window, this.held, wanted - this.held, position + this.held);
      if (got === 0) break;
      this.held += got;
    }
    if (this.held < length) throw unexpectedEnd();
  }
}

function unexpectedEnd(): Error {
  return new Error('the file ends in the middle of it');
}

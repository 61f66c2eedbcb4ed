/**
 * The frames of a Zstandard stream as they come by (RFC 8878, 3.1.1). A decoder takes as much memory as a frame says that
 * its window has, and moves all of it for each block: a few bytes could ask for 2 GB. Nothing is decoded here.
 */

/** What `zstd` itself refuses to unpack without being told. */
const mostWindowBytes = 128 * 2 ** 20;
const smallestWindowLog = 10;

/** A window beyond all measure; `message` is the end of a sentence. */
export class ZstdWindowError extends Error {}

export class ZstdFrames {
  /** The header of a frame or a block, as far as it has come. */
  private head: number[] = [];
  /** Bytes that are no header. */
  private skip = 0;
  private inFrame = false;
  private checksumBytes = 0;

  /** @param contentBytes all that the stream unpacks to, where that is known: windows are made no larger than it needs */
  constructor(private readonly contentBytes?: number) {}

  /** The same bytes, or with smaller windows. @throws ZstdWindowError for a frame that asks for more than 128 MB */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length;) {
      if (this.skip > 0) {
        const end = Math.min(bytes.length, at + this.skip);
        this.skip -= end - at;
        yield bytes.subarray(at, end);
        at = end;
        continue;
      }
      this.head.push(bytes[at++]);
      if (!(this.inFrame ? this.readBlock() : this.readFrame())) continue;
      yield this.rest();
    }
  }

  /** What is left of a stream that was cut off in a header. */
  rest(): Uint8Array {
    const bytes = Uint8Array.from(this.head);
    this.head = [];
    return bytes;
  }

  /** @returns false: its header is not whole yet */
  private readBlock(): boolean {
    if (this.head.length < 3) return false;
    const [a, b, c] = this.head;
    const bytes = (a >> 3) | (b << 5) | (c << 13);
    const isRepeated = ((a >> 1) & 3) === 1;
    const isLast = (a & 1) === 1;
    this.skip = (isRepeated ? 1 : bytes) + (isLast ? this.checksumBytes : 0);
    this.inFrame = !isLast;
    return true;
  }

  private readFrame(): boolean {
    const { head } = this;
    if (head.length < 5) return false;
    const magic = numberAt(head, 0, 4);
    if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) {
      if (head.length < 8) return false;
      this.skip = numberAt(head, 4, 4);
      return true;
    }
    if (magic !== 0xfd2fb528) {
      // The decoder says what is wrong with it.
      this.skip = Infinity;
      return true;
    }
    const flags = head[4];
    const isSingle = (flags & 32) !== 0;
    const sizeAt = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][flags & 3];
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6];
    if (head.length < sizeAt + sizeBytes) return false;
    if (isSingle) this.checkContent(numberAt(head, sizeAt, sizeBytes));
    else this.limitWindow();
    this.inFrame = true;
    this.checksumBytes = (flags & 4) !== 0 ? 4 : 0;
    return true;
  }

  /** A frame in one piece has all that it holds for its window. */
  private checkContent(bytes: number): void {
    if (this.contentBytes !== undefined && bytes > this.contentBytes)
      throw new Error('its sizes contradict each other');
    refuseAbove(mostWindowBytes, bytes);
  }

  /** Nothing refers back further than to the beginning of what is unpacked. */
  private limitWindow(): void {
    const wanted = windowBytes(this.head[5]);
    const needed = this.contentBytes ?? Infinity;
    if (wanted > needed) {
      const log = Math.max(smallestWindowLog, Math.ceil(Math.log2(needed)));
      this.head[5] = Math.min(this.head[5], (log - smallestWindowLog) << 3);
    }
    refuseAbove(mostWindowBytes, windowBytes(this.head[5]));
  }
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (smallestWindowLog + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function refuseAbove(most: number, bytes: number): void {
  if (bytes <= most) return;
  const megabytes = Math.ceil(bytes / 2 ** 20).toLocaleString('en-US');
  throw new ZstdWindowError(`it needs ${megabytes} MB of memory to unpack, and 128 MB are allowed`);
}

function numberAt(bytes: readonly number[], at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}

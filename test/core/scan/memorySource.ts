import type { ByteSource } from '../../../src/core/scan/byteSource';

/** Bytes in memory as a source that counts how often and how much is read. */
export class MemorySource implements ByteSource {
  reads = 0;
  readBytes = 0;
  private readonly bytes: Uint8Array;

  constructor(content: string | Uint8Array) {
    this.bytes = typeof content === 'string' ? Buffer.from(content) : content;
  }

  get size(): number {
    return this.bytes.length;
  }

  read(into: Uint8Array, at: number, length: number, position: number): number {
    const piece = this.bytes.subarray(position, position + length);
    into.set(piece, at);
    this.reads++;
    this.readBytes += piece.length;
    return piece.length;
  }
}

export function indexOfByte(bytes: Uint8Array, byte: number, from: number): number {
  return Buffer.prototype.indexOf.call(bytes, byte, from);
}

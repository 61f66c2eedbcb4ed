/** Pages whose header says another size than what is in them. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/core/scan/byteSource';
import { Meter } from '../../../src/io/unpack/meter';
import { codecsOf } from '../../../src/io/unpack/parquetCodecs';
import { zstdStored } from '../../../tools/packing.mjs';

const plain = Buffer.from('so the answer is 6. '.repeat(500));
const long = Buffer.from([240, (plain.length & 127) | 128, plain.length >> 7]);

/** Each byte as a literal: what a writer makes of text that does not repeat. */
const packed: Partial<Record<CompressionCodec, Uint8Array>> = {
  GZIP: gzipSync(plain),
  BROTLI: brotliCompressSync(plain),
  ZSTD: zstdStored(plain.toString()),
  SNAPPY: Buffer.concat([
    long.subarray(1),
    Buffer.from([61 << 2, (plain.length - 1) & 255, (plain.length - 1) >> 8]),
    plain,
  ]),
  LZ4: lz4Literals(plain),
  LZ4_RAW: lz4Literals(plain),
};

function lz4Literals(bytes: Buffer): Buffer {
  const rest = bytes.length - 15;
  const length = [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  return Buffer.concat([Buffer.from([0xf0, ...length]), bytes]);
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(into, at, length, position) {
      const part = bytes.subarray(position, position + length);
      into.set(part, at);
      return part.length;
    },
  };
}

async function inPieces(codec: CompressionCodec, bytes: Uint8Array, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const meter = new Meter('dump.parquet', bytes.length, {});
  for await (const piece of codecsOf(codec).pieces(sourceOf(bytes), 0, bytes.length, size, meter))
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe.each(Object.entries(packed) as [CompressionCodec, Uint8Array][])('a page in %s', (codec, bytes) => {
  it('unpacks to what it was, at once and in pieces', async () => {
    expect(Buffer.from(codecsOf(codec).unpack(bytes, plain.length))).toEqual(plain);
    expect(await inPieces(codec, bytes, plain.length)).toEqual(plain);
  });

  it('that holds more than its header says is refused', async () => {
    expect(() => codecsOf(codec).unpack(bytes, 100)).toThrow();
    await expect(inPieces(codec, bytes, 100)).rejects.toThrow();
  });
});

// Old LZ4 says itself how long it is, and is as long as it says.
const sized = Object.entries(packed).filter(([codec]) => codec !== 'LZ4') as [CompressionCodec, Uint8Array][];

it.each(sized)('a page in %s that holds less than its header says is refused', async (codec, bytes) => {
  expect(() => codecsOf(codec).unpack(bytes, plain.length + 1)).toThrow();
  await expect(inPieces(codec, bytes, plain.length + 1)).rejects.toThrow();
});

it.each(['GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'] as const)('what is wrong with a page in %s is said', async (codec) => {
  const words = 'a page unpacks to more than the 100 bytes that its header says';
  expect(() => codecsOf(codec).unpack(packed[codec]!, 100)).toThrow(words);
  await expect(inPieces(codec, packed[codec]!, 100)).rejects.toThrow(words);
});

it.each(['GZIP', 'SNAPPY', 'LZ4', 'LZ4_RAW'] as const)(
  'a few bytes in %s that claim a gigabyte take no memory',
  async (codec) => {
    const words = `says that it unpacks to 1,073,741,824, which ${codec} can't do`;
    const before = process.memoryUsage().arrayBuffers;
    expect(() => codecsOf(codec).unpack(packed[codec]!.subarray(0, 50), 2 ** 30)).toThrow(words);
    await expect(inPieces(codec, packed[codec]!.subarray(0, 50), 2 ** 30)).rejects.toThrow(words);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  },
);

it('a page that unpacks only as a whole has a size that fits into memory', async () => {
  const large = new Uint8Array(2 ** 20);
  await expect(inPieces('LZ4', large, 200e6)).rejects.toThrow('a page of 200 MB in LZ4, larger than can be unpacked');
});

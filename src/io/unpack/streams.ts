/** Compressed bytes as streams of plain ones. All of them end with the stream's error when the bytes are damaged. */
import { createReadStream } from 'node:fs';
import { pipeline, type Duplex, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflateRaw } from 'node:zlib';
import { Decompress } from 'fzstd';
import { ZstdFrames } from '../../core/containers/zstdFrames';
import type { Container } from './container';
import type { Meter } from './meter';

const pieceBytes = 1 << 20;

export function fileBytes(path: string): Readable {
  return createReadStream(path, { highWaterMark: pieceBytes });
}

export function gunzip(packed: Readable): Readable {
  return through(packed, createGunzip({ chunkSize: pieceBytes }));
}

export function inflate(packed: Readable): Readable {
  return through(packed, createInflateRaw({ chunkSize: pieceBytes }));
}

export function unbrotli(packed: Readable): Readable {
  return through(packed, createBrotliDecompress({ chunkSize: pieceBytes }));
}

function through(packed: Readable, transform: Duplex): Readable {
  // An error of either end is met by whoever reads on.
  return pipeline(packed, transform, () => undefined);
}

/** Input is given to the decoder in small pieces: what comes out of one must fit into memory. */
const zstdPieceBytes = 8 * 1024;

/**
 * Zstandard, any number of frames, with the pure decoder: Node has one of its own only since 22.15.
 *
 * @param contentBytes as in `ZstdFrames`
 */
export async function* unzstd(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  meter: Meter,
  contentBytes?: number,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    meter.count(block.length);
    ready.push(block);
  });
  const frames = new ZstdFrames(contentBytes);
  for await (const bytes of packed) {
    for (const piece of frames.push(bytes)) {
      for (let at = 0; at < piece.length; at += zstdPieceBytes) {
        decoder.push(piece.slice(at, at + zstdPieceBytes));
        yield* ready;
        ready = [];
        await meter.breathe();
      }
    }
  }
  decoder.push(frames.rest(), true);
  yield* ready;
}

export const gzip: Container = {
  version: 1,
  async convert(path, out, meter) {
    for await (const bytes of gunzip(fileBytes(path)) as AsyncIterable<Buffer>) {
      meter.count(bytes.length);
      out.write(bytes);
      await meter.breathe();
    }
    return {};
  },
};

export const zstd: Container = {
  version: 1,
  async convert(path, out, meter) {
    for await (const bytes of unzstd(fileBytes(path), meter)) out.write(bytes);
    return {};
  },
};

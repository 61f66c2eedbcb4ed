/** Pages of a Parquet file, unpacked: at once when they are small, in pieces when they are large. */
import { Readable } from 'node:stream';
import { brotliDecompressSync, createBrotliDecompress, gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { snappyUncompress, type CompressionCodec } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';
import type { PageHeader } from 'hyparquet/src/types.js';
import { readRangeOf, type ByteSource } from '../../core/scan/byteSource';
import type { Meter } from './meter';
import { unsnappy } from './snappy';
import { gunzip, unzstd } from './streams';

const pieceBytes = 256 * 1024;

export interface PageCodecs {
  /** All of `packed` at once. */
  unpack(packed: Uint8Array, size: number): Uint8Array;
  /** The same in pieces, in order, where the codec allows it. */
  pieces(source: ByteSource, start: number, end: number, size: number, meter: Meter): AsyncIterable<Uint8Array>;
}

/** @throws Error for a codec that nothing here reads (LZO) */
export function codecsOf(codec: CompressionCodec): PageCodecs {
  const unpack = unpackerOf(codec);
  return {
    unpack,
    pieces: (source, start, end, size, meter) => piecesOf(codec, unpack, source, start, end, size, meter),
  };
}

function unpackerOf(codec: CompressionCodec): PageCodecs['unpack'] {
  switch (codec) {
    case 'UNCOMPRESSED':
      return (packed) => packed;
    case 'SNAPPY':
      return (packed, size) => {
        const page = new Uint8Array(size);
        snappyUncompress(packed, page);
        return page;
      };
    case 'GZIP':
      return (packed, size) => gunzipSync(packed, { maxOutputLength: size + 1 });
    case 'BROTLI':
      return (packed, size) => brotliDecompressSync(packed, { maxOutputLength: size + 1 });
    case 'ZSTD':
      return (packed, size) => decompress(packed, new Uint8Array(size));
    case 'LZ4':
      return decompressLz4;
    case 'LZ4_RAW':
      return decompressLz4Raw;
    default:
      throw new Error(`its codec ${codec} is not known here`);
  }
}

async function* piecesOf(
  codec: CompressionCodec,
  unpack: PageCodecs['unpack'],
  source: ByteSource,
  start: number,
  end: number,
  size: number,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  const packed = rangePieces(source, start, end);
  if (codec === 'ZSTD') return yield* unzstd(packed, meter);
  let pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array> = packed;
  if (codec === 'GZIP') pieces = gunzip(Readable.from(packed));
  else if (codec === 'BROTLI') pieces = Readable.from(packed).pipe(createBrotliDecompress());
  else if (codec === 'SNAPPY') pieces = unsnappy(readRangeOf(source, start, end));
  // The others can only be unpacked as a whole.
  else if (codec !== 'UNCOMPRESSED') pieces = [unpack(readRangeOf(source, start, end), size)];
  for await (const piece of pieces as AsyncIterable<Uint8Array>) {
    meter.count(piece.length);
    yield piece;
    await meter.breathe();
  }
}

async function* rangePieces(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += pieceBytes) yield readRangeOf(source, at, Math.min(end, at + pieceBytes));
}

/** The page as if it had never been compressed. In version 2 the levels stand uncompressed before the values. */
export function unpackPage(
  header: PageHeader,
  packed: Uint8Array,
  codecs: PageCodecs,
): { header: PageHeader; bytes: Uint8Array } {
  const v2 = header.data_page_header_v2;
  const levels = v2 ? v2.repetition_levels_byte_length + v2.definition_levels_byte_length : 0;
  if (levels > packed.length || levels > header.uncompressed_page_size)
    throw new Error('a page is shorter than its levels');
  const values =
    v2?.is_compressed === false
      ? packed.subarray(levels)
      : codecs.unpack(packed.subarray(levels), header.uncompressed_page_size - levels);
  if (values.length !== header.uncompressed_page_size - levels)
    throw new Error('a page has another size than its header says');
  const bytes = levels === 0 ? values : concat(packed.subarray(0, levels), values);
  return { header: uncompressedHeader(header, bytes.length), bytes };
}

/** `header` for a page of `size` bytes that is not compressed. */
export function uncompressedHeader(header: PageHeader, size: number): PageHeader {
  const v2 = header.data_page_header_v2;
  return {
    ...header,
    compressed_page_size: size,
    uncompressed_page_size: size,
    data_page_header_v2: v2 && { ...v2, is_compressed: false },
  };
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

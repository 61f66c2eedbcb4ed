/** Pages of a Parquet file, unpacked: at once when they are small, in pieces when they are large. */
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { snappyUncompress, type CompressionCodec } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';
import type { PageHeader } from 'hyparquet/src/types.js';
import { formatCount, formatSize } from '../../core/format';
import { readRangeOf, type ByteSource } from '../../core/scan/byteSource';
import type { Meter } from './meter';
import { unsnappy } from './snappy';
import { gunzip, unbrotli, unzstd } from './streams';

const pieceBytes = 256 * 1024;

export interface PageCodecs {
  /** All of `packed` at once. */
  unpack(packed: Uint8Array, size: number): Uint8Array;
  /** The same in pieces, in order, where the codec allows it. */
  pieces(source: ByteSource, start: number, end: number, size: number, meter: Meter): AsyncIterable<Uint8Array>;
}

/** One byte makes at most so many, by the format of the codec; pages that claim more are refused before memory is taken. */
const mostRatio: Partial<Record<CompressionCodec, number>> = { SNAPPY: 22, GZIP: 1032, LZ4: 255, LZ4_RAW: 255 };
/** A page that can only be unpacked as a whole must not be larger. */
const mostWholeBytes = 128 * 2 ** 20;

/**
 * What unpacks the pages of a column; never more than the size asked for.
 *
 * @throws Error for a codec that nothing here reads (LZO)
 */
export function codecsOf(codec: CompressionCodec): PageCodecs {
  const unpack = unpackerOf(codec);
  return {
    unpack: (packed, size) => {
      checkRatio(codec, packed.length, size);
      return wholeOf(() => unpack(packed, size), size);
    },
    async *pieces(source, start, end, size, meter) {
      checkRatio(codec, end - start, size);
      let done = 0;
      for await (const piece of piecesOf(codec, unpack, source, start, end, size, meter)) {
        done += piece.length;
        if (done > size) throw tooLong(size);
        yield piece;
      }
      if (done < size) throw tooShort(done, size);
    },
  };
}

function checkRatio(codec: CompressionCodec, packed: number, size: number): void {
  if (size > (mostRatio[codec] ?? Infinity) * packed + 64)
    throw new Error(
      `a page of ${formatCount(packed)} bytes says that it unpacks to ${formatCount(size)}, which ${codec} can't do`,
    );
}

/** @throws Error unless exactly `size` bytes came out */
function wholeOf(unpack: () => Uint8Array, size: number): Uint8Array {
  let page: Uint8Array;
  try {
    page = unpack();
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLong(size) : error;
  }
  if (page.length > size) throw tooLong(size);
  if (page.length < size) throw tooShort(page.length, size);
  return page;
}

function tooLong(size: number): Error {
  return new Error(`a page unpacks to more than the ${formatCount(size)} bytes that its header says`);
}

function tooShort(found: number, size: number): Error {
  return new Error(`a page unpacks to ${formatCount(found)} bytes, and its header says ${formatCount(size)}`);
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
      return unpackZstd;
    case 'LZ4':
      return decompressLz4;
    case 'LZ4_RAW':
      return unpackLz4;
    default:
      throw new Error(`its codec ${codec} is not known here`);
  }
}

/** In a stream, for only there the decoder says how much has come out. */
function unpackZstd(packed: Uint8Array, size: number): Uint8Array {
  const page = new Uint8Array(size);
  let used = 0;
  const decoder = new Decompress((block) => {
    if (used + block.length > size) throw tooLong(size);
    page.set(block, used);
    used += block.length;
  });
  decoder.push(packed, true);
  return page.subarray(0, used);
}

/** The library drops what does not fit, so its length is counted first. */
function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const length = lz4Length(packed);
  if (length > size) throw tooLong(size);
  return decompressLz4Raw(packed, length);
}

/** Bytes that an LZ4 block unpacks to, by its tokens alone. */
function lz4Length(packed: Uint8Array): number {
  let length = 0;
  let at = 0;
  const more = (nibble: number): number => {
    let sum = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; sum += byte) byte = packed[at++] ?? 0;
    return sum;
  };
  while (at < packed.length) {
    const token = packed[at++];
    const literals = more(token >> 4);
    length += literals;
    at += literals;
    if (at >= packed.length) break;
    at += 2;
    length += more(token & 15) + 4;
  }
  return length;
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
  else if (codec === 'BROTLI') pieces = unbrotli(Readable.from(packed));
  else if (codec === 'SNAPPY') pieces = unsnappy(readRangeOf(source, start, end));
  else if (codec !== 'UNCOMPRESSED') {
    // The others can only be unpacked as a whole.
    if (size > mostWholeBytes)
      throw new Error(`a page of ${formatSize(size)} in ${codec}, larger than can be unpacked`);
    pieces = [wholeOf(() => unpack(readRangeOf(source, start, end), size), size)];
  }
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

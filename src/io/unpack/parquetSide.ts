/** Texts of large Parquet pages: kept in a side file that lives as long as the conversion, and read one by one. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { ColumnDecoder, PageHeader } from 'hyparquet/src/types.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import type { ByteSource } from '../../core/scan/byteSource';
import type { LazyText } from '../../core/containers/parquetColumns';
import { uncompressedHeader, type PageCodecs } from './parquetCodecs';
import type { Meter } from './meter';

/** Bytes that no text begins with, so that a reference is told from one. */
const referenceMark = [0xff, 0xfe, 0xfd, 0xfc];
const referenceBytes = 16;
/** Levels of a page that are longer than this are damage. */
const mostLevelBytes = 8 * 2 ** 20;

export class SideText implements LazyText {
  constructor(
    private readonly fd: number,
    private readonly at: number,
    private readonly length: number,
  ) {}

  readText(): string {
    return this.readBytes().toString('utf8');
  }

  readBytes(): Buffer {
    const bytes = Buffer.allocUnsafe(this.length);
    readSync(this.fd, bytes, 0, this.length, this.at);
    return bytes;
  }
}

export class SideFile {
  private fd = -1;
  private size = 0;

  /** Nothing is created before something is written. */
  constructor(private readonly path: string) {}

  get end(): number {
    return this.size;
  }

  append(bytes: Uint8Array): void {
    if (this.fd < 0) this.fd = openSync(this.path, 'w+');
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at, bytes.length - at, this.size + at);
    this.size += bytes.length;
  }

  /** The text a reference stands for; undefined: `bytes` are the text itself. */
  textOf(bytes: Uint8Array): SideText | undefined {
    if (bytes.length !== referenceBytes || !referenceMark.every((byte, i) => bytes[i] === byte)) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = view.getUint32(4, true) + view.getUint32(8, true) * 2 ** 32;
    const length = view.getUint32(12, true);
    return at + length <= this.size ? new SideText(this.fd, at, length) : undefined;
  }

  /** What was written is no longer needed. */
  reset(): void {
    this.size = 0;
  }

  remove(): void {
    if (this.fd >= 0) closeSync(this.fd);
    rmSync(this.path, { force: true });
  }
}

/**
 * A plain page of texts with a reference in place of each text: the page itself is unpacked into the side file in pieces.
 */
export async function referencePage(
  source: ByteSource,
  packed: { start: number; end: number },
  header: PageHeader,
  decoder: ColumnDecoder,
  codecs: PageCodecs,
  side: SideFile,
  meter: Meter,
): Promise<{ header: PageHeader; bytes: Uint8Array }> {
  const splitter = new PageSplitter(levelCount(header, decoder), levelBytesV2(header), side);
  const v2 = header.data_page_header_v2;
  const levels = levelBytesV2(header);
  if (levels > 0) splitter.push(readLevels(source, packed.start, levels));
  const start = packed.start + levels;
  const size = header.uncompressed_page_size - levels;
  const pieces =
    v2?.is_compressed === false
      ? plainPieces(source, start, packed.end)
      : codecs.pieces(source, start, packed.end, size, meter);
  for await (const piece of pieces) {
    splitter.push(piece);
    await meter.breathe();
  }
  const bytes = splitter.page();
  return { header: uncompressedHeader(header, bytes.length), bytes };
}

function levelBytesV2({ data_page_header_v2: v2 }: PageHeader): number {
  return v2 ? v2.repetition_levels_byte_length + v2.definition_levels_byte_length : 0;
}

function readLevels(source: ByteSource, start: number, length: number): Uint8Array {
  if (length > mostLevelBytes) throw new Error('a page with levels of more than 8 MB');
  const bytes = new Uint8Array(length);
  source.read(bytes, 0, length, start);
  return bytes;
}

function* plainPieces(source: ByteSource, start: number, end: number): Generator<Uint8Array> {
  const piece = new Uint8Array(256 * 1024);
  for (let at = start; at < end;) {
    const got = source.read(piece, 0, Math.min(piece.length, end - at), at);
    if (got === 0) return;
    yield piece.subarray(0, got);
    at += got;
  }
}

/** How many blocks of levels, each with its length before it, stand at the front of a page of version 1. */
function levelCount(header: PageHeader, { schemaPath }: ColumnDecoder): number {
  if (!header.data_page_header) return 0;
  return (getMaxRepetitionLevel(schemaPath) > 0 ? 1 : 0) + (getMaxDefinitionLevel(schemaPath) > 0 ? 1 : 0);
}

/** Takes a page in pieces: all of it goes to the side file; its levels are kept, and a reference to each text. */
class PageSplitter {
  private readonly kept: number[] = [];
  private references = new Uint8Array(64 * 1024);
  private used = 0;
  /** Bytes of the field that is being read, and of its length before it. */
  private left: number;
  private lengthBytes = 0;
  private length = 0;
  private phase: 'levels' | 'texts';

  /** @param blocks levels with a length before each; @param plain levels without */
  constructor(
    private blocks: number,
    plain: number,
    private readonly side: SideFile,
  ) {
    this.left = plain;
    this.phase = plain > 0 || blocks > 0 ? 'levels' : 'texts';
  }

  push(piece: Uint8Array): void {
    const base = this.side.end;
    this.side.append(piece);
    let i = 0;
    while (i < piece.length) {
      if (this.left > 0) i = this.content(piece, i);
      else {
        this.length += piece[i++] * 2 ** (8 * this.lengthBytes++);
        if (this.lengthBytes === 4) this.field(base + i);
      }
    }
  }

  /** @throws Error when the page ended inside of a text */
  page(): Uint8Array {
    if (this.left > 0 || this.lengthBytes > 0) throw new Error('a page is cut off');
    const bytes = new Uint8Array(this.kept.length + this.used);
    bytes.set(this.kept);
    bytes.set(this.references.subarray(0, this.used), this.kept.length);
    return bytes;
  }

  private content(piece: Uint8Array, from: number): number {
    const to = Math.min(piece.length, from + this.left);
    if (this.phase === 'levels') for (let i = from; i < to; i++) this.kept.push(piece[i]);
    this.left -= to - from;
    if (this.left === 0 && this.phase === 'levels' && this.blocks === 0) this.phase = 'texts';
    return to;
  }

  /** A field begins at byte `at` of the side file. */
  private field(at: number): void {
    this.left = this.length;
    if (this.phase === 'levels') {
      if (this.length > mostLevelBytes) throw new Error('a page with levels of more than 8 MB');
      for (let shift = 0; shift < 32; shift += 8) this.kept.push((this.length >>> shift) & 255);
      if (--this.blocks === 0 && this.length === 0) this.phase = 'texts';
    } else this.refer(at);
    this.length = this.lengthBytes = 0;
  }

  private refer(at: number): void {
    if (this.used + 4 + referenceBytes > this.references.length) {
      const grown = new Uint8Array(this.references.length * 2);
      grown.set(this.references);
      this.references = grown;
    }
    const view = new DataView(this.references.buffer, this.used, 4 + referenceBytes);
    view.setUint32(0, referenceBytes, true);
    this.references.set(referenceMark, this.used + 4);
    view.setUint32(8, at % 2 ** 32, true);
    view.setUint32(12, Math.floor(at / 2 ** 32), true);
    view.setUint32(16, this.length, true);
    this.used += 4 + referenceBytes;
  }
}

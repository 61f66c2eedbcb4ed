/**
 * One leaf column of one row group, read page by page. The library decodes a page; which page, and from where, is decided
 * here, because it would hold a whole column of a row group in memory (500 MB and more).
 *
 * Texts of a large page stay out of memory altogether: the page is unpacked into a side file in pieces, and a small page
 * of references stands in for it; a text is read when its row is written.
 */
import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, DecodedArray, PageHeader, ParquetParsers } from 'hyparquet/src/types.js';
import { formatCount } from '../../core/format';
import { readRangeOf, type ByteSource } from '../../core/scan/byteSource';
import { jsonInside, storedJson } from './parquetCells';
import { unpackPage, type PageCodecs } from './parquetCodecs';
import { referencePage, type SideFile } from './parquetSide';
import type { Meter } from './meter';

/** A text page larger than this goes through the side file. */
const largePageBytes = 4 * 2 ** 20;
/** A page that can't go through the side file must fit into memory. */
const mostPageBytes = 256 * 2 ** 20;
/** More values than any writer puts into the pages that one row needs; a few bytes can stand for all of them. */
const mostHeldValues = 16 * 2 ** 20;

/** Values of all pages that are in memory now. */
export interface HeldValues {
  count: number;
}

export class ColumnPages {
  private position: number;
  private readonly end: number;
  private dictionary: DecodedArray | undefined;
  /** Decoded rows, of which `[at, rows.length)` are not taken yet; the last may go on in the next page. */
  private rows: unknown[] = [];
  private at = 0;
  private pageValues = 0;
  private readonly decoder: ColumnDecoder;
  /** Lists may go on in the next page. */
  private readonly listed: boolean;

  constructor(
    private readonly source: ByteSource,
    private readonly meta: ColumnMetaData,
    schemaPath: SchemaTree[],
    private readonly codecs: PageCodecs,
    private readonly side: SideFile,
    private readonly meter: Meter,
    private readonly held: HeldValues,
  ) {
    const starts = [meta.data_page_offset, meta.dictionary_page_offset].filter((offset) => offset);
    this.position = Math.min(...starts.map(Number));
    this.end = this.position + Number(meta.total_compressed_size);
    if (!(this.position >= 4 && this.end <= source.size)) throw new Error('a column lies outside of the file');
    this.listed = getMaxRepetitionLevel(schemaPath) > 0;
    this.decoder = {
      pathInSchema: meta.path_in_schema,
      type: meta.type,
      element: schemaPath[schemaPath.length - 1].element,
      schemaPath,
      codec: 'UNCOMPRESSED',
      parsers: lazyParsers(side, schemaPath),
    };
  }

  /** Whole rows that are decoded and not taken; reads on when there is none. @throws Error when the column ends too early */
  async available(): Promise<number> {
    while (this.whole() === 0) {
      if (this.position >= this.end) throw new Error('a column ends before its last row');
      await this.nextPage();
    }
    return this.whole();
  }

  /** The next `count` rows, not more than `available`. */
  take(count: number): unknown[] {
    const taken = this.rows.slice(this.at, this.at + count);
    this.at += count;
    return taken;
  }

  private whole(): number {
    const left = this.rows.length - this.at;
    return this.listed && this.position < this.end ? Math.max(0, left - 1) : left;
  }

  private async nextPage(): Promise<void> {
    const { header, headerBytes } = this.readHeader();
    const start = this.position + headerBytes;
    const packed = { start, end: start + header.compressed_page_size };
    if (header.compressed_page_size < 0 || packed.end > this.end) throw new Error('a page ends behind its column');
    this.checkSize(header);
    this.position = packed.end;
    const page = this.isLarge(header)
      ? await referencePage(this.source, packed, header, this.decoder, this.codecs, this.side, this.meter)
      : this.smallPage(header, packed);
    await this.meter.breathe();
    const reader = { view: new DataView(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength), offset: 0 };
    if (header.type === 'DICTIONARY_PAGE') {
      const { data } = readPage(reader, page.header, this.decoder, undefined, undefined, 0);
      this.dictionary = data && convert(data, this.decoder);
      return;
    }
    if (header.type !== 'DATA_PAGE' && header.type !== 'DATA_PAGE_V2') return;
    // The row that may go on is handed to the library, which adds to it.
    const open = this.listed ? this.rows.slice(this.at) : undefined;
    const { data } = readPage(reader, page.header, this.decoder, this.dictionary, open, 0);
    const read: ArrayLike<unknown> = data ?? [];
    this.rows = Array.isArray(read) ? read : Array.from(read);
    this.at = 0;
  }

  /** A page header has no length of its own: what is read grows until it fits. */
  private readHeader(): { header: PageHeader; headerBytes: number } {
    for (let length = 8 * 1024; ; length *= 16) {
      const bytes = readRangeOf(this.source, this.position, Math.min(this.end, this.position + length));
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
      try {
        const header = parquetHeader(reader);
        if (reader.offset <= bytes.length) return { header, headerBytes: reader.offset };
      } catch (error) {
        if (bytes.length < length || length > 2 ** 24) throw error;
      }
      if (bytes.length < length || length > 2 ** 24) throw new Error('a page header can not be read');
    }
  }

  private checkSize(header: PageHeader): void {
    const about = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    this.hold(about?.num_values ?? 0);
    const size = header.uncompressed_page_size;
    const most = this.isLarge(header) ? 2 ** 31 : mostPageBytes;
    if (!(size >= 0 && size <= most))
      throw new Error(`a page of ${Math.round(size / 2 ** 20)} MB, larger than can be read`);
  }

  /** A page takes the place of the one before it; a text is an object of its own, worth several numbers. */
  private hold(values: number): void {
    if (!(values >= 0)) throw new Error(`a page with ${values} values`);
    const weight = this.meta.type === 'BYTE_ARRAY' ? 4 * values : values;
    this.held.count += weight - this.pageValues;
    this.pageValues = weight;
    if (this.held.count > mostHeldValues)
      throw new Error(`its pages hold ${formatCount(this.held.count)} values at once, more than can be read`);
  }

  private isLarge(header: PageHeader): boolean {
    const about = header.data_page_header ?? header.data_page_header_v2;
    const plain = header.type === 'DICTIONARY_PAGE' || about?.encoding === 'PLAIN';
    return plain && this.meta.type === 'BYTE_ARRAY' && header.uncompressed_page_size > largePageBytes;
  }

  private smallPage(
    header: PageHeader,
    packed: { start: number; end: number },
  ): { header: PageHeader; bytes: Uint8Array } {
    const bytes = readRangeOf(this.source, packed.start, packed.end);
    this.meter.count(header.uncompressed_page_size);
    return unpackPage(header, bytes, this.codecs);
  }
}

/** Texts stay bytes, or references, until their row is written; the keys of a map are needed at once. */
function lazyParsers(side: SideFile, schemaPath: SchemaTree[]): ParquetParsers {
  const textOf = (bytes: Uint8Array): string => side.textOf(bytes)?.readText() ?? new TextDecoder().decode(bytes);
  const isColumn = schemaPath.length === 2;
  const inMap = schemaPath.some(({ element }) => element.converted_type === 'MAP');
  return {
    ...DEFAULT_PARSERS,
    stringFromBytes: (bytes) => bytes && (inMap ? textOf(bytes) : (side.textOf(bytes) ?? bytes)),
    jsonFromBytes: (bytes) => bytes && (isColumn ? storedJson(textOf(bytes)) : jsonInside(textOf(bytes))),
    geometryFromBytes: () => null,
    geographyFromBytes: () => null,
  };
}

/** Parquet: rows as JSON objects, a few at a time, without the columns that no dump needs. */
import { basename } from 'node:path';
import {
  parquetMetadata,
  parquetSchema,
  type DecodedArray,
  type FileMetaData,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { jsonValueOf, leavesOf, neededColumns } from '../../core/containers/parquetColumns';
import { readRangeOf } from '../../core/scan/byteSource';
import { UnreadableError } from '../errors';
import { FileSource } from '../fileSource';
import type { Container } from './container';
import type { Meter } from './meter';
import { codecsOf } from './parquetCodecs';
import { ColumnPages } from './parquetPages';
import { SideFile } from './parquetSide';
import type { RowsFile } from './rowsFile';

/** Rows put together at a time. */
const batchRows = 256;
/** A footer larger than this is damage, or a file with millions of row groups. */
const mostFooterBytes = 64 * 2 ** 20;

export const parquet: Container = {
  version: 1,
  async convert(path, out, meter) {
    const source = new FileSource(path);
    const side = new SideFile(`${out.path}.side`);
    try {
      const metadata = readFooter(source);
      const whole = parquetSchema(metadata);
      const schema = neededColumns(whole, (leaf) => valuesOf(metadata, leaf), Number(metadata.num_rows));
      if (!schema)
        throw new UnreadableError(
          `${basename(path)} has no column of texts or verdicts: only numbers in lists or bytes.`,
        );
      for (const group of metadata.row_groups) await convertGroup({ source, side, meter, out, schema, whole }, group);
      return {};
    } finally {
      side.remove();
      source.close();
    }
  },
};

interface Reading {
  source: FileSource;
  side: SideFile;
  meter: Meter;
  out: RowsFile;
  /** The needed part of `whole`. */
  schema: SchemaTree;
  whole: SchemaTree;
}

function readFooter(source: FileSource): FileMetaData {
  const tail = readRangeOf(source, Math.max(0, source.size - 8), source.size);
  const isWhole = tail.length === 8 && Buffer.from(tail.subarray(4)).toString('latin1') === 'PAR1';
  if (!isWhole) throw new Error('its end is missing');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true) + 8;
  if (length > Math.min(source.size, mostFooterBytes)) throw new Error('its footer makes no sense');
  const footer = readRangeOf(source, source.size - length, source.size);
  return parquetMetadata(footer.slice().buffer, { geoparquet: false });
}

function valuesOf(metadata: FileMetaData, leaf: string): number {
  let sum = 0;
  for (const group of metadata.row_groups)
    for (const { meta_data: meta } of group.columns)
      if (meta?.path_in_schema.join('.') === leaf) sum += Number(meta.num_values);
  return sum;
}

async function convertGroup(reading: Reading, group: RowGroup): Promise<void> {
  const { schema, out, meter, side } = reading;
  const columns = openColumns(reading, group);
  const rows = Number(group.num_rows);
  for (let done = 0; done < rows;) {
    let count = Math.min(batchRows, rows - done);
    for (const column of columns.values()) count = Math.min(count, await column.available());
    const fields = schema.children.map((child): [string, DecodedArray] => {
      const leaves = leavesOf(child);
      const data = new Map(leaves.map(({ path }) => [path.join('.'), columns.get(path.join('.'))!.take(count)]));
      if (child.children.length > 0) assembleNested(data, child, DEFAULT_PARSERS);
      const values = data.get(child.element.name);
      if (!values) throw new Error(`its column ${child.element.name} makes no sense`);
      return [child.element.name, values];
    });
    for (let row = 0; row < count; row++) {
      out.row(Object.fromEntries(fields.map(([name, values]) => [name, jsonValueOf(values[row])])));
      await meter.breathe();
    }
    done += count;
  }
  side.reset();
}

function openColumns({ source, side, meter, schema, whole }: Reading, group: RowGroup): Map<string, ColumnPages> {
  const columns = new Map<string, ColumnPages>();
  for (const leaf of leavesOf(schema)) {
    const name = leaf.path.join('.');
    const meta = group.columns.find((column) => column.meta_data?.path_in_schema.join('.') === name)?.meta_data;
    if (!meta) throw new Error(`its column ${name} is missing in a row group`);
    columns.set(name, new ColumnPages(source, meta, getTreePath(whole, leaf.path), codecsOf(meta.codec), side, meter));
  }
  return columns;
}

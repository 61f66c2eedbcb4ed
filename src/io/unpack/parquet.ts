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
import { leavesOf, neededColumns } from '../../core/containers/parquetColumns';
import { formatCount } from '../../core/format';
import { readRangeOf } from '../../core/scan/byteSource';
import { UnreadableError } from '../errors';
import { FileSource } from '../fileSource';
import type { Container } from './container';
import type { Meter } from './meter';
import { writeCell } from './parquetCells';
import { codecsOf } from './parquetCodecs';
import { ColumnPages, type HeldValues } from './parquetPages';
import { SideFile } from './parquetSide';
import type { RowsFile } from './rowsFile';

/** Rows put together at a time. */
const batchRows = 256;
/** A footer larger than this is damage, or a file with millions of row groups; parsed it takes some fifty times as much. */
const mostFooterBytes = 16 * 2 ** 20;
/** Each column holds a page in memory; no dump has so many. */
const mostColumns = 10_000;
const mostLevels = 64;

export const parquet: Container = {
  version: 2,
  async convert(path, out, meter) {
    const source = new FileSource(path);
    const side = new SideFile(`${out.path}.side`);
    try {
      const metadata = readFooter(source);
      checkSchema(path, metadata);
      const whole = parquetSchema(metadata);
      const values = valuesByLeaf(metadata);
      const schema = neededColumns(whole, (leaf) => values.get(leaf) ?? 0, Number(metadata.num_rows));
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

/** @throws UnreadableError for more columns, or columns nested deeper, than memory is taken for */
function checkSchema(path: string, { schema }: FileMetaData): void {
  const tooMuch = (what: string): UnreadableError =>
    new UnreadableError(
      `${basename(path)} has ${what}, more than can be read; write those with texts and verdicts to a file of their own.`,
    );
  if (schema.length > mostColumns) throw tooMuch(`${formatCount(schema.length)} columns`);
  /** Children that each open group still waits for. */
  const open: number[] = [];
  for (const { num_children: children = 0 } of schema) {
    while (open.at(-1) === 0) open.pop();
    if (open.length > 0) open[open.length - 1]--;
    if (children > 0) open.push(children);
    if (open.length > mostLevels) throw tooMuch(`columns nested in more than ${mostLevels} levels`);
  }
}

/** How many values each leaf has in the whole file, by its path joined with dots. */
function valuesByLeaf({ row_groups: groups }: FileMetaData): Map<string, number> {
  const values = new Map<string, number>();
  for (const { columns } of groups)
    for (const { meta_data: meta } of columns) {
      if (!meta) continue;
      const leaf = meta.path_in_schema.join('.');
      values.set(leaf, (values.get(leaf) ?? 0) + Number(meta.num_values));
    }
  return values;
}

async function convertGroup(reading: Reading, group: RowGroup): Promise<void> {
  const { schema, out, meter, side } = reading;
  const columns = openColumns(reading, group);
  const rows = Number(group.num_rows);
  const names = schema.children.map(({ element: { name } }, i) =>
    Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`),
  );
  for (let done = 0; done < rows;) {
    let count = Math.min(batchRows, rows - done);
    for (const column of columns.values()) count = Math.min(count, await column.available());
    const fields = schema.children.map((child): DecodedArray => {
      const leaves = leavesOf(child);
      const data = new Map(leaves.map(({ path }) => [path.join('.'), columns.get(path.join('.'))!.take(count)]));
      if (child.children.length > 0) assembleNested(data, child, DEFAULT_PARSERS);
      const values = data.get(child.element.name);
      if (!values) throw new Error(`its column ${child.element.name} makes no sense`);
      return values;
    });
    for (let row = 0; row < count; row++) {
      for (const [i, values] of fields.entries()) {
        out.write(names[i]);
        writeCell(values[row], out);
      }
      out.text('}');
      out.endRow();
      await meter.breathe();
    }
    done += count;
  }
  side.reset();
}

function openColumns({ source, side, meter, schema, whole }: Reading, group: RowGroup): Map<string, ColumnPages> {
  const columns = new Map<string, ColumnPages>();
  const held: HeldValues = { count: 0 };
  const metas = new Map(group.columns.map(({ meta_data: meta }) => [meta?.path_in_schema.join('.'), meta]));
  for (const leaf of leavesOf(schema)) {
    const name = leaf.path.join('.');
    const meta = metas.get(name);
    if (!meta) throw new Error(`its column ${name} is missing in a row group`);
    const path = getTreePath(whole, leaf.path);
    columns.set(name, new ColumnPages(source, meta, path, codecsOf(meta.codec), side, meter, held));
  }
  return columns;
}

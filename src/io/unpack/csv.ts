import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { cellValue } from '../../core/containers/cellValue';
import type { Container } from './container';
import { fileBytes } from './streams';

/** A record longer than this has an open quote in it. */
const longestRecord = 64 * 2 ** 20;

/** The first record names the columns; each further one becomes an object of typed cells. */
export const csv: Container = {
  version: 2,
  async convert(path, out, meter) {
    const records = Readable.from(fileBytes(path)).pipe(
      parse({
        bom: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        max_record_size: longestRecord,
      }),
    );
    let names: string[] | undefined;
    for await (const record of records as AsyncIterable<string[]>) {
      const before = out.size;
      if (names === undefined) names = record;
      else out.row(rowOf(names, record));
      meter.count(out.size - before);
      await meter.breathe();
    }
    return {};
  },
};

/** Cells that a short record lacks are left out: below a long header it would become thousands of times its size. */
function rowOf(names: string[], record: string[]): Record<string, unknown> {
  return Object.fromEntries(names.slice(0, record.length).map((name, i) => [name, cellValue(record[i])]));
}

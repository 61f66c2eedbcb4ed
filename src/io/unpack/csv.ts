import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { cellValue } from '../../core/containers/cellValue';
import type { Container } from './container';
import { fileBytes } from './streams';

/** A record longer than this has an open quote in it. */
const longestRecord = 64 * 2 ** 20;

/** The first record names the columns; each further one becomes an object of typed cells. */
export const csv: Container = {
  version: 1,
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
      meter.count(record.reduce((sum, cell) => sum + cell.length, 0));
      if (names === undefined) names = record;
      else out.row(Object.fromEntries(names.map((name, i) => [name, cellValue(record[i] ?? '')])));
      await meter.breathe();
    }
    return {};
  },
};

import type { SampleColumns } from '../runIndex';

/**
 * Up to so many samples columns grow to sixteen and to four times their size: room that is not used yet takes no memory,
 * but each column left behind does, until the collector comes.
 */
const fewSamples = 1 << 16;
const manySamples = 1 << 20;

/** Growing columns, one entry a sample; see `SampleColumns` for their meaning. */
export class SampleTable {
  length = 0;
  columns: SampleColumns = newColumns(1024);

  /** Makes room for `count` more samples. */
  reserve(count: number): void {
    const needed = this.length + count;
    const capacity = this.columns.problem.length;
    if (needed <= capacity) return;
    const growth = capacity < fewSamples ? 16 : capacity < manySamples ? 4 : 1.5;
    const grown = newColumns(Math.max(needed, Math.ceil(capacity * growth)));
    for (const name of columnNames) grown[name].set(this.columns[name].subarray(0, this.length) as never);
    this.columns = grown;
  }

  /** All rows as views: the next change to the table changes them too. */
  view(): SampleColumns {
    return mapColumns((name) => this.columns[name].subarray(0, this.length));
  }

  append(more: SampleColumns): void {
    this.reserve(more.problem.length);
    for (const name of columnNames) this.columns[name].set(more[name] as never, this.length);
    this.length += more.problem.length;
  }
}

export const columnNames = [
  'problem',
  'file',
  'offset',
  'length',
  'kind',
  'verdict',
  'finish',
  'answer',
  'note',
  'tokens',
  'logProb',
  'print',
] as const satisfies (keyof SampleColumns)[];

/** Columns of their own, for whoever keeps them longer than the table they are a view of. */
export function ownColumns(columns: SampleColumns): SampleColumns {
  return mapColumns((name) => columns[name].slice());
}

function mapColumns(column: (name: keyof SampleColumns) => SampleColumns[keyof SampleColumns]): SampleColumns {
  return Object.fromEntries(columnNames.map((name) => [name, column(name)])) as unknown as SampleColumns;
}

export function newColumns(capacity: number): SampleColumns {
  return {
    problem: new Int32Array(capacity),
    file: new Uint16Array(capacity),
    offset: new Float64Array(capacity),
    length: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    verdict: new Uint8Array(capacity),
    finish: new Uint8Array(capacity),
    answer: new Int32Array(capacity),
    note: new Int32Array(capacity),
    tokens: new Int32Array(capacity),
    logProb: new Float32Array(capacity),
    print: new Uint32Array(capacity),
  };
}

import type { SampleColumns } from '../runIndex';

/** Growing columns, one entry a sample; see `SampleColumns` for their meaning. */
export class SampleTable {
  length = 0;
  columns: SampleColumns = newColumns(1024);

  /** Makes room for `count` more samples. */
  reserve(count: number): void {
    const needed = this.length + count;
    const capacity = this.columns.problem.length;
    if (needed <= capacity) return;
    const grown = newColumns(Math.max(needed, capacity * 2));
    for (const name of columnNames) grown[name].set(this.columns[name].subarray(0, this.length) as never);
    this.columns = grown;
  }

  /** Copies of rows `[start, end)`. */
  slice(start: number, end: number): SampleColumns {
    const out = {} as Record<keyof SampleColumns, unknown>;
    for (const name of columnNames) out[name] = this.columns[name].slice(start, end);
    return out as unknown as SampleColumns;
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
] as const satisfies (keyof SampleColumns)[];

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
  };
}

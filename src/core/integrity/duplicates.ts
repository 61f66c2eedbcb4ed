import { TextKind, type RunIndex, type SampleColumns } from '../runIndex';

/** A sample that looks like an earlier one of its problem; both are rows of the index. */
export interface Duplicate {
  row: number;
  /** The first sample it looks like. */
  first: number;
}

/**
 * Samples that look like an earlier one of their problem: same length, same beginning, same end. Nothing is read; see
 * `SampleColumns.print`. In problem order, then dump order.
 */
export function duplicatesOf({ problems, order, samples }: RunIndex): Duplicate[] {
  const found: Duplicate[] = [];
  const largest = problems.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const seen = new SeenRows(samples, largest);
  const { print, kind } = samples;
  for (const { start, end } of problems) {
    if (end - start < 2) continue;
    seen.clear();
    for (let i = start; i < end; i++) {
      const row = order[i];
      if (kind[row] !== TextKind.string || print[row] === 0) continue;
      const first = seen.add(row);
      if (first >= 0) found.push({ row, first });
    }
  }
  return found;
}

/** A hash table of rows that is emptied without touching it: a `Map` takes five times as long. */
class SeenRows {
  private readonly slots: Int32Array;
  private readonly stamps: Int32Array;
  private stamp = 0;

  constructor(
    private readonly samples: Pick<SampleColumns, 'print' | 'length'>,
    most: number,
  ) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, most * 2)));
    this.slots = new Int32Array(size);
    this.stamps = new Int32Array(size);
  }

  clear(): void {
    this.stamp++;
  }

  /** The row that looks like this one; -1 when there is none, and from now on this is it. */
  add(row: number): number {
    const { slots, stamps, stamp } = this;
    const { print, length } = this.samples;
    const mask = slots.length - 1;
    const hash = print[row];
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; stamps[slot] === stamp; slot = (slot + 1) & mask) {
      const other = slots[slot];
      if (print[other] === hash && length[other] === length[row]) return other;
    }
    stamps[slot] = stamp;
    slots[slot] = row;
    return -1;
  }
}

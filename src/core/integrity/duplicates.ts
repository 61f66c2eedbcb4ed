import { TextKind, type RunIndex } from '../runIndex';

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
  const seen = new Map<number, number>();
  const { length, print, kind } = samples;
  for (const { start, end } of problems) {
    if (end - start < 2) continue;
    seen.clear();
    for (let i = start; i < end; i++) {
      const row = order[i];
      if (kind[row] !== TextKind.string || print[row] === 0) continue;
      // 53 bits hold 21 of the length and 32 of the hash, which holds the whole length too.
      const key = (length[row] % 2 ** 21) * 2 ** 32 + print[row];
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row);
      else found.push({ row, first });
    }
  }
  return found;
}

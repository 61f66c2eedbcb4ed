import type { ProblemTable } from '../../src/core/compare/comparison';
import { formatCount, formatNoun } from '../../src/core/format';

/** `60 × 1,024 samples, 3 unscored`, or their sum where n differs: samples of these rows in these runs. */
export function samplesWords(table: ProblemTable, rows: Int32Array, runs: readonly number[]): string {
  let [samples, unscored, least, most] = [0, 0, Infinity, 0];
  for (const run of runs)
    for (const row of rows) {
      const { n, unscored: without } = table.runs[run];
      const all = Math.max(0, n[row]) + without[row];
      samples += all;
      unscored += without[row];
      least = Math.min(least, all);
      most = Math.max(most, all);
    }
  const isEven = least === most && rows.length > 0;
  const count = isEven
    ? `${formatCount(rows.length * runs.length)} × ${formatNoun(most, 'sample')}`
    : formatNoun(samples, 'sample');
  return unscored > 0 ? `${count}, ${formatCount(unscored)} unscored` : count;
}

// CoT-pass@k: pass@k where only samples with a valid chain of thought count. What people have not judged is not known, so
// there are bounds and no estimate: at least the samples judged valid count, at most all correct ones not judged invalid.
import type { ReviewColumns } from '../review/results';
import type { CotBand, Review, RunReview } from './overview';
import { PassColumns } from './passColumns';
import type { SetCounts } from './problemSet';
import type { Study } from './study';

/** How much of each run's correct samples was read, over the fixed set; undefined when nothing was. */
export function reviewOf({ input, set }: Study): Review | undefined {
  const runs = set.counts.map((counts, run): RunReview | undefined => {
    const columns = input.review?.[run];
    return counts && columns && runReview(counts, columns, set.rows);
  });
  return runs.some((run) => run) ? { runs } : undefined;
}

/**
 * Bounds by run, at the k of the curves; undefined for runs that nobody reviewed, and in first-k mode, which estimates
 * nothing.
 *
 * Source: Wen et al. 2025 (arXiv 2506.14245) for CoT-pass@k; bounds as in `definitions.md`.
 */
export function cotBandsOf(study: Study, stratum?: number): (CotBand | undefined)[] {
  const { input, set, ks, options } = study;
  return set.counts.map((counts, run) => {
    const columns = input.review?.[run];
    if (!counts || !columns || set.K === 0 || options.mode === 'first') return undefined;
    const { lower, upper } = boundsOf(counts, columns, set.rows);
    const curve = (c: Int32Array) => {
      const mean = new PassColumns({ ...counts, c }, 'estimated', [], input.table.runs[run]).meanCurve(
        set.K,
        set.strata,
        stratum,
      );
      return Float64Array.from(ks, (k) => mean[k - 1]);
    };
    return { lower: curve(lower), upper: curve(upper), counts: { lower, upper } };
  });
}

/** Samples that count at least and at most. A table that is older than the verdicts never gives more than c. */
function boundsOf({ c }: SetCounts, { valid, invalid }: ReviewColumns, rows: Int32Array) {
  const upper = c.map((count, i) => Math.max(0, count - invalid[rows[i]]));
  return { lower: upper.map((count, i) => Math.min(count, valid[rows[i]])), upper };
}

function runReview({ c }: SetCounts, columns: ReviewColumns, rows: Int32Array): RunReview {
  const sum = (column: Int32Array) => rows.reduce((total, row) => total + column[row], 0);
  const [valid, invalid, skipped] = [columns.valid, columns.invalid, columns.skipped].map(sum);
  const [ambiguous, disputed] = [columns.ambiguous, columns.disputed].map(sum);
  const correct = c.reduce((total, count) => total + count, 0);
  const audited = valid + invalid + ambiguous + disputed;
  return { correct, audited, valid, invalid, ambiguous, disputed, skipped };
}

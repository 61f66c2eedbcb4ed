import { Verdict } from '../runIndex';
import { integerQuantiles } from '../stats/quantiles';
import type { LengthSummary, Lengths, Missing } from './overview';
import type { SampleFacts } from './sampleFacts';
import type { Study } from './study';

/** Quantiles shown of any distribution. */
export const shownQuantiles = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export function lengthsOf({ input, set }: Study): Lengths | Missing {
  const facts = set.compared.map((run) => input.samples?.[run]);
  if (facts.length === 0 || facts.some((run) => run === undefined))
    return { missing: 'Lengths need the samples of all runs: open the comparison with its dumps.' };
  const unit = facts.every((run) => run?.tokens) ? 'tokens' : 'bytes';
  const runs = input.runs.map((_, run) => {
    const samples = set.compared.includes(run) ? input.samples?.[run] : undefined;
    if (!samples) return undefined;
    const { n, unscored, truncated } = input.table.runs[run];
    let [cut, all] = [0, 0];
    for (const row of set.rows) {
      cut += truncated[row];
      all += n[row] + unscored[row];
    }
    const of = (verdict: Verdict) => summaryOf(lengthsWith(samples, set.rows, unit, verdict));
    return { correct: of(Verdict.correct), wrong: of(Verdict.wrong), truncated: cut, samples: all };
  });
  return { unit, runs };
}

function lengthsWith(samples: SampleFacts, rows: Int32Array, unit: Lengths['unit'], wanted: Verdict): Int32Array {
  const { starts, verdict, tokens, bytes } = samples;
  const lengths = unit === 'tokens' && tokens ? tokens : bytes;
  const found = new Int32Array(rows.reduce((sum, row) => sum + starts[row + 1] - starts[row], 0));
  let count = 0;
  for (const row of rows)
    for (let i = starts[row]; i < starts[row + 1]; i++) if (verdict[i] === wanted) found[count++] = lengths[i];
  return found.subarray(0, count);
}

function summaryOf(lengths: Int32Array): LengthSummary {
  let sum = 0;
  for (let i = 0; i < lengths.length; i++) sum += lengths[i];
  return { samples: lengths.length, mean: sum / lengths.length, quantiles: integerQuantiles(lengths, shownQuantiles) };
}

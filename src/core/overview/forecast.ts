import { Verdict } from '../runIndex';
import type { BetaFit, FitRefusal } from '../stats/betaBinomial';
import { fitBetaBinomial, posteriorPassAtK } from '../stats/betaBinomial';
import { kGrid } from '../stats/kGrid';
import { weightsOf } from '../stats/meanIntervals';
import { samplesToSettle } from '../stats/weakEvidence';
import type { Forecast, Missing, RunCoverage } from './overview';
import type { SampleFacts } from './sampleFacts';
import type { Study } from './study';

/** A forecast reaches this many times past K. */
const REACH = 16;

/** By run; what is refused says why. */
export function forecastsOf(study: Study, coverage: RunCoverage[]): (Forecast | Missing)[] {
  return study.input.runs.map((_, run) => forecastOf(study, run, coverage[run]));
}

function forecastOf(study: Study, run: number, coverage: RunCoverage): Forecast | Missing {
  const { set, input } = study;
  const counts = set.counts[run];
  if (!counts || set.K === 0) return { missing: `${input.runs[run].label} has no problems to forecast from.` };
  const fit = fitBetaBinomial(counts);
  if (typeof fit === 'string') return { missing: refusal(fit, set.rows.length) };
  const ks = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((half) => Math.round(set.K * 2 ** (half / 2)));
  const weights = weightsOf(set.strata);
  const samples = input.samples?.[run];
  return {
    run,
    ...fit,
    ks: [...new Set(ks)].filter((k) => k <= REACH * set.K),
    value: Float64Array.from(new Set(ks), (k) => meanPosterior(fit, counts, weights, k)),
    backTestError: samples ? backTest(study, run, samples) : NaN,
    ...(run === set.against && run !== set.base ? { settle: settleOf(study, coverage.rows.rlOnly) } : {}),
  };
}

function refusal(why: FitRefusal, problems: number): string {
  return why === 'too-few-problems'
    ? `A forecast needs at least 20 problems; there are ${problems}.`
    : 'No forecast: the fit ends on a boundary, as problems are too much alike or nearly all at 0 or 1.';
}

function meanPosterior(
  fit: BetaFit,
  { n, c }: { n: ArrayLike<number>; c: ArrayLike<number> },
  weights: Float64Array,
  k: number,
): number {
  const known = new Map<number, number>();
  let mean = 0;
  for (let i = 0; i < n.length; i++) {
    const key = (n[i] * (n[i] + 1)) / 2 + c[i];
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = posteriorPassAtK(fit, n[i], c[i], k)));
    mean += weights[i] * value;
  }
  return mean;
}

/** Fits the first quarter of each problem's samples, as drawn, and compares its forecast with what all of them say. */
function backTest({ set, pass }: Study, run: number, { starts, verdict }: SampleFacts): number {
  const n = Int32Array.from(set.counts[run]!.n, (own) => own >> 2);
  const c = new Int32Array(n.length);
  for (const [i, row] of set.rows.entries())
    for (let s = starts[row], scored = 0; s < starts[row + 1] && scored < n[i]; s++) {
      if (verdict[s] === Verdict.unscored) continue;
      scored++;
      if (verdict[s] === Verdict.correct) c[i]++;
    }
  const fit = fitBetaBinomial({ n, c });
  const ks = kGrid(set.K).filter((k) => 4 * k > set.K && k > 1);
  if (typeof fit === 'string' || ks.length === 0) return NaN;
  const truth = pass[run]!.meanCurve(set.K, set.strata);
  const weights = weightsOf(set.strata);
  const errors = ks.map((k) => Math.abs(meanPosterior(fit, { n, c }, weights, k) - truth[k - 1]));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** RL-only problems in which the base has no correct sample yet: how many more, all wrong, would settle each. */
function settleOf({ input, set, options }: Study, rlOnly: Int32Array): NonNullable<Forecast['settle']> {
  const { n, c } = input.table.runs[set.base];
  const rows =
    options.tau < 1 && options.mode === 'estimated' ? rlOnly.filter((row) => c[row] === 0) : new Int32Array(0);
  const samples = rows.map((row) => samplesToSettle(n[row], options.k === 'n' ? n[row] : options.k, options.tau));
  return { rows, samples, total: samples.reduce((sum, more) => sum + more, 0) };
}

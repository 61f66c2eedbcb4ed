import { evaluate } from '../compare/view';
import { CLOSED_FORM_FROM } from '../stats/meanIntervals';
import { answersOf } from './answers';
import { reviewOf } from './cot';
import { coverageOf, histogramOf, setsOf, supportOf } from './coverage';
import { benchmarkCurvesOf, curvesOf } from './curves';
import { forecastsOf } from './forecast';
import { ladderOf } from './ladder';
import { lengthsOf } from './lengths';
import type { Overview, OverviewInput, OverviewOptions } from './overview';
import { isMissing } from './overview';
import { entropiesOf, perplexityOf } from './perplexity';
import { guessableBand } from './problemSet';
import { ladderFactsOf, sentenceOf } from './sentence';
import { pairedTestsOf, statisticsOf } from './statistics';
import { studyOf, type Study } from './study';

/** Resamples before the first overview is given, and between two. */
const FIRST_SLICE = 200;
const SLICE = 1000;

/**
 * Everything the Overview shows. Pure: the same input and options give the same numbers.
 *
 * @throws RangeError for a bad seed or number of resamples, and unless k is a whole number ≥ 1 or `'n'` and 0 < τ ≤ 1.
 */
export function overviewOf(input: OverviewInput, options: OverviewOptions): Overview {
  const steps = refineOverview(input, options, options.resamples ?? Infinity);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in steps: an overview with few resamples at once, then ones whose intervals are ever surer; the last is what
 * `overviewOf` gives. Stop asking to cancel. Each step takes about as long as a slice of resamples.
 *
 * @param slice resamples between two overviews.
 */
export function* refineOverview(
  input: OverviewInput,
  options: OverviewOptions,
  slice = SLICE,
): Generator<Overview, Overview> {
  const study = studyOf(input, options);
  const build = plan(study);
  const { bootstrap } = study;
  if (!bootstrap || bootstrap.isIdle) return build();
  bootstrap.run(Math.min(slice, FIRST_SLICE));
  while (bootstrap.done < bootstrap.resamples) {
    if (slice < Infinity) yield build();
    bootstrap.run(slice);
  }
  return build();
}

/** Computes what no resample changes, and returns what puts the overview together. */
function plan(study: Study): () => Overview {
  const { input, options, set, atK, bootstrap } = study;
  const evaluation = evaluate(input.table, input.runs, options);
  const against = { ...evaluation, base: set.base, against: set.against };
  const [curves, benchmarks] = [curvesOf(study), benchmarkCurvesOf(study)];
  const statistics = statisticsOf(study);
  const coverage = coverageOf(study, against);
  const entropies = entropiesOf(study);
  const ladder = ladderOf(study, against, entropies);
  const { guessable } = options;
  const still = {
    k: options.k,
    atK,
    tau: options.tau,
    mode: options.mode,
    K: set.K,
    base: set.base,
    against: set.against,
    compared: set.compared,
    rows: set.rows,
    problems: set.problems,
    filters: [...(options.filters ?? [])],
    coverage,
    sets: setsOf(study, against),
    histogram: histogramOf(study),
    paired: pairedTestsOf(study, coverage[set.against]),
    lengths: lengthsOf(study),
    answers: answersOf(study),
    perplexity: perplexityOf(study, entropies),
    guessable: guessable && { ...guessableBand, ...guessable, removed: set.removed },
    support: supportOf(study),
    forecast: forecastsOf(study, coverage),
    review: reviewOf(study),
  };
  return () => {
    const { crossovers, ...curve } = curves();
    const interval: Overview['interval'] = {
      method: set.rows.length >= CLOSED_FORM_FROM ? 'closed-form' : 'bootstrap',
      seed: options.seed,
      resamples: options.resamples,
      done: bootstrap?.done ?? 0,
    };
    const moving = {
      interval,
      curves: curve,
      crossovers,
      benchmarks: benchmarks(),
      statistics: statistics(),
      ladder: ladder(),
    };
    return { ...still, ...moving, sentence: sentence(study, { ...still, ...moving }) };
  };
}

function sentence({ input }: Study, overview: Omit<Overview, 'sentence'>): Overview['sentence'] {
  const { base, against, k, atK, K, mode, problems, curves, crossovers, interval, ladder } = overview;
  const place = curves.ks.indexOf(atK);
  const coverageAt = (run: number) => curves.runs[run]?.value[place] ?? NaN;
  const labels = input.runs.map(({ label }) => label);
  const first = base < 0 ? against : base;
  return sentenceOf({
    base: labels[first] ?? '',
    against: against === first ? undefined : labels[against],
    k: atK,
    K,
    ...(k !== 'n' && k > K ? { asked: k } : {}),
    mode,
    problems,
    baseCoverage: coverageAt(first),
    againstCoverage: coverageAt(against),
    crossover: crossovers[against],
    interval,
    ladder: isMissing(ladder) || ladder.axis !== 'step' ? undefined : ladderFactsOf(ladder, labels),
  });
}

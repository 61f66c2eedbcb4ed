// What `trace-inspector stats --json` prints: the numbers of the Overview by name. docs/stats.schema.json describes it.
import { problemClasses } from '../compare/comparison';
import { keysOf } from '../compare/summary';
import type { Estimate, LengthSummary, Missing, Overview, OverviewInput, StatisticId } from './overview';
import { isMissing } from './overview';
import { plainSentence } from './sentence';

/** JSON knows no NaN: what is not defined is null. */
interface PrintedEstimate {
  value: number | null;
  lo: number | null;
  hi: number | null;
}

type ByRun<T> = Record<string, T>;

/**
 * The Overview as plain JSON. Runs are keyed as in `compare --json`; problems are ids; fractions unrounded.
 *
 * @param ks where `passAtK` is given; default: all that the curves carry.
 */
export function statsJson(input: OverviewInput, overview: Overview, ks?: readonly number[]) {
  const keys = keysOf(input.runs, overview.base);
  const ids = (rows: Iterable<number>) => Array.from(rows, (row) => input.table.ids[row]);
  const byRun = <T>(value: (run: number) => T | undefined): ByRun<T> =>
    Object.fromEntries(
      overview.compared.flatMap((run) => {
        const found = value(run);
        return found === undefined ? [] : [[keys[run], found]];
      }),
    );
  const { against, curves, statistics, interval, histogram } = overview;
  const shown = ks ? ks.filter((k) => k <= overview.K) : curves.ks;
  const others = overview.compared.filter((run) => run !== overview.base);
  const tile = (id: StatisticId, name: string | number) => {
    const found = statistics.find((one) => one.id === id);
    return found ? byRun((run) => found.runs[run] && { [name]: estimate(found.runs[run]) }) : null;
  };
  const { atK } = overview;
  return {
    problems: overview.problems.shown,
    problemCounts: overview.problems,
    runs: overview.compared.map((run) => {
      const { label, role, step } = input.runs[run];
      return { key: keys[run], label, role, ...(step === undefined ? {} : { step }) };
    }),
    k: overview.k,
    K: overview.K,
    tau: overview.tau,
    mode: overview.mode,
    seed: interval.seed,
    interval: { method: interval.method, resamples: interval.done },
    filters: overview.filters,
    sentence: plainSentence(overview.sentence),
    passAtK: byRun((run) => passAtKOf(overview, run, shown)),
    cotPassAtK: overview.review ? byRun((run) => cotOf(overview, run, shown)) : null,
    crossover: crossoverOf(overview, against),
    coverage: coverageOf(overview, against, ids),
    histogram: byRun((run) => histogram.counts[run]),
    flow: histogram.flow,
    deltaSE: estimateOrNull(statistics.find(({ id }) => id === 'deltaSE')?.runs[against]),
    differences: Object.fromEntries(
      statistics.flatMap(({ label, difference }) => (difference ? [[label, estimate(difference)]] : [])),
    ),
    coverAt: tile('cover@rho', 'rho'),
    passHatK: tile('pass^k', atK),
    gPassAtK: tile('g-pass@k', atK),
    mGPassAtK: tile('mg-pass@k', atK),
    majAtK: tile('maj@k', atK),
    paired: overview.paired ?? null,
    againstBase: Object.fromEntries(
      others.map((run) => [
        keys[run],
        {
          crossover: crossoverOf(overview, run),
          coverage: coverageOf(overview, run, ids),
          deltaSE: estimateOrNull(statistics.find(({ id }) => id === 'deltaSE')?.runs[run]),
        },
      ]),
    ),
    sets: overview.sets.map(({ solvedBy, rows }) => ({
      solvedBy: overview.compared.filter((_, i) => solvedBy[i]).map((run) => keys[run]),
      problems: ids(rows),
    })),
    benchmarks: Object.fromEntries(
      overview.benchmarks.map((benchmark) => [
        benchmark.name,
        {
          problems: benchmark.problems,
          passAtK: byRun((run) => passAtKOf({ ...overview, curves: benchmark }, run, shown)),
          crossover: crossoverOf({ ...overview, crossovers: benchmark.crossovers }, against),
        },
      ]),
    ),
    ladder: orMissing(overview.ladder, ({ axis, K, rungs }) => ({
      axis,
      K,
      rungs: rungs.map((rung) => ({
        run: keys[rung.run],
        x: rung.x,
        pass1: estimate(rung.pass1),
        passK: estimate(rung.passK),
        solved: rung.solved,
        gained: ids(rung.gained),
        lost: ids(rung.lost),
        regained: ids(rung.regained),
      })),
    })),
    lengths: orMissing(overview.lengths, ({ unit, runs }) => ({
      unit,
      runs: byRun((run) => {
        const of = runs[run];
        return of && { ...of, correct: lengthsOf(of.correct), wrong: lengthsOf(of.wrong) };
      }),
    })),
    answers: orMissing(overview.answers, ({ sharedTop, runs, top }) => ({
      sharedTop,
      runs: byRun((run) => runs[run]),
      top: top.map(({ row, ...rest }) => ({ problem: input.table.ids[row], ...rest })),
    })),
    perplexity: orMissing(overview.perplexity, ({ distributions, entropyProxy, note }) => ({
      distributions: distributions.map(({ scorer, run, samples, mean, quantiles, rows, medians }) => ({
        scorer,
        run: keys[run],
        samples,
        mean: finite(mean),
        quantiles: quantiles.map(finite),
        medians: Object.fromEntries(Array.from(rows, (row, i) => [input.table.ids[row], medians[i]])),
      })),
      entropyProxy: byRun((run) => entropyProxy[run] ?? undefined),
      note,
    })),
    guessable: overview.guessable
      ? {
          ...overview.guessable,
          run: input.runs[overview.guessable.run].label,
          removed: ids(overview.guessable.removed),
        }
      : null,
    support: Object.fromEntries(
      overview.support.map(({ run, epsilon, preserved, shrunk, expanded, out }) => [
        keys[run],
        { epsilon, preserved: ids(preserved), shrunk: ids(shrunk), expanded: ids(expanded), out: ids(out) },
      ]),
    ),
    forecast: byRun((run) =>
      orMissing(overview.forecast[run], ({ alpha, beta, ks: reached, value, backTestError, settle }) => ({
        alpha,
        beta,
        passAtK: Object.fromEntries(reached.map((k, i) => [k, value[i]])),
        backTestError: finite(backTestError),
        ...(settle
          ? {
              settle: {
                total: settle.total,
                samples: Object.fromEntries(ids(settle.rows).map((id, i) => [id, settle.samples[i]])),
              },
            }
          : {}),
      })),
    ),
  };
}

function passAtKOf({ curves }: Overview, run: number, shown: readonly number[]): Record<string, PrintedEstimate> {
  const curve = curves.runs[run];
  if (!curve) return {};
  return Object.fromEntries(
    shown.map((k) => {
      const i = curves.ks.indexOf(k);
      return [k, estimate({ value: curve.value[i], lo: curve.lo[i], hi: curve.hi[i] })];
    }),
  );
}

/** Bounds at each k, and how many of the correct samples they rest on. */
function cotOf({ curves, review }: Overview, run: number, shown: readonly number[]) {
  const [band, reviewed] = [curves.cot[run], review?.runs[run]];
  if (!reviewed) return undefined;
  const bounds = (band ? shown : []).map((k) => {
    const i = curves.ks.indexOf(k);
    return [k, { lower: band?.lower[i], upper: band?.upper[i] }] as const;
  });
  return { ...reviewed, passAtK: Object.fromEntries(bounds) };
}

function crossoverOf({ crossovers }: Overview, run: number) {
  const found = crossovers[run];
  if (!found) return null;
  const { k, lo, hi, share, shareBaseLeadsAt1, reason, later } = found;
  return { k, lo, hi, share: finite(share), shareBaseLeadsAt1: finite(shareBaseLeadsAt1), reason, later };
}

function coverageOf({ coverage }: Overview, run: number, ids: (rows: Iterable<number>) => string[]) {
  const { rows } = coverage[run] ?? {};
  return Object.fromEntries(problemClasses.map((name) => [name, rows ? ids(rows[name]) : []]));
}

function lengthsOf({ samples, mean, quantiles }: LengthSummary) {
  return { samples, mean: finite(mean), quantiles: quantiles.map(finite) };
}

function orMissing<T extends object, R>(section: T | Missing, print: (section: T) => R): R | Missing {
  return isMissing(section) ? section : print(section);
}

function estimate({ value, lo, hi }: Estimate): PrintedEstimate {
  return { value: finite(value), lo: finite(lo), hi: finite(hi) };
}

function estimateOrNull(found: Estimate | undefined): PrintedEstimate | null {
  return found ? estimate(found) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

import { formatCount, formatFraction } from '../format';
import { gPassAtK, mGPassAtK, passHatK } from '../stats/allOfK';
import { majAtK } from '../stats/majority';
import { mcnemarExact, permutationTest } from '../stats/pairedTests';
import { weightsOf } from '../stats/meanIntervals';
import type { Growing } from './intervals';
import type { Estimate, Overview, PairedTests, RunCoverage, Statistic, StatisticId } from './overview';
import type { AnswerGroups, SampleFacts } from './sampleFacts';
import type { Study } from './study';

/** A number per problem of each run; undefined where a run has none. */
type RunValues = (Float64Array | undefined)[];

/** The tiles, in the order they are shown. Estimates are left out in first-k mode, which makes none. */
export function statisticsOf(study: Study): Growing<Statistic[]> {
  const { set, atK, studyK, options } = study;
  if (set.K === 0) return () => [];
  const tiles: Growing<Statistic>[] = [];
  const passAt = (k: number) => study.pass.map((columns) => columns?.at(k));
  const add = (id: StatisticId, label: string, values: RunValues, note?: string) =>
    tiles.push(tileOf(study, id, label, values, note));
  add('pass@1', 'pass@1', passAt(1));
  const larger = new Map<number, StatisticId>([
    [studyK, 'pass@256'],
    [atK, 'pass@k'],
  ]);
  for (const [k, id] of [...larger].sort(([a], [b]) => a - b)) if (k > 1) add(id, `pass@${formatCount(k)}`, passAt(k));
  if (set.base >= 0 && set.base !== set.against) tiles.push(deltaSE(study));
  const { rho, theta } = options;
  add(
    'cover@rho',
    `Cover@${formatFraction(rho)}`,
    eachCount(study, (n, c) => (c >= rho * n * (1 - 1e-12) ? 1 : 0)),
  );
  if (options.mode === 'first') return () => tiles.map((tile) => tile());
  const k = formatCount(atK);
  if (atK > 1) {
    add(
      'pass^k',
      `pass^${k}`,
      eachCount(study, (n, c) => passHatK(n, c, atK)),
    );
    add(
      'g-pass@k',
      `G-Pass@${k}, θ = ${theta}`,
      eachCount(study, (n, c) => gPassAtK(n, c, atK, theta)),
    );
    add(
      'mg-pass@k',
      `mG-Pass@${k}`,
      eachCount(study, (n, c) => mGPassAtK(n, c, atK)),
    );
  }
  const majority = majorityOf(study);
  if (majority) add('maj@k', `maj@${k}`, majority.values, majority.note);
  return () => tiles.map((tile) => tile());
}

function tileOf({ set, intervals }: Study, id: StatisticId, label: string, values: RunValues, note?: string) {
  const runs = values.map((column) => column && intervals.mean(column));
  const [base, against] = [values[set.base], values[set.against]];
  const differences =
    base && against && set.base !== set.against ? against.map((value, i) => value - base[i]) : undefined;
  const difference = differences && intervals.mean(differences);
  return (): Statistic => ({
    id,
    label,
    runs: runs.map((run) => run?.()),
    difference: difference?.(),
    ...(note ? { note } : {}),
  });
}

/** ΔSE: how far pass@1 of the trained run stays below what the base reaches with many samples. */
function deltaSE({ set, pass, intervals, studyK, input }: Study): Growing<Statistic> {
  const reach = pass[set.base]?.at(studyK);
  const gaps = pass.map((columns, run) => {
    if (!columns || !reach || run === set.base) return undefined;
    const first = columns.at(1);
    return intervals.mean(reach.map((value, i) => value - first[i]));
  });
  const other = set.compared.length === 2 ? input.runs[set.against].label : 'run';
  const base = set.base >= 0 ? input.runs[set.base].label : 'base';
  const label = `ΔSE = pass@${formatCount(studyK)} ${base} − pass@1 ${other}`;
  const note = studyK < 256 ? `n is below 256, so K = ${formatCount(studyK)} stands in its place` : undefined;
  return () => ({
    id: 'deltaSE',
    label,
    runs: gaps.map((gap): Estimate | undefined => gap?.()),
    difference: undefined,
    ...(note ? { note } : {}),
  });
}

/** A number per problem from its counts; computed once for each (n, c). */
function eachCount({ set }: Study, value: (n: number, c: number) => number): RunValues {
  const known = new Map<number, number>();
  return set.counts.map((counts) =>
    counts
      ? Float64Array.from(counts.n, (n, i) => {
          const c = counts.c[i];
          const key = (n * (n + 1)) / 2 + c;
          let found = known.get(key);
          if (found === undefined) known.set(key, (found = value(n, c)));
          return found;
        })
      : undefined,
  );
}

/** Exact sums get about as much time as a redraw may take, over all problems; the rest is drawn. */
const MAJORITY_BUDGET = 2e7;

/** maj@k by facts and k, so that a filter does not vote again. */
const majorities = new WeakMap<SampleFacts, Map<string, { values: Float64Array; errors: Float64Array }>>();

function majorityOf(study: Study): { values: RunValues; note?: string } | undefined {
  const { input, set, atK, options } = study;
  const facts = set.compared.map((run) => input.samples?.[run]);
  if (facts.some((run) => !run?.groups)) return undefined;
  let errors = 0;
  const values = input.runs.map((_, run) => {
    const samples = set.compared.includes(run) ? input.samples?.[run] : undefined;
    if (!samples?.groups) return undefined;
    const key = `${atK} ${options.seed}`;
    let byK = majorities.get(samples);
    if (!byK) majorities.set(samples, (byK = new Map()));
    let known = byK.get(key);
    if (!known) byK.set(key, (known = unknown(samples.groups.noAnswer.length)));
    const votes = known;
    const budget = MAJORITY_BUDGET / set.rows.length;
    return Float64Array.from(set.rows, (row) => {
      if (Number.isNaN(votes.values[row]))
        vote(samples.groups!, row, atK, { seed: options.seed, budget, draws: 400 }, votes);
      errors += votes.errors[row] ** 2;
      return votes.values[row];
    });
  });
  if (errors === 0) return { values };
  const error = Math.sqrt(errors) / (set.rows.length * set.compared.length);
  return { values, note: `votes drawn with seed ${options.seed}; standard error ${error.toPrecision(1)}` };
}

function unknown(rows: number) {
  return { values: new Float64Array(rows).fill(NaN), errors: new Float64Array(rows) };
}

function vote(
  groups: AnswerGroups,
  row: number,
  k: number,
  options: { seed: number; budget: number; draws: number },
  into: { values: Float64Array; errors: Float64Array },
): void {
  const list: { size: number; correct: number }[] = [];
  for (let g = groups.starts[row]; g < groups.starts[row + 1]; g++)
    list.push({ size: groups.size[g], correct: groups.correct[g] });
  const { value, error } = majAtK(list, groups.noAnswer[row], k, options);
  into.values[row] = value;
  into.errors[row] = error;
}

/** Tests of `against` and the base; undefined without both or without problems. */
export function pairedTestsOf(study: Study, coverage: RunCoverage | undefined): Overview['paired'] {
  const { set, atK, pass, options } = study;
  const [base, against] = [pass[set.base], pass[set.against]];
  if (!base || !against || !coverage || set.base === set.against) return undefined;
  const { baseOnly, rlOnly } = coverage.counts;
  const weights = weightsOf(set.strata);
  const [first, second] = [base.at(atK), against.at(atK)];
  const differences = weights.map((weight, i) => weight * weights.length * (second[i] - first[i]));
  const permutation: PairedTests['permutation'] = { k: atK, ...permutationTest(differences, options.seed) };
  return { mcnemar: { baseOnly, rlOnly, p: mcnemarExact(baseOnly, rlOnly) }, permutation };
}

import type { Crossover } from '../stats/crossover';
import { crossover } from '../stats/crossover';
import { cotBandsOf } from './cot';
import type { Growing } from './intervals';
import type { BenchmarkCurves, CrossoverEstimate, Curves, Estimate, RunCurve } from './overview';
import { leadsOf } from './passColumns';
import type { Study } from './study';

/** Curves of all compared runs and where the base overtakes each. */
export function curvesOf(
  study: Study,
  stratum?: number,
): Growing<Curves & { crossovers: BenchmarkCurves['crossovers'] }> {
  const { set, ks, pass, intervals } = study;
  const { base, strata, K } = set;
  const exact = pass.map((columns) => columns?.meanCurve(K, strata, stratum));
  const curves = pass.map((columns, run) =>
    columns ? ks.map((k) => intervals.mean(columns.at(k), stratum, exact[run]?.[k - 1])) : undefined,
  );
  const baseCurve = exact[base];
  const crossings = exact.map((curve, run) => {
    const [basePass, runPass] = [pass[base], pass[run]];
    if (!curve || !baseCurve || !basePass || !runPass || run === base) return undefined;
    return {
      found: crossover(baseCurve, curve),
      interval: intervals.crossing(leadsOf(basePass, runPass, ks, strata, stratum)),
    };
  });
  const cot = cotBandsOf(study, stratum);
  return () => ({
    ks,
    cot,
    runs: curves.map((curve) => curve && columnsOf(curve)),
    crossovers: crossings.map((crossing) => crossing && estimateOf(crossing.found, crossing.interval())),
  });
}

/** Each benchmark by itself; none when there is one. */
export function benchmarkCurvesOf(study: Study): Growing<BenchmarkCurves[]> {
  const { names, sizes } = study.set.strata;
  const parts = names.length > 1 ? names.map((_, stratum) => curvesOf(study, stratum)) : [];
  return () => parts.map((part, stratum) => ({ ...part(), name: names[stratum], problems: sizes[stratum] }));
}

function columnsOf(curve: readonly Growing<Estimate>[]): RunCurve {
  const points = curve.map((point) => point());
  return {
    value: Float64Array.from(points, (point) => point.value),
    lo: Float64Array.from(points, (point) => Math.max(0, point.lo)),
    hi: Float64Array.from(points, (point) => Math.min(1, point.hi)),
  };
}

function estimateOf(
  { k, reason, later }: Crossover,
  interval: Omit<CrossoverEstimate, 'k' | 'reason' | 'later'>,
): CrossoverEstimate {
  return { k, reason, later, ...interval };
}

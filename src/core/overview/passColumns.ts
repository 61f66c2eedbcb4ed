import type { SolvedMode } from '../compare/comparison';
import type { Leads, Strata } from '../stats/meanIntervals';
import { weightsOf } from '../stats/meanIntervals';
import { passAtK, passAtKCurve } from '../stats/passAtK';
import type { SetCounts } from './problemSet';

/** Curves of problems by their counts; longest first asked for. A filter asks for the same ones again. */
const knownCurves = new WeakMap<object, Map<number, Float64Array>>();
/** Numbers kept for one run, 32 MB of them; what is above is computed each time. */
const MOST_KEPT = 4_000_000;

/**
 * What each problem of one run contributes to the mean pass@k, by k. In first-k mode that is whether one of the first k
 * samples is correct: what was seen, no estimate.
 */
export class PassColumns {
  readonly #known = new Map<number, Float64Array>();
  readonly #ranges = new Map<number, Float64Array[]>();

  readonly #curves: Map<number, Float64Array>;

  /**
   * @param source what the counts are a selection of: curves are kept with it.
   * @param ks what will be asked for most, rising; computed together.
   */
  constructor(
    private readonly counts: SetCounts,
    private readonly mode: SolvedMode,
    ks: readonly number[],
    source: object,
  ) {
    this.#curves = knownCurves.get(source) ?? new Map<number, Float64Array>();
    knownCurves.set(source, this.#curves);
    const columns = this.#columns(ks);
    ks.forEach((k, i) => this.#known.set(k, columns[i]));
  }

  /** @param k at most the smallest n. */
  at(k: number): Float64Array {
    let column = this.#known.get(k);
    if (!column) {
      [column] = this.#columns([k]);
      this.#known.set(k, column);
    }
    return column;
  }

  /** All k from `from` to `to`, inclusive. Kept, as the bootstrap asks for the same few ranges again and again. */
  between(from: number, to: number): Float64Array[] {
    let range = this.#ranges.get(from);
    if (!range || range.length < to - from + 1) {
      range = this.#columns(Array.from({ length: to - from + 1 }, (_, i) => from + i));
      this.#ranges.set(from, range);
    }
    return range;
  }

  /** Mean for k = 1 … K: of all benchmarks' means, or of one benchmark. */
  meanCurve(K: number, strata: Strata, stratum?: number): Float64Array {
    const mean = new Float64Array(K);
    const strataTaken = stratum === undefined ? [...strata.sizes.keys()] : [stratum];
    for (const taken of strataTaken) {
      const curve = this.#curveOf(K, strata, taken);
      for (let i = 0; i < K; i++) mean[i] += curve[i] / strataTaken.length;
    }
    for (let i = 0; i < K; i++) mean[i] = Math.min(1, mean[i]);
    return mean;
  }

  #curveOf(K: number, { of, sizes }: Strata, stratum: number): Float64Array {
    const { firstCorrect } = this.counts;
    if (this.mode === 'estimated') return this.#estimatedCurve(K, of, stratum);
    const curve = new Float64Array(K);
    firstCorrect.forEach((first, i) => {
      if (of[i] === stratum && first >= 1 && first <= K) curve[first - 1]++;
    });
    for (let i = 1; i < K; i++) curve[i] += curve[i - 1];
    return curve.map((count) => count / sizes[stratum]);
  }

  /** Sums the curve of each (n, c) as often as it occurs. */
  #estimatedCurve(K: number, of: Int32Array, stratum: number): Float64Array {
    const { n, c } = this.counts;
    const groups = new Map<number, { n: number; c: number; problems: number }>();
    let members = 0;
    for (let i = 0; i < n.length; i++) {
      if (of[i] !== stratum) continue;
      members++;
      const key = keyOf(n[i], c[i]);
      const group = groups.get(key);
      if (group) group.problems++;
      else groups.set(key, { n: n[i], c: c[i], problems: 1 });
    }
    const mean = new Float64Array(K);
    for (const { n, c, problems } of groups.values()) {
      const curve = this.#curveOfCounts(n, c, K);
      for (let k = 0; k < K; k++) mean[k] += problems * curve[k];
    }
    for (let k = 0; k < K; k++) mean[k] /= members;
    return mean;
  }

  /** At least `K` long. */
  #curveOfCounts(n: number, c: number, K: number): Float64Array {
    const key = keyOf(n, c);
    const kept = this.#curves.get(key);
    if (kept && kept.length >= K) return kept;
    const curve = passAtKCurve(n, c, K);
    if ((this.#curves.size + 1) * K <= MOST_KEPT) this.#curves.set(key, curve);
    return curve;
  }

  #columns(ks: readonly number[]): Float64Array[] {
    const { n, c, firstCorrect } = this.counts;
    const columns = ks.map(() => new Float64Array(n.length));
    if (this.mode === 'first') {
      for (const [at, k] of ks.entries())
        for (let i = 0; i < n.length; i++) columns[at][i] = firstCorrect[i] >= 1 && firstCorrect[i] <= k ? 1 : 0;
      return columns;
    }
    const known = new Map<number, number>(); // counts → a problem that has them
    for (let i = 0; i < n.length; i++) {
      const key = keyOf(n[i], c[i]);
      const like = known.get(key);
      if (like !== undefined) for (const column of columns) column[i] = column[like];
      else {
        known.set(key, i);
        this.#fill(columns, i, ks);
      }
    }
    return columns;
  }

  #fill(columns: Float64Array[], i: number, ks: readonly number[]): void {
    const { n, c } = this.counts;
    if (ks.length === 1) columns[0][i] = passAtK(n[i], c[i], ks[0]);
    else if (ks.length > 0) {
      const curve = this.#curveOfCounts(n[i], c[i], ks[ks.length - 1]);
      for (let at = 0; at < ks.length; at++) columns[at][i] = curve[ks[at] - 1];
    }
  }
}

/** Row n of a triangle: no two pairs with c ≤ n share a key. */
function keyOf(n: number, c: number): number {
  return (n * (n + 1)) / 2 + c;
}

/** The base's leads over another run, for the bootstrap of the crossover. */
export function leadsOf(
  base: PassColumns,
  run: PassColumns,
  ks: readonly number[],
  strata: Strata,
  of?: number,
): Leads {
  const weights = weightsOf(strata, of);
  const lead = (a: Float64Array, b: Float64Array) => {
    const leads = new Float64Array(weights.length);
    for (let i = 0; i < weights.length; i++) leads[i] = weights[i] * (a[i] - b[i]);
    return leads;
  };
  const ranges = new Map<number, Float64Array[]>();
  return {
    ks,
    at: ks.map((k) => lead(base.at(k), run.at(k))),
    between(from, to) {
      let range = ranges.get(from);
      if (!range) {
        const other = run.between(from, to);
        range = base.between(from, to).map((column, i) => lead(column, other[i]));
        ranges.set(from, range);
      }
      return range;
    },
  };
}

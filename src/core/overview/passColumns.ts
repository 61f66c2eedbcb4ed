import type { SolvedMode } from '../compare/comparison';
import { meanPassAtK } from '../stats/meanCurve';
import type { Leads, Strata } from '../stats/meanIntervals';
import { weightsOf } from '../stats/meanIntervals';
import { passAtK, passAtKCurve } from '../stats/passAtK';
import type { SetCounts } from './problemSet';

/**
 * What each problem of one run contributes to the mean pass@k, by k. In first-k mode that is whether one of the first k
 * samples is correct: what was seen, no estimate.
 */
export class PassColumns {
  readonly #known = new Map<number, Float64Array>();
  readonly #ranges = new Map<number, Float64Array[]>();

  /** @param ks what will be asked for most, rising; computed together. */
  constructor(
    private readonly counts: SetCounts,
    private readonly mode: SolvedMode,
    ks: readonly number[],
  ) {
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
    return mean.map((value) => Math.min(1, value));
  }

  #curveOf(K: number, { of, sizes }: Strata, stratum: number): Float64Array {
    const isMember = (_: number, i: number) => of[i] === stratum;
    const { n, c, firstCorrect } = this.counts;
    if (this.mode === 'estimated') return meanPassAtK({ n: n.filter(isMember), c: c.filter(isMember) }, K);
    const curve = new Float64Array(K);
    firstCorrect.forEach((first, i) => {
      if (of[i] === stratum && first >= 1 && first <= K) curve[first - 1]++;
    });
    for (let i = 1; i < K; i++) curve[i] += curve[i - 1];
    return curve.map((count) => count / sizes[stratum]);
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
      const key = (n[i] * (n[i] + 1)) / 2 + c[i];
      const like = known.get(key);
      if (like !== undefined) for (const column of columns) column[i] = column[like];
      else {
        known.set(key, i);
        fill(columns, i, n[i], c[i], ks);
      }
    }
    return columns;
  }
}

function fill(columns: Float64Array[], i: number, n: number, c: number, ks: readonly number[]): void {
  if (ks.length === 1) columns[0][i] = passAtK(n, c, ks[0]);
  else {
    const curve = passAtKCurve(n, c, ks[ks.length - 1]);
    ks.forEach((k, at) => (columns[at][i] = curve[k - 1]));
  }
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
  const lead = (a: Float64Array, b: Float64Array) => a.map((value, i) => weights[i] * (value - b[i]));
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

// Intervals of means over problems, for many means of the same problems at once. They speak of other such problems, not of
// other samples. From 100 problems up the bootstrap distribution of a mean is known well enough from its variance and
// skewness; below, resamples are drawn, all means on the same draws, in slices that can be stopped and shown in between.
import { LEAD_TOLERANCE } from './crossover';
import { sortedQuantiles } from './quantiles';
import { seededRandom } from './seededRandom';

/** From this many problems up the closed form is closer to the bootstrap than two seeds of it are to each other. */
export const CLOSED_FORM_FROM = 100;

/** Problems by benchmark. A mean over all is the unweighted mean of the benchmarks' means. */
export interface Strata {
  /** Benchmark of each problem, 0 … count − 1; each has at least one problem. */
  of: Int32Array;
  sizes: Int32Array;
}

/** One benchmark per distinct name, in order of appearance. Without names: one benchmark. */
export function strataOf(problems: number, names?: readonly string[]): Strata & { names: string[] } {
  const places = new Map<string, number>();
  const of = Int32Array.from({ length: problems }, (_, i) => {
    const name = names?.[i] ?? '';
    if (!places.has(name)) places.set(name, places.size);
    return places.get(name)!;
  });
  const sizes = new Int32Array(places.size);
  for (const stratum of of) sizes[stratum]++;
  return { of, sizes, names: [...places.keys()] };
}

/** What each problem weighs in the mean over all, or over one benchmark; sums to 1. */
export function weightsOf({ of, sizes }: Strata, stratum?: number): Float64Array {
  if (stratum === undefined) return Float64Array.from(of, (own) => 1 / (sizes.length * sizes[own]));
  return Float64Array.from(of, (own) => (own === stratum ? 1 / sizes[stratum] : 0));
}

/**
 * 95 % interval of a mean in closed form: the quantiles of the stratified bootstrap by a Cornish–Fisher expansion to the
 * skewness.
 *
 * @param weighted each problem's value times its weight; the mean is their sum.
 * @returns `[lo, hi]`; both the mean itself when nothing varies.
 * Source: Cornish & Fisher 1938; Hall 1992, "The Bootstrap and Edgeworth Expansion", §2.5.
 */
export function closedFormInterval(weighted: Float64Array, { of, sizes }: Strata): [lo: number, hi: number] {
  const means = new Float64Array(sizes.length);
  let mean = 0;
  for (let i = 0; i < weighted.length; i++) {
    means[of[i]] += weighted[i] / sizes[of[i]];
    mean += weighted[i];
  }
  let variance = 0;
  let third = 0;
  for (let i = 0; i < weighted.length; i++) {
    const off = weighted[i] - means[of[i]];
    variance += off * off;
    third += off * off * off;
  }
  if (variance < 1e-30) return [mean, mean];
  const spread = Math.sqrt(variance);
  const z = 1.959963984540054;
  const shift = ((z * z - 1) * third) / (6 * variance);
  return [mean - z * spread + shift, mean + z * spread + shift];
}

/** A mean whose interval grows more exact with each slice of resamples. */
export interface ResampledMean {
  /** `[lo, hi]`; NaN before the first resample. */
  interval(): [lo: number, hi: number];
}

/** Leads of the base over another run, weighted: the mean lead at k is the sum. */
export interface Leads {
  /** Rising, from 1. */
  ks: readonly number[];
  /** One column of weighted leads per entry of `ks`. */
  at: readonly Float64Array[];
  /** The columns of all k from `from` to `to`, inclusive; asked for where a resample's lead changes sign between them. */
  between(from: number, to: number): Float64Array[];
}

/** Where the base overtakes, over resamples. */
export interface ResampledCrossing {
  /** `lo` and `hi` null read "> K". Shares are NaN before the first resample. */
  interval(): { lo: number | null; hi: number | null; share: number; shareBaseLeadsAt1: number };
}

/**
 * The bootstrap over problems, stratified by benchmark and paired: everything added is computed on the same draws, which
 * depend on the seed and the numbers of problems only. Add first, then `run`.
 *
 * Source: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 6, 8 and 13 (percentile interval).
 */
export class ProblemBootstrap {
  /** Resamples made so far. */
  done = 0;
  readonly #random: () => number;
  readonly #peers: Int32Array[];
  readonly #times: Float64Array;
  readonly #means: { weighted: Float64Array; found: Float64Array }[] = [];
  readonly #crossings: { leads: Leads; found: Float64Array }[] = [];

  /**
   * @param resamples how many there will be at most.
   * @throws RangeError for a bad seed or number of resamples.
   */
  constructor(
    private readonly strata: Strata,
    readonly seed: number,
    readonly resamples: number,
  ) {
    if (!Number.isSafeInteger(resamples) || resamples < 1) throw new RangeError(`nothing to resample: ${resamples}`);
    this.#random = seededRandom(seed);
    this.#times = new Float64Array(strata.of.length);
    this.#peers = Array.from(strata.sizes, (_, stratum) => {
      const all = strata.of.keys();
      return Int32Array.from([...all].filter((i) => strata.of[i] === stratum));
    });
  }

  /** True when there is nothing that resamples would tell. */
  get isIdle(): boolean {
    return this.#means.length === 0 && this.#crossings.length === 0;
  }

  /** @param weighted each problem's value times its weight. */
  addMean(weighted: Float64Array): ResampledMean {
    const entry = { weighted, found: new Float64Array(0) };
    this.#means.push(entry);
    return { interval: () => this.#meanInterval(entry.found) };
  }

  addCrossing(leads: Leads): ResampledCrossing {
    const entry = { leads, found: new Float64Array(0) };
    this.#crossings.push(entry);
    return { interval: () => this.#crossingInterval(entry.found) };
  }

  /** Makes up to `count` more resamples. */
  run(count: number): void {
    const end = Math.min(this.resamples, this.done + count);
    for (const entry of [...this.#means, ...this.#crossings]) entry.found = withRoom(entry.found, end, this.resamples);
    for (let r = this.done; r < end; r++) {
      this.#draw();
      for (const { weighted, found } of this.#means) found[r] = dot(weighted, this.#times);
      for (const { leads, found } of this.#crossings) found[r] = firstLead(leads, this.#times);
    }
    this.done = end;
  }

  #draw(): void {
    const { of } = this.strata;
    this.#times.fill(0);
    for (const stratum of of) {
      const peers = this.#peers[stratum];
      this.#times[peers[Math.floor(this.#random() * peers.length)]]++;
    }
  }

  #meanInterval(found: Float64Array): [number, number] {
    const [lo, hi] = sortedQuantiles(found.slice(0, this.done).sort(), [0.025, 0.975]);
    return [lo, hi];
  }

  #crossingInterval(found: Float64Array): ReturnType<ResampledCrossing['interval']> {
    const ks = found.slice(0, this.done);
    const at1 = ks.filter((k) => k === 1).length;
    const never = ks.filter((k) => k === Infinity).length;
    // A base that leads from the start does not overtake either: both count as beyond K.
    const sorted = ks.map((k) => (k === 1 ? Infinity : k)).sort();
    const [lo, hi] = sortedQuantiles(sorted, [0.025, 0.975]).map((k) => (Number.isFinite(k) ? k : null));
    return { lo, hi, share: 1 - (at1 + never) / this.done, shareBaseLeadsAt1: at1 / this.done };
  }
}

/** The same numbers with room for `needed`; most overviews are redrawn before they have all their resamples. */
function withRoom(found: Float64Array, needed: number, most: number): Float64Array {
  if (found.length >= needed) return found;
  const larger = new Float64Array(Math.min(most, Math.max(needed, 4 * found.length)));
  larger.set(found);
  return larger;
}

/**
 * The first k at which the base leads in a resample; 1 when it leads from the start, Infinity when it never does. Looks at
 * the grid, then at every k between the two places of the grid where the lead appears.
 */
function firstLead({ ks, at, between }: Leads, times: Float64Array): number {
  const place = at.findIndex((column) => dot(column, times) > LEAD_TOLERANCE);
  if (place < 0) return Infinity;
  if (place === 0 || ks[place] === ks[place - 1] + 1) return ks[place];
  const inside = between(ks[place - 1] + 1, ks[place]);
  return ks[place - 1] + 1 + inside.findIndex((column) => dot(column, times) > LEAD_TOLERANCE);
}

function dot(values: Float64Array, times: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * times[i];
  return sum;
}

/** How far raters agree. A unit is what they rate: a sample, or whether a sample has a tag. */
import { sortedQuantiles } from '../stats/quantiles';
import { seededRandom } from '../stats/seededRandom';

/** One rater's label of one unit. A rater who did not rate a unit has no entry: that is a missing value. */
export interface Rating {
  unit: string;
  rater: string;
  label: string;
}

/** A number with its 95 % interval: percentile bootstrap over units. NaN where it is not defined. */
export interface Coefficient {
  value: number;
  lo: number;
  hi: number;
  /** Resamples in which it was not defined (all labels alike); they are left out of the interval. */
  undefinedResamples: number;
}

export interface Agreement {
  /** Units with at least two ratings: all else is about these. */
  units: number;
  /** Raters with at least one rating of them, in order of appearance. */
  raters: string[];
  labels: string[];
  /** Share of pairs of ratings of one unit that agree, mean over units. */
  percent: Coefficient;
  /** Cohen's κ; absent unless there are exactly two raters. */
  kappa?: Coefficient;
  /** Krippendorff's α for nominal labels. */
  alpha: Coefficient;
  /** Units on which raters differ, in order of appearance. */
  disagreements: Disagreement[];
  seed: number;
  resamples: number;
}

export interface Disagreement {
  unit: string;
  labels: { rater: string; label: string }[];
}

export interface AgreementOptions {
  /** A whole number in 0 … 2³² − 1; default 7. */
  seed?: number;
  /** Default 2,000. */
  resamples?: number;
}

/**
 * Agreement of any number of raters on nominal labels, with missing values. Of two ratings of a unit by one rater the later
 * holds. Leave out `skip`: it is a missing value, not a label.
 *
 * @throws RangeError for a bad seed.
 * Source: Cohen 1960, "A coefficient of agreement for nominal scales"; Krippendorff 2011, "Computing Krippendorff's
 * Alpha-Reliability". Intervals by the bootstrap over units (Efron & Tibshirani 1993), which for α is not Krippendorff's
 * own.
 */
export function agreementOf(
  ratings: readonly Rating[],
  { seed = 7, resamples = 2000 }: AgreementOptions = {},
): Agreement {
  const units = ratedUnits(ratings);
  const raters = [...new Set(units.flatMap(({ labels }) => labels.map(({ rater }) => rater)))];
  const labels = [...new Set(units.flatMap((unit) => unit.labels.map(({ label }) => label)))];
  const counts = units.map((unit) => labels.map((label) => unit.labels.filter((one) => one.label === label).length));
  const bootstrap = (of: (places: ArrayLike<number>) => number) => coefficientOf(units.length, of, { seed, resamples });
  const [first, second] = raters.map((rater) => placesOf(units, rater, labels));
  return {
    units: units.length,
    raters,
    labels,
    percent: bootstrap((places) => percentOf(counts, places)),
    ...(raters.length === 2 ? { kappa: bootstrap((places) => kappaOf(first, second, labels.length, places)) } : {}),
    alpha: bootstrap((places) => alphaOf(counts, labels.length, places)),
    disagreements: units.filter((unit) => new Set(unit.labels.map(({ label }) => label)).size > 1),
    seed,
    resamples,
  };
}

/** What one rater said of one trace: all tags it was given. A rater who did not read the trace has no entry. */
export interface TagReading {
  trace: string;
  rater: string;
  tags: readonly string[];
}

/**
 * Agreement on each tag by itself: whether a trace has it is yes or no, and no tag is a no.
 *
 * @returns by tag, in order of appearance.
 */
export function tagAgreement(readings: readonly TagReading[], options?: AgreementOptions): Map<string, Agreement> {
  const tags = new Set(readings.flatMap((reading) => reading.tags));
  return new Map(
    Array.from(tags, (tag) => [
      tag,
      agreementOf(
        readings.map((reading) => ({
          unit: reading.trace,
          rater: reading.rater,
          label: reading.tags.includes(tag) ? 'yes' : 'no',
        })),
        options,
      ),
    ]),
  );
}

/** Numbers of units, drawn with replacement, and what holds of all: `of` is asked for places in the list of units. */
export function coefficientOf(
  units: number,
  of: (places: ArrayLike<number>) => number,
  { seed, resamples }: Required<AgreementOptions>,
): Coefficient {
  const random = seededRandom(seed);
  const value = of(Int32Array.from({ length: units }, (_, i) => i));
  if (Number.isNaN(value)) return { value, lo: NaN, hi: NaN, undefinedResamples: 0 };
  const drawn = new Float64Array(resamples);
  const places = new Int32Array(units);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < units; j++) places[j] = Math.floor(random() * units);
    drawn[i] = of(places);
  }
  const defined = drawn.filter((one) => !Number.isNaN(one)).sort();
  const [lo, hi] = sortedQuantiles(defined, [0.025, 0.975]);
  return { value, lo, hi, undefinedResamples: resamples - defined.length };
}

/** Units that at least two raters rated. */
function ratedUnits(ratings: readonly Rating[]): Disagreement[] {
  const units = new Map<string, Map<string, string>>();
  for (const { unit, rater, label } of ratings) {
    let labels = units.get(unit);
    if (!labels) units.set(unit, (labels = new Map()));
    labels.set(rater, label);
  }
  return [...units]
    .filter(([, labels]) => labels.size > 1)
    .map(([unit, labels]) => ({ unit, labels: Array.from(labels, ([rater, label]) => ({ rater, label })) }));
}

/** By unit: which label the rater gave. Of units rated by two raters of two, none is missing. */
function placesOf(units: readonly Disagreement[], rater: string, labels: readonly string[]): number[] {
  return units.map((unit) => labels.indexOf(unit.labels.find((one) => one.rater === rater)?.label ?? ''));
}

function percentOf(counts: readonly number[][], places: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) {
    let ratings = 0;
    let agreeing = 0;
    for (const count of counts[places[i]]) {
      ratings += count;
      agreeing += count * (count - 1);
    }
    sum += agreeing / (ratings * (ratings - 1));
  }
  return sum / places.length;
}

/** (p_o − p_e) / (1 − p_e); NaN when both raters gave one label throughout. */
function kappaOf(
  first: readonly number[],
  second: readonly number[],
  labels: number,
  places: ArrayLike<number>,
): number {
  const [ofFirst, ofSecond] = [new Float64Array(labels), new Float64Array(labels)];
  let agreeing = 0;
  for (let i = 0; i < places.length; i++) {
    const [a, b] = [first[places[i]], second[places[i]]];
    ofFirst[a]++;
    ofSecond[b]++;
    if (a === b) agreeing++;
  }
  const n = places.length;
  let expected = 0;
  for (let label = 0; label < labels; label++) expected += ofFirst[label] * ofSecond[label];
  // Whole numbers up to here, so that "no room above chance" is told exactly.
  return expected === n * n ? NaN : (agreeing * n - expected) / (n * n - expected);
}

/** 1 − D_o / D_e over the coincidences of labels within units; NaN when all labels are one. */
function alphaOf(counts: readonly number[][], labels: number, places: ArrayLike<number>): number {
  const totals = new Float64Array(labels);
  let pairable = 0;
  let disagreement = 0;
  for (let i = 0; i < places.length; i++) {
    const unit = counts[places[i]];
    let ratings = 0;
    let alike = 0;
    for (let label = 0; label < labels; label++) {
      ratings += unit[label];
      alike += unit[label] * unit[label];
      totals[label] += unit[label];
    }
    disagreement += (ratings * ratings - alike) / (ratings - 1);
    pairable += ratings;
  }
  let expected = pairable * pairable;
  for (const total of totals) expected -= total * total;
  return expected === 0 ? NaN : 1 - ((pairable - 1) * disagreement) / expected;
}

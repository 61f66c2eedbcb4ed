/**
 * How often tags occur: by run, by verdict of the sample, by place in the trace. Counted are samples, of those that were
 * read for tags; what nobody read is not in the denominator.
 */
import { seededRandom } from '../stats/seededRandom';
import { sortedQuantiles } from '../stats/quantiles';
import { tagFor } from './codebook';
import { sampleVerdicts, type SampleVerdict } from './events';
import type { AnnotationState } from './state';

/** The denominator, wherever these numbers stand. */
export const denominatorWords =
  'Of the samples that have a tag or a review, each once; samples that nobody tagged or reviewed are in no number.';

/** Fifths of the steps of a trace, from 0; `trace`: tags on the trace as a whole. */
export type StepPlace = 0 | 1 | 2 | 3 | 4 | 'trace';

/** A sample that was read for tags: it has a tag, or a review. */
export interface ReadSample {
  run: string;
  problem: string;
  hash: string;
  verdict: SampleVerdict;
}

export interface Prevalence {
  tag: string;
  run: string;
  verdict: SampleVerdict | 'any';
  /** 'any': anywhere. */
  place: StepPlace | 'any';
  /** Samples with the tag there, of samples read. */
  x: number;
  n: number;
  /** Problems that these samples are of. */
  problems: number;
  /** Mean over the problems of the share of their read samples with the tag; NaN without samples. */
  mean: number;
  /** 95 %, by resampling problems, the same for all runs and tags. */
  interval: [lo: number, hi: number];
}

export interface PrevalenceOptions {
  seed: number;
  resamples: number;
}

/**
 * One row per tag in use, run and verdict anywhere in the trace, and one per fifth in which the tag occurs. Intervals draw
 * whole problems, the same for every row, so that two runs can be compared; problems without a read sample of a row's kind
 * take no part in its mean.
 *
 * @param read each sample once; annotations on other samples are not counted.
 */
export function prevalenceOf(
  state: AnnotationState,
  read: readonly ReadSample[],
  { seed, resamples }: PrevalenceOptions,
): Prevalence[] {
  const problems = [...new Set(read.map(({ problem }) => problem))];
  const draws = drawsOf(problems.length, resamples, seed);
  const rowOf = new Map(problems.map((problem, row) => [problem, row]));
  const tagged = taggedSamples(state);
  const kinds = kindsOf(read);
  const rows: Prevalence[] = [];
  for (const [tag, places] of tagged)
    for (const { run, verdict, samples } of kinds)
      for (const [place, has] of places) {
        const share = sharesOf(samples, has, rowOf, problems.length);
        if (place !== 'any' && share.x === 0) continue;
        rows.push({ tag, run, verdict, place, ...share, ...meanOf(share.x0, share.n0, draws) });
      }
  return rows.map(({ tag, run, verdict, place, x, n, problems: count, mean, interval }) => {
    return { tag, run, verdict, place, x, n, problems: count, mean, interval };
  });
}

function keyOf({ run, problem, hash }: { run: string; problem: string; hash: string }): string {
  return JSON.stringify([run, problem, hash]);
}

/** Tag → place → keys of the samples that have it there. */
function taggedSamples({ tags, annotations }: AnnotationState): Map<string, Map<Prevalence['place'], Set<string>>> {
  const tagged = new Map<string, Map<Prevalence['place'], Set<string>>>();
  for (const { tag: given, anchor } of annotations.values()) {
    const tag = tagFor(tags, given)?.id;
    if (tag === undefined) continue;
    const places = tagged.get(tag) ?? new Map<Prevalence['place'], Set<string>>();
    tagged.set(tag, places);
    for (const place of ['any', placeOf(anchor.span)] as const)
      places.set(place, (places.get(place) ?? new Set()).add(keyOf(anchor)));
  }
  return tagged;
}

/** Fifth of the steps in which a span begins. */
export function placeOf(span: { step: number; steps: number } | undefined): StepPlace {
  if (!span) return 'trace';
  const fifths = [0, 1, 2, 3, 4] as const;
  return fifths[Math.min(4, Math.floor((5 * span.step) / Math.max(1, span.steps)))];
}

function kindsOf(read: readonly ReadSample[]) {
  const runs = [...new Set(read.map(({ run }) => run))];
  return runs.flatMap((run) =>
    (['any', ...sampleVerdicts] as const).flatMap((verdict) => {
      const samples = read.filter((sample) => sample.run === run && (verdict === 'any' || sample.verdict === verdict));
      return samples.length > 0 ? [{ run, verdict, samples }] : [];
    }),
  );
}

function sharesOf(samples: readonly ReadSample[], has: ReadonlySet<string>, rows: Map<string, number>, count: number) {
  const x0 = new Float64Array(count);
  const n0 = new Float64Array(count);
  let x = 0;
  for (const sample of samples) {
    const row = rows.get(sample.problem) ?? 0;
    n0[row]++;
    if (!has.has(keyOf(sample))) continue;
    x0[row]++;
    x++;
  }
  return { x, n: samples.length, problems: n0.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0), x0, n0 };
}

/** Resample → how often each problem is drawn. */
function drawsOf(problems: number, resamples: number, seed: number): Uint16Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: resamples }, () => {
    const times = new Uint16Array(problems);
    for (let i = 0; i < problems; i++) times[Math.floor(random() * problems)]++;
    return times;
  });
}

function meanOf(
  x: Float64Array,
  n: Float64Array,
  draws: readonly Uint16Array[],
): Pick<Prevalence, 'mean' | 'interval'> {
  const rows = [...n.keys()].filter((row) => n[row] > 0);
  const mean = rows.reduce((sum, row) => sum + x[row] / n[row], 0) / rows.length;
  const means = draws.map((times) => {
    let sum = 0;
    let weight = 0;
    for (const row of rows) {
      sum += (times[row] * x[row]) / n[row];
      weight += times[row];
    }
    return sum / weight;
  });
  const [lo, hi] = sortedQuantiles(
    Float64Array.from(means.filter((value) => !Number.isNaN(value))).sort(),
    [0.025, 0.975],
  );
  return { mean, interval: [lo, hi] };
}

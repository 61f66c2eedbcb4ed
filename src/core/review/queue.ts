/** Which chains are to be read, and in which order. */
import { keyOf, type SampleName } from './verdicts';

/** One problem of one run. */
export interface ProblemSamples {
  run: string;
  problem: string;
  /** Scored and correct samples. */
  n: number;
  c: number;
  /** Places of the samples that may be read, in dump order; for an audit the correct ones. */
  samples: readonly number[];
}

/** Problems by accuracy, both bounds exclusive. */
export interface Band {
  above: number;
  below: number;
}

/** The hardest solvable problems of the study: Yue et al. 2025 (arXiv 2504.13837), validity of the chain of thought. */
export const auditBand: Band = { above: 0, below: 0.05 };

export interface QueueOptions {
  /** Orders the queue; a whole number in 0 … 2³² − 1. */
  seed: number;
  /** Absent: all problems given. */
  band?: Band;
  /** Label of the run whose accuracy decides about a problem for all runs; absent: each run's own. */
  bandOf?: string;
  /** At most so many samples of a problem and run, the first in the queue's order. */
  perProblem?: number;
}

/**
 * The samples to be read, in an order that only the seed and their names decide: a second reviewer has the same, and
 * samples or problems that come or go leave the others in the order they had. (Each name is hashed to a place; nothing is
 * shuffled. A run that is given another label is another run.)
 *
 * @throws RangeError for a bad seed.
 */
export function reviewQueue(problems: readonly ProblemSamples[], options: QueueOptions): SampleName[] {
  const { seed, perProblem = Infinity } = options;
  if (seed !== seed >>> 0) throw new RangeError(`seed must be a whole number in 0…${2 ** 32 - 1}, got ${seed}`);
  const queue: Placed[] = [];
  for (const { run, problem, samples } of problemsInBand(problems, options)) {
    const placed = samples.map((index) => placedBy(seed, { run, problem, index })).sort(inOrder);
    for (const one of placed.slice(0, perProblem)) queue.push(one);
  }
  return queue.sort(inOrder).map(({ sample }) => sample);
}

/** The problems that a queue is made of, in the order given: those in the band, or all. */
export function problemsInBand(
  problems: readonly ProblemSamples[],
  { band, bandOf }: Pick<QueueOptions, 'band' | 'bandOf'>,
): ProblemSamples[] {
  if (!band) return [...problems];
  const isIn = ({ n, c }: ProblemSamples) => n > 0 && c > band.above * n && c < band.below * n;
  if (bandOf === undefined) return problems.filter(isIn);
  const chosen = new Set(problems.filter((one) => one.run === bandOf && isIn(one)).map(({ problem }) => problem));
  return problems.filter(({ problem }) => chosen.has(problem));
}

interface Placed {
  high: number;
  low: number;
  key: string;
  sample: SampleName;
}

function placedBy(seed: number, sample: SampleName): Placed {
  const key = keyOf(sample);
  return { high: hash(key, seed), low: hash(key, seed ^ 0x9e3779b9), key, sample };
}

function inOrder(a: Placed, b: Placed): number {
  return a.high - b.high || a.low - b.low || (a.key < b.key ? -1 : 1);
}

/** MurmurHash3 by Austin Appleby (public domain), x86 32 bit, over UTF-16 units. */
function hash(text: string, seed: number): number {
  let h = seed | 0;
  for (let i = 0; i < text.length; i++) {
    let unit = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    unit = Math.imul((unit << 15) | (unit >>> 17), 0x1b873593);
    h ^= unit;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

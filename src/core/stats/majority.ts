// maj@k: draw k of a problem's samples without replacement, let their answers vote, and score the winner.
import { checkCounts, checkK } from './passAtK';
import { seededRandom } from './seededRandom';

/** Samples of one problem that give one answer, and how many of them were judged correct. */
export interface AnswerGroup {
  size: number;
  correct: number;
}

export interface MajorityChance {
  /** Fraction in [0, 1]. */
  value: number;
  /** Standard error of the draws; 0 when exact. */
  error: number;
}

export interface MajorityOptions {
  /** Most steps the exact sum may take before draws are made instead; default 3e7, some 50 ms. */
  budget?: number;
  /** Default 2,000. */
  draws?: number;
  seed: number;
}

/**
 * Chance that the plurality answer of `k` samples is correct. Ties share equally, an answer group that holds correct and
 * wrong samples earns its own correct share, samples without an answer do not vote, and no votes at all score 0.
 *
 * Exact by a sum over the winner's number of votes instead of over all count vectors, which reaches far beyond a million
 * of them; where even that takes more than `budget` steps, from seeded draws.
 *
 * @param noAnswer scored samples without an answer.
 * @throws RangeError unless 0 ≤ correct ≤ size per group and 1 ≤ k ≤ all samples, integers.
 * Source: `definitions.md`, "maj@k"; voting as in Wang et al. 2022 (arXiv 2203.11171).
 */
export function majAtK(
  groups: readonly AnswerGroup[],
  noAnswer: number,
  k: number,
  options: MajorityOptions,
): MajorityChance {
  let n = noAnswer;
  for (const { size, correct } of groups) {
    checkCounts(size, correct);
    n += size;
  }
  checkK(n, k);
  if (groups.length === 0) return { value: 0, error: 0 };
  if (k === n) return { value: pluralityOf(groups), error: 0 };
  if (exactSteps(groups, k) <= (options.budget ?? 3e7)) return { value: exactMajority(groups, noAnswer, k), error: 0 };
  return drawnMajority(groups, n, k, options);
}

/** All samples vote: nothing is left to chance. */
function pluralityOf(groups: readonly AnswerGroup[]): number {
  const most = groups.reduce((largest, { size }) => Math.max(largest, size), 0);
  const winners = groups.filter(({ size }) => size === most);
  return winners.reduce((sum, { size, correct }) => sum + correct / size, 0) / winners.length;
}

/** Multiplications of `exactMajority`, about. */
function exactSteps(groups: readonly AnswerGroup[], k: number): number {
  let steps = 0;
  for (let votes = 1; votes <= k; votes++) {
    let ofGroups = 0;
    for (const { size } of groups) ofGroups += Math.min(votes, size) + 1;
    steps += ofGroups * k * (1 + Math.floor(k / votes));
  }
  return steps;
}

/**
 * Drawing k of n without replacement is drawing each sample with chance k/n on its own, given that k are drawn. So every
 * group's votes are binomial and independent, and the sums below are of products of positive numbers:
 *   1. for each number of votes m the winners may have,
 *   2. `weight[t][v]`: chance that the groups so far hold v votes, t of them exactly m and none more; `earned[t][v]`: the
 *      same times the sum of the t groups' correct shares;
 *   3. what is left of the k draws falls to samples without an answer; t winners share equally.
 */
function exactMajority(groups: readonly AnswerGroup[], noAnswer: number, k: number): number {
  const n = groups.reduce((sum, { size }) => sum + size, noAnswer);
  const p = k / n;
  const chances = groups.map(({ size }) => binomial(size, p, Math.min(size, k)));
  const rest = binomial(noAnswer, p, Math.min(noAnswer, k));
  const allDrawn = binomial(n, p, k)[k];
  let won = 0;
  for (let votes = 1; votes <= k; votes++) won += wonWith(votes, groups, chances, rest, k);
  return Math.min(1, won / allDrawn);
}

function wonWith(
  votes: number,
  groups: readonly AnswerGroup[],
  chances: Float64Array[],
  rest: Float64Array,
  k: number,
): number {
  if (!groups.some(({ size }) => size >= votes)) return 0;
  const ties = Math.floor(k / votes);
  const width = k + 1;
  let weight = new Float64Array((ties + 1) * width);
  let earned = new Float64Array((ties + 1) * width);
  weight[0] = 1;
  let filled = 0;
  for (const [g, { size, correct }] of groups.entries()) {
    const nextWeight = new Float64Array(weight.length);
    const nextEarned = new Float64Array(weight.length);
    const below = Math.min(votes - 1, size);
    for (let t = 0; t <= ties; t++)
      for (let v = t * votes; v <= Math.min(k, filled); v++) {
        const from = t * width + v;
        if (weight[from] === 0) continue;
        for (let i = 0; i <= below && v + i <= k; i++) {
          nextWeight[from + i] += weight[from] * chances[g][i];
          nextEarned[from + i] += earned[from] * chances[g][i];
        }
        if (size < votes || t === ties || v + votes > k) continue;
        const to = from + width + votes;
        nextWeight[to] += weight[from] * chances[g][votes];
        nextEarned[to] += (earned[from] + (weight[from] * correct) / size) * chances[g][votes];
      }
    [weight, earned] = [nextWeight, nextEarned];
    filled = Math.min(k, filled + Math.min(votes, size));
  }
  let won = 0;
  for (let t = 1; t <= ties; t++)
    for (let v = Math.max(t * votes, k - rest.length + 1); v <= k; v++)
      won += (earned[t * width + v] / t) * rest[k - v];
  return won;
}

/** Chance of 0 … `most` hits in `size` trials. */
function binomial(size: number, p: number, most: number): Float64Array {
  const chances = new Float64Array(most + 1);
  let log = size * Math.log1p(-p);
  for (let i = 0; i <= most; i++) {
    chances[i] = Math.exp(log);
    log += Math.log(((size - i) / (i + 1)) * (p / (1 - p)));
  }
  return chances;
}

function drawnMajority(
  groups: readonly AnswerGroup[],
  n: number,
  k: number,
  { seed, draws = 2000 }: MajorityOptions,
): MajorityChance {
  const random = seededRandom(seed);
  const samples = new Int32Array(n).fill(-1);
  let end = 0;
  for (const [g, { size }] of groups.entries()) samples.fill(g, end, (end += size));
  const votes = new Int32Array(groups.length);
  let sum = 0;
  let squares = 0;
  for (let draw = 0; draw < draws; draw++) {
    votes.fill(0);
    for (let i = 0; i < k; i++) {
      const j = i + Math.floor(random() * (n - i));
      const group = samples[j];
      samples[j] = samples[i];
      samples[i] = group;
      if (group >= 0) votes[group]++;
    }
    const value = winnerOf(groups, votes);
    sum += value;
    squares += value * value;
  }
  const value = sum / draws;
  return { value, error: Math.sqrt(Math.max(0, squares / draws - value * value) / draws) };
}

function winnerOf(groups: readonly AnswerGroup[], votes: Int32Array): number {
  let most = 0;
  let winners = 0;
  let earned = 0;
  for (let g = 0; g < votes.length; g++) {
    if (votes[g] === 0 || votes[g] < most) continue;
    if (votes[g] > most) {
      most = votes[g];
      winners = 0;
      earned = 0;
    }
    winners++;
    earned += groups[g].correct / groups[g].size;
  }
  return winners > 0 ? earned / winners : 0;
}

/** How many base samples carry the same tag or pattern, and whether that many can tell. */
import { passAtKInterval, probabilityBaseSolves, samplesToSettle } from '../stats/weakEvidence';

/** Verdicts of samples, in words. */
export type CarrierVerdict = 'correct' | 'wrong' | 'unscored';

/** `x` of `n` samples, with the 95 % interval of the share: quantiles of Beta(x+1, n−x+1); absent for n = 0. */
export interface Counted {
  x: number;
  n: number;
  interval?: [lo: number, hi: number];
}

/** Samples looked at, and those of them that carry it. */
export interface Carriers extends Counted {
  byVerdict: Record<CarrierVerdict, Counted>;
}

/** Whether the samples looked at can tell that the base does not do it. */
export type Settling =
  /** At least one base sample does: the claim "in no base sample" does not hold, however many more there are. */
  | { kind: 'carried'; x: number }
  /** None does, and the chance that the base does it at `k` with probability ≥ τ is `chance`, at most 5 %. */
  | { kind: 'settled'; chance: number; k: number; tau: number }
  /** None does, but `chance` is above 5 %. `more` further samples, all without it, would bring it down to that. */
  | { kind: 'open'; chance: number; more: number; k: number; tau: number };

/** What is known of one base sample. */
export interface CarrierSample {
  verdict: CarrierVerdict;
  carries: boolean;
}

export function carriersOf(samples: readonly CarrierSample[]): Carriers {
  const of = (kept: readonly CarrierSample[]) => counted(kept.filter(({ carries }) => carries).length, kept.length);
  const among = (verdict: CarrierVerdict) => of(samples.filter((sample) => sample.verdict === verdict));
  return {
    ...of(samples),
    byVerdict: { correct: among('correct'), wrong: among('wrong'), unscored: among('unscored') },
  };
}

/**
 * @throws RangeError unless 0 ≤ x ≤ n, integers.
 * Source: `definitions.md`, "Intervals", one problem.
 */
function counted(x: number, n: number): Counted {
  return n === 0 ? { x, n } : { x, n, interval: passAtKInterval(n, x, 1) };
}

/**
 * Says whether n base samples without a pattern can tell that the base does not have it, and how many more would. "Has it"
 * means: at least one of `k` samples shows it with probability ≥ τ. Assumes a uniform prior on the share of samples that
 * show it, and for `more` that none of the further ones does.
 *
 * @throws RangeError unless 0 ≤ x ≤ n, k ≥ 1 (integers) and 0 < τ < 1.
 * Source: `definitions.md`, "How weak is RL only?" and "Samples to settle".
 */
export function settlingOf({ x, n }: { x: number; n: number }, k: number, tau: number): Settling {
  const chance = probabilityBaseSolves(n, x, k, tau);
  if (x > 0) return { kind: 'carried', x };
  const more = samplesToSettle(n, k, tau);
  return more === 0 ? { kind: 'settled', chance, k, tau } : { kind: 'open', chance, more, k, tau };
}

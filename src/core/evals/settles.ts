import { formatCount, formatFraction, formatOf } from '../format';

/** Chance left to either side of the 95 % interval. */
const tail = 0.025;

export interface Unsolved {
  problem: string;
  run: string;
  /** Scored samples now, none of them correct. */
  n: number;
  /** Samples to come. */
  more: number;
  k: number;
}

/**
 * What more samples of a problem that was never solved can settle: how large its pass@k can still be, now and if they all
 * fail. The bound is the upper end of the 95 % interval of Clopper and Pearson for 0 of n: pass@k ≤ 1 − 0.025^(k/n).
 */
export function settlesWords({ problem, run, n, more, k }: Unsolved): string {
  const atMost = (samples: number): string => formatFraction(1 - tail ** (k / samples));
  const isNow = n > 0 ? `so pass@${formatCount(k)} is at most ${atMost(n)}` : `so nothing is known of its pass@${k}`;
  const next = n > 0 ? `the next ${formatCount(more)} fail too` : `all ${formatCount(more)} fail`;
  return `${problem} has ${formatOf(0, n)} in ${run}, ${isNow}; if ${next}, ${atMost(n + more)}.`;
}

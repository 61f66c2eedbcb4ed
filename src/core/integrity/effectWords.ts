import type { Effect } from '../findings';
import { formatCount, formatDifference } from '../format';

/** In place of an effect: what is wrong is not some samples, but how all of a run were drawn or judged. */
export const allConcerned = 'All samples are concerned, so no effect of leaving some out can be computed.';

/** `; if left out, pass@1 +0.010 and +0.002, pass@64 +0.004 and +0.000`, one number a run. */
export function effectWords(effect: readonly Effect[], when = 'if left out'): string {
  if (effect.length === 0) return `; ${when}, no problem has scored samples in every run`;
  const ks = [...new Set(effect.map(({ k }) => k))];
  const each = ks.map((k) => {
    const differences = effect
      .filter((one) => one.k === k)
      .map(({ before, after }) => formatDifference(after - before));
    return `pass@${formatCount(k)} ${listOf(differences)}`;
  });
  return `; ${when}, ${each.join(', ')}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

import type { Effect } from '../findings';
import { formatCount, formatDifference } from '../format';

/** `; if left out, pass@1 +0.010 and +0.002, pass@64 +0.004 and +0.000`, one number a run; '' without effects. */
export function effectWords(effect: readonly Effect[], when = 'if left out'): string {
  if (effect.length === 0) return '';
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

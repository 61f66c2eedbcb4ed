/** Counts of a search in words and percentages: the side bar and the command line say the same. */
import { Verdict } from '../runIndex';
import { formatCount, formatNoun, formatOf, formatPercent } from '../format';
import type { HitCount, RunHits, SearchResults } from './results';

/** In the order they are listed: what is correct first. */
const countedVerdicts = [
  { verdict: Verdict.correct, word: 'correct' },
  { verdict: Verdict.wrong, word: 'wrong' },
  { verdict: Verdict.unscored, word: 'unscored' },
] as const;

/** `61.0 % · 1,234 of 2,023 samples` */
export function hitShare({ hit, searched }: HitCount): string {
  return searched === 0 ? 'no samples' : `${formatPercent(hit / searched)} % · ${formatOf(hit, searched)} samples`;
}

/** One line for each verdict that the run has samples of. */
export function runHitLines(label: string, hits: RunHits): { label: string; words: string; verdict: Verdict }[] {
  return countedVerdicts
    .filter(({ verdict }) => hits[verdict].searched > 0)
    .map(({ verdict, word }) => ({ label: `${label} ${word}`, words: hitShare(hits[verdict]), verdict }));
}

/** `12,345 matches in 1,234 of 61,440 samples`; while running, of those looked at so far. */
export function totalWords({ all, total }: SearchResults, isWhole: boolean): string {
  const of = isWhole ? all.searched : total;
  const seen = !isWhole && all.searched < total ? `, ${formatCount(all.searched)} searched` : '';
  return `${formatNoun(all.matches, 'match', 'matches')} in ${formatOf(all.hit, of)} samples${seen}`;
}

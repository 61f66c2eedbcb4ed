/** Sentences about surface novelty and claims, for the page, lists and trees. None calls new words a new approach. */
import { formatCount, formatFraction, formatInterval, formatNoun, formatOf, formatPercent } from '../format';
import type { Settling } from './carriers';
import type { EvidenceRecord, NamedSample, SameInBase } from './evidence';
import { gramTokens } from './novelty';
import type { Prediction } from './prediction';
import type { ShownClaim } from './shownClaim';

/** What is new, where it is looked for, and what it does not say. */
export const noveltyDefinition = [
  `A passage is new on the surface when none of its tokens is in a run of ${gramTokens} tokens that a base sample of the same problem has. A token is a word, a number, a LaTeX command or a sign; capitals do not count.`,
  'A share is read against the base itself: base samples of about that length, each against all the others. What new base samples also have is nothing special.',
  'New words are not a new approach: the same approach in other words is new here, and a new approach in known phrases is not. Whether the approach is the same, and whether a claim survived or is refuted, only people say.',
] as const;

/** `31 % of its tokens are in passages that no base sample has`; what may be said of a few tokens. */
export function shareWords({ share, novelTokens, claimedTokens }: Surface): string {
  if (share === undefined) return `Fewer than ${gramTokens} tokens: nothing can be said of its words by themselves.`;
  const count =
    novelTokens === undefined || claimedTokens === undefined ? '' : ` (${formatOf(novelTokens, claimedTokens)})`;
  if (share === 0) return 'Every passage of it is in some base sample.';
  return `${formatPercent(share, share < 0.1 ? 1 : 0)} % of its tokens${count} are in passages that no base sample has.`;
}

type Surface = Pick<EvidenceRecord, 'share' | 'novelTokens' | 'claimedTokens'>;

/** What the share is read against. */
export function baselineWords(baseline: EvidenceRecord['baseline']): string {
  if (!baseline) return 'Too few base samples are long enough to read this against.';
  const { samples, eligible, median, atLeastAsHigh } = baseline;
  const drawn = eligible > samples ? `, drawn from ${formatCount(eligible)}` : '';
  const many = atLeastAsHigh === 0 ? 'none has' : atLeastAsHigh === 1 ? '1 has' : `${formatCount(atLeastAsHigh)} have`;
  return `Of ${formatNoun(samples, 'base sample')} of about this length${drawn}, each against the others, ${many} as much; half have ${formatPercent(median)} % or less.`;
}

/** `Searched 200 samples of base.` */
export function searchedWords({
  samples,
  runs,
  unsearched,
}: Pick<EvidenceRecord, 'samples' | 'runs' | 'unsearched'>): string {
  const left = unsearched ? ` ${formatNoun(unsearched, 'sample')} could not be searched.` : '';
  return `Searched ${formatNoun(samples, 'sample')} of ${runs.join(', ')}.${left}`;
}

/** `tag “case split”: in 3 of 40 base samples read (0.02 to 0.20); correct 1 of 8, wrong 2 of 32` */
export function sameWords({ tag, pattern, count, byVerdict }: SameInBase): string {
  const what = tag === undefined ? `pattern “${pattern ?? ''}”` : `tag “${tag}”`;
  if (count.n === 0) return `${what}: no base sample of the problem has been tagged or reviewed yet`;
  const interval = count.interval ? ` ${formatInterval(...count.interval)}` : '';
  const split = (['correct', 'wrong', 'unscored'] as const)
    .filter((verdict) => byVerdict[verdict].n > 0)
    .map((verdict) => `${verdict} ${formatOf(byVerdict[verdict].x, byVerdict[verdict].n)}`);
  const samples = tag === undefined ? 'base samples' : 'base samples that were tagged or reviewed';
  return `${what}: ${formatOf(count.x, count.n)}${interval} ${samples}${split.length > 0 ? `; ${split.join(', ')}` : ''}`;
}

/** Whether the samples searched can tell that the base does not do it. */
export function settlingWords(settling: Settling): string {
  if (settling.kind === 'carried')
    return `${formatNoun(settling.x, 'base sample')} ${settling.x === 1 ? 'has' : 'have'} it: more samples change nothing about that.`;
  const { chance, k, tau } = settling;
  const how = `The chance that the base shows it at least once in ${formatNoun(k, 'sample')} with probability ${tau} or more is ${formatPercent(chance)} %`;
  if (settling.kind === 'settled') return `${how}: enough samples were searched.`;
  return `Too few to tell. ${how}; ${formatNoun(settling.more, 'more base sample')}, all without it, would bring that below 5 %.`;
}

export function perplexityWords({ perplexity, perplexityAmong }: EvidenceRecord): string | undefined {
  if (perplexity === undefined) return undefined;
  const among = perplexityAmong
    ? `; ${formatOf(perplexityAmong.below, perplexityAmong.samples)} scored base samples have a lower one`
    : '';
  return `Perplexity under the base: ${formatFraction(perplexity)}${among}.`;
}

/** Samples count from 1 on screen. */
export function sampleName({ run, index }: Pick<NamedSample, 'run' | 'index'>): string {
  return `${run}, sample ${formatCount(index + 1)}`;
}

export function staleWords({ searched, now }: NonNullable<ShownClaim['stale']>): string {
  return `Stale: ${formatNoun(searched, 'base sample')} were searched, and there are ${formatCount(now)} now.`;
}

/** How well the surface score predicts what people said. */
export function predictionWords({ auc, lo, hi, same, different }: Prediction): string {
  const judged = `${formatCount(same)} same, ${formatCount(different)} different`;
  if (Number.isNaN(auc))
    return `Surface score and people's “same approach?”: ${judged}. With both kinds, how well the score predicts them is shown here.`;
  const interval = Number.isNaN(lo) ? ', too few for an interval' : ` ${formatInterval(lo, hi)}`;
  return `The surface score predicts people's “same approach?” with AUC ${formatFraction(auc)}${interval} (${judged}; 0.5 is a coin).`;
}

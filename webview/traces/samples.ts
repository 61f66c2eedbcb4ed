/** Which sample each pane shows, and where its keys lead. */
import type { SampleStrip } from '../../src/core/compare/strip';
import type { ComparisonState, View } from '../../src/core/compare/comparison';
import { findSample } from '../../src/core/compare/strip';
import { Finish, Verdict } from '../../src/core/runIndex';
import { formatCount, formatOf } from '../../src/core/format';
import { view } from '../state/comparison';
import { stepTo } from '../state/navigation';

/** Strips of the panes on screen, by pane, for the keys; a pane enters its own when it has come. */
export const paneStrips = new Map<number, SampleStrip>();

/** Two panes may show one run; from the second on they keep their own sample. */
export function sampleKey(state: ComparisonState, panes: readonly number[], pane: number): string {
  const { label } = state.runs[panes[pane]];
  const before = panes.slice(0, pane).filter((run) => run === panes[pane]).length;
  return before === 0 ? label : `${label} #${before + 1}`;
}

/** The sample chosen, else the first correct one, else the first. 0-based. */
export function shownSample(shown: View, problem: string, key: string, strip: SampleStrip): number {
  const chosen = shown.samples[problem]?.[key];
  if (chosen !== undefined && chosen < strip.verdict.length) return chosen;
  return findSample(strip, -1, 1, 'correct') ?? 0;
}

export function chooseSample(problem: string, key: string, sample: number): void {
  const { samples } = view.get();
  stepTo({ samples: { ...samples, [problem]: { ...samples[problem], [key]: sample } } });
}

export const verdictWords = {
  [Verdict.correct]: 'correct',
  [Verdict.wrong]: 'wrong',
  [Verdict.unscored]: 'unscored',
} as const;

/** Of a sample without a verdict in a problem that has a count of correct ones. */
export const countOnlyWords = 'verdict unknown: the dump has only the count';

export const finishWords = {
  [Finish.unknown]: '',
  [Finish.stop]: 'stop',
  [Finish.length]: 'truncated',
  [Finish.other]: 'other end',
} as const;

/** `correct, 8th of 21`, `wrong`: the verdict of a sample, and its rank among the correct ones. */
export function verdictWithRank(strip: SampleStrip, sample: number): string {
  const verdict = strip.verdict[sample] as Verdict;
  if (verdict === Verdict.unscored && strip.countOnly) return countOnlyWords;
  if (verdict !== Verdict.correct) return verdictWords[verdict];
  let rank = 0;
  let all = 0;
  for (let i = 0; i < strip.verdict.length; i++) {
    if (strip.verdict[i] !== Verdict.correct) continue;
    all++;
    if (i <= sample) rank++;
  }
  return `correct, ${ordinal(rank)} of ${formatCount(all)}`;
}

/** For screen readers: `sample 312 of 1,024, correct, 8th of 21`. */
export function sampleWords(strip: SampleStrip, sample: number): string {
  const truncated = strip.finish[sample] === Finish.length ? ', truncated' : '';
  return `sample ${formatOf(sample + 1, strip.verdict.length)}, ${verdictWithRank(strip, sample)}${truncated}`;
}

/** `1st`, `2nd`, `3rd`, `11th`, `1,022nd`. */
export function ordinal(rank: number): string {
  const tens = rank % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${formatCount(rank)}${ending}`;
}

/** Most frequent answers of a strip as written under it: `364 × 402`, … `other × 445`, `none × 38`. */
export function answerGroups(strip: SampleStrip, most: number): { text: string; count: number; named: boolean }[] {
  const shownAnswers = strip.answers.slice(0, most);
  const rest = strip.answers.slice(most).reduce((sum, { count }) => sum + count, strip.otherAnswers);
  const groups = shownAnswers.map((answer) => ({ ...answer, named: true }));
  if (rest > 0) groups.push({ text: 'other', count: rest, named: false });
  if (strip.noAnswer > 0 && strip.answers.length > 0)
    groups.push({ text: 'none', count: strip.noAnswer, named: false });
  return groups;
}

/** The base samples that are nearest to a trace: by shared n-grams first, the nearest of these by their steps. */
import { alignSteps } from '../trace/align';
import { stepsOf } from '../trace/steps';
import { tokenise, Tokens, type TokenisedTrace } from '../trace/tokens';
import { containmentOf } from './containment';
import type { GramTable } from './gramTable';
import type { NearSample } from './novelty';
import { placedTokens } from './tokens';

/** Work for aligning one pair, see `Effort`; a fraction of a second. */
const MOST_EFFORT = 20_000_000;

/**
 * The `most` base samples that hold most of a text's distinct n-grams, best first; ties in dump order. Samples that share
 * none are in it too when there are too few others.
 */
export function nearestByGrams(base: GramTable, text: string, most: number): NearSample[] {
  const { distinct, shared } = containmentOf(base, placedTokens(text).hash);
  const samples = Array.from(shared, (both, sample): NearSample => {
    const all = distinct + base.distinctOf(sample) - both;
    return { sample, containment: distinct === 0 ? 0 : both / distinct, jaccard: all === 0 ? 0 : both / all };
  });
  return samples
    .sort((a, b) => b.containment - a.containment || b.jaccard - a.jaccard || a.sample - b.sample)
    .slice(0, most);
}

/**
 * Orders near samples by the share of the text's tokens that stand in steps beside a like step of the sample. Samples too
 * different to be aligned in time come last.
 *
 * @param textOf the text of a sample.
 */
export function rankBySteps(
  text: string,
  near: readonly NearSample[],
  textOf: (sample: number) => string,
): NearSample[] {
  const ids = new Tokens();
  const own = tokenise(text, stepsOf(text), ids);
  const ranked = near.map((sample): NearSample => {
    const other = textOf(sample.sample);
    const pairs = alignSteps(own, tokenise(other, stepsOf(other), ids), { left: MOST_EFFORT });
    if (!pairs) return { ...sample, alignedShare: 0, alignedSteps: [0, own.stepIds.length] };
    return { ...sample, alignedShare: shareOf(own, pairs), alignedSteps: [pairs.length, own.stepIds.length] };
  });
  return ranked.sort((a, b) => (b.alignedShare ?? 0) - (a.alignedShare ?? 0) || b.containment - a.containment);
}

function shareOf({ ids, firsts }: TokenisedTrace, pairs: readonly (readonly [number, number])[]): number {
  if (ids.length === 0) return 0;
  return pairs.reduce((sum, [step]) => sum + firsts[step + 1] - firsts[step], 0) / ids.length;
}

/** The base samples that speak most against a claimed span: those that hold most of it, with the place. */
import { containmentOf } from './containment';
import type { GramTable } from './gramTable';
import { SharedRuns } from './longestShared';
import type { Challenge, CounterExample } from './novelty';
import { placedTokens } from './tokens';

/** A passage shorter than this says nothing. */
const LEAST_SHARED = 2;
/** Samples whose longest passage is looked for, for each that is wanted. */
const LOOKED_AT = 4;

/**
 * Ranks the base samples by how much of a span they hold: by its distinct n-grams, then by the longest passage. Where fewer
 * samples than wanted hold any n-gram, and for spans shorter than one, the longest passage of every sample is looked for.
 *
 * @param textOf the text of a sample; asked for those returned, to find places in it.
 */
export function challengeSpan(
  base: GramTable,
  span: string,
  most: number,
  textOf: (sample: number) => string,
): Challenge {
  const claimed = placedTokens(span);
  const tokens = claimed.hash.length;
  const runs = new SharedRuns(claimed.hash);
  const { distinct, shared } = containmentOf(base, claimed.hash);
  const all = Array.from({ length: base.samples }, (_, sample) => sample);
  const holding = all.filter((sample) => shared[sample] > 0).sort((a, b) => shared[b] - shared[a] || a - b);
  // All that hold every n-gram are read, so that those which hold the whole span are counted.
  const full = holding.filter((sample) => shared[sample] === distinct).length;
  const read = holding.length < most ? all : holding.slice(0, Math.max(full, most * LOOKED_AT));
  const found = read
    .map((sample) => ({ sample, ...runs.longestIn(base.tokensOf(sample)) }))
    .filter(({ length }) => length >= Math.min(LEAST_SHARED, tokens) && length > 0)
    .map((run) => ({ ...run, containment: distinct > 0 ? shared[run.sample] / distinct : run.length / tokens }))
    .sort((a, b) => b.containment - a.containment || b.length - a.length || a.sample - b.sample);
  const examples = found.slice(0, most).map(({ sample, containment, length, queryEnd, end }): CounterExample => {
    const { starts, ends } = placedTokens(textOf(sample));
    return {
      sample,
      containment,
      longest: length,
      span: { start: starts[end - length], end: ends[end - 1] },
      claimed: { start: claimed.starts[queryEnd - length], end: claimed.ends[queryEnd - 1] },
    };
  });
  const whole = found.filter(({ length }) => length === tokens).length;
  return { tokens, samples: base.samples, examples, whole };
}

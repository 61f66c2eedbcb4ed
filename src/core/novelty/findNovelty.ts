import type { GramTable } from './gramTable';
import { gramTokens, type CopiedPassage, type Novelty, type NovelPassage } from './novelty';
import { placedTokens, type PlacedTokens } from './tokens';

/** Samples tried for the longest copy of a passage. */
const MOST_TRIED = 8;

/**
 * The passages of a text that are in no base sample, and a base sample for each of the others.
 *
 * A token is known when it is in some run of `gramTokens` tokens that a base sample has; novel passages are the maximal runs
 * of other tokens. So new words are found to the word, while known phrases joined anew are not: that would be for a person
 * to see.
 */
export function findNovelty(base: GramTable, text: string): Novelty {
  const query = placedTokens(text);
  const tokens = query.hash.length;
  if (tokens < gramTokens) return { tokens, novelTokens: 0, share: NaN, passages: [], copied: [] };
  const found = base.find(query.hash);
  const passages: NovelPassage[] = [];
  const copied: CopiedPassage[] = [];
  let novelTokens = 0;
  /** Tokens before it are known by an n-gram that began earlier. */
  let knownTo = 0;
  for (let i = 0; i < tokens;) {
    const from = i;
    const isKnown = () => {
      if (i < found.length && found[i] >= 0) knownTo = i + gramTokens;
      return i < knownTo;
    };
    const known = isKnown();
    while (i < tokens && isKnown() === known) i++;
    if (known) addCopies(base, query, found, from, i, copied);
    else {
      passages.push({ ...spanOf(query, from, i), tokens: i - from });
      novelTokens += i - from;
    }
  }
  return { tokens, novelTokens, share: novelTokens / tokens, passages, copied };
}

/** Covers the known tokens `[from, to)` with passages, from the left, each as long as one base sample has it. */
function addCopies(
  base: GramTable,
  query: PlacedTokens,
  found: Int32Array,
  from: number,
  to: number,
  copied: CopiedPassage[],
): void {
  for (let i = from; i < to;) {
    // The n-gram that covers token i may have begun before it.
    let gram = Math.min(i, found.length - 1);
    while (found[gram] < 0) gram--;
    const { position, length } = longestCopy(base, query.hash, gram, found[gram]);
    const end = gram + length;
    copied.push({
      ...spanOf(query, i, end),
      tokens: end - i,
      sample: base.sampleAt(position),
      firstToken: position + i - gram - base.firstOf(base.sampleAt(position)),
      samples: base.samplesFrom(found[gram]),
    });
    i = end;
  }
}

function longestCopy(base: GramTable, query: Int32Array, gram: number, found: number) {
  let best = { position: found, length: 0 };
  for (let position = found, tried = 0; position >= 0 && tried < MOST_TRIED; tried++) {
    const length = base.sharedFrom(query, gram, position);
    if (length > best.length) best = { position, length };
    position = base.earlier(position);
  }
  return best;
}

function spanOf({ starts, ends }: PlacedTokens, from: number, to: number) {
  return { start: starts[from], end: ends[to - 1] };
}

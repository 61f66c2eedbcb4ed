import type { GramTable as Table } from '../../../src/core/novelty/gramTable';
import { GramTable } from '../../../src/core/novelty/gramTable';
import { gramTokens } from '../../../src/core/novelty/novelty';

export function tableOf(texts: readonly string[]): Table {
  const table = new GramTable();
  for (const text of texts) table.add(text);
  table.build();
  return table;
}

/** Words of a text of plain small words: its tokens. */
export function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}

function grams(list: readonly string[]): string[] {
  return list.slice(gramTokens - 1).map((_, i) => list.slice(i, i + gramTokens).join(' '));
}

/** Which words of `text` no text of `base` has in an n-gram, by looking at everything. */
export function novelWords(base: readonly string[], text: string): boolean[] {
  const known = new Set(base.flatMap((one) => grams(words(one))));
  const novel = words(text).map(() => true);
  grams(words(text)).forEach((gram, i) => {
    if (known.has(gram)) novel.fill(false, i, i + gramTokens);
  });
  return novel;
}

/** Share of the text's distinct n-grams that `other` has. */
export function containment(text: string, other: string): number {
  const [own, theirs] = [new Set(grams(words(text))), new Set(grams(words(other)))];
  return own.size === 0 ? 0 : [...own].filter((gram) => theirs.has(gram)).length / own.size;
}

/** Words of the longest run both have. */
export function longestShared(text: string, other: string): number {
  const [a, b] = [words(text), words(other)];
  let best = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      best = Math.max(best, length);
    }
  return best;
}

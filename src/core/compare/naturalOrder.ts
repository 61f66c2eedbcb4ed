let collator: Intl.Collator | undefined;

/**
 * Digits compare as numbers (2 before 10), letters without regard to case; 0 for ties. The language's rules take 3 MB
 * and ten milliseconds: they are loaded by the first comparison.
 */
export function compareNaturally(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}

/** Places already worked out, per list: a table is sorted by id far more often than it changes. */
const known = new WeakMap<readonly string[], Int32Array>();

/**
 * The place of each text in natural order; ties share one. Remembers its result for this very array, which must not change.
 */
export function naturalOrder(texts: readonly string[]): Int32Array {
  const before = known.get(texts);
  if (before) return before;
  const sorted = Array.from(texts.keys()).sort((a, b) => compareNaturally(texts[a], texts[b]));
  const places = new Int32Array(texts.length);
  for (let i = 1; i < sorted.length; i++) {
    const isTie = compareNaturally(texts[sorted[i - 1]], texts[sorted[i]]) === 0;
    places[sorted[i]] = isTie ? places[sorted[i - 1]] : i;
  }
  known.set(texts, places);
  return places;
}

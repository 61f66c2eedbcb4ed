/** Filters of the view as chips, one by one, and without the last. */
import type { ProblemFilter } from '../../src/core/compare/comparison';
import { accuracyWords, guessableWords } from '../../src/core/compare/filterWords';
import { classWords, markWords } from '../../src/core/compare/wordsFor';

export interface FilterChip {
  words: string;
  /** The filter without it. */
  without: ProblemFilter;
}

/** One chip a condition, in the order in which `withoutLast` takes them back, the other way round. */
export function filterChips(filter: ProblemFilter, labels: readonly string[]): FilterChip[] {
  const { text, classes, accuracy, mark, guessable, sets = [] } = filter;
  const chips: FilterChip[] = [];
  if (text) chips.push({ words: `“${text}” in id or question`, without: { ...filter, text: undefined } });
  if (classes)
    chips.push({
      words: classes.map((name) => classWords[name]).join(' or '),
      without: { ...filter, classes: undefined },
    });
  if (accuracy)
    chips.push({
      words: accuracyWords(accuracy, labels[accuracy.run] ?? ''),
      without: { ...filter, accuracy: undefined },
    });
  if (mark) chips.push({ words: `with ${markWords[mark]} samples`, without: { ...filter, mark: undefined } });
  if (guessable)
    chips.push({
      words: guessableWords(guessable, labels[guessable.run] ?? ''),
      without: { ...filter, guessable: undefined },
    });
  for (const [i, { label }] of sets.entries()) {
    const others = sets.filter((_, place) => place !== i);
    chips.push({ words: label, without: { ...filter, sets: others.length > 0 ? others : undefined } });
  }
  return chips;
}

/** The filter without what was added last, as far as one can tell: sets come from figures, one after the other. */
export function withoutLast(filter: ProblemFilter): ProblemFilter | undefined {
  return filterChips(filter, []).at(-1)?.without;
}

/** Whether problems are filtered by a set of this name. */
export function hasSet({ sets = [] }: ProblemFilter, label: string): boolean {
  return sets.some((set) => set.label === label);
}

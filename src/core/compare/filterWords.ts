/** A filter in words: for captions of figures, for chips, for exports. */
import { formatPercent } from '../format';
import type { GuessableProblems, ProblemFilter } from './comparison';
import { classWords, markWords } from './wordsFor';

/** One entry a condition, in the order of the filter bar; empty without a filter. */
export function filterWords(filter: ProblemFilter, labels: readonly string[]): string[] {
  const { classes, text, accuracy, mark, sets = [] } = filter;
  return [
    ...(text ? [`“${text}” in id or question`] : []),
    ...(classes ? [classes.map((name) => classWords[name]).join(' or ')] : []),
    ...(accuracy ? [accuracyWords(accuracy, labels[accuracy.run] ?? '')] : []),
    ...(mark ? [`with ${markWords[mark]} samples`] : []),
    ...sets.map(({ label }) => label),
  ];
}

/** `base c/n ≤ 5 %`, `base c/n 5–50 %`. */
export function accuracyWords({ min, max }: NonNullable<ProblemFilter['accuracy']>, label: string): string {
  const [from, to] = [percentWords(min), percentWords(max)];
  if (min <= 0) return `${label} c/n ≤ ${to} %`;
  if (max >= 1) return `${label} c/n ≥ ${from} %`;
  return `${label} c/n ${from}–${to} %`;
}

/** `not guessable: direct answers right in 0 to 5 %`. */
export function guessableWords({ above, below }: GuessableProblems, label: string): string {
  return `without guessable: ${label} right in more than ${percentWords(above)} and less than ${percentWords(below)} %`;
}

function percentWords(fraction: number): string {
  return formatPercent(fraction, 1).replace(/\.0$/, '');
}

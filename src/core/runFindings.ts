import type { Effect, Finding } from './findings';
import { formatCount, formatFirst, formatNoun, formatOf } from './format';
import { effectWords } from './integrity/effectWords';
import type { ProblemEntry, RunIndex } from './runIndex';
import { passAtK } from './stats/passAtK';

/** What one run's counts say about it: samples without a verdict, problems with fewer samples than others. */
export function runFindings(label: string, file: string | undefined, { problems }: RunIndex): Finding[] {
  const findings: Finding[] = [];
  const unscored = problems.reduce((sum, problem) => sum + problem.unscored, 0);
  const total = problems.reduce((sum, problem) => sum + problem.n, unscored);
  if (unscored > 0)
    findings.push({
      code: 'unscored',
      severity: 'warning',
      file,
      count: unscored,
      message: `${label}: ${formatOf(unscored, total)} samples ${unscored === 1 ? 'has' : 'have'} no verdict. They are in no pass@k, neither as correct nor as wrong.`,
    });
  const unequal = unequalN(label, problems);
  if (unequal) findings.push({ ...unequal, file });
  return findings;
}

/** For a run that was read to its end. */
export function noSamplesFinding(label: string, file: string | undefined, { problems }: RunIndex): Finding[] {
  if (problems.some(({ start, end }) => end > start)) return [];
  const message = `${label} holds no samples: none of its rows has a text or a verdict.`;
  return [{ code: 'no-samples', severity: 'error', file, message }];
}

function unequalN(label: string, problems: ProblemEntry[]): Finding | undefined {
  let smallest = Infinity;
  let largest = 0;
  for (const problem of problems) {
    const n = problem.n + problem.unscored;
    smallest = Math.min(smallest, n);
    largest = Math.max(largest, n);
  }
  if (problems.length === 0 || smallest === largest) return undefined;
  const fewer = problems.filter((problem) => problem.n + problem.unscored < largest);
  const range = `${label}: n goes from ${formatCount(smallest)} to ${formatCount(largest)}`;
  const effect = effectWithout(label, problems, (problem) => problem.n + problem.unscored < largest);
  const share = `${formatOf(fewer.length, problems.length)} problems ${fewer.length === 1 ? 'has' : 'have'} fewer than ${formatNoun(largest, 'sample')}`;
  return {
    code: 'unequal-n',
    severity: 'warning',
    count: fewer.length,
    effect,
    message: `${range}; ${share} (${formatFirst(fewer.map((problem) => problem.id))})${effectWords(effect, 'without these problems')}.`,
  };
}

/** Mean pass@k of a run at k = 1 and at its smallest n, over all its scored problems and over those that stay. */
function effectWithout(run: string, problems: ProblemEntry[], isLeftOut: (problem: ProblemEntry) => boolean): Effect[] {
  const scored = problems.filter(({ n }) => n > 0);
  const rest = scored.filter((problem) => !isLeftOut(problem));
  if (rest.length === 0) return [];
  const smallest = scored.reduce((least, { n }) => Math.min(least, n), Infinity);
  const mean = (some: ProblemEntry[], k: number): number =>
    some.reduce((sum, { n, c }) => sum + passAtK(n, c, k), 0) / some.length;
  return [...new Set([1, smallest])].map((k) => ({ run, k, before: mean(scored, k), after: mean(rest, k) }));
}

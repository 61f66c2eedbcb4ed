import type { Finding } from './findings';
import { formatCount, formatFirst, formatNoun, formatOf } from './format';
import type { ProblemEntry, RunIndex } from './runIndex';

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
      message: `${label}: ${formatOf(unscored, total)} samples ${unscored === 1 ? 'has' : 'have'} no verdict. They count neither as correct nor as wrong.`,
    });
  const unequal = unequalN(label, problems);
  if (unequal) findings.push({ ...unequal, file });
  return findings;
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
  const share = `${formatOf(fewer.length, problems.length)} problems ${fewer.length === 1 ? 'has' : 'have'} fewer than ${formatNoun(largest, 'sample')}`;
  return {
    code: 'unequal-n',
    severity: 'warning',
    count: fewer.length,
    message: `${range}; ${share} (${formatFirst(fewer.map((problem) => problem.id))}).`,
  };
}

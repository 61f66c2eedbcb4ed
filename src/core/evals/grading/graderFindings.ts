import type { Finding } from '../../findings';
import { formatFirst } from '../../format';
import { allConcerned } from '../../integrity/effectWords';
import type { RunIndex } from '../../runIndex';
import type { RunSettings } from '../../provenance/settings';
import { graderOfRule, isPreviewFile } from './graders';

interface GradedRun {
  label: string;
  index: Pick<RunIndex, 'verdictRule' | 'files'>;
  settings?: RunSettings;
}

/** True when some run's verdicts are not its dump's: then whose they are is told of here, not as a setting. */
export function isRegraded(runs: readonly GradedRun[]): boolean {
  return runs.some(({ index }) => graderOfRule(index.verdictRule) !== undefined);
}

/** Verdicts of different origin in one comparison, and verdicts that are a preview. Empty where no run is re-graded. */
export function graderFindings(runs: readonly GradedRun[]): Finding[] {
  const findings: Finding[] = [];
  if (!isRegraded(runs)) return findings;
  const read = runs.filter(({ index }) => index.files.length > 0);
  const whose = ({ index, settings }: GradedRun) =>
    graderOfRule(index.verdictRule) ?? settings?.grader?.value ?? 'what the dump says';
  if (new Set(read.map(whose)).size > 1) {
    const each = formatFirst(read.map((run) => `${run.label} by ${whose(run)}`));
    const message = `The runs have different graders: ${each}. A difference between them may come from that; re-grade all with one. ${allConcerned}`;
    findings.push({ code: 'graders-differ', severity: 'warning', count: read.length, message });
  }
  const regraded = read.filter(({ index }) => graderOfRule(index.verdictRule) !== undefined);
  for (const { label, index } of regraded) {
    const grader = graderOfRule(index.verdictRule)!;
    if (!isPreviewFile(grader)) continue;
    const message = `The verdicts of ${label} are a preview (${grader}), which errs towards no. Re-grade with Math-Verify before relying on its numbers. ${allConcerned}`;
    findings.push({ code: 'preview-verdicts', severity: 'warning', file: index.files[0]?.path, message });
  }
  return findings;
}

/** What is odd about the samples of a comparison, in sentences, each with its effect on pass@k. */
import { baseName, plainPath } from '../adapters/pathNames';
import { columnsOf } from '../compare/columns';
import type { RunColumns } from '../compare/comparison';
import type { Finding, FindingCode } from '../findings';
import { formatCount, formatOf } from '../format';
import type { RunIndex } from '../runIndex';
import { duplicateSeeds } from './duplicateSeeds';
import { effectOf, type MarkedRun } from './effect';
import { effectWords } from './effectWords';
import { markBits, sampleMarks, type SampleMark } from './marks';

/** One finding per mark that some sample has, and one per pair of seeds that hold the same samples. */
export function integrityFindings(runs: readonly MarkedRun[]): Finding[] {
  const before = runs.map(({ index, members }) => columnsOf(index, members));
  const marked = sampleMarks.flatMap((mark) => markFinding(runs, mark, before) ?? []);
  return [...runs.flatMap(seedFindings), ...marked];
}

const codes: Record<SampleMark, { code: FindingCode; severity: Finding['severity'] }> = {
  truncated: { code: 'truncated', severity: 'warning' },
  duplicate: { code: 'duplicate-sample', severity: 'info' },
  unextracted: { code: 'no-answer', severity: 'warning' },
  contradicted: { code: 'verdict-contradicts', severity: 'warning' },
};

function markFinding(runs: readonly MarkedRun[], mark: SampleMark, before: RunColumns[]): Finding | undefined {
  const having = runs.filter(({ marks }) => marks.counts[mark] > 0);
  if (having.length === 0) return undefined;
  const count = having.reduce((sum, { marks }) => sum + marks.counts[mark], 0);
  const effect = effectOf(runs, mark, before);
  const counts = runs.map(({ label, marks }) => `${label} ${formatCount(marks.counts[mark])}`).join(', ');
  return {
    ...codes[mark],
    file: runs.length === 1 ? runs[0].index.files[0]?.path : undefined,
    count,
    mark,
    effect,
    message: `${headOf(mark, having)}: ${counts}${effectWords(effect)}.${moreOf(mark, having)}`,
  };
}

function headOf(mark: SampleMark, having: readonly MarkedRun[]): string {
  switch (mark) {
    case 'truncated': {
      const caps = new Set(having.map(({ marks }) => marks.cap));
      const [cap] = caps;
      return caps.size === 1 && cap !== undefined ? `Truncated at ${formatCount(cap)} tokens` : 'Truncated';
    }
    case 'duplicate':
      return having.every(({ marks }) => marks.isConfirmed)
        ? 'Samples equal to an earlier one of their problem'
        : 'Samples that look like an earlier one of their problem (same length, beginning and end)';
    case 'unextracted':
      return 'No answer was extracted';
    case 'contradicted':
      return 'Wrong, though the answer is the reference as text';
  }
}

function moreOf(mark: SampleMark, having: readonly MarkedRun[]): string {
  if (mark === 'duplicate') return ' They count unless they are left out.';
  if (mark !== 'contradicted') return '';
  const equal = having.map(({ label, marks, index }) => {
    const correct = index.problems.reduce((sum, { c }) => sum + c, 0);
    return `${label} has ${formatCount(marks.textEqual)} answers equal to the reference as text and ${formatCount(correct)} correct samples`;
  });
  return ` The verdicts count as stored. ${equal.join('; ')}.`;
}

function seedFindings(run: MarkedRun): Finding[] {
  const { label, index, marks } = run;
  return duplicateSeeds(index).map(({ first, second, equal, samples }) => {
    const bits = Uint8Array.from(index.samples.file, (file) => (file === second ? markBits.duplicate : 0));
    const effect = effectOf([{ ...run, marks: { ...marks, bits } }], 'duplicate');
    const same = `${label}: ${seedName(index, first)} and ${seedName(index, second)} hold the same samples, ${formatOf(equal, samples)} look alike`;
    return {
      code: 'duplicate-seed',
      severity: 'warning',
      file: index.files[second].path,
      count: equal,
      effect,
      message: `${same}${effectWords(effect, 'without the second file')}. They are counted twice; take one of the files out of the run.`,
    };
  });
}

function seedName({ files }: RunIndex, file: number): string {
  const path = plainPath(files[file].path);
  const seed = [...path.matchAll(/(?<![a-z])(?:seed[-_]?|(?<=output-)rs)(\d+)/gi)].at(-1)?.[1];
  return seed === undefined ? baseName(path) : `seed ${seed}`;
}

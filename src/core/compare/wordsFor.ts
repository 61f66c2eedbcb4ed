// The table's marks in words: the foot line, names for screen readers, the last column of a ladder, the status bar.
import { UNDEFINED, formatCount, formatFraction, formatInterval, formatNoun, formatOf } from '../format';
import type { SampleMark } from '../integrity/marks';
import { passAtKInterval, probabilityBaseSolves, samplesToSettle } from '../stats/weakEvidence';
import type { ProblemClass, ProblemTable, RunState } from './comparison';
import { courses, type Course } from './course';
import type { RunPlace } from './runOrder';
import type { Evaluation } from './view';
import { Solved, classAt } from './view';

/** What sentences need to know of a run. */
export interface NamedRun extends RunPlace {
  label: string;
  /** How far it was read; absent: to its end. */
  state?: Pick<RunState, 'kind'>;
}

/** Why a run has nothing of a problem: what was not read may well be there. */
export function wordsForAbsence({ state }: Pick<NamedRun, 'state'>): string {
  if (state === undefined || state.kind === 'ready') return 'no samples';
  return state.kind === 'failed' ? 'not read' : 'not read yet';
}

/** `definitions.md`, "Solved at k". */
export const classWords: Record<ProblemClass, string> = {
  both: 'both',
  baseOnly: 'base only',
  rlOnly: 'RL only',
  neither: 'neither',
  undefined: 'undefined',
};

/**
 * One cell: `base 21 of 1,024, pass@64 0.75 [0.58, 0.87]`, or why there is no such number: `base 3 of 8: n = 8 is below k.`
 * At k = n and in first-k mode it says whether the problem is solved, as no estimate is involved.
 */
export function wordsForCell(
  table: ProblemTable,
  evaluation: Evaluation,
  runs: readonly NamedRun[],
  row: number,
  run: number,
): string {
  const { label } = runs[run];
  const columns = table.runs[run];
  const [n, c, unscored] = [columns.n[row], columns.c[row], columns.unscored[row]];
  if (n < 0) return `${label}: ${wordsForAbsence(runs[run])}.`;
  if (n + unscored === 0) return `${label}: no samples.`;
  if (n === 0) return `${label}: ${formatNoun(unscored, 'sample')}, none with a verdict.`;
  const counts = `${label} ${formatOf(c, n)}`;
  const { k, mode } = evaluation;
  if (mode === 'first' && columns.firstCorrect[row] < 0)
    return `${counts}: the dump doesn't say which samples are correct.`;
  if (evaluation.runs[run].solved[row] === Solved.undefined) {
    const apart = unscored > 0 ? `, ${formatCount(unscored)} unscored` : '';
    return `${counts}: n = ${formatCount(n)} is below k${apart}.`;
  }
  if (mode === 'first') return `${counts}, ${firstWords(columns.firstCorrect[row], k)}`;
  if (k === 'n') return `${counts}, ${c > 0 ? 'solved' : 'not solved'} at k = n`;
  const value = formatFraction(evaluation.runs[run].passAtK[row]);
  return `${counts}, pass@${formatCount(k)} ${value} ${formatInterval(...passAtKInterval(n, c, k))}`;
}

/**
 * The foot line of a row: the cells of the base and of one other run, and how weak the evidence is where only that run
 * solves the problem.
 *
 * @param run the run in focus; for the base, the run of the class column stands beside it.
 */
export function wordsForRow(
  table: ProblemTable,
  evaluation: Evaluation,
  runs: readonly NamedRun[],
  row: number,
  run = evaluation.against,
): string {
  const { base, against } = evaluation;
  const other = run === base ? against : run;
  const cells = [...new Set([base, other])].map((shown) => wordsForCell(table, evaluation, runs, row, shown));
  const weakness = wordsForWeakness(table, evaluation, runs, row, other);
  return [...cells, ...(weakness ? [weakness] : [])].join(' · ');
}

/**
 * How much an "RL only" is worth: `RL solves it, base has 0 of 8: base would still solve it at k with chance 0.46; 26 more
 * samples settle it.`
 *
 * @returns undefined unless the problem is RL only for `run`, and where nothing can be said: τ = 1 and first-k mode.
 */
export function wordsForWeakness(
  table: ProblemTable,
  evaluation: Evaluation,
  runs: readonly NamedRun[],
  row: number,
  run = evaluation.against,
): string | undefined {
  const evidence = weaknessAt(table, evaluation, row, run);
  if (!evidence) return undefined;
  const { base } = evaluation;
  const counts = formatOf(table.runs[base].c[row], table.runs[base].n[row]);
  const chance = evidence.chance < 0.005 ? 'below 0.01' : formatFraction(evidence.chance);
  const more = evidence.samplesToSettle;
  const settle = more ? `; ${formatCount(more)} more ${more === 1 ? 'sample settles' : 'samples settle'} it` : '';
  const { label } = runs[base];
  return `${runs[run].label} solves it, ${label} has ${counts}: ${label} would still solve it at k with chance ${chance}${settle}.`;
}

/** Strength of an "RL only". */
export interface Weakness {
  /** Chance that the base would solve the problem at k after all, a fraction. */
  chance: number;
  /** Further samples of the base, all wrong, that bring it below 5 %; undefined when it has a correct one. */
  samplesToSettle?: number;
}

/** The numbers behind `wordsForWeakness`; undefined where that is. At k = n, k is the base's own n. */
function weaknessAt(
  table: ProblemTable,
  evaluation: Evaluation,
  row: number,
  run = evaluation.against,
): Weakness | undefined {
  const { tau, mode, base } = evaluation;
  if (mode === 'first' || tau === 1 || base < 0 || classAt(evaluation, row, run) !== 'rlOnly') return undefined;
  const [n, c] = [table.runs[base].n[row], table.runs[base].c[row]];
  const k = evaluation.k === 'n' ? n : evaluation.k;
  const chance = probabilityBaseSolves(n, c, k, tau);
  return c === 0 ? { chance, samplesToSettle: samplesToSettle(n, k, tau) } : { chance };
}

/** The courses of a ladder as chips name them; `top` is its last run, where it is to be named. */
export function courseWords(course: Course, top?: NamedRun): string {
  if (course === 'lost' || course === 'gained') return top ? `${course} by ${shortName(top)}` : course;
  return {
    gainedLost: 'gained, then lost',
    lostGained: 'lost, then gained',
    kept: 'kept',
    never: 'never',
    undefined: 'undefined',
  }[course];
}

/**
 * The row's way up the ladder to the run of the class column: `kept`, `never`, `lost 300`, `gained 300, lost 400`. Runs
 * are named by their step, else by their label. An en dash where any rung is undefined.
 */
export function wordsForChanges(evaluation: Evaluation, runs: readonly NamedRun[], row: number): string {
  const course = courses[evaluation.courses[row]];
  if (course === 'undefined') return UNDEFINED;
  if (course === 'kept' || course === 'never') return course;
  const solvedBy = (run: number) => evaluation.runs[run].solved[row];
  return evaluation.rungs
    .slice(1)
    .flatMap((run, i) => {
      const change = solvedBy(run) - solvedBy(evaluation.rungs[i]);
      return change === 0 ? [] : [`${change > 0 ? 'gained' : 'lost'} ${shortName(runs[run])}`];
    })
    .join(', ');
}

/** A checkpoint is named by its step. */
function shortName({ step, label }: NamedRun): string {
  return step === undefined ? label : String(step);
}

/** Samples with a mark, in words. */
export const markWords: Record<SampleMark, string> = {
  truncated: 'truncated',
  duplicate: 'duplicate',
  unextracted: 'unextracted',
  contradicted: 'wrong with the right answer',
};

/** What the counts are without: `without truncated and duplicate (base 383, RL 29)`; '' when nothing is left out. */
export function wordsForLeftOut({ leftOut }: Pick<ProblemTable, 'leftOut'>, runs: readonly NamedRun[]): string {
  if (!leftOut) return '';
  const kinds = leftOut.kinds.map((kind) => markWords[kind]);
  const each = leftOut.samples.map((samples, run) => `${runs[run]?.label ?? ''} ${formatCount(samples)}`).join(', ');
  return `without ${kinds.length > 1 ? `${kinds.slice(0, -1).join(', ')} and ` : ''}${kinds.at(-1)} (${each})`;
}

/**
 * The status bar: `k = 64 · base 23 / RL 19 of 30`; rows left out as undefined are named, and which samples the counts are
 * without. '' without runs.
 */
export function wordsForStatus(
  evaluation: Evaluation,
  runs: readonly NamedRun[],
  table: Pick<ProblemTable, 'leftOut'> = {},
): string {
  const { base, against, k } = evaluation;
  if (base < 0) return '';
  const shown = [...new Set([base, against])];
  const solved = shown.map((run) => `${runs[run].label} ${formatCount(evaluation.runs[run].solvedCount)}`).join(' / ');
  const { classCounts } = evaluation.runs[against];
  const rows = evaluation.runs[against].solved.length;
  const left = classCounts.undefined > 0 ? `, ${formatCount(classCounts.undefined)} undefined` : '';
  const without = table.leftOut ? ` · without ${table.leftOut.kinds.map((kind) => markWords[kind]).join(', ')}` : '';
  return `k = ${k === 'n' ? k : formatCount(k)} · ${solved} of ${formatCount(rows)}${left}${without}`;
}

function firstWords(firstCorrect: number, k: number | 'n'): string {
  if (firstCorrect === 0) return 'none correct';
  const where = `first correct is scored sample ${formatCount(firstCorrect)}`;
  if (k === 'n') return where;
  return `${where}, ${firstCorrect <= k ? 'among' : 'not among'} the first ${formatCount(k)}`;
}

// What a table of counts says at one k, τ and mode: who solves what, the classes against the base, what training gained
// and lost, and which rows are shown in which order. The page, the side bar, the status bar and the command line all ask
// here, so that they cannot disagree.
import { classOf, solvedAtK } from '../stats/solved';
import { passAtK } from '../stats/passAtK';
import type { ProblemClass, ProblemFilter, ProblemTable, RunColumns, Sort, View } from './comparison';
import { problemClasses } from './comparison';
import { courseOf, courses, rungsOf, type Course } from './course';
import { naturalOrder } from './naturalOrder';
import type { RunPlace } from './runOrder';
import { againstOf, baseOf, predecessorsOf } from './runOrder';

/** Values of `RunEvaluation.solved`. `undefined`: n < k, no scored sample, or no such problem. */
export const Solved = { no: 0, yes: 1, undefined: 2 } as const;

/** One run at one k, τ and mode; columns have one entry a table row. */
export interface RunEvaluation {
  /** `Solved` values. */
  solved: Uint8Array;
  /** pass@k, a fraction; NaN where undefined, and everywhere in first-k mode, which makes no estimates. */
  passAtK: Float64Array;
  /** Indexes into `problemClasses`: this run against the base. The base itself is `both` or `neither`. */
  classes: Uint8Array;
  classCounts: Record<ProblemClass, number>;
  /** Rows this run solves, and rows where it is defined whether it does. */
  solvedCount: number;
  definedCount: number;
  /** 1: solved here and not by the run before it in training (▲); -1: the other way round (▼); 0: neither, or undefined. */
  change: Int8Array;
  gainedCount: number;
  lostCount: number;
}

export interface Evaluation {
  k: number | 'n';
  tau: number;
  mode: View['mode'];
  /** Run the classes are against; -1 without runs. */
  base: number;
  /** Run the class column, the class filter and Δ speak of; the base itself when it is alone. */
  against: number;
  /** Per run the run before it in training, -1 for none. */
  predecessors: number[];
  /** Runs from the base up to `against`, base first. */
  rungs: number[];
  /** Indexes into `courses`, one a row: what happens to it on the rungs. */
  courses: Uint8Array;
  courseCounts: Record<Course, number>;
  runs: RunEvaluation[];
}

/** The part of a view that numbers depend on. */
export type Criterion = Pick<View, 'k' | 'tau' | 'mode'>;

/**
 * Evaluates every run of the table.
 *
 * @param runs roles and steps, in the order of the table's columns.
 * @throws RangeError unless k is a whole number ≥ 1 or `'n'`, and 0 < τ ≤ 1.
 */
export function evaluate(table: ProblemTable, runs: readonly RunPlace[], view: Criterion): Evaluation {
  const { k, tau, mode } = view;
  const base = baseOf(runs);
  const predecessors = predecessorsOf(runs);
  const judge = mode === 'first' ? judgeFirst(k) : judgeEstimated(k, tau);
  const judged = table.runs.map(judge);
  const evaluated = judged.map(({ solved, passAtK }, run) => ({
    solved,
    passAtK,
    solvedCount: count(solved, Solved.yes),
    definedCount: solved.length - count(solved, Solved.undefined),
    ...classify(judged[base].solved, solved),
    ...changes(predecessors[run] < 0 ? undefined : judged[predecessors[run]].solved, solved),
  }));
  const against = againstOf(runs);
  const rungs = rungsOf(base, against, predecessors);
  const along = takeCourses(
    rungs.map((run) => judged[run].solved),
    table.ids.length,
  );
  return { k, tau, mode, base, against, predecessors, rungs, ...along, runs: evaluated };
}

/**
 * The rows that pass the filter, in the order of the sort. Stable: equal rows keep the order of the table, descending too;
 * those of one class are by the base's accuracy, the surest first. Undefined and missing values are last in either
 * direction. Ids sort naturally, 2 before 10.
 *
 * @returns indexes into the table's rows.
 */
export function rowsOf(table: ProblemTable, evaluation: Evaluation, filter: ProblemFilter, sort: Sort): Int32Array {
  const passes = passesFilter(table, evaluation, filter);
  const rows: number[] = [];
  for (let row = 0; row < table.ids.length; row++) if (passes(row)) rows.push(row);
  const keys = sortKeys(table, evaluation, sort.column);
  if (sort.column === 'class' && evaluation.base >= 0) rows.sort(byAccuracyOf(table.runs[evaluation.base]));
  if (keys) rows.sort(byKey(keys, sort.descending));
  else if (sort.descending) rows.reverse();
  return Int32Array.from(rows);
}

/** Class of a row for the run that the class column speaks of (or another one). */
export function classAt(evaluation: Evaluation, row: number, run = evaluation.against): ProblemClass {
  return problemClasses[evaluation.runs[run].classes[row]];
}

/** c/n of one run; NaN without scored samples. */
export function accuracyAt({ n, c }: RunColumns, row: number): number {
  return n[row] > 0 ? c[row] / n[row] : NaN;
}

/** Δ: accuracy of the run in the class column less that of the base, a fraction in -1…1; NaN where either has none. */
export function deltaAt(table: ProblemTable, evaluation: Evaluation, row: number): number {
  return accuracyAt(table.runs[evaluation.against], row) - accuracyAt(table.runs[evaluation.base], row);
}

/** What one run's counts say at one k. */
interface Judged {
  /** `Solved` values, by row. */
  solved: Uint8Array;
  /** By row; NaN where it is undefined, and all in first-k mode. */
  passAtK: Float64Array;
}

/** One run by itself, as `evaluate` judges it. @throws RangeError for a bad k or τ */
export function judgedAt(columns: RunColumns, { k, tau, mode }: Criterion): Judged {
  return (mode === 'first' ? judgeFirst(k) : judgeEstimated(k, tau))(columns);
}

function judgeEstimated(k: number | 'n', tau: number): (columns: RunColumns) => Judged {
  solvedAtK(1, 1, k, tau); // throws for a bad k or τ even when there are no rows
  const known = new Map<number, { solved: number; pass: number }>();
  const judgeCounts = (n: number, c: number) => {
    const solved = solvedAtK(n, c, k, tau);
    if (solved === undefined) return { solved: Solved.undefined, pass: NaN };
    return { solved: solved ? Solved.yes : Solved.no, pass: passAtK(n, c, k === 'n' ? n : k) };
  };
  return ({ n, c }) => {
    const judged = { solved: new Uint8Array(n.length), passAtK: new Float64Array(n.length) };
    for (let row = 0; row < n.length; row++) {
      const scored = Math.max(0, n[row]);
      const key = (scored * (scored + 1)) / 2 + c[row]; // row n of a triangle: unique as c ≤ n
      let counts = known.get(key);
      if (!counts) known.set(key, (counts = judgeCounts(scored, c[row])));
      judged.solved[row] = counts.solved;
      judged.passAtK[row] = counts.pass;
    }
    return judged;
  };
}

function judgeFirst(k: number | 'n'): (columns: RunColumns) => Judged {
  if (k !== 'n' && !(Number.isSafeInteger(k) && k >= 1)) throw new RangeError(`k must be a whole number ≥ 1, got ${k}`);
  const [needed, last] = k === 'n' ? [1, Infinity] : [k, k];
  return ({ n, firstCorrect }) => {
    const solved = new Uint8Array(n.length);
    for (let row = 0; row < n.length; row++) {
      const hit = firstCorrect[row] > 0 && firstCorrect[row] <= last;
      const isKnown = n[row] >= needed && firstCorrect[row] >= 0;
      solved[row] = !isKnown ? Solved.undefined : hit ? Solved.yes : Solved.no;
    }
    return { solved, passAtK: new Float64Array(n.length).fill(NaN) };
  };
}

/** Class indexes by `3 · base + run`, both `Solved` values. */
const classTable = [false, true, undefined].flatMap((base) =>
  [false, true, undefined].map((run) => problemClasses.indexOf(classOf(base, run))),
);

function classify(base: Uint8Array, run: Uint8Array): Pick<RunEvaluation, 'classes' | 'classCounts'> {
  const classes = new Uint8Array(run.length);
  const counts = problemClasses.map(() => 0);
  for (let row = 0; row < run.length; row++) counts[(classes[row] = classTable[3 * base[row] + run[row]])]++;
  const [both, baseOnly, rlOnly, neither, undef] = counts;
  return { classes, classCounts: { both, baseOnly, rlOnly, neither, undefined: undef } };
}

function takeCourses(solved: readonly Uint8Array[], rows: number): Pick<Evaluation, 'courses' | 'courseCounts'> {
  const courseCounts = Object.fromEntries(courses.map((name) => [name, 0])) as Record<Course, number>;
  const taken = Uint8Array.from({ length: rows }, (_, row) => {
    const course = courseOf(solved.map((column) => column[row]));
    courseCounts[course]++;
    return courses.indexOf(course);
  });
  return { courses: taken, courseCounts };
}

function changes(before: Uint8Array | undefined, after: Uint8Array) {
  const change = new Int8Array(after.length);
  let gainedCount = 0;
  let lostCount = 0;
  if (before)
    for (let row = 0; row < after.length; row++) {
      if (before[row] === Solved.undefined || after[row] === Solved.undefined) continue;
      change[row] = after[row] - before[row];
      if (change[row] > 0) gainedCount++;
      if (change[row] < 0) lostCount++;
    }
  return { change, gainedCount, lostCount };
}

function count(values: Uint8Array, wanted: number): number {
  let found = 0;
  for (const value of values) if (value === wanted) found++;
  return found;
}

/** Ids of the selected problems among these rows, in their order. */
export function selectedAmong(table: ProblemTable, rows: Int32Array, selected: readonly string[]): string[] {
  if (selected.length === 0) return [];
  const wanted = new Set(selected);
  return Array.from(rows, (row) => table.ids[row]).filter((id) => wanted.has(id));
}

function passesFilter(table: ProblemTable, evaluation: Evaluation, filter: ProblemFilter): (row: number) => boolean {
  const tests: ((row: number) => boolean)[] = [];
  const { classes, accuracy, mark, change } = filter;
  if (classes && evaluation.against >= 0) {
    const shown = problemClasses.map((name) => classes.includes(name));
    const { classes: column } = evaluation.runs[evaluation.against];
    tests.push((row) => shown[column[row]]);
  }
  if (filter.courses) {
    const shown = courses.map((name) => filter.courses?.includes(name));
    tests.push((row) => shown[evaluation.courses[row]] === true);
  }
  if (change && evaluation.runs[change.run]) {
    const wanted = change.to === 'gained' ? 1 : -1;
    tests.push((row) => evaluation.runs[change.run].change[row] === wanted);
  }
  const text = filter.text?.trim().toLowerCase();
  if (text)
    tests.push(
      (row) => table.ids[row].toLowerCase().includes(text) || table.previews[row].toLowerCase().includes(text),
    );
  if (accuracy && table.runs[accuracy.run]) {
    const columns = table.runs[accuracy.run];
    tests.push((row) => accuracyAt(columns, row) >= accuracy.min && accuracyAt(columns, row) <= accuracy.max);
  }
  const { guessable } = filter;
  if (guessable && table.runs[guessable.run]) {
    const columns = table.runs[guessable.run];
    const isGuessable = (accuracy: number) => accuracy > guessable.above && accuracy < guessable.below;
    tests.push((row) => !isGuessable(accuracyAt(columns, row)));
  }
  for (const { ids } of filter.sets ?? []) {
    const named = new Set(ids);
    tests.push((row) => named.has(table.ids[row]));
  }
  if (mark) tests.push((row) => table.runs.some((columns) => (columns[mark]?.[row] ?? 0) > 0));
  return (row) => tests.every((test) => test(row));
}

/** A number a row to sort by, NaN last; undefined: the table's own order, also for a column of a run that is not there. */
function sortKeys(table: ProblemTable, evaluation: Evaluation, column: Sort['column']): ArrayLike<number> | undefined {
  if (column === 'id') return naturalOrder(table.ids);
  if (column === 'question') return naturalOrder(table.previews);
  if (column === 'order' || evaluation.base < 0) return undefined;
  if (column === 'delta') return table.ids.map((_, row) => deltaAt(table, evaluation, row));
  // `courses` begins with what is most worth reading: what training loses, then what it adds. Of two runs they are the classes.
  if (column === 'class') return evaluation.courses;
  const [kind, number] = column.split(':');
  const run = Number(number);
  if (!table.runs[run]) return undefined;
  if (kind === 'c') return table.ids.map((_, row) => accuracyAt(table.runs[run], row));
  const { solved, passAtK } = evaluation.runs[run];
  if (evaluation.mode === 'estimated') return passAtK;
  return Array.from(solved, (value) => (value === Solved.undefined ? NaN : value));
}

function byKey(keys: ArrayLike<number>, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const difference = keys[a] - keys[b];
    if (difference) return sign * difference;
    return difference === 0 ? 0 : Number(Number.isNaN(keys[a])) - Number(Number.isNaN(keys[b]));
  };
}

/** The highest first; rows without one last. */
function byAccuracyOf(columns: RunColumns): (a: number, b: number) => number {
  return byKey(
    Array.from(columns.n, (_, row) => accuracyAt(columns, row)),
    true,
  );
}

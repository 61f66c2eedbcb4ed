/** The view of a comparison: what it starts as, what of it may come from outside, and where it is kept. */
import {
  defaultView,
  problemClasses,
  type ComparisonFile,
  type ProblemFilter,
  type Sort,
  type View,
} from '../core/compare/comparison';
import { isChange, isGuessable, isProblemSets } from '../core/compare/comparisonFile';
import { courses as allCourses } from '../core/compare/course';
import { leaveOuts, sampleMarks } from '../core/integrity/marks';
import { againstOf, baseOf } from '../core/compare/runOrder';

/** Keeps views by the path of their comparison; `vscode.Memento` is one. */
export interface ViewMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Fields of a comparison file that say how it is looked at. *Save View* writes them, and nothing else does. */
export const savedFields = ['k', 'tau', 'mode', 'filter', 'sort', 'leaveOut', 'overview'] as const;

const memoryKey = 'views';
/** Views kept; the ones changed longest ago go first. */
const keptViews = 100;

/** Views of all comparisons of the workspace. They survive a reload of the window and are in no file. */
export class ViewStore {
  constructor(private readonly memory: ViewMemory) {}

  get(path: string): Partial<View> {
    return checkedView(this.#all()[path]);
  }

  set(path: string, view: View): void {
    const recent = this.#others(path).slice(-(keptViews - 1));
    void this.memory.update(memoryKey, Object.fromEntries([...recent, [path, view]]));
  }

  forget(path: string): void {
    void this.memory.update(memoryKey, Object.fromEntries(this.#others(path)));
  }

  #others(path: string): [string, unknown][] {
    return Object.entries(this.#all()).filter(([other]) => other !== path);
  }

  #all(): Record<string, unknown> {
    const all = this.memory.get(memoryKey);
    return isObject(all) ? all : {};
  }
}

/** What a comparison is seen as when it is opened: as it was left, else as its file says, else the default. */
export function initialView(file: ComparisonFile, kept: Partial<View>, defaultTau: number): View {
  const base = baseOf(file.runs);
  const panes = base < 0 ? defaultView.panes : [...new Set([base, againstOf(file.runs)])];
  const run = Math.max(0, againstOf(file.runs));
  return fittedView({ ...defaultView, tau: defaultTau, run, panes, ...viewOfFile(file), ...kept }, file.runs.length);
}

/** The part of the view that a comparison file holds; without what it does not. */
export function viewOfFile(file: ComparisonFile): Partial<View> {
  const { overview } = file;
  const whole = { ...file, overview: overview && { ...defaultView.overview, ...overview } };
  return Object.fromEntries(savedFields.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]])));
}

/** A view that names no run which is not there. */
export function fittedView(view: View, runs: number): View {
  const panes = view.panes.filter((run) => run < runs);
  const { against = 0 } = view.overview;
  const overview = against < runs ? view.overview : { ...view.overview, against: undefined };
  return { ...view, run: view.run < runs ? view.run : 0, panes: panes.length > 0 ? panes : [0], overview };
}

/** The fields of a foreign value that fit in a view; the others are left out. */
export function checkedView(value: unknown): Partial<View> {
  if (!isObject(value)) return {};
  const fits = (Object.keys(checks) as (keyof View)[]).filter((name) => name in value && checks[name](value[name]));
  return Object.fromEntries(fits.map((name) => [name, value[name]]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlace = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isFraction = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const checks: Record<keyof View, (value: unknown) => boolean> = {
  page: (value) => ['problems', 'traces', 'overview', 'review'].some((name) => name === value),
  k: (value) => value === 'n' || (Number.isSafeInteger(value) && (value as number) >= 1),
  tau: (value) => typeof value === 'number' && value > 0 && value <= 1,
  mode: (value) => value === 'estimated' || value === 'first',
  filter: isFilter,
  sort: isSort,
  leaveOut: (value) => Array.isArray(value) && value.every((name) => (leaveOuts as readonly unknown[]).includes(name)),
  problem: (value) => value === undefined || typeof value === 'string',
  selected: (value) => Array.isArray(value) && value.every((id) => typeof id === 'string'),
  run: isPlace,
  panes: (value) => Array.isArray(value) && value.every(isPlace),
  samples: (value) =>
    isObject(value) && Object.values(value).every((runs) => isObject(runs) && Object.values(runs).every(isPlace)),
  statementOpen: (value) => typeof value === 'boolean',
  overview: isOverview,
  review: (value) => isObject(value) && typeof value.queue === 'string' && isPlace(value.place),
};

function isOverview(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { seed, epsilon, rho, theta, ladderAxis, against } = value;
  return (
    isPlace(seed) &&
    (seed as number) < 2 ** 32 &&
    [epsilon, rho, theta].every(isFraction) &&
    (ladderAxis === undefined || typeof ladderAxis === 'string') &&
    (against === undefined || isPlace(against))
  );
}

function isFilter(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { classes, courses, change, text, accuracy, sets, mark, guessable } = value as ProblemFilter;
  const names: readonly unknown[] = problemClasses;
  const knownCourses: readonly unknown[] = allCourses;
  return (
    (classes === undefined || (Array.isArray(classes) && classes.every((name) => names.includes(name)))) &&
    (courses === undefined || (Array.isArray(courses) && courses.every((name) => knownCourses.includes(name)))) &&
    (change === undefined || isChange(change)) &&
    (text === undefined || typeof text === 'string') &&
    (mark === undefined || (sampleMarks as readonly unknown[]).includes(mark)) &&
    (accuracy === undefined || (isPlace(accuracy.run) && isFraction(accuracy.min) && isFraction(accuracy.max))) &&
    (sets === undefined || isProblemSets(sets)) &&
    (guessable === undefined || isGuessable(guessable))
  );
}

function isSort(value: unknown): boolean {
  const { column, descending } = (isObject(value) ? value : {}) as Partial<Sort>;
  return typeof descending === 'boolean' && /^(order|id|question|delta|class|(c|pass):\d+)$/.test(column ?? '');
}

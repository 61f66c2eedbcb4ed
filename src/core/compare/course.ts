// The way of a problem up the ladder: from the base over what was trained from it to the run of the class column.

/** What a problem's marks do on their way from the base (first) to the last run. */
export const courses = ['lost', 'gained', 'gainedLost', 'lostGained', 'kept', 'never', 'undefined'] as const;
/**
 * `lost`, `gained`: the base and the last run differ. `gainedLost`, `lostGained`: they agree, and a run between them does
 * not. `kept`, `never`: all solve it, none does. `undefined`: not defined for one of them.
 */
export type Course = (typeof courses)[number];

/** Courses with a change somewhere. */
export const changedCourses: readonly Course[] = ['lost', 'gained', 'gainedLost', 'lostGained'];

/** Runs on the way, base first, by the run before each in training. */
export function rungsOf(base: number, against: number, predecessors: readonly number[]): number[] {
  const rungs: number[] = [];
  for (let run = against; run >= 0; run = predecessors[run]) rungs.unshift(run);
  // Distilled and reference models follow no run; they are set against the base all the same.
  if (base >= 0 && rungs[0] !== base) rungs.unshift(base);
  return rungs;
}

/** @param solved of each rung, base first: 0 no, 1 yes, 2 undefined (`Solved` of `view.ts`). */
export function courseOf(solved: readonly number[]): Course {
  if (solved.length === 0 || solved.includes(2)) return 'undefined';
  const [first, last] = [solved[0] === 1, solved[solved.length - 1] === 1];
  if (first !== last) return first ? 'lost' : 'gained';
  const isSteady = solved.every((value) => (value === 1) === first);
  if (isSteady) return first ? 'kept' : 'never';
  return first ? 'lostGained' : 'gainedLost';
}

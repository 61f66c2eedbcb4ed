/**
 * A diff made for reasoning. A diff of words over whole traces takes minutes for different ones and shows confetti; here
 * steps are aligned first, then words are compared inside aligned, unequal steps only. White space does not count,
 * but for indentation in code.
 */
import { diffArrays } from 'diff';
import { alignSteps, type Effort } from './align';
import type { Span } from './regions';
import { stepsOf } from './steps';
import { tokenise, Tokens, type TokenisedTrace } from './tokens';

/**
 * One row of the two traces side by side; `left` and `right` are steps. In the order of the rows, the left steps of
 * `same`, `changed`, `onlyLeft` and of `moved` with side left are all left steps in order, and likewise on the right.
 */
export type DiffRow =
  | { kind: 'same'; left: number; right: number }
  /** The words that differ, as spans of each trace. */
  | { kind: 'changed'; left: number; right: number; leftWords: Span[]; rightWords: Span[] }
  | { kind: 'onlyLeft'; left: number }
  | { kind: 'onlyRight'; right: number }
  /** A step that both have, in another place: each has two rows, one per side. */
  | { kind: 'moved'; side: 'left' | 'right'; left: number; right: number };

export interface DiffCounts {
  same: number;
  changed: number;
  onlyLeft: number;
  onlyRight: number;
  /** Steps, not rows. */
  moved: number;
}

export interface TraceDiff {
  /** `tooDifferent`: no two steps are alike, or aligning would take too long; the traces are shown undiffed. */
  kind: 'diff' | 'tooDifferent';
  leftSteps: Span[];
  rightSteps: Span[];
  /** Empty when too different. */
  rows: DiffRow[];
  counts: DiffCounts;
}

/** Work allowed: cells of the table and looked-up tokens; about a second. Two traces of 60 KB take about a million. */
const MOST_EFFORT = 100_000_000;
/** Equal words between changes that are too few to read by themselves. */
const ISLAND = 2;
/** A word diff that needs more edits marks all between the equal ends; its cost rises with this. */
const MOST_EDITS = 120;
/** A step with fewer tokens is too common to be told to have moved. */
const LEAST_MOVED = 4;

/** @param effort work allowed, see `MOST_EFFORT`; the result does not depend on the speed of the machine */
export function diffTraces(left: string, right: string, effort = MOST_EFFORT): TraceDiff {
  // One order for both ways round, so that ties are decided alike.
  return left <= right ? diffInOrder(left, right, effort) : mirrored(diffInOrder(right, left, effort));
}

function diffInOrder(left: string, right: string, effort: number): TraceDiff {
  const leftSteps = stepsOf(left);
  const rightSteps = stepsOf(right);
  const tokens = new Tokens();
  const a = tokenise(left, leftSteps, tokens);
  const b = tokenise(right, rightSteps, tokens);
  const budget: Effort = { left: effort };
  const pairs = alignSteps(a, b, budget);
  const different: TraceDiff = { kind: 'tooDifferent', leftSteps, rightSteps, rows: [], counts: noCounts() };
  if (!pairs || (pairs.length === 0 && leftSteps.length > 0 && rightSteps.length > 0)) return different;
  const rows = rowsOf(a, b, pairs);
  return { kind: 'diff', leftSteps, rightSteps, rows, counts: countRows(rows) };
}

function noCounts(): DiffCounts {
  return { same: 0, changed: 0, onlyLeft: 0, onlyRight: 0, moved: 0 };
}

function countRows(rows: readonly DiffRow[]): DiffCounts {
  const counts = noCounts();
  for (const row of rows) if (row.kind !== 'moved' || row.side === 'left') counts[row.kind]++;
  return counts;
}

function rowsOf(a: TokenisedTrace, b: TokenisedTrace, pairs: [number, number][]): DiffRow[] {
  const moves = movedSteps(a, b, pairs);
  const rows: DiffRow[] = [];
  let left = 0;
  let right = 0;
  const oneSided = (leftEnd: number, rightEnd: number): void => {
    for (; left < leftEnd; left++) {
      const there = moves.left.get(left);
      rows.push(there === undefined ? { kind: 'onlyLeft', left } : { kind: 'moved', side: 'left', left, right: there });
    }
    for (; right < rightEnd; right++) {
      const there = moves.right.get(right);
      rows.push(
        there === undefined ? { kind: 'onlyRight', right } : { kind: 'moved', side: 'right', left: there, right },
      );
    }
  };
  for (const [i, j] of pairs) {
    oneSided(i, j);
    rows.push(a.stepIds[i] === b.stepIds[j] ? { kind: 'same', left: i, right: j } : changedRow(a, b, i, j));
    left = i + 1;
    right = j + 1;
  }
  oneSided(a.stepIds.length, b.stepIds.length);
  return rows;
}

/** Steps without a partner that the other trace has too, elsewhere, and also without one. */
function movedSteps(
  a: TokenisedTrace,
  b: TokenisedTrace,
  pairs: [number, number][],
): { left: Map<number, number>; right: Map<number, number> } {
  const paired = { left: new Set(pairs.map(([i]) => i)), right: new Set(pairs.map(([, j]) => j)) };
  const free = new Map<number, number[]>();
  b.stepIds.forEach((id, j) => {
    if (paired.right.has(j) || b.firsts[j + 1] - b.firsts[j] < LEAST_MOVED) return;
    const places = free.get(id);
    if (places) places.push(j);
    else free.set(id, [j]);
  });
  for (const places of free.values()) places.reverse();
  const moves = { left: new Map<number, number>(), right: new Map<number, number>() };
  a.stepIds.forEach((id, i) => {
    const there = paired.left.has(i) ? undefined : free.get(id)?.pop();
    if (there === undefined) return;
    moves.left.set(i, there);
    moves.right.set(there, i);
  });
  return moves;
}

/** Two aligned steps, word by word. */
function changedRow(a: TokenisedTrace, b: TokenisedTrace, left: number, right: number): DiffRow {
  let [i, iEnd, j, jEnd] = [a.firsts[left], a.firsts[left + 1], b.firsts[right], b.firsts[right + 1]];
  while (i < iEnd && j < jEnd && a.ids[i] === b.ids[j]) [i, j] = [i + 1, j + 1];
  while (i < iEnd && j < jEnd && a.ids[iEnd - 1] === b.ids[jEnd - 1]) [iEnd, jEnd] = [iEnd - 1, jEnd - 1];
  const changes = withoutIslands(wordChanges(a.ids.subarray(i, iEnd), b.ids.subarray(j, jEnd)));
  const spans = (trace: TokenisedTrace, from: number, to: number): Span[] =>
    to > from ? [{ start: trace.starts[from], end: trace.ends[to - 1] }] : [];
  return {
    kind: 'changed',
    left,
    right,
    leftWords: changes.flatMap((change) => spans(a, i + change.left, i + change.leftEnd)),
    rightWords: changes.flatMap((change) => spans(b, j + change.right, j + change.rightEnd)),
  };
}

interface WordChange {
  left: number;
  leftEnd: number;
  right: number;
  rightEnd: number;
}

/** Stretches of tokens that differ; one for all when they have too little in common. */
function wordChanges(left: Int32Array, right: Int32Array): WordChange[] {
  const whole: WordChange = { left: 0, leftEnd: left.length, right: 0, rightEnd: right.length };
  if (left.length === 0 || right.length === 0) return [whole];
  const parts = diffArrays(Array.from(left), Array.from(right), { maxEditLength: MOST_EDITS });
  if (!parts) return [whole];
  const changes: WordChange[] = [];
  let [i, j] = [0, 0];
  for (const { count, added, removed } of parts) {
    const [leftEnd, rightEnd] = [added ? i : i + count, removed ? j : j + count];
    const last = changes.at(-1);
    if (added || removed) {
      if (last && last.leftEnd === i && last.rightEnd === j) Object.assign(last, { leftEnd, rightEnd });
      else changes.push({ left: i, leftEnd, right: j, rightEnd });
    }
    [i, j] = [leftEnd, rightEnd];
  }
  return changes;
}

/** Joins changes with only a word or two between them: read as one. */
function withoutIslands(changes: WordChange[]): WordChange[] {
  const joined: WordChange[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (last && change.left - last.leftEnd <= ISLAND)
      Object.assign(last, { leftEnd: change.leftEnd, rightEnd: change.rightEnd });
    else joined.push(change);
  }
  return joined;
}

/** The same diff with the sides exchanged; of what stands on one side only, the left comes first. */
function mirrored({ kind, leftSteps, rightSteps, rows }: TraceDiff): TraceDiff {
  const swapped = leftFirst(rows.map(mirroredRow));
  return { kind, leftSteps: rightSteps, rightSteps: leftSteps, rows: swapped, counts: countRows(swapped) };
}

function mirroredRow(row: DiffRow): DiffRow {
  switch (row.kind) {
    case 'same':
      return { kind: 'same', left: row.right, right: row.left };
    case 'changed':
      return { ...row, left: row.right, right: row.left, leftWords: row.rightWords, rightWords: row.leftWords };
    case 'onlyLeft':
      return { kind: 'onlyRight', right: row.left };
    case 'onlyRight':
      return { kind: 'onlyLeft', left: row.right };
    case 'moved':
      return { kind: 'moved', side: row.side === 'left' ? 'right' : 'left', left: row.right, right: row.left };
  }
}

function leftFirst(rows: DiffRow[]): DiffRow[] {
  const ordered: DiffRow[] = [];
  let waiting: DiffRow[] = [];
  for (const row of rows) {
    if (row.kind === 'onlyRight' || (row.kind === 'moved' && row.side === 'right')) waiting.push(row);
    else {
      const isLeft = row.kind === 'onlyLeft' || row.kind === 'moved';
      if (!isLeft) {
        ordered.push(...waiting);
        waiting = [];
      }
      ordered.push(row);
    }
  }
  return [...ordered, ...waiting];
}

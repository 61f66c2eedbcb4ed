/** What other verdicts of the same samples change. */
import type { Effect } from '../../findings';
import type { RunIndex, Verdict } from '../../runIndex';
import { passAtK } from '../../stats/passAtK';

export const verdictNames = ['wrong', 'correct', 'unscored'] as const;
export type VerdictName = (typeof verdictNames)[number];

export interface Flip {
  problem: string;
  benchmark?: string;
  /** Among the samples of its problem, from 0. */
  index: number;
  from: VerdictName;
  to: VerdictName;
}

export interface FlipCount {
  from: VerdictName;
  to: VerdictName;
  count: number;
}

export interface Flips {
  /** Most telling first: correct → wrong, wrong → correct, then those with an unscored side. Only what there is. */
  counts: FlipCount[];
  /** Samples with the same verdict as before. */
  same: number;
  /** At 1 and at K; without any when no problem has scored samples before and after. */
  effect: Effect[];
  /** Problems that the effect is a mean over. */
  problems: number;
  /** In the order of `counts`, each in dump order. */
  flips: Flip[];
}

const kinds: [VerdictName, VerdictName][] = [
  ['correct', 'wrong'],
  ['wrong', 'correct'],
  ['correct', 'unscored'],
  ['wrong', 'unscored'],
  ['unscored', 'correct'],
  ['unscored', 'wrong'],
];

/** Samples that are compared between two yields. */
const atOnce = 4096;

/**
 * Compares two readings of the same dump, in steps, because there may be a million samples.
 *
 * @param run its label, for the effect
 * @throws RangeError when they do not hold the same samples
 */
export function* flipsSteps(run: string, before: RunIndex, after: RunIndex): Generator<void, Flips> {
  if (before.order.length !== after.order.length || before.problems.length !== after.problems.length)
    throw new RangeError(`${before.order.length} samples can't be compared with ${after.order.length}`);
  const found = kinds.map((): Flip[] => []);
  let same = 0;
  for (const { id, benchmark, start, end } of before.problems)
    for (let at = start; at < end; at++) {
      if (at % atOnce === 0) yield;
      const row = before.order[at];
      const [was, is] = [before.samples.verdict[row], after.samples.verdict[row]];
      if (was === is) {
        same++;
        continue;
      }
      const [from, to] = [verdictNames[was as Verdict], verdictNames[is as Verdict]];
      const kind = kinds.findIndex(([a, b]) => a === from && b === to);
      found[kind].push({ problem: id, ...(benchmark !== undefined && { benchmark }), index: at - start, from, to });
    }
  const counts = kinds.flatMap(([from, to], i) => (found[i].length > 0 ? [{ from, to, count: found[i].length }] : []));
  yield;
  const flips = found[0].concat(...found.slice(1));
  yield;
  return { counts, same, ...(yield* effectSteps(run, before, after)), flips };
}

/** Over the problems that have scored samples in both readings, at 1 and at the smallest n among them. */
function* effectSteps(
  run: string,
  before: RunIndex,
  after: RunIndex,
): Generator<void, Pick<Flips, 'effect' | 'problems'>> {
  const rows = [...before.problems.keys()].filter((i) => before.problems[i].n > 0 && after.problems[i].n > 0);
  if (rows.length === 0) return { effect: [], problems: 0 };
  const K = rows.reduce((least, i) => Math.min(least, before.problems[i].n, after.problems[i].n), Infinity);
  const effect: Effect[] = [];
  for (const k of K > 1 ? [1, K] : [1]) {
    effect.push({ run, k, before: yield* meanSteps(before, rows, k), after: yield* meanSteps(after, rows, k) });
  }
  return { effect, problems: rows.length };
}

function* meanSteps({ problems }: RunIndex, rows: readonly number[], k: number): Generator<void, number> {
  let sum = 0;
  for (const [i, row] of rows.entries()) {
    if ((i * k) % atOnce < k) yield;
    sum += passAtK(problems[row].n, problems[row].c, k);
  }
  return Math.min(1, sum / rows.length);
}

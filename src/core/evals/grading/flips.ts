/** What other verdicts of the same samples change. */
import type { Effect } from '../../findings';
import type { RunIndex, Verdict } from '../../runIndex';
import { meanPassAtK } from '../../stats/meanCurve';

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

/**
 * Compares two readings of the same dump.
 *
 * @param run its label, for the effect
 * @throws RangeError when they do not hold the same samples
 */
export function flipsOf(run: string, before: RunIndex, after: RunIndex): Flips {
  if (before.order.length !== after.order.length || before.problems.length !== after.problems.length)
    throw new RangeError(`${before.order.length} samples can't be compared with ${after.order.length}`);
  const found = kinds.map((): Flip[] => []);
  let same = 0;
  for (const { id, benchmark, start, end } of before.problems)
    for (let at = start; at < end; at++) {
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
  return { counts, same, ...effectOf(run, before, after), flips: found.flat() };
}

/** Over the problems that have scored samples in both readings, at 1 and at the smallest n among them. */
function effectOf(run: string, before: RunIndex, after: RunIndex): Pick<Flips, 'effect' | 'problems'> {
  const rows = [...before.problems.keys()].filter((i) => before.problems[i].n > 0 && after.problems[i].n > 0);
  if (rows.length === 0) return { effect: [], problems: 0 };
  const K = rows.reduce((least, i) => Math.min(least, before.problems[i].n, after.problems[i].n), Infinity);
  const [old, now] = [before, after].map(({ problems }) =>
    meanPassAtK({ n: rows.map((i) => problems[i].n), c: rows.map((i) => problems[i].c) }, K),
  );
  const ks = K > 1 ? [1, K] : [1];
  return { effect: ks.map((k) => ({ run, k, before: old[k - 1], after: now[k - 1] })), problems: rows.length };
}

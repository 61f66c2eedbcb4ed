// What `trace-inspector compare --json` prints: the numbers of the screen, over the fixed problem set of `definitions.md`.
import type { Finding } from '../findings';
import { formatCount, formatFirst } from '../format';
import type { LeaveOut } from '../integrity/marks';
import { crossover } from '../stats/crossover';
import { meanPassAtK } from '../stats/meanCurve';
import { sharedRows } from './columns';
import type { ProblemClass, ProblemTable, SolvedMode } from './comparison';
import type { Evaluation } from './view';
import { classAt, evaluate } from './view';
import type { NamedRun } from './wordsFor';

export interface SummaryOptions {
  /** Default: every k from 1 to K, the smallest n of the fixed problem set. */
  ks?: number[];
  /** Default 0.5. */
  tau?: number;
  /** Default `estimated`. */
  mode?: SolvedMode;
}

/** Ids per class, in the order of the base run. */
export type Coverage = Record<ProblemClass, string[]>;

export interface RunAgainstBase {
  /** Smallest k at which the base overtakes; null when it never does up to K, or leads already at k = 1. */
  crossoverK: number | null;
  coverage: Coverage;
}

export interface ComparisonSummary extends RunAgainstBase {
  /** Problems that every run has with at least one scored sample: those `passAtK` is the mean over. */
  problems: number;
  /** Fractions by run and k. Keys: `base` and `rl` of two runs; of more, the role where only one run has it, else the label. */
  passAtK: Record<string, Record<string, number>>;
  /** With more than two runs: each against the base, by the keys of `passAtK`. The fields above speak of the last. */
  runs?: Record<string, RunAgainstBase>;
  /** Set: all numbers are without the samples of these kinds; how many that are, by the keys of `passAtK`. */
  leftOut?: { kinds: LeaveOut[]; samples: Record<string, number> };
  findings: Finding[];
}

/**
 * Sums a comparison up. Coverage is at k = n, or at the one k of `options.ks`; it counts all problems, those not in every
 * run as undefined. A k above K gets no number, but a finding.
 *
 * @param runs roles and labels, in the order of the table's columns.
 * @throws RangeError for a k that is not a whole number ≥ 1, or unless 0 < τ ≤ 1.
 */
export function summarise(
  table: ProblemTable,
  runs: readonly NamedRun[],
  findings: readonly Finding[],
  options: SummaryOptions = {},
): ComparisonSummary {
  const { ks, tau = 0.5, mode = 'estimated' } = options;
  const evaluation = evaluate(table, runs, { k: ks?.length === 1 ? ks[0] : 'n', tau, mode });
  const keys = keysOf(runs, evaluation.base);
  const curves = curvesOf(table);
  const passAtK = keys.map((key, run) => [key, pick(curves[run], ks)] as const);
  const against = keys.map((key, run) => [key, runAgainstBase(table, evaluation, curves, run)] as const);
  return {
    problems: sharedRows(table.runs).length,
    passAtK: Object.fromEntries(passAtK),
    ...against[evaluation.against][1],
    ...(runs.length > 2 ? { runs: Object.fromEntries(against.filter((_, run) => run !== evaluation.base)) } : {}),
    ...(table.leftOut
      ? {
          leftOut: {
            kinds: table.leftOut.kinds,
            samples: Object.fromEntries(table.leftOut.samples.map((samples, run) => [keys[run], samples])),
          },
        }
      : {}),
    findings: [...findings, ...beyond(table.maxK, ks)],
  };
}

/** Short names of runs for JSON: see `ComparisonSummary.passAtK`. Each has its own. */
export function keysOf(runs: readonly NamedRun[], base: number): string[] {
  if (runs.length <= 2) return runs.map((_, run) => (run === base ? 'base' : 'rl'));
  const taken = new Set<string>();
  return runs.map(({ role, label }, run) => {
    const isOnly = runs.filter((other) => other.role === role).length === 1;
    let key = run === base ? 'base' : isOnly && role !== 'base' ? role : label;
    for (let i = 2; taken.has(key); i++) key = `${label} (${i})`;
    taken.add(key);
    return key;
  });
}

/** Mean pass@k of each run for k = 1 … K; empty when there is no problem to take the mean over. */
function curvesOf(table: ProblemTable): Float64Array[] {
  const rows = sharedRows(table.runs);
  if (rows.length === 0) return table.runs.map(() => new Float64Array(0));
  return table.runs.map(({ n, c }) =>
    meanPassAtK({ n: rows.map((row) => n[row]), c: rows.map((row) => c[row]) }, table.maxK),
  );
}

function pick(curve: Float64Array, ks: number[] | undefined): Record<string, number> {
  const shown = ks ? ks.filter((k) => k <= curve.length) : Array.from(curve, (_, i) => i + 1);
  return Object.fromEntries(shown.map((k) => [k, curve[k - 1]]));
}

function runAgainstBase(
  table: ProblemTable,
  evaluation: Evaluation,
  curves: Float64Array[],
  run: number,
): RunAgainstBase {
  const coverage: Coverage = { both: [], baseOnly: [], rlOnly: [], neither: [], undefined: [] };
  for (const [row, id] of table.ids.entries()) coverage[classAt(evaluation, row, run)].push(id);
  const base = curves[evaluation.base];
  return { crossoverK: base.length > 0 ? crossover(base, curves[run]).k : null, coverage };
}

function beyond(maxK: number, ks: number[] = []): Finding[] {
  const above = ks.filter((k) => k > maxK);
  if (above.length === 0 || maxK === 0) return [];
  const which = `k = ${formatFirst(above.map(formatCount))} is above K = ${formatCount(maxK)}, the smallest n`;
  const message = `${which} of the problems compared: no mean pass@k is given there.`;
  return [{ code: 'unequal-n', severity: 'warning', message, count: above.length }];
}

// The problems an overview speaks of, and what each of them contributes to a mean. Everything else in this folder asks here.
import { sharedRows } from '../compare/columns';
import type { ProblemTable } from '../compare/comparison';
import { againstOf, baseOf } from '../compare/runOrder';
import type { Strata } from '../stats/meanIntervals';
import { strataOf } from '../stats/meanIntervals';
import type { GuessableFilter, OverviewInput, OverviewOptions, ProblemCounts } from './overview';

/** Scored and correct samples, and the place of the first correct one (0: none), of each problem of the set. */
export interface SetCounts {
  n: Int32Array;
  c: Int32Array;
  firstCorrect: Int32Array;
}

export interface ProblemSet {
  /** -1 when the base takes no part: it could not be read. */
  base: number;
  against: number;
  compared: number[];
  /** Rows that pass the filters, whether or not every run has them. */
  filtered: Int32Array;
  /** The fixed set of `definitions.md`. */
  rows: Int32Array;
  K: number;
  strata: Strata & { names: string[] };
  /** By run; undefined where it is not compared. */
  counts: (SetCounts | undefined)[];
  problems: ProblemCounts;
  removed: Int32Array;
}

/** Default band of `GuessableFilter`, from the study: hit sometimes, but below one in twenty. */
export const guessableBand = { above: 0, below: 0.05 };

export function problemSetOf(input: OverviewInput, options: OverviewOptions): ProblemSet {
  const { table, runs } = input;
  const total = table.ids.length;
  const guesser = options.guessable?.run;
  const hasProblems = table.runs.map(({ n }) => n.some((value) => value >= 0));
  const compared = [...runs.keys()].filter((run) => run !== guesser && hasProblems[run]);
  const places = compared.map((run) => runs[run]);
  const base = compared.includes(baseOf(runs)) ? baseOf(runs) : -1;
  const wanted = options.against ?? -1;
  const against = wanted !== base && compared.includes(wanted) ? wanted : (compared[againstOf(places)] ?? -1);

  const passing = options.rows ? Int32Array.from(options.rows).sort() : Int32Array.from(table.ids.keys());
  const removed = options.guessable ? guessableRows(table, options.guessable, passing) : new Int32Array(0);
  const gone = new Set(removed);
  const filtered = passing.filter((row) => !gone.has(row));
  const shared = new Uint8Array(total);
  for (const row of sharedRows(compared.map((run) => table.runs[run]))) shared[row] = 1;
  const isKnown = (row: number) => compared.every((run) => table.runs[run].firstCorrect[row] >= 0);
  const rows = filtered.filter((row) => shared[row] === 1 && (options.mode === 'estimated' || isKnown(row)));
  const counts = runs.map((_, run) => (compared.includes(run) ? countsOf(table, run, rows) : undefined));
  return {
    base,
    against,
    compared,
    filtered,
    rows,
    K: smallestN(counts),
    strata: strataOf(
      rows.length,
      Array.from(rows, (row) => table.benchmarks[row]),
    ),
    counts,
    problems: {
      total,
      shown: rows.length,
      filteredOut: total - passing.length,
      guessable: removed.length,
      notInAllRuns: filtered.length - rows.length,
    },
    removed,
  };
}

/** Rows that the evidence run solves now and then, but not often. */
function guessableRows(table: ProblemTable, filter: GuessableFilter, rows: Int32Array): Int32Array {
  const { run, above = guessableBand.above, below = guessableBand.below } = filter;
  const { n, c } = table.runs[run];
  return rows.filter((row) => n[row] > 0 && c[row] / n[row] > above && c[row] / n[row] < below);
}

function countsOf(table: ProblemTable, run: number, rows: Int32Array): SetCounts {
  const { n, c, firstCorrect } = table.runs[run];
  return {
    n: rows.map((row) => n[row]),
    c: rows.map((row) => c[row]),
    firstCorrect: rows.map((row) => firstCorrect[row]),
  };
}

function smallestN(counts: readonly (SetCounts | undefined)[]): number {
  let smallest = Infinity;
  for (const run of counts) for (const n of run?.n ?? []) smallest = Math.min(smallest, n);
  return smallest === Infinity ? 0 : smallest;
}

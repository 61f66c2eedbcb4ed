// Which problem of one run is which problem of another. Rows of the table start as the base run's problems; each further
// run then claims rows, at most one per problem and each row at most once, so that a question that a data set repeats
// eight times stays eight rows:
//   1. by id within a benchmark, unless both have a question and the questions disagree (files that both number 1…N);
//   2. what is left, by question, in order;
//   3. a run that has neither ids nor questions, by position, if it is as long as the base run;
// and what is left then becomes a row of its own.
import type { Finding } from '../findings';
import type { RunSettings } from '../provenance/settings';
import type { ProblemEntry, RunIndex } from '../runIndex';
import { columnsOf, smallestSharedN } from './columns';
import type { ProblemTable, RunRole } from './comparison';
import { pairingFindings } from './pairFindings';
import { baseOf } from './runOrder';

export interface RunToPair {
  label: string;
  role: RunRole;
  /** Training step of a checkpoint. */
  step?: number;
  index: RunIndex;
  settings?: RunSettings;
}

export interface Pairing {
  table: ProblemTable;
  /** Per run: table row → index into `RunIndex.problems`, -1 where the run has no such problem. */
  members: Int32Array[];
  findings: Finding[];
}

/** How the problems of one run found their rows. */
export interface PairingReport {
  /** Problems whose id the base run has too, and those of them that ask something else there. */
  sharedIds: string[];
  disagreeing: string[];
  byQuestion: number;
  byPosition: number;
  /** Rows shared with the base run. */
  withBase: number;
  /** The dump tells its problems apart by nothing but their place. */
  positional: boolean;
}

/**
 * Lines up the problems of all runs. Rows are in the order of the base run (the first with that role, else the first),
 * then those only others have, in their order. Ids of the table are unique: where two different problems have one id, the
 * later row's is followed by its run's label.
 *
 * Does not read any text: questions are compared by `ProblemEntry.questionHash`.
 */
export function pairRuns(runs: readonly RunToPair[]): Pairing {
  const base = baseOf(runs);
  const named = runs.map(({ index }) => benchmarksIn(index.problems));
  const order = base < 0 ? [] : [base, ...runs.keys()].filter((run, i) => i === 0 || run !== base);
  const rows = new Rows(runs.reduce((sum, run) => sum + run.index.problems.length, 0));
  const claims: Int32Array[] = [];
  const reports: PairingReport[] = [];
  for (const run of order) {
    const claim = new Claim(rows);
    // Where two runs share no name at all, they call one benchmark by two names.
    const hasNames = run === base || [...named[run]].some((name) => named[base].has(name));
    reports[run] = claim.claimAll(runs[run], runs[base], claims[base], hasNames);
    claims[run] = claim.rowToProblem;
  }
  const members = claims.map((claim) => claim.slice(0, rows.ids.length));
  const columns = runs.map((run, i) => columnsOf(run.index, members[i]));
  const table: ProblemTable = {
    ids: rows.uniqueIds(runs, members),
    benchmarks: rows.benchmarks,
    previews: rows.previews,
    runs: columns,
    maxK: smallestSharedN(columns),
  };
  return {
    table,
    members,
    findings: pairingFindings(runs, { table, members, reports, base, repeatsQuestions: rows.repeatQuestions }),
  };
}

/** The rows of the table so far, and where to find them. */
class Rows {
  readonly ids: string[] = [];
  readonly benchmarks: string[] = [];
  readonly previews: string[] = [];
  readonly hashes: string[] = [];
  readonly #hasId: boolean[] = [];
  readonly #byId = new Map<string, number[]>();
  readonly #byHash = new Map<string, number[]>();

  /** @param capacity most rows there can be. */
  constructor(readonly capacity: number) {}

  withId(id: string): readonly number[] {
    return this.#byId.get(id) ?? [];
  }

  withHash(hash: string): readonly number[] {
    return this.#byHash.get(hash) ?? [];
  }

  /** True when two rows ask the same. A problem asks what its row asks, so otherwise no run repeats a question either. */
  get repeatQuestions(): boolean {
    return this.#byHash.size < this.hashes.filter((hash) => hash !== '').length;
  }

  append(problem: ProblemEntry): number {
    const row = this.ids.length;
    this.ids.push(problem.id);
    this.benchmarks.push(problem.benchmark ?? '');
    this.previews.push(problem.preview);
    this.hashes.push(problem.questionHash);
    this.#hasId.push(problem.hasId);
    if (problem.hasId) list(this.#byId, problem.id, row);
    if (problem.questionHash) list(this.#byHash, problem.questionHash, row);
    return row;
  }

  /** A row takes from its later members what the earlier ones lack. */
  complete(row: number, problem: ProblemEntry): void {
    if (!this.#hasId[row] && problem.hasId) {
      this.#hasId[row] = true;
      this.ids[row] = problem.id;
      list(this.#byId, problem.id, row);
    }
    if (!this.hashes[row] && problem.questionHash) {
      this.hashes[row] = problem.questionHash;
      list(this.#byHash, problem.questionHash, row);
    }
    if (!this.benchmarks[row]) this.benchmarks[row] = problem.benchmark ?? '';
    if (!this.previews[row]) this.previews[row] = problem.preview;
  }

  /** Ids that more than one benchmark has. */
  #idsInSeveral(): Set<string> {
    const several = new Set<string>();
    for (const [id, rows] of this.#byId) {
      if (rows.length > 1 && rows.some((row) => this.benchmarks[row] !== this.benchmarks[rows[0]])) several.add(id);
    }
    return several;
  }

  uniqueIds(runs: readonly RunToPair[], members: readonly Int32Array[]): string[] {
    const taken = new Set<string>();
    const inSeveral = this.#idsInSeveral();
    return this.ids.map((plain, row) => {
      const id = inSeveral.has(plain) && this.benchmarks[row] ? `${this.benchmarks[row]}/${plain}` : plain;
      let unique = id;
      if (taken.has(id)) unique = `${id} (${runs[members.findIndex((member) => member[row] >= 0)].label})`;
      for (let i = 2; taken.has(unique); i++) unique = `${id} (${i})`;
      taken.add(unique);
      return unique;
    });
  }
}

/** One run's problems finding their rows. */
class Claim {
  readonly rowToProblem: Int32Array;
  #hasNames = true;

  constructor(private readonly rows: Rows) {
    this.rowToProblem = new Int32Array(rows.capacity).fill(-1);
  }

  claimAll(run: RunToPair, base: RunToPair, baseClaim: Int32Array | undefined, hasNames: boolean): PairingReport {
    const { problems } = run.index;
    this.#hasNames = hasNames;
    const positional = isPositional(problems);
    const report = { sharedIds: [], disagreeing: [], byQuestion: 0, byPosition: 0, withBase: 0, positional };
    if (baseClaim) {
      let left = this.#byId(problems, report, baseClaim);
      left = this.#byQuestion(problems, left, report);
      if (left.length === problems.length && canPairByPosition(problems, base.index.problems))
        left = this.#byPosition(problems, report);
      for (const i of left) this.#append(problems, i);
      for (let row = 0; row < base.index.problems.length; row++) if (this.rowToProblem[row] >= 0) report.withBase++;
    } else for (let i = 0; i < problems.length; i++) this.#append(problems, i);
    return report;
  }

  /** @returns the problems that found no row; the same of the next two. */
  #byId(problems: ProblemEntry[], report: PairingReport, baseClaim: Int32Array): number[] {
    const left: number[] = [];
    for (let i = 0; i < problems.length; i++) {
      const problem = problems[i];
      const rows = this.#withId(problem);
      const row = this.#agreeing(rows, problem.questionHash);
      if (rows.some((candidate) => baseClaim[candidate] >= 0)) {
        report.sharedIds.push(problem.id);
        if (row < 0) report.disagreeing.push(problem.id);
      }
      if (row < 0) left.push(i);
      else this.#take(row, problems, i);
    }
    return left;
  }

  #byQuestion(problems: ProblemEntry[], unpaired: number[], report: PairingReport): number[] {
    return unpaired.filter((i) => {
      const { questionHash } = problems[i];
      const rows = questionHash ? this.rows.withHash(questionHash) : [];
      const row = rows.find((candidate) => this.#isFree(candidate) && this.#mayBe(candidate, problems[i]));
      if (row === undefined) return true;
      report.byQuestion++;
      this.#take(row, problems, i);
      return false;
    });
  }

  /** The base run's problems are the first rows, in order. */
  #byPosition(problems: ProblemEntry[], report: PairingReport): number[] {
    for (let i = 0; i < problems.length; i++) this.#take(i, problems, i);
    report.byPosition = problems.length;
    return [];
  }

  /** Of the free rows the first with this very question, else the first where one side has none; -1 when all disagree. */
  #agreeing(rows: readonly number[], questionHash: string): number {
    let unsure = -1;
    for (const row of rows) {
      if (!this.#isFree(row)) continue;
      const hash = this.rows.hashes[row];
      if (hash && hash === questionHash) return row;
      if (unsure < 0 && (!hash || !questionHash)) unsure = row;
    }
    return unsure;
  }

  #withId(problem: ProblemEntry): readonly number[] {
    if (!problem.hasId) return [];
    const rows = this.rows.withId(problem.id);
    return problem.benchmark === undefined ? rows : rows.filter((row) => this.#mayBe(row, problem));
  }

  /** False where both name a benchmark, and not the same. */
  #mayBe(row: number, { benchmark }: ProblemEntry): boolean {
    const known = this.rows.benchmarks[row];
    return !this.#hasNames || !known || !benchmark || known === benchmark;
  }

  #isFree(row: number): boolean {
    return this.rowToProblem[row] < 0;
  }

  #take(row: number, problems: ProblemEntry[], problem: number): void {
    this.rowToProblem[row] = problem;
    this.rows.complete(row, problems[problem]);
  }

  #append(problems: ProblemEntry[], problem: number): void {
    this.rowToProblem[this.rows.append(problems[problem])] = problem;
  }
}

function benchmarksIn(problems: readonly ProblemEntry[]): Set<string> {
  return new Set(problems.flatMap(({ benchmark }) => (benchmark ? [benchmark] : [])));
}

function isPositional(problems: readonly ProblemEntry[]): boolean {
  return problems.length > 0 && problems.every((problem) => !problem.hasId && !problem.questionHash);
}

function canPairByPosition(problems: ProblemEntry[], base: ProblemEntry[]): boolean {
  return problems.length === base.length && (isPositional(problems) || isPositional(base));
}

function list(map: Map<string, number[]>, key: string, row: number): void {
  const rows = map.get(key);
  if (rows) rows.push(row);
  else map.set(key, [row]);
}

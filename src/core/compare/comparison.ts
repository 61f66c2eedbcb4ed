/** The objects of a comparison: what the page shows, the side bar lists and the command line prints. */
import type { Finding } from '../findings';
import type { LeaveOut, SampleMark } from '../integrity/marks';
import type { RunSettings } from '../provenance/settings';
import type { Role, VerdictRule } from '../scan/plan';
import type { SearchQuery } from '../search/query';
import type { Course } from './course';

export const runRoles = ['base', 'rl', 'checkpoint', 'distilled', 'reference'] as const;
export type RunRole = (typeof runRoles)[number];

/** One run as the comparison file names it. Paths and globs are relative to that file. */
export interface RunSpec {
  label: string;
  role: RunRole;
  /** Files, folders or globs; all together are one run. */
  paths: string[];
  model?: string;
  /** Training step of a checkpoint. */
  step?: number;
  /** Adapter id, when not the sniffed one. */
  format?: string;
  /** Verdict choice id, when not the adapter's default. */
  verdict?: string;
  /** File of verdicts that a grader gave later; they stand instead of the dump's. Relative to the comparison file. */
  grades?: string;
  /** Where each role is found, when the guess is not right. */
  mapping?: Mapping;
  /** Name of the run inside a file that holds several. */
  run?: string;
  sampling?: { temperature?: number; topP?: number; maxTokens?: number };
  /** How it was trained, in numbers: `{ kl: 0.001, rollouts: 32 }`. */
  training?: Record<string, number>;
}

/** A hand-made or accepted assignment of fields to roles; paths as in `scan/plan.ts`. */
export interface Mapping {
  record: string;
  fields: Partial<Record<Role, string>>;
  rule: VerdictRule;
}

/** Contents of `<name>.traces.json`. */
export interface ComparisonFile {
  title: string;
  runs: RunSpec[];
  k?: number | 'n';
  tau?: number;
  mode?: SolvedMode;
  filter?: ProblemFilter;
  sort?: Sort;
  leaveOut?: LeaveOut[];
  /** What is not said is as in `defaultView`. */
  overview?: Partial<OverviewView>;
  annotations?: string;
  /** File of tags shared with other comparisons, relative to this one; the tags are then kept there. */
  codebook?: string;
  /** Searches that are run again by name. */
  patterns?: NamedPattern[];
  /** Files of log-probabilities, relative to the file; without it a `logprobs` folder beside the dumps is used. */
  perplexity?: string[];
}

export interface NamedPattern extends SearchQuery {
  name: string;
}

/** `estimated`: pass@k ≥ τ. `first`: at least one correct among the first k samples as drawn. */
export type SolvedMode = 'estimated' | 'first';

export const problemClasses = ['both', 'baseOnly', 'rlOnly', 'neither', 'undefined'] as const;
/** Class of a problem for one run against the base. `undefined`: n < k, or no samples, in either. */
export type ProblemClass = (typeof problemClasses)[number];

/**
 * Per-problem counts of all runs, one column a run, problems in the order of the base run, then those only others have.
 * All columns have `ids.length` entries.
 */
export interface ProblemTable {
  ids: string[];
  /** Benchmark of each problem; '' where the dumps name none. */
  benchmarks: string[];
  /** First 200 characters of the question, white space folded; '' without a question. */
  previews: string[];
  runs: RunColumns[];
  /** Smallest n over the problems that every run has with n ≥ 1; 0 when there are none. The K of `definitions.md`. */
  maxK: number;
  /** Set: counts are without the samples of these kinds; how many that are, by run. */
  leftOut?: { kinds: LeaveOut[]; samples: number[] };
}

export interface RunColumns {
  /** Scored samples; -1: the run has no such problem. */
  n: Int32Array;
  c: Int32Array;
  unscored: Int32Array;
  /** Position (1-based, among the scored samples in dump order) of the first correct one; 0: none; -1: not known, the dump has only the count. */
  firstCorrect: Int32Array;
  /** Samples that were cut off, and those with other marks; where marks are not known, by finish reason alone. */
  truncated: Int32Array;
  duplicate?: Int32Array;
  unextracted?: Int32Array;
  contradicted?: Int32Array;
}

export interface ProblemFilter {
  classes?: ProblemClass[];
  /** What happens to a problem between the base and the run of the class column. */
  courses?: Course[];
  /** Problems that one run gained or lost against the run before it in training. */
  change?: { run: number; to: 'gained' | 'lost' };
  /** Case-insensitive, in id or question. */
  text?: string;
  /** Accuracy c/n of one run, bounds inclusive, 0…1. */
  accuracy?: { run: number; min: number; max: number };
  /** Problems in which some run has samples with this mark. */
  mark?: SampleMark;
  /** Problems named one by one, such as those a search found; a problem is in every set. */
  sets?: ProblemSet[];
  guessable?: GuessableProblems;
}

/** Leaves out problems that `run`, sampled without reasoning, hits with an accuracy between the bounds (exclusive). */
export interface GuessableProblems {
  run: number;
  above: number;
  below: number;
}

/** Problems by id, and in words what they have in common. */
export interface ProblemSet {
  label: string;
  ids: string[];
}

export type SortColumn = 'order' | 'id' | 'question' | 'delta' | 'class' | `c:${number}` | `pass:${number}`;
export interface Sort {
  column: SortColumn;
  descending: boolean;
}

/** What the user has chosen to see; kept by the host for each comparison and restored after a reload. */
export interface View {
  page: 'problems' | 'traces' | 'overview' | 'review';
  k: number | 'n';
  /** 0 < τ ≤ 1. */
  tau: number;
  mode: SolvedMode;
  filter: ProblemFilter;
  sort: Sort;
  /** Samples that enter no count. */
  leaveOut: LeaveOut[];
  /** Problem in focus, by id; undefined until one is chosen. */
  problem?: string;
  /** Problems chosen together on the Problems page, by id; those that the filter hides do not count. Empty: the one in focus. */
  selected: string[];
  /** Run (column) in focus. */
  run: number;
  /** The two (or more) runs shown side by side on the Traces page. */
  panes: number[];
  /** Sample shown per problem id and run label, 0-based in dump order. */
  samples: Record<string, Record<string, number>>;
  /** Statement on the Traces page in full. */
  statementOpen: boolean;
  overview: OverviewView;
  /** Queue that is read on the Review page, by its id, and the place in it; '': the list of queues. */
  review: { queue: string; place: number };
}

/** What can be set on the Overview page. */
export interface OverviewView {
  /** Of the resamples, a whole number in 0 … 2³² − 1. */
  seed: number;
  /** Support threshold ε on c/n; 0 means c ≥ 1. */
  epsilon: number;
  /** ρ of Cover@ρ and θ of G-Pass@k. */
  rho: number;
  theta: number;
  /** `step`, or a setting of the runs; undefined: whichever the runs differ in. */
  ladderAxis?: string;
  /** Run set against the base, by its place; undefined: as on the Problems page. */
  against?: number;
}

export const defaultView: View = {
  page: 'problems',
  k: 'n',
  tau: 0.5,
  mode: 'estimated',
  filter: {},
  sort: { column: 'order', descending: false },
  leaveOut: [],
  selected: [],
  run: 0,
  panes: [0, 1],
  samples: {},
  statementOpen: false,
  overview: { seed: 7, epsilon: 0, rho: 0.5, theta: 0.5 },
  review: { queue: '', place: 0 },
};

/** One run as people see it in heads, trees and lists. */
export interface RunSummary {
  label: string;
  role: RunRole;
  model?: string;
  step?: number;
  /** Adapter's label; '' until known. */
  format: string;
  verdict: { id: string; label: string };
  verdictChoices: { id: string; label: string }[];
  files: number;
  sizeBytes: number;
  problems: number;
  samples: number;
  nMin: number;
  nMax: number;
  /** How it was drawn, each value with its source. */
  settings: RunSettings;
  /** Set while samples that look alike are compared in full: how many have been read, of how many. */
  confirming?: { done: number; total: number };
  state: RunState;
}

export type RunState =
  | { kind: 'waiting' }
  | { kind: 'reading'; file: string; readBytes: number; totalBytes: number; bytesPerSecond: number }
  | { kind: 'ready' }
  /** Reading was stopped; what has been read can be used, and counts say "so far". */
  | { kind: 'stopped'; readBytes: number; totalBytes: number }
  /** One sentence: the thing, what it is, the way on. `canBeMapped`: its fields can be named by hand. */
  | { kind: 'failed'; message: string; canBeMapped: boolean };

/** Everything but the view: what the host knows of an open comparison. */
export interface ComparisonState {
  title: string;
  /** False for a dump opened alone and for a comparison that has no file yet. */
  saved: boolean;
  runs: RunSummary[];
  table: ProblemTable;
  findings: Finding[];
  /** Samples of all runs that came since the comparison was opened or a problem's traces were last looked at; absent: none. */
  arrived?: Int32Array;
}

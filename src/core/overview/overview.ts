// The Overview as data: everything the page, the report and `stats --json` show, computed by `overviewOf` from counts per
// problem and, where there are any, columns per sample. Rows are rows of the problem table; fractions are in [0, 1]; runs
// are numbered as the table's columns. Typed arrays, so that it travels between threads as it is.
import type { ProblemClass, ProblemTable, SolvedMode } from '../compare/comparison';
import type { NamedRun } from '../compare/wordsFor';
import type { ReviewColumns } from '../review/results';
import type { SampleFacts } from './sampleFacts';

/** What is known of a run beside its counts. */
export interface OverviewRun extends NamedRun {
  /** Numbers a ladder can be drawn against: `temperature`, `topP`, `maxTokens`, `kl`, `rollouts`, … Not the step. */
  axes?: Readonly<Record<string, number>>;
  /** Names the very dump: a hash, or size and time. Goes into captions. */
  dump?: string;
}

export interface OverviewInput {
  table: ProblemTable;
  runs: readonly OverviewRun[];
  /** Per run its samples' answers and lengths; what needs them says so where they are absent. */
  samples?: readonly (SampleFacts | undefined)[];
  /** Log-probabilities of traces under a model, from side files or the dumps, already joined to rows: see `allScored`. */
  scored?: readonly ScoredRun[];
  /** Per run what people found of its correct samples' chains of thought, lined up with the table: see `reviewColumns`. */
  review?: readonly (ReviewColumns | undefined)[];
}

/** Samples of one run whose log-probability under one model is known. Columns have one entry a sample. */
export interface ScoredRun {
  /** The model that gave the log-probabilities, as the file names it. */
  scorer: string;
  /** The run it is, when the scorer is one of the runs' models; -1 otherwise. */
  scorerRun: number;
  /** Run the samples belong to. */
  run: number;
  /** Table row of each sample. */
  row: Int32Array;
  /** Row of each sample in the columns of the run's index. */
  sample?: Int32Array;
  tokens: Int32Array;
  /** Nats, over the tokens of the trace. */
  sumLogProb: Float64Array;
  /** Set: token counts are not known, and each sample stands as one token with its mean log-probability. */
  uncounted?: boolean;
}

export interface OverviewOptions {
  k: number | 'n';
  tau: number;
  mode: SolvedMode;
  /** Run set against the base; default, and where it takes no part, as on the Problems page. */
  against?: number;
  /** Rows that pass the page's filters; default all. */
  rows?: ArrayLike<number>;
  /** The filters in words, for captions: `base only`, `accuracy of base 0 to 10 %`. */
  filters?: readonly string[];
  /** Leaves out problems that can be guessed: `run` was sampled without reasoning. */
  guessable?: GuessableFilter;
  /** A whole number in 0 … 2³² − 1; default 7. */
  seed?: number;
  /** Default 10,000. */
  resamples?: number;
  /** Support threshold ε on c/n; default 0, which means c ≥ 1. */
  epsilon?: number;
  /** ρ of Cover@ρ and θ of G-Pass@k; defaults 0.5. */
  rho?: number;
  theta?: number;
  /** `step`, a name of `axes`, or `entropy` (see `Perplexity.entropyProxy`). Default: `step` where two runs have one. */
  ladderAxis?: string;
  /** Extra k at which curves carry a value. */
  ks?: readonly number[];
}

export interface GuessableFilter {
  /** The evidence: a run sampled without reasoning. It takes no part in the comparison. */
  run: number;
  /** Exclusive bounds on its accuracy; default 0 and 0.05. High accuracy is kept: such problems are easy, not guessable. */
  above?: number;
  below?: number;
}

/** A number with its 95 % interval; `lo` and `hi` are NaN where there is none (yet). */
export interface Estimate {
  value: number;
  lo: number;
  hi: number;
}

/** How the intervals were made. */
export interface IntervalMethod {
  /** Closed form (Cornish–Fisher) from 100 problems up, else the paired bootstrap over problems. */
  method: 'closed-form' | 'bootstrap';
  seed: number;
  /** Resamples wanted, and made so far; the crossover always uses them. */
  resamples: number;
  done: number;
}

/** A section for which something is missing: one sentence that says what, and how to get it. */
export interface Missing {
  missing: string;
}

export interface Overview {
  k: number | 'n';
  /** The k that means are shown at: `k`, at most `K`. 0 without problems. */
  atK: number;
  tau: number;
  mode: SolvedMode;
  /** Smallest n over `rows` and runs compared. 0 without problems. */
  K: number;
  /** -1 when the base could not be read. */
  base: number;
  against: number;
  /** Runs compared, in order: all but the guessing run and runs without any problem. */
  compared: number[];
  /** The fixed problem set: rows that pass the filters and that every compared run has, rising. */
  rows: Int32Array;
  problems: ProblemCounts;
  filters: string[];
  interval: IntervalMethod;
  sentence: Sentence;
  curves: Curves;
  /** Each benchmark by itself; empty when there is one. `curves` is then their unweighted mean. */
  benchmarks: BenchmarkCurves[];
  /** Per run, against the base; undefined for the base and for runs that are not compared. */
  crossovers: (CrossoverEstimate | undefined)[];
  /** Per run, against the base, at k and τ. The base itself is `both` or `neither`. */
  coverage: RunCoverage[];
  /** Which runs solve exactly which problems, largest first; only sets that occur. Undefined rows are in none. */
  sets: SolvedSet[];
  histogram: Histogram;
  statistics: Statistic[];
  paired: PairedTests | undefined;
  ladder: Ladder | Missing;
  lengths: Lengths | Missing;
  answers: Answers | Missing;
  perplexity: Perplexity | Missing;
  guessable: Guessable | undefined;
  support: Support[];
  forecast: (Forecast | Missing)[];
  /** How much was reviewed; undefined when nothing was. The bounds of CoT-pass@k are in `curves`. */
  review: Review | undefined;
}

/** Where the problems went; the parts add up to `total`. */
export interface ProblemCounts {
  total: number;
  /** In the fixed set. */
  shown: number;
  filteredOut: number;
  guessable: number;
  /** Passing the filters, but without scored samples in some compared run. */
  notInAllRuns: number;
}

/** A sentence in parts, so that its numbers can stand out. */
export interface Sentence {
  parts: { text: string; strong?: boolean; muted?: boolean }[];
  /** How the interval was made, and in which share of resamples the base overtakes. */
  note: string;
}

/** Mean pass@k (in first-k mode: the share of problems solved by the first k samples, no estimate) at a grid of k. */
export interface Curves {
  /** Rising, from 1 to K: every k up to 16, then 12 an octave, powers of two, K, and the k asked for. */
  ks: number[];
  /** By run; undefined for runs that are not compared. Columns have one entry a k. */
  runs: (RunCurve | undefined)[];
  /** By run: CoT-pass@k; undefined where nobody reviewed it, and in first-k mode. */
  cot: (CotBand | undefined)[];
}

/** Mean CoT-pass@k lies between these, one entry a k. No sampling interval: they are bounds, not estimates. */
export interface CotBand {
  /** Only samples judged valid count. */
  lower: Float64Array;
  /** All correct samples count but those judged invalid. */
  upper: Float64Array;
  /** Samples that count, by `Overview.rows`. */
  counts: { lower: Int32Array; upper: Int32Array };
}

export interface Review {
  /** By run; undefined where nobody reviewed it, and for runs that are not compared. */
  runs: (RunReview | undefined)[];
}

/** Correct samples of one run over the fixed set, and what was said of them. */
export interface RunReview {
  correct: number;
  /** Judged: valid, invalid, ambiguous or disputed. Skipped ones are not. */
  audited: number;
  valid: number;
  invalid: number;
  ambiguous: number;
  /** Reviewers differ, and nobody has adjudicated. */
  disputed: number;
  skipped: number;
}

export interface RunCurve {
  value: Float64Array;
  lo: Float64Array;
  hi: Float64Array;
}

export interface BenchmarkCurves extends Curves {
  name: string;
  problems: number;
  crossovers: (CrossoverEstimate | undefined)[];
}

export interface CrossoverEstimate {
  k: number | null;
  reason: 'base-leads-at-1' | 'never' | 'crosses';
  /** Every later k at which the lead changes hands. */
  later: number[];
  /** Ends of the 95 % interval; null reads "> K". Both null and `done` 0: not computed yet. */
  lo: number | null;
  hi: number | null;
  /** Share of resamples in which the base overtakes at some k ≥ 2; NaN before the first resample. */
  share: number;
  /** Share in which it leads already at k = 1. */
  shareBaseLeadsAt1: number;
}

export interface RunCoverage {
  counts: Record<ProblemClass, number>;
  /** Rows per class, in table order. */
  rows: Record<ProblemClass, Int32Array>;
}

export interface SolvedSet {
  /** By compared run, in the order of `Overview.compared`. */
  solvedBy: boolean[];
  rows: Int32Array;
}

/** Accuracy in the twelve bins of the study: exactly 0, (0, 0.1] … (0.8, 0.9], (0.9, 1), exactly 1. */
export interface Histogram {
  /** By run: 12 counts; undefined for runs that are not compared. */
  counts: (number[] | undefined)[];
  /** By run: the bin of each of `Overview.rows`. */
  bins: (Uint8Array | undefined)[];
  /** Problems by bin of the base (outer) and of `against` (inner): where the problems of each base bin went. */
  flow: number[][];
  rise: number;
  fall: number;
}

export const statisticIds = [
  'pass@1',
  'pass@k',
  'pass@256',
  'pass^k',
  'deltaSE',
  'cover@rho',
  'g-pass@k',
  'mg-pass@k',
  'maj@k',
] as const;
export type StatisticId = (typeof statisticIds)[number];

/** One tile: a number per run, and the difference of `against` and the base. */
export interface Statistic {
  id: StatisticId;
  /** With its numbers in: `pass@64`, `Cover@0.5`, `ΔSE = pass@256 base − pass@1 RL`. */
  label: string;
  /** By run; undefined for runs that are not compared. For ΔSE: the gap of that run, undefined for the base. */
  runs: (Estimate | undefined)[];
  /** `against` less base, paired; undefined for ΔSE, which is a difference itself, and when the base is alone. */
  difference: Estimate | undefined;
  /** What to know of it: K in place of 256, error of draws. */
  note?: string;
}

export interface PairedTests {
  /** On base only / RL only at the current k, τ. */
  mcnemar: { baseOnly: number; rlOnly: number; p: number };
  /** Two-sided sign flips of the paired differences of pass@k at `atK`. */
  permutation: { k: number; difference: number; p: number; exact: boolean; flips: number };
}

export interface Ladder {
  /** `step`, the setting's name, or `entropy`. */
  axis: string;
  /** What else could be the axis. */
  axes: string[];
  /** The K of pass@K: 256, or `K` where it is smaller. */
  K: number;
  rungs: Rung[];
}

export interface Rung {
  run: number;
  /** Place on the axis. */
  x: number;
  pass1: Estimate;
  passK: Estimate;
  solved: number;
  /** Rows solved here and not one rung below; undefined rows are in none. `regained`: those of them solved further down. */
  gained: Int32Array;
  lost: Int32Array;
  regained: Int32Array;
}

export interface Lengths {
  unit: 'tokens' | 'bytes';
  runs: (RunLengths | undefined)[];
}

export interface RunLengths {
  correct: LengthSummary;
  wrong: LengthSummary;
  /** Samples cut off, and all samples of the rows, unscored ones included. */
  truncated: number;
  samples: number;
}

export interface LengthSummary {
  samples: number;
  mean: number;
  /** 5, 25, 50, 75, 95 %; NaN without samples. */
  quantiles: number[];
}

export interface Answers {
  /** Problems, of the rows, whose most frequent wrong answer is the same in base and `against`; of those where both have one. */
  sharedTop: { count: number; of: number };
  /** By run: mean number of distinct answers a problem, and the share of samples without an answer. */
  runs: ({ distinct: number; noAnswer: number } | undefined)[];
  /** The most frequent wrong answers, over both runs together; at most 50. */
  top: WrongAnswer[];
}

export interface WrongAnswer {
  row: number;
  answer: string;
  /** Wrong samples with it in the base and in `against`. */
  base: number;
  against: number;
}

export interface Perplexity {
  distributions: PerplexityDistribution[];
  /** By run: mean negative log-probability per token under the run's own model, a stand-in for its output entropy, in nats; else null. */
  entropyProxy: (number | null)[];
  /** What the stand-in is, and sentences on the runs for which it lacks something. */
  note: string;
  lacking: string[];
}

/** `PPL_scorer(Y_run)`: per sample, pooled and per problem. */
export interface PerplexityDistribution {
  scorer: string;
  run: number;
  samples: number;
  /** Pooled: 5, 25, 50, 75, 95 %. */
  quantiles: number[];
  mean: number;
  /** Median of each row that has samples. */
  rows: Int32Array;
  medians: Float64Array;
  /** Pooled samples in bins of equal width in ln(perplexity); all distributions share `edges`. */
  edges: Float64Array;
  counts: Uint32Array;
}

export interface Guessable {
  run: number;
  above: number;
  below: number;
  /** Removed rows; kept ones are `Overview.rows`. */
  removed: Int32Array;
}

export interface Support {
  run: number;
  epsilon: number;
  preserved: Int32Array;
  shrunk: Int32Array;
  expanded: Int32Array;
  out: Int32Array;
}

/** Beta-binomial fit over problems, and where it leads past n. */
export interface Forecast {
  run: number;
  alpha: number;
  beta: number;
  /** From K on, by doublings up to 16 K. */
  ks: number[];
  value: Float64Array;
  /** Fitted on the first quarter of each problem's samples, forecast to n: mean absolute error over k in (n/4, n]. NaN where dump order is not known. */
  backTestError: number;
  /** For `against`: samples of the base, all wrong, that would settle each RL-only problem; 0 when settled. */
  settle?: { rows: Int32Array; samples: Int32Array; total: number };
}

/** Refused, not ready, or not there. */
export function isMissing<T extends object>(section: T | Missing): section is Missing {
  return 'missing' in section;
}

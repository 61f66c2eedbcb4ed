/** What one scan finds of one run in one file. Parts of several files are put together in `assembleRun`. */
import { Finish, TextKind, Verdict, type CountedRecord, type SampleColumns } from '../runIndex';
import { Interner } from './interner';
import { SampleTable } from './sampleTable';

export interface Range {
  offset: number;
  length: number;
  kind: TextKind;
}

/** A problem as its first record shows it. */
export interface PartProblem {
  /** Number of its key in `DumpPart.keys`. */
  key: number;
  hasId: boolean;
  /** Number of its benchmark in `DumpPart.benchmarks`; -1: none. */
  benchmark: number;
  question?: Range;
  reference?: Range;
}

/** First byte of a problem's key: what the rest of it is. */
export const KeyKind = { id: 1, question: 2, place: 3 } as const;

export class DumpPart {
  readonly keys = new Interner();
  readonly benchmarks = new Interner();
  /** Per benchmark (from -1): key number → problem number; a damaged row may leave keys without a problem. */
  private readonly problemOfKey: number[][] = [];
  readonly problems: PartProblem[] = [];
  readonly samples = new SampleTable();
  readonly answers = new Interner();
  readonly notes = new Interner();
  /** Emptied as they are taken, like `samples`. */
  counted: CountedRecord[] = [];

  constructor(
    /** Name of the run, where a file holds several. */
    readonly run: string | undefined,
    readonly verdictsOnly: boolean,
    /** See `Section.inOrder`. */
    readonly inOrder = false,
  ) {}

  /** Number of the problem with this key, as `found` describes it if it is new. */
  problemWith(key: number, benchmark: number): number | undefined {
    return this.problemOfKey[benchmark + 1]?.[key];
  }

  addProblem(found: PartProblem): number {
    const ofBenchmark = (this.problemOfKey[found.benchmark + 1] ??= []);
    return (ofBenchmark[found.key] = this.problems.push(found) - 1);
  }
}

/** One record's samples before they are committed: a damaged row leaves nothing behind. */
export class RecordScratch {
  /** Longest list seen, and the list of texts. */
  count = 0;
  textCount = 0;
  seen = 0;
  private capacity = 64;
  columns: SampleColumns = scratchColumns(64);
  hasVerdict = new Uint8Array(64);
  /** Sums of log-probabilities, and how many there were. */
  logProbSums = new Float64Array(64);
  logProbCounts = new Int32Array(64);

  reach(element: number): void {
    if (element >= this.capacity) this.grow(element + 1);
    if (element >= this.count) this.count = element + 1;
    this.seen++;
  }

  reset(): void {
    const used = this.count;
    this.count = this.textCount = this.seen = 0;
    const c = this.columns;
    // One sample a row: eight calls of `fill` would cost more than the row.
    if (used === 1) {
      c.kind[0] = TextKind.none;
      c.length[0] = c.offset[0] = 0;
      c.verdict[0] = Verdict.unscored;
      c.finish[0] = Finish.unknown;
      c.answer[0] = c.note[0] = c.tokens[0] = -1;
      this.hasVerdict[0] = c.print[0] = 0;
      this.logProbSums[0] = this.logProbCounts[0] = 0;
      return;
    }
    c.kind.fill(TextKind.none, 0, used);
    c.length.fill(0, 0, used);
    c.offset.fill(0, 0, used);
    c.verdict.fill(Verdict.unscored, 0, used);
    c.finish.fill(Finish.unknown, 0, used);
    c.answer.fill(-1, 0, used);
    c.note.fill(-1, 0, used);
    c.tokens.fill(-1, 0, used);
    c.print.fill(0, 0, used);
    this.hasVerdict.fill(0, 0, used);
    this.logProbSums.fill(0, 0, used);
    this.logProbCounts.fill(0, 0, used);
  }

  private grow(needed: number): void {
    const old = this.columns;
    this.capacity = Math.max(needed, this.capacity * 2);
    this.columns = scratchColumns(this.capacity);
    for (const name of ['offset', 'length', 'kind', 'verdict', 'finish', 'answer', 'note', 'tokens', 'print'] as const)
      this.columns[name].set(old[name] as never);
    const has = new Uint8Array(this.capacity);
    has.set(this.hasVerdict);
    this.hasVerdict = has;
    const sums = new Float64Array(this.capacity);
    sums.set(this.logProbSums);
    this.logProbSums = sums;
    const counts = new Int32Array(this.capacity);
    counts.set(this.logProbCounts);
    this.logProbCounts = counts;
  }
}

function scratchColumns(capacity: number): SampleColumns {
  return {
    problem: new Int32Array(0),
    file: new Uint16Array(0),
    offset: new Float64Array(capacity),
    length: new Uint32Array(capacity),
    kind: new Uint8Array(capacity).fill(TextKind.none),
    verdict: new Uint8Array(capacity).fill(Verdict.unscored),
    finish: new Uint8Array(capacity),
    answer: new Int32Array(capacity).fill(-1),
    note: new Int32Array(capacity).fill(-1),
    tokens: new Int32Array(capacity).fill(-1),
    logProb: new Float32Array(0),
    print: new Uint32Array(capacity),
  };
}

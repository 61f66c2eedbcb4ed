/**
 * Puts the parts of a run's files together while they are being read, and tells what is new since the last time. The
 * scanning side (a worker, or the same thread) assembles; the reading side mirrors (`runMirror.ts`).
 */
import { hashQuestion, userTurn } from '../compare/question';
import type { Finding } from '../findings';
import type { CountedRecord, ProblemEntry, RunIndex, SampleColumns, TextRange } from '../runIndex';
import { readRangeOf, type ByteSource } from './byteSource';
import { KeyKind, type DumpPart, type PartProblem, type Range } from './dumpPart';
import type { Interner } from './interner';
import { decodeString, decodeValue } from './jsonText';
import { ownColumns, SampleTable } from './sampleTable';

/** A problem before its samples are counted. */
export type NewProblem = Pick<
  ProblemEntry,
  'id' | 'hasId' | 'benchmark' | 'question' | 'preview' | 'questionHash' | 'reference'
>;

/** What has been added to a run since the last delta; numbers in `samples` are those of the whole run. */
export interface RunDelta {
  problems: NewProblem[];
  samples: SampleColumns;
  answers: string[];
  notes: string[];
  counted?: CountedRecord[];
}

/**
 * Verdicts for samples stored elsewhere: the j-th one of a problem speaks of its j-th sample, or of the one that `place`
 * says. Where the verdicts name no problem, the j-th of all speaks of the j-th sample of the run.
 */
export interface VerdictOverlay {
  /** -1: the run has no such problem. Absent: verdicts name no problem. */
  problem?: Int32Array;
  verdict: Uint8Array;
  /** Number of the sample among those of its problem, from 0; -1: the next one. */
  place?: Int32Array;
}

const previewChars = 200;
/** Statements and reference answers longer than this are hashed, previewed and compared by their beginning. */
const longestQuestionBytes = 256 * 1024;
const longestReferenceBytes = 4096;

interface OpenPart {
  part: DumpPart;
  file: number;
  source: ByteSource;
  /** Of problems that name none themselves. */
  benchmark: string | undefined;
  /** Part's numbers → run's numbers. */
  problems: number[];
  answers: number[];
  notes: number[];
}

export class RunAssembler {
  readonly findings: Finding[] = [];
  /** Per problem of the run: its key, for the verdicts that come in a file of their own. */
  private readonly byKey = new Map<string, number>();
  private readonly hashes: string[] = [];
  private readonly answers = new Map<string, number>();
  private readonly notes = new Map<string, number>();
  private open: OpenPart[] = [];
  private disagreeing = 0;
  private problemCount = 0;
  /** Problems are told apart by nothing but their place in a file, which no later scan knows of. */
  hasPlaces = false;

  /**
   * Adds a part that is being (or has been) filled from `source`, file number `file` of the run.
   *
   * @param benchmark of the problems that name none themselves
   */
  add(part: DumpPart, file: number, source: ByteSource, benchmark?: string): void {
    this.open.push({ part, file, source, benchmark, problems: [], answers: [], notes: [] });
  }

  /** Goes on from an index of the same files, whose problems, answers and notes keep their numbers. */
  seed(index: Pick<RunIndex, 'problems' | 'answers' | 'notes'>): void {
    for (const problem of index.problems) {
      const key = problem.hasId ? `i${problem.id}` : `q${problem.questionHash}`;
      this.byKey.set(inBenchmark(problem.benchmark, key), this.problemCount++);
      this.hashes.push(problem.questionHash);
    }
    index.answers.forEach((answer, number) => this.answers.set(answer, number));
    index.notes.forEach((note, number) => this.notes.set(note, number));
  }

  /** Everything that is new, its columns as views that hold until the scan goes on. Parts of finished files (`done`) are let go. */
  take(done = false): RunDelta {
    const delta: RunDelta & { counted: CountedRecord[] } = {
      problems: [],
      samples: undefined as unknown as SampleColumns,
      answers: [],
      notes: [],
      counted: [],
    };
    const slices = this.open.map((open) => this.takeFrom(open, delta));
    delta.samples = slices.length === 1 ? slices[0] : concatColumns(slices);
    if (done) this.open = [];
    return delta;
  }

  /** Findings that only the whole run shows. */
  finish(): Finding[] {
    if (this.disagreeing > 0)
      this.findings.push({
        code: 'question-disagrees',
        severity: 'warning',
        count: this.disagreeing,
        message: `${this.disagreeing} problem ids stand for different questions in different files of this run; they are kept apart as "id~2", each a problem of its own in every mean.`,
      });
    return this.findings;
  }

  /** Verdicts of a part that holds nothing else, with the run's problem numbers. */
  overlay(part: DumpPart, benchmark?: string): VerdictOverlay {
    const { problem, verdict, tokens } = ownColumns(part.samples.view());
    const hasNames = part.problems.some(({ key }) => part.keys.bytes(key)[0] !== KeyKind.place);
    if (!hasNames && !part.inOrder) return { verdict };
    // With one problem more or less than the run, nothing says which is which.
    const isInOrder = part.inOrder && part.problems.length === this.problemCount;
    const numberOf = (p: number): number =>
      this.byKey.get(inBenchmark(benchmarkOf(part, p) ?? benchmark, keyText(part, p))) ?? -1;
    renumber(
      problem,
      part.problems.map((_, p) => (isInOrder ? p : numberOf(p))),
    );
    return { problem, verdict, place: placesFromZero(tokens) };
  }

  private takeFrom(open: OpenPart, delta: RunDelta & { counted: CountedRecord[] }): SampleColumns {
    const { part } = open;
    for (let p = open.problems.length; p < part.problems.length; p++)
      open.problems.push(this.problemNumber(open, p, delta));
    extend(open.answers, part.answers, this.answers, delta.answers);
    extend(open.notes, part.notes, this.notes, delta.notes);
    const columns = part.samples.view();
    part.samples.length = 0;
    renumber(columns.problem, open.problems);
    renumber(columns.answer, open.answers);
    renumber(columns.note, open.notes);
    columns.file.fill(open.file);
    for (const record of part.counted) delta.counted.push({ ...record, problem: open.problems[record.problem] });
    part.counted = [];
    return columns;
  }

  private problemNumber(open: OpenPart, p: number, delta: RunDelta): number {
    const key = keyText(open.part, p);
    const benchmark = benchmarkOf(open.part, p) ?? open.benchmark;
    const found = open.part.problems[p];
    const question = found.question && textOf(open.source, found.question, longestQuestionBytes);
    const hash = question ? hashQuestion(question) : '';
    for (let copy = 1; ; copy++) {
      const copyKey = copy === 1 ? key : `${key}~${copy}`;
      const known = this.byKey.get(inBenchmark(benchmark, copyKey));
      if (known === undefined) {
        if (copy > 1) this.disagreeing++;
        return this.addProblem(open, found, { key: copyKey, benchmark, question, hash }, delta);
      }
      const agrees = hash === '' || this.hashes[known] === '' || hash === this.hashes[known];
      if (agrees) return known;
    }
  }

  private addProblem(
    open: OpenPart,
    found: PartProblem,
    named: { key: string; benchmark: string | undefined; question: string | undefined; hash: string },
    delta: RunDelta,
  ): number {
    const { key, benchmark, question, hash } = named;
    const number = this.problemCount++;
    this.byKey.set(inBenchmark(benchmark, key), number);
    this.hashes[number] = hash;
    const isNamed = key.startsWith('i');
    if (key.startsWith('p')) this.hasPlaces = true;
    delta.problems.push({
      id: isNamed ? key.slice(1) : `#${number}`,
      hasId: isNamed && found.hasId,
      benchmark,
      question: found.question && rangeIn(open.file, found.question),
      preview: question ? previewOf(question) : '',
      questionHash: hash,
      reference: found.reference && textOf(open.source, found.reference, longestReferenceBytes),
    });
    return number;
  }
}

/** Sample numbers as stored count from 0 or from 1; undefined when a verdict has none. */
function placesFromZero(stored: Int32Array): Int32Array | undefined {
  if (stored.length === 0 || stored.includes(-1)) return undefined;
  const first = stored.includes(0) ? 0 : 1;
  return stored.map((number) => number - first);
}

function rangeIn(file: number, { offset, length, kind }: Range): TextRange {
  return { file, offset, length, kind };
}

/** Text of a problem's key with a letter for its kind: `i` id, `q` question, `p` place. */
function keyText(part: DumpPart, problem: number): string {
  const bytes = part.keys.bytes(part.problems[problem].key);
  const text = decodeString(bytes.subarray(1));
  if (bytes[0] === KeyKind.id) return `i${text}`;
  return bytes[0] === KeyKind.question ? `q${hashQuestion(text)}` : `p${text}`;
}

function benchmarkOf({ problems, benchmarks }: DumpPart, problem: number): string | undefined {
  const { benchmark } = problems[problem];
  return benchmark < 0 ? undefined : decodeString(benchmarks.bytes(benchmark));
}

/** A key that two benchmarks may both have. */
function inBenchmark(benchmark: string | undefined, key: string): string {
  return benchmark === undefined ? key : `${key}\0${benchmark}`;
}

function textOf(source: ByteSource, range: Range, longest: number): string {
  return decodeValue(readRangeOf(source, range.offset, range.offset + Math.min(range.length, longest)), range.kind);
}

function previewOf(question: string): string {
  return userTurn(question)
    .slice(0, previewChars * 2)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, previewChars)
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Extends the table part number → run number by what is new in `interner`. */
function extend(numbers: number[], interner: Interner, all: Map<string, number>, added: string[]): void {
  for (let id = numbers.length; id < interner.size; id++) {
    const text = decodeString(interner.bytes(id));
    let number = all.get(text);
    if (number === undefined) {
      all.set(text, (number = all.size));
      added.push(text);
    }
    numbers.push(number);
  }
}

function renumber(column: Int32Array, numbers: number[]): void {
  for (let i = 0; i < column.length; i++) if (column[i] >= 0) column[i] = numbers[column[i]];
}

function concatColumns(slices: SampleColumns[]): SampleColumns {
  const table = new SampleTable();
  for (const slice of slices) table.append(slice);
  return table.view();
}

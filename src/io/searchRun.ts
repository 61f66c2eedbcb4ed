/** Searches the samples of one run, block by block, in the order they are stored. Reads no more than it must. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TextKind, Verdict, type DumpFile } from '../core/runIndex';
import type { MatchCount } from '../core/search/query';
import type { SampleSearch } from '../core/search/sampleSearch';
import { systemReason } from './errors';
import { FileSource } from './fileSource';
import { PairKernel } from './pairKernel';

/** What of a `RunIndex` a search needs. */
export interface SearchedRun {
  files: DumpFile[];
  file: Uint16Array;
  offset: Float64Array;
  length: Uint32Array;
  kind: Uint8Array;
  verdict: Uint8Array;
}

/** Samples with matches, one entry each, and how many samples were looked at since the last batch. */
export interface FoundBatch {
  /** Sample rows of the run's index. */
  row: Int32Array;
  /** Matches in it. */
  count: Uint32Array;
  /** Where the first begins, in UTF-16 units of the decoded text; -1 as in `MatchCount`. */
  first: Int32Array;
  /** How long it is. */
  length: Uint32Array;
  /** Samples looked at, by `Verdict` value; those without text are not counted. */
  searched: [wrong: number, correct: number, unscored: number];
  /** Their bytes. */
  bytes: number;
}

/** Where a search stands: how many samples of the run, in the order of the search, have been told of. */
export interface SearchSteps {
  /** Samples to begin behind. */
  from: number;
  /** Samples to leave out, counted in the order of the search. */
  skip: ReadonlySet<number>;
  /** Called before each sample. */
  before(place: number): void;
  /** `place`: how many samples have been searched or left out. */
  tell(batch: FoundBatch, place: number): void;
  /** A sentence about a file that can't be searched; its samples are not counted. */
  fail(message: string): void;
}

const BLOCK_BYTES = 4 << 20;
/** More than this between two samples is not read. */
const GAP_BYTES = 64 << 10;
/** The first results come at once, later ones at most this often. */
const TELL_EVERY_MS = 50;

export function searchRun(run: SearchedRun, search: SampleSearch, steps: SearchSteps): void {
  const rows = rowsInOrder(run);
  const batch = new Batch(run, steps);
  let place = Math.min(steps.from, rows.length);
  while (place < rows.length) {
    const file = run.file[rows[place]];
    const end = endOfFile(run, rows, place);
    const source = openFresh(run.files[file], (message) => steps.fail(message));
    try {
      if (source) for (; place < end;) place = searchBlock({ run, rows, place, end, source }, search, batch);
    } finally {
      source?.close();
    }
    place = end;
  }
  batch.tell(rows.length);
}

/** All samples that have a text, by file and place in it. Sorting what is in order already costs next to nothing. */
export function rowsInOrder({ file, offset, kind }: SearchedRun): Int32Array {
  const rows = Int32Array.from({ length: kind.length }, (_, row) => row).filter((row) => kind[row] !== TextKind.none);
  return rows.sort((a, b) => file[a] - file[b] || offset[a] - offset[b] || a - b);
}

function endOfFile({ file }: SearchedRun, rows: Int32Array, from: number): number {
  let end = from;
  while (end < rows.length && file[rows[end]] === file[rows[from]]) end++;
  return end;
}

/** The file, unless it is not the one that was indexed. */
function openFresh(file: DumpFile, fail: (message: string) => void): FileSource | undefined {
  try {
    const now = statSync(file.path);
    if (now.size === file.size && now.mtimeMs === file.mtimeMs) return new FileSource(file.bytesPath);
    fail(`${basename(file.path)} changed on disk and was not searched. Reload Dumps reads it again.`);
  } catch (error) {
    fail(`${basename(file.path)} was not searched: ${systemReason(error)}.`);
  }
  return undefined;
}

interface Stretch {
  run: SearchedRun;
  rows: Int32Array;
  place: number;
  end: number;
  source: FileSource;
}

/** Reads and searches as many samples as fit in a block, at least one. @returns the place behind them */
function searchBlock(stretch: Stretch, search: SampleSearch, batch: Batch): number {
  const { run, rows, place, source } = stretch;
  const behind = endOfBlock(stretch);
  const first = run.offset[rows[place]];
  let last = first;
  for (let i = place; i < behind; i++) last = Math.max(last, run.offset[rows[i]] + run.length[rows[i]]);
  const bytes = batch.kernel.buffer(last - first);
  source.read(bytes, 0, bytes.length, first);
  const start = Float64Array.from({ length: behind - place }, (_, i) => run.offset[rows[place + i]] - first);
  const end = start.map((from, i) => from + run.length[rows[place + i]]);
  const kind = Uint8Array.from({ length: behind - place }, (_, i) => run.kind[rows[place + i]]);
  search(
    { bytes, start, end, kind, next: batch.kernel.next },
    {
      skip: (i) => batch.begin(rows[place + i], place + i),
      found: (i, counted) => batch.add(rows[place + i], counted),
    },
  );
  return behind;
}

function endOfBlock({ run, rows, place, end }: Stretch): number {
  const first = run.offset[rows[place]];
  let last = first;
  let i = place;
  for (; i < end; i++) {
    const from = run.offset[rows[i]];
    const to = from + run.length[rows[i]];
    if (i > place && (to - first > BLOCK_BYTES || from - last > GAP_BYTES)) break;
    last = Math.max(last, to);
  }
  return i;
}

/** Collects what is found, and tells of it now and then, always between two samples. */
class Batch {
  private row: number[] = [];
  private count: number[] = [];
  private first: number[] = [];
  private length: number[] = [];
  private searched: FoundBatch['searched'] = [0, 0, 0];
  private bytes = 0;
  private done: number;
  private nextTell = 0;
  readonly kernel = new PairKernel();

  constructor(
    private readonly run: SearchedRun,
    private readonly steps: SearchSteps,
  ) {
    this.done = steps.from;
  }

  /** @returns true for a sample that is left out. */
  begin(row: number, place: number): boolean {
    this.done = place;
    this.tellIfDue();
    this.steps.before(place);
    if (this.steps.skip.has(place)) return true;
    this.searched[this.run.verdict[row] <= Verdict.unscored ? this.run.verdict[row] : Verdict.unscored]++;
    this.bytes += this.run.length[row];
    return false;
  }

  add(row: number, { count, first, length }: MatchCount): void {
    this.row.push(row);
    this.count.push(count);
    this.first.push(first);
    this.length.push(length);
  }

  tell(place: number): void {
    const { searched, bytes } = this;
    const columns = {
      row: Int32Array.from(this.row),
      count: Uint32Array.from(this.count),
      first: Int32Array.from(this.first),
      length: Uint32Array.from(this.length),
    };
    this.row = [];
    this.first = [];
    this.count = [];
    this.length = [];
    this.searched = [0, 0, 0];
    this.bytes = 0;
    this.steps.tell({ ...columns, searched, bytes }, place);
  }

  private tellIfDue(): void {
    const now = performance.now();
    if (now < this.nextTell) return;
    this.nextTell = now + TELL_EVERY_MS;
    this.tell(this.done);
  }
}

/** One run of an open comparison: its spec, what has been read of it, and the reading that is under way. */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Arrivals } from '../core/compare/arrivals';
import type { RunSpec, RunState, RunSummary } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import { withSpec, type RunSettings } from '../core/provenance/settings';
import type { RunIndex } from '../core/runIndex';
import { duplicatesOf, type Duplicate } from '../core/integrity/duplicates';
import { marksOf, type RunMarks } from '../core/integrity/marks';
import {
  UnreadableError,
  confirmDuplicates,
  loadRun,
  type LoadOptions,
  type LoadProgress,
  type LoadedRun,
} from '../io/loadRun';
import { findFiles } from '../io/findFiles';
import { isCancellation } from './cancellation';

/** A file that grew is read on within this time, or else the run says that it is being read. */
const quietMs = 1000;
/** A file that changed within this time is taken to be written still. */
const stillWrittenMs = 120_000;
/** Folders and globs are looked through for new files at most this often, and for at most a hundredth of the time. */
const lookAgainMs = 10_000;
const lookingShare = 100;
/** Files of a run whose size is looked at. */
const mostPolled = 200;

export class RunSlot {
  loaded: LoadedRun | undefined;
  state: RunState = { kind: 'waiting' };
  /** What the host itself found out: that the dump was replaced, that it can't be read. */
  ownFindings: Finding[] = [];
  readonly arrivals = new Arrivals();
  /** Duplicates are being compared in full: samples read so far, and all that look alike. */
  confirming: { done: number; total: number } | undefined;
  #confirmed: { index: RunIndex; duplicates: Duplicate[] | undefined } | undefined;
  #marks: { index: RunIndex; maxTokens: number | undefined; isConfirmed: boolean; marks: RunMarks } | undefined;
  #quietUntil = 0;
  /** Files that the paths stood for when they were read last. */
  #found: string | undefined;
  #nextLook = 0;
  #stop: AbortController | undefined;
  #reading: Promise<void> | undefined;
  /** The reading under way is of no use any more. */
  #again = false;

  /** @param changed called when `state` or `loaded` is another. */
  constructor(
    public spec: RunSpec,
    private readonly options: () => LoadOptions,
    private readonly changed: () => void,
  ) {}

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  get index(): RunIndex {
    return this.loaded?.index ?? emptyIndex;
  }

  /** How the run was drawn; what the comparison file says now wins. */
  get settings(): RunSettings {
    return withSpec(this.loaded?.settings ?? {}, this.spec);
  }

  /** What the page shows of the run. */
  get summary(): RunSummary {
    const { spec, loaded, state, index, settings, confirming } = this;
    const counts = index.problems.map((problem) => problem.end - problem.start);
    return {
      label: spec.label,
      role: spec.role,
      model: settings.model?.value,
      step: spec.step,
      format: loaded?.format.label ?? '',
      verdict: index.verdictRule,
      verdictChoices: loaded?.choices ?? [],
      files: index.files.length,
      sizeBytes: index.files.reduce((sum, file) => sum + file.size, 0),
      problems: index.problems.length,
      samples: index.order.length,
      nMin: counts.reduce((least, n) => Math.min(least, n), counts[0] ?? 0),
      nMax: counts.reduce((most, n) => Math.max(most, n), 0),
      settings,
      confirming,
      state,
    };
  }

  /** What is odd about single samples; made once for what has been read, which takes a pass over all samples. */
  get marks(): RunMarks {
    const { index } = this;
    const maxTokens = this.settings.maxTokens?.value;
    const confirmed = this.#confirmed?.index === index ? this.#confirmed.duplicates : undefined;
    const { knownMarks } = this;
    if (knownMarks) return knownMarks;
    const marks = marksOf(index, { maxTokens, confirmed });
    this.#marks = { index, maxTokens, isConfirmed: confirmed !== undefined, marks };
    return marks;
  }

  /** The marks if they have been made. */
  get knownMarks(): RunMarks | undefined {
    const { index } = this;
    const isConfirmed = this.#confirmed?.index === index && this.#confirmed.duplicates !== undefined;
    const known = this.#marks;
    const isSame = known?.index === index && known.maxTokens === this.settings.maxTokens?.value;
    return isSame && known.isConfirmed === isConfirmed ? known.marks : undefined;
  }

  /** True when samples look alike that have not been compared in full, or tried to. */
  get isUnconfirmed(): boolean {
    const isTried = this.#confirmed?.index === this.index;
    return this.state.kind === 'ready' && !isTried && (this.knownMarks?.counts.duplicate ?? 0) > 0;
  }

  /** Compares the samples that look alike in full. Never throws; `stop` ends it, and then they keep looking alike. */
  async confirm(): Promise<void> {
    const { index } = this;
    const stop = new AbortController();
    this.#stop = stop;
    this.#confirmed = { index, duplicates: undefined };
    this.confirming = { done: 0, total: this.marks.counts.duplicate };
    const onProgress = (done: number, total: number): void => {
      this.confirming = { done, total };
      this.changed();
    };
    const { workerPath } = this.options();
    const options = { workerPath, signal: stop.signal, onProgress };
    const duplicates = await confirmDuplicates(index, duplicatesOf(index), options).catch(() => undefined);
    this.confirming = undefined;
    if (this.#confirmed?.index === index) this.#confirmed = { index, duplicates };
    this.changed();
  }

  get findings(): Finding[] {
    return [...(this.loaded?.findings ?? []).map((finding) => this.#growing(finding)), ...this.ownFindings];
  }

  /** A last row that is not whole is no damage while its file is being written. */
  #growing(finding: Finding): Finding {
    const file = this.index.files.find(({ path }) => path === finding.file);
    if (finding.code !== 'torn-end' || !file || Date.now() - file.mtimeMs > stillWrittenMs) return finding;
    const message = `The last row of ${basename(file.path)} is not whole yet: the file is still being written. It counts when it is whole.`;
    return { ...finding, code: 'still-written', severity: 'info', message };
  }

  /**
   * Reads the run, or waits for the reading under way. Never throws: what goes wrong is in `state`.
   *
   * @param quietly a file grew: the run stays as it is, and says that it is being read only when that takes long
   */
  read(quietly = false): Promise<void> {
    this.#reading ??= this.#read(quietly).finally(() => {
      this.#reading = undefined;
      if (this.#again) this.state = { kind: 'waiting' };
      this.#again = false;
      this.changed();
    });
    return this.#reading;
  }

  /** The run is other than it was read: it waits to be read anew. Counts stay meanwhile. */
  readAgain(): void {
    this.stop();
    if (this.#reading) this.#again = true;
    else this.state = { kind: 'waiting' };
  }

  /** What has been read so far stays. */
  stop(): void {
    this.#stop?.abort();
  }

  /** `isStale`, without waiting for a slow file system; a run of thousands of files is judged by its last ones. */
  async hasChanged(): Promise<boolean> {
    for (const file of this.index.files.slice(-mostPolled)) {
      const now = await stat(file.path).catch(() => undefined);
      if (now?.size !== file.size || now.mtimeMs !== file.mtimeMs) return true;
    }
    return this.#hasOtherFiles();
  }

  /** True when a shard or a seed came to a folder or a glob of the run, or left it. */
  #hasOtherFiles(): boolean {
    const started = performance.now();
    if (started < this.#nextLook) return false;
    const found = this.#findFiles();
    const now = performance.now();
    this.#nextLook = now + Math.max(lookAgainMs, lookingShare * (now - started));
    return found !== undefined && found !== this.#found;
  }

  #findFiles(): string | undefined {
    try {
      return findFiles(this.spec.paths, this.options().baseDir)
        .map(({ path }) => path)
        .join('\n');
    } catch {
      // What is not there is said by the reading.
      return undefined;
    }
  }

  /** True when a file of the run is no longer the one that was read. */
  isStale(): boolean {
    return this.index.files.some((file) => {
      const now = statSync(file.path, { throwIfNoEntry: false });
      return now?.size !== file.size || now.mtimeMs !== file.mtimeMs;
    });
  }

  async #read(quietly: boolean): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.ownFindings = [];
    this.#found = this.#findFiles();
    this.#quietUntil = quietly ? performance.now() + quietMs : 0;
    if (!quietly) {
      const file = basename(this.spec.paths[0]);
      this.state = { kind: 'reading', file, readBytes: 0, totalBytes: 0, bytesPerSecond: 0 };
      this.changed();
    }
    try {
      const run = await loadRun(this.spec, {
        ...this.options(),
        signal: stop.signal,
        onProgress: (so) => this.#progress(so),
      });
      this.loaded = run;
      const { readBytes, totalBytes } = run;
      if (run.complete) this.arrivals.begin(run.index);
      this.state = run.complete ? { kind: 'ready' } : { kind: 'stopped', readBytes, totalBytes };
    } catch (error) {
      this.state = isCancellation(error) ? this.#stopped() : this.#failed(error);
    }
  }

  /** A second reading shows its counts once they have caught up with the first. */
  #progress({ run, file, readBytes, totalBytes, bytesPerSecond }: LoadProgress): void {
    if (performance.now() < this.#quietUntil) return;
    if (run && run.readBytes >= (this.loaded?.readBytes ?? 0)) this.loaded = run;
    this.state = { kind: 'reading', file: basename(file), readBytes, totalBytes, bytesPerSecond };
    this.changed();
  }

  #stopped(): RunState {
    const { readBytes = 0, totalBytes = 0 } =
      this.loaded ?? (this.state as { readBytes?: number; totalBytes?: number });
    return { kind: 'stopped', readBytes, totalBytes };
  }

  #failed(error: unknown): RunState {
    this.loaded = undefined;
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof UnreadableError && error.code !== 'unreadable' ? error.code : 'unknown-format';
    const file = this.spec.paths.length === 1 && !/[*?[{]/.test(this.spec.paths[0]) ? this.spec.paths[0] : undefined;
    this.ownFindings = [{ code, severity: 'error', file, message }];
    return { kind: 'failed', message, canBeMapped: error instanceof UnreadableError && error.canBeMapped };
  }
}

/** What stands for a run of which nothing has been read. */
const emptyIndex: RunIndex = {
  adapter: '',
  verdictRule: { id: '', label: '' },
  files: [],
  problems: [],
  samples: {
    problem: new Int32Array(),
    file: new Uint16Array(),
    offset: new Float64Array(),
    length: new Uint32Array(),
    kind: new Uint8Array(),
    verdict: new Uint8Array(),
    finish: new Uint8Array(),
    answer: new Int32Array(),
    note: new Int32Array(),
    tokens: new Int32Array(),
    logProb: new Float32Array(),
    print: new Uint32Array(),
  },
  order: new Int32Array(),
  answers: [],
  notes: [],
};

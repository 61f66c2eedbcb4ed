/** Loads runs for the editor and the command line: in a worker where there is one, else in this thread. */
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RunSpec } from '../core/compare/comparison';
import type { Finding } from '../core/findings';
import type { Duplicate } from '../core/integrity/duplicates';
import { noSamplesFinding, runFindings } from '../core/runFindings';
import type { RunIndex } from '../core/runIndex';
import type { ScanPlan } from '../core/scan/plan';
import { checkClaims } from '../core/provenance/checkClaims';
import { withSpec, type RunSettings } from '../core/provenance/settings';
import { RunMirror } from '../core/scan/runMirror';
import { UnreadableError } from './errors';
import { candidatesOf, confirm, type ConfirmOptions } from './confirmDuplicates';
import { Regraded } from './grading/gradesFile';
import { saveIndex } from './indexCache';
import type { WorkerMessage, WorkerTask } from './indexWorker';
import { previewDump, type DumpPreview } from './previewDump';
import { discover, readRun, type ReadOptions, type RunAbout, type RunEvent } from './readRun';

export { StaleDumpError, UnreadableError } from './errors';
export { readRange, readTrace } from './readTrace';

export interface LoadOptions {
  /** Relative paths and globs start here. */
  baseDir: string;
  /** Where saved indexes and unpacked copies are kept; absent: no saved indexes, copies among the temporary files. */
  storageDir?: string;
  /** The bundled `indexWorker.js`; absent: the scan runs in this thread. */
  workerPath?: string;
  /** Largest unpacked size of a compressed dump, in bytes; default 4 GiB. */
  maxUnpackedBytes?: number;
  signal?: AbortSignal;
  onProgress?: (progress: LoadProgress) => void;
}

export interface LoadedRun {
  label: string;
  format: { id: string; label: string };
  index: RunIndex;
  findings: Finding[];
  choices: { id: string; label: string }[];
  plan: ScanPlan;
  /** How the run was drawn, as far as its spec, rows, path and neighbours say. */
  settings: RunSettings;
  /** False when reading was stopped; what was read can be used. */
  complete: boolean;
  readBytes: number;
  totalBytes: number;
}

export interface LoadProgress {
  /** The run so far; undefined while its files are still being recognised or unpacked. */
  run: LoadedRun | undefined;
  file: string;
  readBytes: number;
  /** 0: not known yet (unpacking). */
  totalBytes: number;
  bytesPerSecond: number;
}

/**
 * Loads one run: all paths of `spec` together. When `signal` is aborted after samples were read, resolves with what there
 * is and `complete: false`.
 *
 * @throws UnreadableError whose message is the sentence to show; AbortError when stopped before anything was read
 */
export async function loadRun(spec: RunSpec, options: LoadOptions): Promise<LoadedRun> {
  const regraded =
    spec.grades === undefined ? undefined : await Regraded.read(spec.grades, spec.label, options.baseDir);
  const loading = new Loading(options, spec, regraded);
  const tell = (event: RunEvent): void => loading.take(event);
  if (options.workerPath)
    await runInWorker({ kind: 'read', spec, ...plainOptions(options) }, options, tell).catch((error: unknown) => {
      if (!options.signal?.aborted) throw error;
      loading.stop();
    });
  else
    await readRun(
      spec,
      { ...plainOptions(options), signal: options.signal, shouldStop: () => options.signal?.aborted ?? false },
      tell,
    );
  if (options.signal?.aborted && !loading.run) throw abortError();
  return loading.finish();
}

/** One spec per run found in `paths`; seeds and shards of one run merged, labels and roles guessed. */
export async function discoverRuns(
  paths: string[],
  options: LoadOptions,
): Promise<{ specs: RunSpec[]; findings: Finding[] }> {
  if (!options.workerPath) return discover(paths, { ...plainOptions(options), signal: options.signal });
  const result = await runInWorker({ kind: 'discover', paths, ...plainOptions(options) }, options, () => undefined);
  return result as { specs: RunSpec[]; findings: Finding[] };
}

/** The beginning of the first readable file of `paths`. @throws UnreadableError; AbortError when stopped */
export async function previewRun(paths: string[], options: LoadOptions): Promise<DumpPreview> {
  if (!options.workerPath) return previewDump(paths, { ...plainOptions(options), signal: options.signal });
  const result = await runInWorker({ kind: 'preview', paths, ...plainOptions(options) }, options, () => undefined);
  return result as DumpPreview;
}

/**
 * Reads the samples that look like an earlier one in full. In a worker where there is one; else this thread is given back
 * now and then.
 *
 * @returns those that are equal to an earlier one
 * @throws AbortError when stopped; the system's error when a file can't be read
 */
export async function confirmDuplicates(
  index: RunIndex,
  duplicates: readonly Duplicate[],
  options: Pick<LoadOptions, 'workerPath' | 'signal'> & Pick<ConfirmOptions, 'onProgress'> = {},
): Promise<Duplicate[]> {
  const candidates = candidatesOf(index, duplicates);
  const { signal, onProgress, workerPath } = options;
  const found = workerPath
    ? await runInWorker({ kind: 'confirm', candidates }, { workerPath, signal }, () => undefined, onProgress)
    : await confirm(candidates, { onProgress, shouldStop: () => signal?.aborted ?? false });
  if (found === undefined) throw abortError();
  return found as Duplicate[];
}

function plainOptions(
  options: LoadOptions,
): Pick<ReadOptions, 'baseDir' | 'storageDir' | 'useCache' | 'maxUnpackedBytes'> {
  return {
    baseDir: options.baseDir,
    storageDir: options.storageDir ?? join(tmpdir(), 'reasoning-trace-inspector'),
    useCache: options.storageDir !== undefined,
    maxUnpackedBytes: options.maxUnpackedBytes ?? 4 * 2 ** 30,
  };
}

/** Collects a run's events into the index so far, and tells of it now and then. */
class Loading {
  run: LoadedRun | undefined;
  private readonly mirror = new RunMirror();
  private about: RunAbout | undefined;
  private readonly started = performance.now();
  private nextSnapshot = 0;
  private readonly lost: Finding[] = [];
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: LoadOptions,
    private readonly spec: RunSpec,
    private readonly regraded?: Regraded,
  ) {}

  take(event: RunEvent): void {
    switch (event.kind) {
      case 'unpacking':
        this.options.onProgress?.(this.progressOf(event.file, event.bytes, 0));
        return;
      case 'about':
        this.about = event.about;
        if (event.about.cached.index) this.takeCached(event.about.cached.index);
        return;
      case 'delta':
        this.mirror.apply(event.delta);
        return;
      case 'overlay':
        this.lay(event.overlay, event.file);
        return;
      case 'progress':
        this.progress(event.file, event.readBytes, event.totalBytes);
        return;
      case 'end':
        this.end(event);
        return;
    }
  }

  /** The reading was ended from outside: the run is what has been told of it. */
  stop(): void {
    if (this.about && !this.run?.complete) this.run = this.snapshot([], false, this.run?.readBytes ?? 0);
  }

  async finish(): Promise<LoadedRun> {
    await this.saving;
    if (!this.run) throw new UnreadableError('The reading ended without a result; see the log.');
    return this.run;
  }

  private takeCached(index: NonNullable<RunAbout['cached']['index']>): void {
    this.mirror.apply(index);
  }

  private lay(overlay: Parameters<RunMirror['lay']>[0], file: string): void {
    const lost = this.mirror.lay(overlay);
    if (lost > 0)
      this.lost.push({
        code: 'lost-verdicts',
        severity: 'warning',
        file,
        count: lost,
        message: `${lost} verdicts in ${basename(file)} belong to no sample of this run.`,
      });
  }

  private progress(file: string, readBytes: number, totalBytes: number): void {
    const now = performance.now();
    if (!this.options.onProgress || now < this.nextSnapshot) return;
    this.run = this.snapshot([], false, readBytes);
    this.options.onProgress(this.progressOf(file, readBytes, totalBytes));
    // A snapshot of a large run costs time: it never takes more than a tenth of it.
    this.nextSnapshot = now + Math.max(50, 10 * (performance.now() - now));
  }

  private progressOf(file: string, readBytes: number, totalBytes: number): LoadProgress {
    const seconds = (performance.now() - this.started) / 1000;
    return { run: this.run, file, readBytes, totalBytes, bytesPerSecond: seconds > 0 ? readBytes / seconds : 0 };
  }

  private end(event: Extract<RunEvent, { kind: 'end' }>): void {
    this.run = this.snapshot([], event.complete, event.readBytes);
    const { files } = this.run.index;
    const stored = this.regraded ? this.indexAsStored() : this.run.index;
    this.run.findings = [
      ...event.found,
      ...event.findings,
      ...this.lost,
      ...(event.complete ? (this.regraded?.findings(stored) ?? []) : []),
      ...runFindings(this.run.label, files[0]?.path, this.run.index),
      ...(event.complete ? noSamplesFinding(this.run.label, files[0]?.path, this.run.index) : []),
      ...(event.complete ? checkClaims(this.run.label, stored, this.about?.claims ?? []) : []),
    ];
    const { storageDir } = this.options;
    if (!event.states || !storageDir || !this.about) return;
    const { problems, samples, answers, notes, counted } = stored;
    // A cache that can't be written costs time later, not data now.
    this.saving = saveIndex(storageDir, this.about.cached.key, {
      index: { problems, samples, answers, notes, counted },
      findings: event.findings,
      states: event.states,
    }).catch(() => undefined);
  }

  private snapshot(findings: Finding[], complete: boolean, readBytes: number): LoadedRun {
    const about = this.about!;
    const { label, format, choices, plan, totalBytes } = about;
    const stored = this.indexAsStored();
    const index = this.regraded?.over(stored) ?? stored;
    const settings = withSpec(about.settings, this.spec);
    return { label, format, choices, plan, settings, index, findings, complete, readBytes, totalBytes };
  }

  /** With the verdicts that the dump has. */
  private indexAsStored(): RunIndex {
    const { format, verdictRule, files } = this.about!;
    return this.mirror.snapshot({ adapter: format.id, verdictRule, files });
  }
}

/**
 * A worker that is told to stop hands over what it still has within this time. What can't be interrupted (a YAML document,
 * a large Parquet page) is ended with its worker.
 */
const graceMs = 30;

/** Runs a task in a worker of its own, which ends with it. @throws AbortError soon after `signal` was aborted */
function runInWorker(
  task: WorkerTask,
  options: Pick<LoadOptions, 'workerPath' | 'signal'>,
  tell: (event: RunEvent) => void,
  onConfirmed?: (done: number, total: number) => void,
): Promise<unknown> {
  const stop = new SharedArrayBuffer(4);
  const flag = new Int32Array(stop);
  const worker = new Worker(options.workerPath!, { workerData: { task, stop } });
  let grace: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  return new Promise<unknown>((resolve, reject) => {
    abort = () => {
      Atomics.store(flag, 0, 1);
      grace = setTimeout(() => reject(abortError()), graceMs);
    };
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'event') tell(message.event);
      else if (message.kind === 'confirmed') onConfirmed?.(message.done, message.total);
      else if (message.kind === 'done') resolve(message.result);
      else if (message.kind === 'aborted') reject(abortError());
      else reject(errorOf(message));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The indexing worker ended early; see the log.')));
  }).finally(() => {
    clearTimeout(grace);
    options.signal?.removeEventListener('abort', abort);
    void worker.terminate();
  });
}

/** The worker's error, as it was thrown there. */
function errorOf({ text, unreadable }: Extract<WorkerMessage, { kind: 'failed' }>): Error {
  return unreadable ? new UnreadableError(text, unreadable.code, unreadable.canBeMapped) : new Error(text);
}

function abortError(): Error {
  const error = new Error('Reading was stopped.');
  error.name = 'AbortError';
  return error;
}

/**
 * The annotations of one file: everything in it, what others append to it, and what is appended here. An event is
 * acknowledged, and becomes part of what is shown, when it is on the disk.
 */
import { watch, type FSWatcher } from 'node:fs';
import type { open as openFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { monotonicFactory } from 'ulid';
import { AnnotationLog } from '../../core/annotations/annotationLog';
import type { AnnotationEvent, EventDraft } from '../../core/annotations/events';
import { eventVersion } from '../../core/annotations/events';
import { LogReader, parseLog, recordOf, type LogRecord } from '../../core/annotations/parseLog';
import { UndoStack } from '../../core/annotations/undoStack';
import type { Finding } from '../../core/findings';
import { formatNoun } from '../../core/format';
import { systemReason } from '../errors';
import { appendLines, FileGoneError } from './appendLines';
import { GrowingFile } from './growingFile';

/** Network file systems tell of no changes, so the file is looked at this often, in ms. */
const pollMs = 2000;

export interface StoreOptions {
  path: string;
  /** "Name <email>". Asked for with each event. */
  author: () => string;
  /** What others append is read when it comes. Default: true; without it by `refresh` alone. */
  follow?: boolean;
  /** For tests. */
  now?: () => Date;
  open?: typeof openFile;
}

export interface StoreChange {
  /** Ids of the objects for which something else may hold now; undefined: everything may be different. */
  objects?: ReadonlySet<string>;
  /** True: recorded here. */
  own: boolean;
}

/** Events that could not be written. They are kept, and written with the next event or by `retry`. */
export class AnnotationWriteError extends Error {}

interface Batch {
  records: LogRecord[];
  written: () => void;
  failed: (error: Error) => void;
}

/** An id for a new object or event: a ULID, later ones sort behind. */
export const newId = monotonicFactory();

export class AnnotationStore {
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #file: GrowingFile;
  #log = new AnnotationLog();
  #reader: LogReader;
  /** While a file that was replaced is read. */
  #next: { log: AnnotationLog; reader: LogReader } | undefined;
  readonly #undo = new UndoStack();
  #clock = 0;
  #queue: Batch[] = [];
  #writing: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  /** Not on the disk. */
  #kept: LogRecord[] = [];
  /** Were in the file, and are in no file now. */
  #dropped: LogRecord[] = [];
  #problem: string | undefined;
  #isGone = false;
  /** There is or was a file: it is not made anew without being asked for. */
  #isKnown = false;
  /** Undos and redos wait for what is being written, and for each other. */
  #turn: Promise<unknown> = Promise.resolve();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  private constructor(private readonly options: StoreOptions) {
    this.#file = new GrowingFile(options.path);
    this.#reader = new LogReader(options.path);
  }

  /** Reads the file, which need not be there yet. @throws Error with the sentence to show when it can't be read. */
  static async open(options: StoreOptions): Promise<AnnotationStore> {
    const store = new AnnotationStore(options);
    await store.refresh();
    const author = options.author();
    for (const { event } of store.#log.records()) if (event?.author === author) store.#undo.add(event);
    if (options.follow !== false) store.#follow();
    return store;
  }

  get path(): string {
    return this.options.path;
  }

  /** What is on the disk. Another object after the file was replaced: ask for it each time. */
  get log(): AnnotationLog {
    return this.#log;
  }

  /** Events that wait to be written again. */
  get unwritten(): number {
    return this.#kept.length;
  }

  /** Why nothing can be written, as the one sentence to show; undefined: all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get findings(): Finding[] {
    const findings = [...this.#reader.findings((id) => this.#log.has(id)), ...this.#log.findings];
    if (this.#dropped.length > 0) findings.push(this.#droppedFinding());
    return findings;
  }

  /** Called when something else holds, and when `problem`, `unwritten` or `findings` changed. */
  onChange(listener: (change: StoreChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /**
   * Writes the events of one action.
   *
   * @returns the events, once they are on the disk; what they make is then in `log`.
   * @throws AnnotationWriteError with the sentence to show; the events are kept for `retry`.
   * @throws RangeError for a draft that could not be read back; nothing is kept of it.
   */
  async record(drafts: readonly EventDraft[]): Promise<AnnotationEvent[]> {
    const records = this.#recordsOf(drafts);
    if (records.length === 0) return [];
    await new Promise<void>((written, failed) => {
      this.#queue.push({ records, written, failed });
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    });
    return records.flatMap(({ event }) => event ?? []);
  }

  /** Takes back what this author did last, here or in an earlier session. @returns [] when there is nothing. */
  undo(): Promise<AnnotationEvent[]> {
    return this.#inTurn(() => this.#undo.undo());
  }

  redo(): Promise<AnnotationEvent[]> {
    return this.#inTurn(() => this.#undo.redo());
  }

  /** Writes what could not be written; where the file was deleted, all of it. @throws AnnotationWriteError */
  async retry(): Promise<void> {
    if (this.#isGone) {
      const known = new Set(this.#kept.map(({ id }) => id));
      this.#kept = [...this.#log.records().filter(({ id }) => !known.has(id)), ...this.#kept];
    }
    await this.#append(this.#kept, true);
  }

  /** Writes the events that the file held before it was replaced. @throws AnnotationWriteError */
  async writeBack(): Promise<void> {
    await this.#append(this.#dropped, true, false);
    this.#dropped = [];
    this.#tell({ own: true });
  }

  /** Adds events of another log, those of newer versions too. @returns how many were not here. */
  async merge(records: readonly LogRecord[]): Promise<number> {
    const fresh = records.filter(({ id }) => !this.#log.has(id));
    await this.#append(fresh, true, false);
    return fresh.length;
  }

  /** Reads what others appended. @throws Error with the sentence to show when the file can't be read. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#readAll().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Waits for what is being written. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#watcher?.close();
    clearInterval(this.#timer);
    await this.#writing;
    await this.#refreshing?.catch(() => undefined);
    this.#listeners.clear();
  }

  #inTurn(draftsOf: () => EventDraft[]): Promise<AnnotationEvent[]> {
    const result = this.#turn.then(async () => {
      await this.#writing;
      return this.record(draftsOf());
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #recordsOf(drafts: readonly EventDraft[]): LogRecord[] {
    const author = this.options.author();
    const time = (this.options.now?.() ?? new Date()).toISOString();
    let action: string | undefined;
    return drafts.map(({ kind, object, payload, tool }) => {
      const id = newId();
      action ??= id;
      this.#clock = Math.max(this.#clock + 1, this.#log.nextClock);
      const head = { v: eventVersion, id, clock: this.#clock, time, author, ...(tool !== undefined && { tool }) };
      const grouped = drafts.length > 1 ? { action } : {};
      return readable(JSON.stringify({ ...head, ...grouped, kind, object, payload }));
    });
  }

  /** Writes the queue, as much at a time as has come meanwhile. */
  async #write(): Promise<void> {
    for (let batches = this.#queue.splice(0); batches.length > 0; batches = this.#queue.splice(0)) {
      const records = batches.flatMap((batch) => batch.records);
      try {
        await this.#append([...this.#kept, ...records], !this.#isKnown);
        for (const { written } of batches) written();
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const { failed } of batches) failed(failure);
      }
    }
  }

  async #append(records: readonly LogRecord[], create: boolean, own = true): Promise<void> {
    if (records.length === 0) return;
    try {
      const text = records.map(({ line }) => `${line}\n`).join('');
      await appendLines(this.path, text, { create, open: this.options.open });
    } catch (error) {
      this.#keep(records, error);
      throw new AnnotationWriteError(this.#problem);
    }
    this.#isKnown = true;
    this.#isGone = false;
    this.#problem = undefined;
    const written = new Set(records.map(({ id }) => id));
    this.#kept = this.#kept.filter(({ id }) => !written.has(id));
    this.#add(records, own);
  }

  #keep(records: readonly LogRecord[], error: unknown): void {
    const known = new Set(this.#kept.map(({ id }) => id));
    this.#kept.push(...records.filter(({ id }) => !known.has(id) && !this.#log.has(id)));
    this.#isGone ||= error instanceof FileGoneError;
    const why = error instanceof FileGoneError ? 'the file was deleted' : systemReason(error);
    this.#problem = `${basename(this.path)} can't be written: ${why}. ${formatNoun(this.#kept.length, 'annotation')} ${this.#kept.length === 1 ? 'is' : 'are'} kept in memory until it can.`;
    this.#tell({ own: true });
  }

  #add(records: readonly LogRecord[], own: boolean): void {
    const objects = this.#log.add(records);
    this.#next?.log.add(records);
    if (own) this.#ownWritten(records, objects);
    if (objects.size > 0 || own) this.#tell({ objects, own });
  }

  /** They may have been read from the file before their writing was confirmed. */
  #ownWritten(records: readonly LogRecord[], objects: Set<string>): void {
    for (const { event } of records) {
      if (!event) continue;
      objects.add(event.object);
      if (event.author === this.options.author()) this.#undo.add(event);
    }
  }

  async #readAll(): Promise<void> {
    // What was written here before anything was read may no longer be in the file either.
    if (this.#file.isUnread && this.#log.size > 0) this.#startOver();
    for (;;) {
      const growth = await this.#file.next().catch((error: unknown) => {
        throw new Error(`${basename(this.path)} can't be read: ${systemReason(error)}.`);
      });
      if (growth.kind === 'missing') {
        this.#next = undefined;
        this.#missing();
        return;
      }
      if (growth.kind === 'replaced') this.#startOver();
      else if (growth.text === '') break;
      else {
        this.#isKnown = true;
        this.#read((this.#next?.reader ?? this.#reader).push(growth.text));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    this.#read((this.#next?.reader ?? this.#reader).rest());
    this.#replaced();
  }

  /** What is shown stays until the file is read to its end. */
  #startOver(): void {
    this.#next = { log: new AnnotationLog(), reader: new LogReader(this.path) };
  }

  #read(records: readonly LogRecord[]): void {
    if (this.#next) this.#next.log.add(records);
    else this.#add(records, false);
  }

  #missing(): void {
    if (!this.#isKnown || this.#isGone) return;
    this.#isGone = true;
    this.#problem = `${basename(this.path)} was deleted. ${formatNoun(this.#log.size, 'annotation')} that it held ${this.#log.size === 1 ? 'is' : 'are'} still in memory.`;
    this.#tell({ own: false });
  }

  /** Compaction leaves out what decides nothing; what else is missing was there and is not. */
  #replaced(): void {
    if (!this.#next) return;
    const before = this.#log;
    const { log, reader } = this.#next;
    this.#reader = reader;
    this.#next = undefined;
    this.#isGone = false;
    if (this.#kept.length === 0) this.#problem = undefined;
    if (before.records().every(({ id }) => log.has(id))) {
      this.#add(log.records(), false);
      return;
    }
    this.#log = log;
    const left = before.superseded();
    this.#dropped = before.records().filter(({ id }) => !this.#log.has(id) && !left.has(id));
    this.#tell({ own: false });
  }

  #droppedFinding(): Finding {
    const count = this.#dropped.length;
    const message = `${formatNoun(count, 'annotation')} ${count === 1 ? 'is' : 'are'} no longer in the file: it was replaced, by git or an editor. They are not shown, and can be written back.`;
    return { code: 'dropped-annotation', severity: 'warning', file: this.path, message, count };
  }

  #tell(change: StoreChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #follow(): void {
    const refresh = (): void => {
      if (this.#isDisposed) return;
      this.refresh().then(undefined, (error: unknown) => {
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#tell({ own: false });
      });
    };
    this.#timer = setInterval(refresh, pollMs).unref();
    try {
      this.#watcher = watch(dirname(this.path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(this.path)) refresh();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // There is no folder yet, or the system has no watches left: the timer has to do.
    }
  }
}

/** @throws RangeError when the line would not be read back as it is. */
function readable(line: string): LogRecord {
  const { records, findings } = parseLog(`${line}\n`);
  if (records[0]?.event) return recordOf(records[0].event);
  throw new RangeError(findings[0]?.message ?? 'The annotation is of an unknown kind.');
}

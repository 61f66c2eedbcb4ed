/** The annotations of one comparison: its own file, and the file of tags that it may share with others. */
import { AnnotationLog, type HistoryEntry } from '../../core/annotations/annotationLog';
import type { AnnotationEvent, EventDraft, EventKind } from '../../core/annotations/events';
import type { LogRecord } from '../../core/annotations/parseLog';
import type { AnnotationState } from '../../core/annotations/state';
import type { Finding } from '../../core/findings';
import { AnnotationStore, type StoreChange } from '../../io/annotations/annotationStore';
import { compactFile } from '../../io/annotations/compactFile';
import { Event } from '../event';

export interface AnnotationFiles {
  /** Absolute paths. */
  annotations: string;
  codebook?: string;
}

const ofCodebook: ReadonlySet<EventKind> = new Set<EventKind>([
  'tagDefined',
  'tagDeleted',
  'tagRestored',
  'tagMerged',
  'tagSplit',
]);

export class ComparisonAnnotations {
  /** Something else holds, or `problem`, `unwritten` or `findings` changed. */
  readonly changed = new Event<StoreChange>();
  /** Stores of the actions recorded and taken back in this window, for undo; behind them the comparison's own. */
  readonly #done: AnnotationStore[] = [];
  #undone: AnnotationStore[] = [];
  #state: AnnotationState | undefined;

  private constructor(
    private readonly own: AnnotationStore,
    private readonly codebook: AnnotationStore | undefined,
    /** The name that events are written under. */
    readonly author: () => string,
  ) {
    for (const store of this.#stores)
      store.onChange((change) => {
        this.#state = undefined;
        this.changed.fire(change);
      });
  }

  /** @throws Error with the sentence to show when a file can't be read. */
  static async open(files: AnnotationFiles, author: () => string): Promise<ComparisonAnnotations> {
    const open = (path: string) => AnnotationStore.open({ path, author });
    const own = await open(files.annotations);
    const codebook = files.codebook === undefined ? undefined : await open(files.codebook);
    return new ComparisonAnnotations(own, codebook, author);
  }

  /** What is on the disk. Tags of a shared codebook go before those of the comparison's own file. */
  get state(): AnnotationState {
    const { state } = this.own.log;
    this.#state ??= this.codebook
      ? { ...state, tags: new Map([...state.tags, ...this.codebook.log.state.tags]) }
      : state;
    return this.#state;
  }

  get path(): string {
    return this.own.path;
  }

  /** The file itself, and that of the shared codebook. */
  get paths(): string[] {
    return this.#stores.map(({ path }) => path);
  }

  /** Why something can't be written, as the sentence to show. */
  get problem(): string | undefined {
    return this.own.problem ?? this.codebook?.problem;
  }

  /** Events that are not on the disk yet. */
  get unwritten(): number {
    return this.#stores.reduce((sum, store) => sum + store.unwritten, 0);
  }

  get findings(): Finding[] {
    return this.#stores.flatMap((store) => store.findings);
  }

  /** All events about one object, in order. */
  historyOf(object: string): HistoryEntry[] {
    return this.#stores.flatMap((store) => store.log.historyOf(object));
  }

  /**
   * Writes the events of one action; those about tags into the shared codebook where there is one. The comparison's own
   * document does not change.
   *
   * @returns the events, once they are on the disk. @throws AnnotationWriteError with the sentence to show.
   */
  async record(drafts: readonly EventDraft[]): Promise<AnnotationEvent[]> {
    const events: AnnotationEvent[] = [];
    for (const store of this.#stores) {
      const own = drafts.filter(({ kind }) => this.#storeOf(kind) === store);
      if (own.length === 0) continue;
      this.#done.push(store);
      this.#undone = [];
      events.push(...(await store.record(own)));
    }
    return events;
  }

  /** Takes back this person's last action. @returns [] when there is none. */
  async undo(): Promise<AnnotationEvent[]> {
    const store = this.#done.pop() ?? this.own;
    const events = await store.undo();
    if (events.length > 0) this.#undone.push(store);
    return events;
  }

  async redo(): Promise<AnnotationEvent[]> {
    const store = this.#undone.pop() ?? this.own;
    const events = await store.redo();
    if (events.length > 0) this.#done.push(store);
    return events;
  }

  /** Writes what could not be written. @throws AnnotationWriteError */
  async retry(): Promise<void> {
    for (const store of this.#stores) await store.retry();
  }

  /** Brings back what was in a file before git or an editor replaced it. @throws AnnotationWriteError */
  async writeBack(): Promise<void> {
    for (const store of this.#stores) await store.writeBack();
  }

  /** Everything that was recorded, the shared codebook included: for exports. */
  wholeLog(): AnnotationLog {
    const log = new AnnotationLog();
    for (const store of this.#stores) log.add(store.log.records());
    return log;
  }

  /** Adds the events of another log to the comparison's own file. @returns how many were not here. @throws AnnotationWriteError */
  async merge(records: readonly LogRecord[]): Promise<number> {
    const known = this.codebook?.log;
    return this.own.merge(records.filter(({ id }) => !known?.has(id)));
  }

  /** Leaves out of the comparison's own file what decides nothing. @returns lines before and after. */
  async compact(): Promise<{ before: number; after: number }> {
    const lines = await compactFile(this.own.path);
    await this.own.refresh();
    return lines;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.dispose()));
  }

  get #stores(): AnnotationStore[] {
    return this.codebook ? [this.codebook, this.own] : [this.own];
  }

  #storeOf(kind: EventKind): AnnotationStore {
    return this.codebook && ofCodebook.has(kind) ? this.codebook : this.own;
  }
}

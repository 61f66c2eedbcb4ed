/** Computes the Overview of a session while it is shown, and tells of it; on request also when it is not. */
import { rowsOf, evaluate } from '../core/compare/view';
import { wordsForLeftOut } from '../core/compare/wordsFor';
import { filterWords } from '../core/compare/filterWords';
import type { ProblemTable, View } from '../core/compare/comparison';
import type { Judgement } from '../core/review/verdicts';
import type { Overview, OverviewInput, OverviewOptions } from '../core/overview/overview';
import { OverviewComputer } from '../io/computeOverview';
import { overviewInputOf } from '../io/overviewInput';
import type { OverviewUpdate } from '../protocol/comparePage';
import type { ComparisonSession } from './session';

/** While runs are being read, or intervals refined, the page is told at most this often. */
const readingMs = 1000;
const refiningMs = 120;

interface Source {
  judgements: readonly Judgement[];
  table: ProblemTable;
  /** Names of the files of log-probabilities, as one text. */
  perplexity: string;
  input: Promise<OverviewInput>;
}

export class OverviewFeed {
  readonly #computer: OverviewComputer;
  readonly #subscriptions: { dispose(): void }[];
  #shown = false;
  /** What the next Overview is computed from; made anew when counts change, and not when only progress does. */
  #source: Source | undefined;
  /** The source that the worker has. */
  #sent: unknown;
  #dumps: string[] = [];
  #disposed = false;
  #timer: NodeJS.Timeout | undefined;
  #lastTold = 0;
  #waiting: { resolve(overview: Overview): void; reject(error: Error): void }[] = [];

  /** @param workerPath the bundled `overviewWorker.js`. */
  constructor(
    private readonly session: ComparisonSession,
    workerPath: string,
    private readonly tell: (update: OverviewUpdate) => void,
    private readonly log: (message: string) => void,
  ) {
    this.#computer = new OverviewComputer(
      workerPath,
      (overview, done) => this.#take(overview, done),
      (message) => this.#fail(message),
    );
    this.#subscriptions = [
      session.stateChanged.on(() => this.#later()),
      session.viewChanged.on(({ change }) => this.#viewChanged(change)),
      session.judged.on(() => this.#later()),
    ];
    this.#shown = session.view.page === 'overview';
  }

  /** Told that a page has loaded and knows nothing yet. */
  refresh(): void {
    if (this.#shown) void this.#compute();
  }

  /** Files of log-probabilities beside the dumps have other rows than when they were read. */
  logProbsChanged(): void {
    this.#source = undefined;
    if (this.#shown || this.#waiting.length > 0) void this.#compute();
  }

  /** The Overview of the present view with all its resamples. */
  async whole(): Promise<{ overview: Overview; input: OverviewInput }> {
    const overview = await new Promise<Overview>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      void this.#compute();
    });
    return { overview, input: await this.#source!.input };
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#computer.dispose();
  }

  #viewChanged(change: Partial<View>): void {
    if (change.page) this.#shown = change.page === 'overview';
    if (!this.#shown) {
      if (this.#waiting.length === 0) this.#computer.cancel();
      return;
    }
    const counts = ['page', 'k', 'tau', 'mode', 'filter', 'leaveOut', 'overview'] as const;
    if (counts.some((name) => name in change)) void this.#compute();
  }

  #later(): void {
    if (!this.#shown || this.#timer || this.#isCurrent()) return;
    const isReading = this.session.state.runs.some((run) => run.state.kind === 'reading');
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#compute();
      },
      isReading ? readingMs : 0,
    );
  }

  async #compute(): Promise<void> {
    try {
      const source = this.#currentSource();
      const input = await source.input;
      // What came meanwhile is computed by whoever brought it.
      if (this.#disposed || source !== this.#source) return;
      if (this.#sent !== source) this.#computer.setInput(input);
      this.#sent = source;
      this.#dumps = input.runs.map(({ dump }) => dump ?? '');
      this.#computer.compute(this.#options());
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #isCurrent(): boolean {
    const { session } = this;
    return (
      this.#source?.table === session.state.table &&
      this.#source.perplexity === namesOf(session) &&
      this.#source.judgements === session.judgements
    );
  }

  #currentSource(): Source {
    if (this.#source && this.#isCurrent()) return this.#source;
    const read = overviewInputOf(this.session.overviewSource);
    const input = read.then((result) => result.input);
    const { state, judgements } = this.session;
    const source = { table: state.table, perplexity: namesOf(this.session), judgements, input };
    this.#source = source;
    read.then(
      ({ findings }) => {
        if (!this.#disposed && source === this.#source) this.session.setFindingsBeside('log-probabilities', findings);
      },
      () => undefined, // Whoever waits for the input is told.
    );
    return source;
  }

  #options(): OverviewOptions {
    const { table, runs } = this.session.state;
    const { k, tau, mode, filter, sort, overview } = this.session.view;
    const { guessable, ...others } = filter;
    const evaluation = evaluate(table, runs, { k, tau, mode });
    const rows = rowsOf(table, evaluation, others, { ...sort, column: 'order', descending: false });
    const labels = runs.map(({ label }) => label);
    const leftOut = wordsForLeftOut(table, runs);
    const filters = [...filterWords(others, labels), ...(leftOut ? [leftOut] : [])];
    return { k, tau, mode, rows, filters, guessable, ...overview };
  }

  #take(overview: Overview, done: boolean): void {
    if (done) for (const { resolve } of this.#waiting.splice(0)) resolve(overview);
    const now = performance.now();
    if (!this.#shown || (!done && now - this.#lastTold < refiningMs)) return;
    this.#lastTold = now;
    this.tell({ overview, dumps: this.#dumps, done });
  }

  #fail(message: string): void {
    this.#source = undefined;
    this.log(message);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(message));
    if (this.#shown) this.tell({ error: message });
  }
}

const namesOf = (session: ComparisonSession): string => JSON.stringify(session.perplexityFiles ?? null);

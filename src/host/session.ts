/**
 * An open comparison: its runs and how far they have been read, their pairing, and the view. Knows neither the page nor
 * the editor; both listen to it. The runs come from a comparison file (or what stands for one) through `setFile`.
 */
import { basename, relative, sep } from 'node:path';
import type { ComparisonFile, ComparisonState, RunSpec, View } from '../core/compare/comparison';
import { baseOf } from '../core/compare/runOrder';
import { stripOf } from '../core/compare/strip';
import { markWords } from '../core/compare/wordsFor';
import type { Finding } from '../core/findings';
import { indexWithout } from '../core/integrity/leaveOut';
import type { SampleMark } from '../core/integrity/marks';
import type { Judgement } from '../core/review/verdicts';
import { TextKind, type ProblemEntry, type RunIndex } from '../core/runIndex';
import { pairFacts, type PairFacts } from '../core/trace/choosePair';
import { StaleDumpError, readRange, readTrace, type LoadOptions, type LoadedRun } from '../io/loadRun';
import type { OverviewSource } from '../io/overviewInput';
import type { RangeOnDisk } from '../io/readAround';
import type { Problem, Trace } from '../protocol/comparePage';
import type { SampleStrip } from '../core/compare/strip';
import { Event } from './event';
import { nextMarked, problemsOfFinding, type ProblemCode, type SamplePlace } from './markedSamples';
import type { MarkedSample, ReadMarks } from './readMarks';
import { PairedRuns } from './pairedRuns';
import { RunSlot } from './runSlot';
import { SessionReading } from './sessionReading';
import { checkedView, fittedView, initialView, savedFields, viewOfFile, type ViewStore } from './viewState';

export interface SessionOptions {
  /** Where the view is kept: the path of the comparison, or of the dump. */
  path: string;
  load: LoadOptions;
  views: ViewStore;
  marks: ReadMarks;
  defaultTau: number;
  /** Called with what went wrong where nobody waits for it. */
  log(message: string): void;
}

/** While runs are being read, listeners are told at most this often. */
const tellEveryMs = 100;
/** A pairing that takes long is made less often: reading comes first. */
const pairingShare = 5;
/** Tries to read from a dump that keeps changing. */
const mostTries = 3;
/** Files that are no dump, and are read by others than the session. */
type FilesBeside = 'log-probabilities' | 'annotations';

export class ComparisonSession {
  /** The runs, their counts, findings or progress changed. */
  readonly stateChanged = new Event<ComparisonState>();
  /** `change` is what is new; `by` is whoever changed it, as given to `setView`. */
  readonly viewChanged = new Event<{ change: Partial<View>; by: unknown }>();

  /** When the runs are read: to be stopped, to go on, to look for changes. */
  readonly reading = new SessionReading(
    () => this.#slots,
    () => this.#changed(),
  );

  /** Other verdicts on chains of thought hold. */
  readonly judged = new Event<readonly Judgement[]>();

  #judgements: readonly Judgement[] = [];
  #file: ComparisonFile = { title: '', runs: [] };
  #fileFindings: Finding[] = [];
  /** Of files beside the dumps, by what they hold. */
  readonly #besideFindings = new Map<FilesBeside, readonly Finding[]>();
  #slots: RunSlot[] = [];
  #view: View | undefined;
  #state: ComparisonState | undefined;
  #members: Int32Array[] = [];
  readonly #pairing = new PairedRuns(
    () => this.#slots,
    () => this.#changed(),
  );
  #timer: NodeJS.Timeout | undefined;
  #nextTell = 0;
  #saved = false;
  #disposed = false;

  constructor(private readonly options: SessionOptions) {}

  get state(): ComparisonState {
    return (this.#state ??= this.#compose());
  }

  get view(): View {
    return (this.#view ??= initialView(this.#file, this.options.views.get(this.options.path), this.options.defaultTau));
  }

  get specs(): readonly RunSpec[] {
    return this.#slots.map((slot) => slot.spec);
  }

  get baseDir(): string {
    return this.options.load.baseDir;
  }

  /** What has been read of a run; undefined before the first samples. */
  loadedRun(run: number): LoadedRun | undefined {
    return this.#slots[run]?.loaded;
  }

  /** The index of a run; an empty one before the first samples. */
  indexOf(run: number): RunIndex {
    return this.#slots[run].index;
  }

  /** Ids in the table of a run's problems, by their place in its index; undefined for one without a row. */
  problemIdsOf(run: number): (string | undefined)[] {
    const { ids } = this.state.table;
    const found: (string | undefined)[] = new Array(this.indexOf(run).problems.length).fill(undefined);
    this.#members[run]?.forEach((place, row) => {
      if (place >= 0) found[place] = ids[row];
    });
    return found;
  }

  /** Files of log-probabilities as the comparison names them; undefined: those beside the dumps. */
  get perplexityFiles(): readonly string[] | undefined {
    return this.#file.perplexity;
  }

  /** What the Overview is computed from, as it is now. */
  get overviewSource(): OverviewSource {
    const { table } = this.state;
    const { leaveOut } = this.view;
    const runs = this.#slots.map((slot) => {
      const { spec, settings, index } = slot;
      const source = { spec, settings, index };
      return leaveOut.length > 0 ? { ...source, counted: indexWithout(index, slot.marks, leaveOut) } : source;
    });
    const perplexity = this.perplexityFiles;
    const pairing = { table, members: this.#members };
    return { runs, pairing, perplexity, baseDir: this.baseDir, judgements: this.#judgements };
  }

  /** Verdicts on chains of thought, of which the Overview knows the bounds of CoT-pass@k. */
  get judgements(): readonly Judgement[] {
    return this.#judgements;
  }

  setJudgements(judgements: readonly Judgement[]): void {
    if (JSON.stringify(judgements) === JSON.stringify(this.#judgements)) return;
    this.#judgements = judgements;
    this.judged.fire(judgements);
  }

  /** Resolves when no run is being read or waits for it, at once if so. */
  whenRead(): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.#slots.some(({ state }) => state.kind === 'reading' || state.kind === 'waiting')) return;
        subscription.dispose();
        resolve();
      };
      const subscription = this.stateChanged.on(check);
      check();
    });
  }

  /** Paths of all dump files read. */
  get files(): string[] {
    return this.#slots.flatMap((slot) => slot.index.files.map((file) => file.path));
  }

  /**
   * Takes over the runs of a comparison file. A run that is stored where it was is not read again; a view setting that
   * changed in the file changes the view.
   */
  setFile(file: ComparisonFile, findings: Finding[], saved: boolean): void {
    const before = this.#file;
    // Whoever looked before there were runs has seen a view without panes.
    const isFirst = before.runs.length === 0;
    if (isFirst) this.#view = undefined;
    this.#file = file;
    this.#fileFindings = findings;
    this.#saved = saved;
    const left = [...this.#slots];
    this.#slots = file.runs.map((spec) => this.#slotFor(spec, left));
    for (const slot of left) slot.stop();
    if (!isFirst) {
      const changed = savedFields.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(file[name]));
      const fitted = fittedView(this.view, file.runs.length);
      const fromFile = viewOfFile(file);
      const change = Object.fromEntries(changed.flatMap((name) => (name in fromFile ? [[name, fromFile[name]]] : [])));
      this.setView({ run: fitted.run, panes: fitted.panes, overview: fitted.overview, ...change }, this);
    }
    this.reading.start();
    this.#tell();
  }

  /** Changes the view; fields that don't fit are left out. */
  setView(change: Partial<View>, by: unknown): void {
    const fitting = checkedView(change);
    const isNew = (name: string): boolean => {
      const [was, is] = [this.view, fitting].map((view) => view[name as keyof View]);
      return JSON.stringify(was) !== JSON.stringify(is);
    };
    const news = Object.fromEntries(Object.entries(fitting).filter(([name]) => isNew(name)));
    if (Object.keys(news).length === 0) return;
    this.#view = { ...this.view, ...news };
    this.options.views.set(this.options.path, this.#view);
    this.viewChanged.fire({ change: news, by });
    const isLookedAt = ('page' in news || 'problem' in news) && this.#lookAtShown();
    if ('leaveOut' in news || isLookedAt) this.#tell();
  }

  /**
   * Shows the samples with a mark: the Problems page keeps their problems, and the Traces page shows the first of them.
   *
   * @throws Error when no sample has it
   */
  showMarked(mark: SampleMark, by: unknown): void {
    const first = this.#nextMarked(mark, undefined, 1);
    if (!first) throw new Error(`No sample is ${markWords[mark]} in what has been read.`);
    this.#showPlace(mark, first, by);
  }

  /**
   * From the sample in focus to the next one with the mark that is shown, or the one before.
   *
   * @throws Error when no mark is shown, and behind the last sample
   */
  stepMarked(direction: 1 | -1, by: unknown): void {
    const { filter, problem = '', run, samples } = this.view;
    const { mark } = filter;
    if (!mark) throw new Error('No finding is shown: choose one with Show Samples of a Finding.');
    const row = this.state.table.ids.indexOf(problem);
    const from = row < 0 ? undefined : { row, run, sample: samples[problem]?.[this.#slots[run].spec.label] ?? 0 };
    const next = this.#nextMarked(mark, from, direction);
    if (!next) throw new Error(`That was the ${direction > 0 ? 'last' : 'first'} sample that is ${markWords[mark]}.`);
    this.#showPlace(mark, next, by);
  }

  /**
   * Keeps the problems that findings with a code speak of on the Problems page.
   *
   * @throws Error when there is none
   */
  showProblemsOf(code: ProblemCode, label: string, by: unknown): void {
    const ids = problemsOfFinding(code, this.state.table);
    if (ids.length === 0) throw new Error(`${label}: no problem of the table is meant.`);
    this.setView({ page: 'problems', filter: { sets: [{ label, ids }] }, problem: ids[0] }, by);
  }

  #nextMarked(mark: SampleMark, from: SamplePlace | undefined, direction: 1 | -1): SamplePlace | undefined {
    const { table } = this.state;
    const runs = this.#slots.map(({ index, marks: { bits } }, run) => ({ index, bits, members: this.#members[run] }));
    return nextMarked(mark, table, runs, from, direction);
  }

  #showPlace(mark: SampleMark, { row, run, sample }: SamplePlace, by: unknown): void {
    const { view } = this;
    const problem = this.state.table.ids[row];
    const { label } = this.#slots[run].spec;
    const samples = { ...view.samples, [problem]: { ...view.samples[problem], [label]: sample } };
    const panes = view.panes.includes(run) ? view.panes : [run, ...view.panes.slice(1)];
    this.setView({ page: 'traces', filter: { mark }, problem, run, panes, samples }, by);
  }

  /** What was found in files beside the dumps; takes the place of what was found there before. */
  setFindingsBeside(files: FilesBeside, findings: readonly Finding[]): void {
    if (JSON.stringify(findings) === JSON.stringify(this.#besideFindings.get(files) ?? [])) return;
    this.#besideFindings.set(files, findings);
    this.#tell();
  }

  /** Row of a problem now; rows move while runs are being read. @throws Error when there is no such problem */
  rowOf(id: string): number {
    const row = this.state.table.ids.indexOf(id);
    return row >= 0 ? row : fail(`There is no problem "${id}" in this comparison any more.`);
  }

  async readProblem(problem: number): Promise<Problem> {
    const entries = this.#slots.flatMap((slot, run) => {
      const entry = this.#entryOf(problem, run);
      return entry ? [{ slot, run, entry }] : [];
    });
    const base = baseOf(this.specs);
    entries.sort((a, b) => Number(b.run === base) - Number(a.run === base));
    const reference = entries.find(({ entry }) => entry.reference !== undefined)?.entry.reference;
    const asked = entries.find(({ entry }) => entry.question);
    if (!asked) return { question: this.state.table.previews[problem] ?? '', reference };
    const question = await this.#fresh(asked.run, problem, (entry) => readRange(asked.slot.index, entry.question!));
    return { question, reference };
  }

  /** A problem in a run's index, and its place there; undefined where the run has no samples of it. */
  entryOf(problem: number, run: number): { entry: ProblemEntry; place: number } | undefined {
    const entry = this.#entryOf(problem, run);
    return entry && { entry, place: this.#members[run][problem] };
  }

  readStrip(problem: number, run: number): SampleStrip {
    return stripOf(this.#slots[run].index, this.#placeOf(problem, run));
  }

  /** What is known of a problem's samples without reading them. @throws Error when the run has none */
  pairFacts(problem: number, run: number): PairFacts {
    return pairFacts(this.#slots[run].index, this.#placeOf(problem, run));
  }

  /** Samples that a run has of a problem, scored or not. */
  sampleCount(problem: number, run: number): number {
    const entry = this.#entryOf(problem, run);
    return entry ? entry.end - entry.start : 0;
  }

  /** Rows in the run's index of a problem's samples, in dump order. @throws Error when the run has none */
  sampleRows(problem: number, run: number): Int32Array {
    const { index } = this.#slots[run];
    const { start, end } = index.problems[this.#placeOf(problem, run)];
    return index.order.subarray(start, end);
  }

  /** Samples of a problem that have been read, as 1, in dump order. */
  readMarks(problem: number, run: number): Uint8Array {
    const marks = new Uint8Array(this.sampleCount(problem, run));
    for (const sample of Object.keys(this.options.marks.of(this.#marked(problem, run)))) marks[Number(sample)] = 1;
    return marks;
  }

  /** Samples of each problem that have been read in runs of this comparison; problems without one are absent. */
  readCounts(): Record<string, number> {
    const labels = new Set(this.specs.map(({ label }) => label));
    return this.options.marks.counts(this.options.path, labels);
  }

  /** @returns false when it was marked already. */
  async markRead(place: { problem: number; run: number; sample: number }): Promise<boolean> {
    const { text } = await this.readTrace(place);
    return this.options.marks.mark(this.#marked(place.problem, place.run), place.sample, text);
  }

  readTrace({ problem, run, sample }: { problem: number; run: number; sample: number }): Promise<Trace> {
    return this.#fresh(run, problem, async (entry) => {
      const { index, spec } = this.#slots[run];
      if (!(sample >= 0 && sample < entry.end - entry.start))
        throw new Error(`${this.#nameOf(problem)} has no sample ${sample + 1} in ${spec.label}.`);
      const row = index.order[entry.start + sample];
      const { answer, note, verdict, finish, tokens, kind, file, offset } = index.samples;
      const text = await readTrace(index, row);
      return {
        text,
        hasText: kind[row] !== TextKind.none,
        verdict: verdict[row],
        finish: finish[row],
        answer: index.answers[answer[row]],
        note: index.notes[note[row]],
        tokens: tokens[row],
        file: this.#shownPath(index.files[file[row]].path),
        offset: offset[row],
      };
    });
  }

  /** Where on disk a sample's text is; the file is the one indexed if its trace could be read just before. */
  rangeOf({ problem, run, sample }: { problem: number; run: number; sample: number }): RangeOnDisk {
    const { index } = this.#slots[run];
    const row = index.order[index.problems[this.#placeOf(problem, run)].start + sample];
    const { file, offset, length, kind } = index.samples;
    const { bytesPath } = index.files[file[row]];
    return { path: bytesPath, offset: offset[row], length: length[row], kind: kind[row] as TextKind };
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.reading.dispose();
    this.#pairing.dispose();
  }

  /** Reads from the index; when the dump was replaced meanwhile, reads the run again first. */
  async #fresh<T>(run: number, problem: number, read: (entry: ProblemEntry) => Promise<T>): Promise<T> {
    const id = this.#nameOf(problem);
    const slot = this.#slots[run];
    const missing = `${id} is not in ${slot?.spec.label ?? 'this run'}.`;
    for (let tries = 1; ; tries++) {
      try {
        return await read(this.#entryOf(this.state.table.ids.indexOf(id), run) ?? fail(missing));
      } catch (error) {
        if (!(error instanceof StaleDumpError) || tries === mostTries) throw error;
        this.options.log(error.message);
      }
      await this.#readAgain(slot);
    }
  }

  /** A dump that only grew is no finding. */
  async #readAgain(slot: RunSlot): Promise<void> {
    const before = slot.index;
    await slot.read(slot.state.kind === 'ready');
    const hasGrown = before.files.every(({ path, size }, i) => {
      const now = slot.index.files[i];
      return now?.path === path && now.size >= size;
    });
    if (!hasGrown || slot.index.order.length <= before.order.length)
      slot.ownFindings.push({
        code: 'file-changed',
        severity: 'info',
        file: slot.spec.paths[0],
        message: `${slot.spec.label} was read again: its dump changed on disk.`,
      });
    this.#tell();
  }

  #entryOf(problem: number, run: number): ProblemEntry | undefined {
    void this.state; // the members belong to the state last told of
    return this.#slots[run]?.index.problems[this.#members[run]?.[problem] ?? -1];
  }

  /** Place of a problem in a run's index. */
  #placeOf(problem: number, run: number): number {
    const place = this.#members[run]?.[problem] ?? -1;
    if (place >= 0) return place;
    throw new Error(`${this.#nameOf(problem)} has no samples in ${this.#slots[run]?.spec.label ?? 'this run'}.`);
  }

  #marked(problem: number, run: number): MarkedSample {
    return { path: this.options.path, run: this.specs[run].label, problem: this.#nameOf(problem) };
  }

  #nameOf(problem: number): string {
    return this.state.table.ids[problem] ?? `Problem ${problem + 1}`;
  }

  #shownPath(path: string): string {
    const below = relative(this.baseDir, path);
    return below.startsWith('..') ? basename(path) : below.split(sep).join('/');
  }

  #slotFor(spec: RunSpec, left: RunSlot[]): RunSlot {
    const found = left.findIndex((slot) => readingKey(slot.spec) === readingKey(spec));
    const grown = found < 0 ? left.findIndex((slot) => hasGrownTo(slot.spec, spec)) : -1;
    if (found < 0 && grown < 0)
      return new RunSlot(
        spec,
        () => this.options.load,
        () => this.#changed(),
      );
    const [slot] = left.splice(Math.max(found, grown), 1);
    slot.spec = spec;
    // Counts stay until those with the new files have caught up.
    if (grown >= 0) slot.readAgain();
    return slot;
  }

  #changed(): void {
    if (this.#disposed) return;
    const isQuiet = !this.#slots.some((slot) => slot.isReading);
    const wait = isQuiet ? 0 : Math.max(0, this.#nextTell - performance.now());
    if (isQuiet) clearTimeout(this.#timer);
    else if (this.#timer) return;
    this.#timer = setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const started = performance.now();
    this.#state = this.#compose();
    const now = performance.now();
    this.#nextTell = now + Math.max(tellEveryMs, pairingShare * (now - started));
    this.stateChanged.fire(this.#state);
    this.reading.confirmDuplicates();
  }

  #compose(): ComparisonState {
    const { table, findings, members } = this.#pairing.with(this.view.leaveOut, this.perplexityFiles);
    this.#members = members;
    this.#lookAt(table.ids.indexOf(this.#shownProblem));
    return {
      title: this.#file.title,
      saved: this.#saved,
      runs: this.#slots.map(({ summary }) => summary),
      table,
      findings: unique([
        ...this.#fileFindings,
        ...this.#slots.flatMap((slot) => slot.findings),
        ...findings,
        ...[...this.#besideFindings.values()].flat(),
      ]),
      arrived: this.#arrived(table.ids.length),
    };
  }

  /** Samples that nobody has looked at since they came, by row of the table; undefined when there are none. */
  #arrived(rows: number): Int32Array | undefined {
    const sums = new Int32Array(rows);
    this.#slots.forEach(({ arrivals, index }, run) => {
      const arrived = arrivals.of(index);
      this.#members[run].forEach((place, row) => (sums[row] += place < 0 ? 0 : arrived[place]));
    });
    return sums.some((sum) => sum > 0) ? sums : undefined;
  }

  /** Whose traces are on screen; '' on other pages. */
  get #shownProblem(): string {
    return this.view.page === 'traces' ? (this.view.problem ?? '') : '';
  }

  /** @returns true when samples of the problem on screen had come. */
  #lookAtShown(): boolean {
    return this.#shownProblem !== '' && this.#lookAt(this.state.table.ids.indexOf(this.#shownProblem));
  }

  #lookAt(row: number): boolean {
    const looked = this.#slots.map(({ arrivals, index }, run) => arrivals.look(index, this.#members[run]?.[row] ?? -1));
    return looked.includes(true);
  }
}

/** The same run with more files, such as those of an eval. */
function hasGrownTo(before: RunSpec, now: RunSpec): boolean {
  const isMore = now.paths.length > before.paths.length && before.paths.every((path, i) => path === now.paths[i]);
  return (
    isMore && before.label === now.label && readingKey({ ...before, paths: [] }) === readingKey({ ...now, paths: [] })
  );
}

/** What of a spec decides which bytes are read and how. */
function readingKey({ paths, format, verdict, grades, mapping, run }: RunSpec): string {
  return JSON.stringify([paths, format, verdict, grades, mapping, run]);
}

/** Two runs of one file find the same things in it. */
function unique(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function fail(message: string): never {
  throw new Error(message);
}

/**
 * Review of one comparison: its queues, the one that is open, and what may be said of it. While a blind queue is open, what
 * leaves here has no run, no sample and no file. Knows neither the page nor the editor.
 */
import type { EventDraft, QueueSpec, ReviewVerdict, SampleAnchor } from '../../core/annotations/events';
import { adjudicationId, reviewId } from '../../core/annotations/ids';
import type { AnnotationState, ReviewQueue } from '../../core/annotations/state';
import { naturalOrder } from '../../core/compare/naturalOrder';
import { auditProblems, auditSamples } from '../../core/review/audit';
import { isHidden, judgementsIn, progressOf, type QueueProgress } from '../../core/review/progress';
import type { ProblemSamples } from '../../core/review/queue';
import { correctSamples, validChains, validChainsSentence, type ValidChains } from '../../core/review/results';
import { SettledVerdicts } from '../../core/review/verdicts';
import { contentHash } from '../../io/contentHash';
import type { OpenQueue, QueuedChain, ReviewState, NamedSample } from '../../protocol/comparePage';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import { Event } from '../event';
import type { ComparisonSession } from '../session';
import { agreementIn, othersOf, reviewerName } from './agreementView';
import { ruleIn, summaryOf } from './queueWords';

/** What the desk takes of a comparison's annotations. */
export type ReviewNotes = Pick<ComparisonAnnotations, 'state' | 'changed' | 'record' | 'problem' | 'historyOf'>;

/** Of the queue that is on screen, for tree and status bar. */
export interface QueueOnScreen {
  hidden: boolean;
  /** From 0. */
  place: number;
  size: number;
  problems: { id: string; read: number; size: number }[];
}

interface Open {
  notes: ReviewNotes;
  queue: ReviewQueue;
  progress: QueueProgress;
}

export class ReviewDesk {
  /** Queues, verdicts, or what may be said of them changed. */
  readonly changed = new Event<void>();
  #notes: ReviewNotes | undefined;
  #problem: string | undefined;
  readonly #subscriptions: { dispose(): void }[];
  #ofNotes: { dispose(): void } | undefined;
  #agreed: { judgements: unknown; queue: string; agreement: OpenQueue['agreement'] } | undefined;

  /** @param open the annotations of the comparison; throws the sentence to show. */
  constructor(
    private readonly session: ComparisonSession,
    private readonly open: () => Promise<ReviewNotes>,
  ) {
    let { table } = session.state;
    this.#subscriptions = [
      session.stateChanged.on((state) => {
        if (state.table === table) return;
        table = state.table;
        if (session.view.page === 'review') this.changed.fire();
      }),
      session.viewChanged.on(({ change, by }) => {
        // What the page did itself it shows already, but for another queue.
        if ('review' in change || ('page' in change && by !== undefined)) this.changed.fire();
      }),
    ];
  }

  /** Reads the annotations, where that has not been done. What is wrong is then part of `state`. */
  async load(): Promise<ReviewNotes | undefined> {
    try {
      const notes = await this.open();
      this.#problem = undefined;
      if (notes !== this.#notes) this.#take(notes);
      return notes;
    } catch (error) {
      this.#notes = undefined;
      this.#problem = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  /** Annotations that are there. @throws Error with the sentence to show. */
  async notes(): Promise<ReviewNotes> {
    const notes = await this.load();
    if (!notes) throw new Error(this.#problem);
    return notes;
  }

  get state(): ReviewState {
    const problem = this.#problem ?? this.#notes?.problem;
    const said = problem === undefined ? {} : { problem };
    if (!this.#notes) return { ...said, queues: [] };
    const { state } = this.#notes;
    const queues = [...state.queues.values()].map((queue) => summaryOf(queue, progressOf(state, queue)));
    const open = this.#open();
    return { ...said, queues, ...(open && { queue: this.#openQueue(open) }) };
  }

  /** Undefined unless a queue is read on the Review page. */
  get onScreen(): QueueOnScreen | undefined {
    const { page, review } = this.session.view;
    const open = page === 'review' ? this.#open() : undefined;
    if (!open) return undefined;
    const { queue, progress } = open;
    const problems = new Map<string, { id: string; read: number; size: number }>();
    queue.samples.forEach(({ problem }, place) => {
      const entry = problems.get(problem) ?? { id: problem, read: 0, size: 0 };
      entry.size++;
      if (progress.reviews[place]) entry.read++;
      problems.set(problem, entry);
    });
    return {
      hidden: isHidden(queue, progress),
      place: Math.min(review.place, queue.samples.length - 1),
      size: queue.samples.length,
      problems: inOrder([...problems.values()]),
    };
  }

  /** Problems of all runs with the places of their correct samples. */
  problems(): ProblemSamples[] {
    const { runs, pairing } = this.session.overviewSource;
    return runs.flatMap(({ spec, index, counted }, run) =>
      correctSamples({ label: spec.label, index, counted, members: pairing.members[run] }, pairing.table.ids),
    );
  }

  /** The chains of an audit, each with the hash of its trace. @param tell how many have been read, of how many. */
  async anchorsOf(spec: QueueSpec, tell: (read: number, size: number) => boolean): Promise<SampleAnchor[] | undefined> {
    const samples = auditSamples(this.problems(), spec);
    const anchors: SampleAnchor[] = [];
    for (const sample of samples) {
      if (!tell(anchors.length, samples.length)) return undefined;
      const run = this.session.specs.findIndex(({ label }) => label === sample.run);
      const problem = this.session.rowOf(sample.problem);
      const { text } = await this.session.readTrace({ problem, run, sample: sample.index });
      anchors.push({ ...sample, hash: contentHash(text) });
    }
    return anchors;
  }

  /** Shows a queue at its first place without a verdict. */
  show(id: string): void {
    const queue = this.#notes?.state.queues.get(id);
    if (!this.#notes || !queue) return;
    const { reviews } = progressOf(this.#notes.state, queue);
    const place = Math.max(0, reviews.indexOf(undefined));
    this.session.setView({ page: 'review', review: { queue: id, place } }, undefined);
  }

  async readChain(id: string, place: number): Promise<QueuedChain> {
    const { queue, progress } = await this.#opened(id);
    const sample = queue.samples[place];
    if (!sample) throw new Error(`The queue has no place ${place + 1}.`);
    const problem = this.session.rowOf(sample.problem);
    const [{ question, reference }, trace] = await Promise.all([
      this.session.readProblem(problem),
      this.#readSample(sample, problem),
    ]);
    const { text, hasText, verdict, answer, tokens } = trace;
    const hidden = isHidden(queue, progress);
    return {
      problem: sample.problem,
      question,
      ...(reference !== undefined && { reference }),
      text,
      hasText,
      verdict,
      ...(answer !== undefined && { answer }),
      tokens,
      reason: progress.reviews[place]?.reason ?? '',
      ...(!hidden && { named: this.#named(sample) }),
    };
  }

  /** Resolves when the verdict is on the disk. */
  async judge(id: string, place: number, verdict: ReviewVerdict, reason: string): Promise<void> {
    const { notes, queue } = await this.#opened(id);
    const sample = queue.samples[place];
    if (!sample) throw new Error(`The queue has no place ${place + 1}.`);
    const payload = { queue: id, place, sample, verdict, reason };
    await notes.record([{ kind: 'reviewed', object: reviewId(id, place), payload }]);
  }

  /** Takes back the verdict given last. Its model was named, so it is no longer blind. @returns its place. */
  async undo(id: string): Promise<{ place: number } | null> {
    const { notes, queue, progress } = await this.#opened(id);
    const last = lastOf(progress);
    if (!last) return null;
    const { place, judged } = last;
    const drafts: EventDraft[] = [{ kind: 'undo', object: reviewId(id, place), payload: { undoes: judged.event } }];
    if (isHidden(queue, progress)) drafts.push({ kind: 'unblinded', object: id, payload: { place } });
    await notes.record(drafts);
    return { place };
  }

  /** Shows what is hidden, and says so in the record. */
  async unblind(id: string): Promise<void> {
    const { notes } = await this.#opened(id);
    await notes.record([{ kind: 'unblinded', object: id, payload: {} }]);
  }

  /** What reviewers of a chain said, for whoever decides. */
  async said(
    id: string,
    place: number,
  ): Promise<{ sample: SampleAnchor; by: { reviewer: string; verdict: string }[] }> {
    const { notes, queue } = await this.#opened(id);
    const sample = queue.samples[place];
    const of = [...notes.state.reviews.values()].filter((review) => isSame(review.sample, sample));
    const by = of.flatMap(({ queue: of, verdict }) => {
      const reviewer = notes.state.queues.get(of)?.reviewer;
      return reviewer === undefined ? [] : [{ reviewer: reviewerName(reviewer), verdict }];
    });
    return { sample, by };
  }

  async adjudicate(id: string, place: number, verdict: ReviewVerdict, reason: string): Promise<void> {
    const { notes, queue } = await this.#opened(id);
    const sample = queue.samples[place];
    const among = [...notes.state.reviews.values()].filter((review) => isSame(review.sample, sample));
    const subject = { kind: 'verdict', verdict } as const;
    const payload = { sample, subject, reason, among: among.map((review) => review.id) };
    await notes.record([{ kind: 'adjudicated', object: adjudicationId(sample, subject), payload }]);
  }

  dispose(): void {
    this.#ofNotes?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #take(notes: ReviewNotes): void {
    this.#notes = notes;
    this.#ofNotes?.dispose();
    const told = (): void => {
      this.session.setJudgements(judgementsIn(notes.state));
      this.changed.fire();
    };
    this.#ofNotes = notes.changed.on(told);
    told();
  }

  async #opened(id: string): Promise<Open> {
    const notes = await this.notes();
    const queue = notes.state.queues.get(id);
    if (!queue) throw new Error('This queue is not in the annotations any more.');
    return { notes, queue, progress: progressOf(notes.state, queue) };
  }

  #open(): Open | undefined {
    const notes = this.#notes;
    const queue = notes?.state.queues.get(this.session.view.review.queue);
    return notes && queue && { notes, queue, progress: progressOf(notes.state, queue) };
  }

  #openQueue({ notes, queue, progress }: Open): OpenQueue {
    const { state } = notes;
    const hidden = isHidden(queue, progress);
    const problems = [...new Set(queue.samples.map(({ problem }) => problem))];
    const placeOf = new Map(problems.map((problem, place) => [problem, place]));
    const last = lastOf(progress);
    const agreement = hidden ? undefined : this.#agreement(state, queue);
    return {
      ...summaryOf(queue, progress),
      hidden,
      unblinded: queue.blind && queue.unblinded.some(({ place }) => place === undefined),
      problems,
      problemAt: queue.samples.map(({ problem }) => placeOf.get(problem)!),
      verdicts: progress.reviews.map((review) => review?.verdict ?? null),
      counts: progress.counts,
      ...(last && { last: { ...lastWords(last), named: this.#named(last.sample) } }),
      ...(!hidden && { results: this.#results(queue.spec) }),
      others: othersOf(state, queue),
      ...(agreement && { agreement }),
      rule: ruleIn(state),
    };
  }

  /** Takes some milliseconds, so it is kept until verdicts change. */
  #agreement(state: AnnotationState, queue: ReviewQueue): OpenQueue['agreement'] {
    const { judgements } = this.session;
    if (this.#agreed?.judgements !== judgements || this.#agreed.queue !== queue.id)
      this.#agreed = { judgements, queue: queue.id, agreement: agreementIn(state, queue) };
    return this.#agreed.agreement;
  }

  #results(spec: QueueSpec): OpenQueue['results'] {
    const settled = new SettledVerdicts(this.session.judgements);
    const found = validChains(auditProblems(this.problems(), spec), settled);
    return { sentence: validChainsSentence(found), runs: found.map((one) => this.#countOf(one)) };
  }

  #countOf({ run: label, valid, of, ambiguous, open }: ValidChains) {
    return { run: this.#runOf(label), label, valid, of, ambiguous, open };
  }

  #named({ run: label, index }: SampleAnchor): NamedSample {
    return { run: this.#runOf(label), label, sample: index };
  }

  #runOf(label: string): number {
    return this.session.specs.findIndex((spec) => spec.label === label);
  }

  /** The trace that the queue means, also where a dump was made anew and its place is another. */
  async #readSample({ run: label, index, hash, problem: id }: SampleAnchor, problem: number) {
    const run = this.#runOf(label);
    if (run < 0) throw new Error('The run of this chain is not in the comparison any more. Skip it with s.');
    const count = this.session.sampleCount(problem, run);
    const places = [
      index,
      ...Array.from({ length: count }, (_, sample) => sample).filter((sample) => sample !== index),
    ];
    for (const sample of places.filter((place) => place < count)) {
      const trace = await this.session.readTrace({ problem, run, sample });
      if (contentHash(trace.text) === hash) return trace;
    }
    throw new Error(`This chain of ${id} is not in its dump any more. Skip it with s.`);
  }
}

/** By id: the queue's own order would move rows about. */
function inOrder(problems: QueueOnScreen['problems']): QueueOnScreen['problems'] {
  const places = naturalOrder(problems.map(({ id }) => id));
  return [...problems.keys()].sort((a, b) => places[a] - places[b]).map((i) => problems[i]);
}

function isSame(a: SampleAnchor, b: SampleAnchor): boolean {
  return a.run === b.run && a.problem === b.problem && a.hash === b.hash && a.index === b.index;
}

function lastOf({ reviews }: QueueProgress) {
  return reviews.reduce((last, review) => {
    if (!review) return last;
    const isLater = !last || review.judged.clock > last.judged.clock;
    return isLater ? review : last;
  }, undefined);
}

function lastWords({ place, verdict, reason }: { place: number; verdict: ReviewVerdict; reason: string }) {
  return { place, verdict, reason };
}

/** *New Review Queue…* and what else of a review is asked for with the editor's own means. */
import { userInfo } from 'node:os';
import { monotonicFactory } from 'ulid';
import * as vscode from 'vscode';
import type { EventDraft, QueueSpec, ReviewVerdict } from '../../core/annotations/events';
import { reviewVerdicts } from '../../core/annotations/events';
import type { ReviewQueue } from '../../core/annotations/state';
import { filterWords } from '../../core/compare/filterWords';
import { evaluate, rowsOf } from '../../core/compare/view';
import { formatCount, formatNoun } from '../../core/format';
import { auditSamples, auditWords, chainWords, validityTag } from '../../core/review/audit';
import { auditBand } from '../../core/review/queue';
import { gitAuthor } from '../../io/annotations/author';
import type { OpenComparison } from '../openComparisons';
import { setting } from '../services';
import { reviewerName } from './agreementView';
import { ruleIn } from './queueWords';

const newId = monotonicFactory();
const auditName = 'Chains behind correct answers';
const title = 'New Review Queue';

/** Asks for whatever `given` does not say, makes the queue and shows it. */
export async function newReviewQueue(comparison: OpenComparison, given?: unknown): Promise<void> {
  const notes = await comparison.review.notes();
  const asked = isQueueOptions(given) ? optionsOf(comparison, given) : await askOptions(comparison);
  if (asked === undefined) return;
  if ('like' in asked) {
    const like = notes.state.queues.get(asked.like);
    return like && queueLike(comparison, like);
  }
  const samples = await readAnchors(comparison, asked.spec);
  if (!samples) return;
  if (samples.length === 0) throw new Error(`No correct sample is of a problem with ${auditWords(asked.spec)}.`);
  const { spec, blind } = asked;
  await record(comparison, { name: auditName, reviewer: await authorOf(comparison), blind, spec, samples });
}

/** The same chains in the same order, for another reviewer. */
export async function secondReviewer(comparison: OpenComparison, id: string): Promise<void> {
  const notes = await comparison.review.notes();
  const queue = notes.state.queues.get(id);
  if (queue) await queueLike(comparison, queue);
}

export async function unblind(comparison: OpenComparison, queue: string): Promise<void> {
  const show = 'Show Models';
  const answer = await vscode.window.showWarningMessage(
    'Show the models of this queue?',
    { modal: true, detail: 'The review is marked as unblinded, with the time. That stays in its record.' },
    show,
  );
  if (answer === show) await comparison.review.unblind(queue);
}

/** Asks what holds of a chain that reviewers disagree about. */
export async function adjudicate({ review }: OpenComparison, queue: string, place: number): Promise<void> {
  const { by } = await review.said(queue, place);
  const said = by.map(({ reviewer, verdict }) => `${reviewer}: ${verdict}`).join(', ');
  const verdicts = reviewVerdicts.filter((verdict) => verdict !== 'skip');
  const items = verdicts.map((verdict) => ({ label: verdict, verdict }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Chain ${formatCount(place + 1)}: what holds?`,
    placeHolder: said,
  });
  if (!chosen) return;
  const reason = await vscode.window.showInputBox({ title: 'Reason', prompt: `${said}. Decided: ${chosen.label}.` });
  if (reason !== undefined) await review.adjudicate(queue, place, chosen.verdict satisfies ReviewVerdict, reason);
}

/** What counts as valid, kept as an entry of the codebook. */
export async function editValidity({ review }: OpenComparison): Promise<void> {
  const notes = await review.notes();
  const definition = await vscode.window.showInputBox({
    title: 'What Counts as Valid',
    prompt: 'Kept in the codebook as the definition of "valid chain". Verdicts that were given stay as they are.',
    value: ruleIn(notes.state),
    validateInput: (value) => (value.trim() === '' ? 'Say what a valid chain is.' : undefined),
  });
  if (definition === undefined) return;
  const before = notes.state.tags.get(validityTag)?.definition;
  const blank = { name: 'valid chain', glyph: '✓', include: '', exclude: '', example: '' };
  const payload = { definition: { ...blank, ...before, definition: definition.trim() } };
  await notes.record([{ kind: 'tagDefined', object: validityTag, payload }]);
}

interface NewQueue {
  spec: QueueSpec;
  blind: boolean;
}

/** What a key binding or a test may give. */
interface QueueOptions {
  band?: { above: number; below: number };
  runs?: string[];
  seed?: number;
  perProblem?: number;
  blind?: boolean;
}

function isQueueOptions(value: unknown): value is QueueOptions {
  return typeof value === 'object' && value !== null && ('seed' in value || 'band' in value || 'blind' in value);
}

function optionsOf({ session }: OpenComparison, given: QueueOptions): NewQueue {
  const {
    band = auditBand,
    runs = session.specs.map(({ label }) => label),
    seed = 7,
    perProblem,
    blind = true,
  } = given;
  return { spec: { runs, band, verdicts: ['correct'], ...(perProblem && { perProblem }), seed }, blind };
}

async function askOptions(comparison: OpenComparison): Promise<NewQueue | { like: string } | undefined> {
  const source = await askSource(comparison);
  if (!source || 'like' in source) return source;
  const runs = await askRuns(comparison);
  if (!runs) return undefined;
  const seed = await askNumber(
    'Seed of the order',
    'A second reviewer gets the same order from the same seed.',
    '7',
    0,
  );
  if (seed === undefined) return undefined;
  const cap = 'At most so many chains of a problem and run; empty for all.';
  const perProblem = await askNumber('Chains of a problem', cap, '', 1);
  if (perProblem === undefined) return undefined;
  const blind = await askBlind();
  if (blind === undefined) return undefined;
  const limit = perProblem === 'none' ? {} : { perProblem };
  const spec: QueueSpec = { runs, ...source, verdicts: ['correct'], ...limit, seed: seed === 'none' ? 7 : seed };
  return { spec, blind };
}

type Source = Pick<QueueSpec, 'band' | 'problems' | 'filter'>;

async function askSource(comparison: OpenComparison): Promise<Source | { like: string } | undefined> {
  const { session, review } = comparison;
  const notes = await review.notes();
  const { rows, words } = filtered(comparison);
  const { ids } = session.state.table;
  const filter: Source = { problems: Array.from(rows, (row) => ids[row]), filter: words };
  const others = [...notes.state.queues.values()].map((queue) => ({
    label: `The queue of ${reviewerName(queue.reviewer)}, as another reviewer`,
    description: `${auditWords(queue.spec)} · ${chainWords(queue.samples)}`,
    source: { like: queue.id },
  }));
  const items: (vscode.QuickPickItem & { source?: Source | { like: string } })[] = [
    {
      label: 'Hard problems that are solved',
      description: countWords(comparison, { band: auditBand }),
      source: { band: auditBand },
    },
    { label: 'Another band of accuracy…' },
    {
      label: `Problems on the Problems page`,
      description: `${words || 'no filter'} · ${countWords(comparison, filter)}`,
      source: filter,
    },
    ...others,
  ];
  const placeHolder = 'Correct samples of which problems?';
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (!chosen) return undefined;
  if (chosen.source) return chosen.source;
  const below = await askPercent();
  return below === undefined ? undefined : { band: { above: 0, below } };
}

function filtered({ session }: OpenComparison): { rows: Int32Array; words: string } {
  const { state, view } = session;
  const rows = rowsOf(state.table, evaluate(state.table, state.runs, view), view.filter, view.sort);
  return {
    rows,
    words: filterWords(
      view.filter,
      state.runs.map(({ label }) => label),
    ).join(', '),
  };
}

function countWords({ session, review }: OpenComparison, source: Source): string {
  const runs = session.specs.map(({ label }) => label);
  const samples = auditSamples(review.problems(), { ...source, runs, verdicts: ['correct'], seed: 0 });
  return source.band
    ? `${auditWords({ ...source, runs, verdicts: [], seed: 0 })} · ${chainWords(samples)}`
    : chainWords(samples);
}

async function askPercent(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Accuracy above 0 and below, in per cent',
    value: String(auditBand.below * 100),
    validateInput: (value) => (isPercent(value) ? undefined : 'A number above 0 and at most 100.'),
  });
  return text === undefined ? undefined : Number(text) / 100;
}

function isPercent(text: string): boolean {
  return text.trim() !== '' && Number(text) > 0 && Number(text) <= 100;
}

async function askRuns({ session }: OpenComparison): Promise<string[] | undefined> {
  const labels = session.specs.map(({ label }) => label);
  if (labels.length === 1) return labels;
  const items = labels.map((label) => ({ label, picked: true }));
  const placeHolder = 'Runs whose samples are read';
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return chosen && chosen.length > 0 ? chosen.map(({ label }) => label) : undefined;
}

/** @returns `none` for an empty answer, undefined when the question was closed. */
async function askNumber(
  what: string,
  prompt: string,
  value: string,
  least: number,
): Promise<number | 'none' | undefined> {
  const isFitting = (text: string): boolean =>
    /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) < 2 ** 32;
  const text = await vscode.window.showInputBox({
    title: what,
    prompt,
    value,
    validateInput: (text) =>
      text.trim() === '' || isFitting(text.trim()) ? undefined : `A whole number from ${least} to 4,294,967,295.`,
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? 'none' : Number(text);
}

async function askBlind(): Promise<boolean | undefined> {
  const items = [
    { label: 'Blind', description: 'runs and samples are hidden until the verdict is given', blind: true },
    { label: 'Not blind', description: 'runs are named from the start', blind: false },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.blind;
}

/** Every trace is read once, for the hash by which it is found again. */
async function readAnchors(comparison: OpenComparison, spec: QueueSpec) {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Reading the chains', cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    comparison.review.anchorsOf(spec, (read, size) => {
      if (read % 20 === 0)
        progress.report({ message: `${formatCount(read)} of ${formatNoun(size, 'chain')}`, increment: 2000 / size });
      return !token.isCancellationRequested;
    }),
  );
}

async function queueLike(comparison: OpenComparison, like: ReviewQueue): Promise<void> {
  const own = await authorOf(comparison);
  const reviewer = await vscode.window.showInputBox({
    title: 'Second Reviewer',
    prompt: `The same ${formatNoun(like.samples.length, 'chain')} in the same order. Who reads them?`,
    value: own === like.reviewer ? '' : own,
    validateInput: (name) => nameProblem(name, like.reviewer),
  });
  if (reviewer === undefined) return;
  const { name, blind, spec, samples } = like;
  await record(comparison, { name, reviewer: reviewer.trim(), blind, spec, samples });
}

function nameProblem(name: string, first: string): string | undefined {
  if (name.trim() === '') return 'A second reviewer has a name.';
  return reviewerName(name.trim()) === reviewerName(first)
    ? `${reviewerName(first)} has this queue already.`
    : undefined;
}

type QueuePayload = Extract<EventDraft, { kind: 'queueCreated' }>['payload'];

async function record({ review, panel }: OpenComparison, payload: QueuePayload): Promise<void> {
  const notes = await review.notes();
  const object = newId();
  await notes.record([{ kind: 'queueCreated', object, payload }]);
  review.show(object);
  // Single keys are its verdicts from now on.
  panel.webviewPanel.reveal();
}

/** As the annotations are signed: the setting, git's name, the account's. */
async function authorOf({ session }: OpenComparison): Promise<string> {
  return setting<string>('author').trim() || ((await gitAuthor(session.baseDir)) ?? userInfo().username);
}

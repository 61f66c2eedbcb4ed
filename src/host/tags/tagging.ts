/** Tagging samples and spans, and what is done with tags that are there. */
import * as vscode from 'vscode';
import { tagFor } from '../../core/annotations/codebook';
import type { Anchor, EventDraft } from '../../core/annotations/events';
import { codebookOf } from '../../core/annotations/shownTags';
import type { Annotation, AnnotationState } from '../../core/annotations/state';
import { formatNoun } from '../../core/format';
import { newId } from '../../io/annotations/annotationStore';
import type { TextSpan } from '../../core/search/query';
import type { SampleRef, TagAction } from '../../protocol/comparePage';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import { findSample } from '../links';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { addTag, offerStarterTags } from './codebookCommands';
import { record, writable, writing, type Doing } from './recording';
import { askTag } from './tagPick';
import { quoteOf } from './tagWords';

export async function actOnTags(services: Services, comparison: OpenComparison, action: TagAction): Promise<void> {
  if (action.kind === 'stepTagged') return stepTagged(comparison, action.from, action.step);
  const own = await writable(services, comparison);
  if (!own) return;
  const doing = { services, comparison, own };
  switch (action.kind) {
    case 'tag':
      return tag(doing, action);
    case 'noteTag':
      return noteTag(doing, action.ids);
    case 'changeTag':
      return changeTag(doing, action.ids);
    case 'removeTag':
      return removeTag(doing, action.ids);
    case 'decideSuggestion':
      return decide(doing, action);
  }
}

async function tag(doing: Doing, { sample, span, key }: Extract<TagAction, { kind: 'tag' }>): Promise<void> {
  const { own, comparison } = doing;
  if (codebookOf(own.state).length === 0 && !(await offerStarterTags(doing))) return;
  const tags = codebookOf(own.state);
  const keyed = key === undefined ? undefined : tags.find((known) => known.key === key);
  const where = whereWords(comparison, sample, span);
  // A whole trace is tagged on purpose only: one key too early would tag all of it.
  const chosen =
    keyed && span ? keyed : await askTag(doing, tags, `Tag ${where}`, { first: keyed, add: () => addTag(doing) });
  if (!chosen) return;
  const anchor = await comparison.tags.anchorOf(sample, span);
  const isThere = [...own.state.annotations.values()].some(
    (one) => tagFor(own.state.tags, one.tag)?.id === chosen.id && isSamePlace(one.anchor, anchor),
  );
  if (isThere) return void vscode.window.setStatusBarMessage(`Tagged ${chosen.name} already`, 3000);
  const draft: EventDraft = { kind: 'tagged', object: newId(), payload: { tag: chosen.id, anchor } };
  await record(doing, [draft], `Tagged ${chosen.name}: ${where}`);
}

function isSamePlace(a: Anchor, b: Anchor): boolean {
  if (a.run !== b.run || a.problem !== b.problem || a.hash !== b.hash) return false;
  return a.span?.start === b.span?.start && a.span?.end === b.span?.end;
}

function whereWords({ session }: OpenComparison, sample: SampleRef, span: TextSpan | undefined): string {
  const { label } = session.specs[sample.run];
  const what = span ? formatNoun(span.end - span.start, 'character') : 'the whole trace';
  return `${what} of ${sample.problem}, ${label}, sample ${sample.sample + 1}`;
}

/** Of several tags at a place, the one that is meant. */
async function askAnnotation(
  { state }: ComparisonAnnotations,
  ids: readonly string[],
  title: string,
): Promise<Annotation | undefined> {
  const known = ids.flatMap((id) => state.annotations.get(id) ?? []);
  if (known.length === 0) throw new Error('There is no tag here. Step to one with Next Tag, or select its text.');
  if (known.length === 1) return known[0];
  const items = known.map((annotation) => ({
    label: nameOf(state, annotation.tag),
    description: quoteOf(annotation),
    detail: annotation.note,
    annotation,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.annotation;
}

function nameOf(state: AnnotationState, tag: string): string {
  return tagFor(state.tags, tag)?.definition.name ?? 'a deleted tag';
}

export async function noteTag(doing: Doing, ids: readonly string[]): Promise<void> {
  const { own } = doing;
  const annotation = await askAnnotation(own, ids, 'Note on which tag?');
  if (!annotation) return;
  const name = nameOf(own.state, annotation.tag);
  const text = await vscode.window.showInputBox({
    title: `Note on ${name}`,
    prompt: `${quoteOf(annotation)}. An empty note takes it away.`,
    value: annotation.note,
  });
  if (text === undefined || text === annotation.note) return;
  await record(doing, [{ kind: 'noted', object: annotation.id, payload: { text } }], `Note on ${name} kept`);
}

/** For a tag that was split, or given by mistake: the place and the note stay. */
export async function changeTag(doing: Doing, ids: readonly string[]): Promise<void> {
  const { state } = doing.own;
  const annotation = await askAnnotation(doing.own, ids, 'Give another tag to which?');
  if (!annotation) return;
  const before = nameOf(state, annotation.tag);
  const { fate } = state.tags.get(annotation.tag) ?? {};
  const into = fate?.kind === 'split' ? fate.into : [];
  // Where a tag was split, the new ones come first.
  const tags = codebookOf(state).sort((a, b) => Number(into.includes(b.id)) - Number(into.includes(a.id)));
  const chosen = await askTag(doing, tags, `Instead of ${before}: ${quoteOf(annotation)}`, {
    add: () => addTag(doing),
  });
  if (!chosen || chosen.id === annotation.tag) return;
  const { id, anchor } = annotation;
  const draft: EventDraft = { kind: 'tagged', object: id, payload: { tag: chosen.id, anchor } };
  await record(doing, [draft], `${before} is ${chosen.name} now`);
}

export async function removeTag(doing: Doing, ids: readonly string[]): Promise<void> {
  const annotation = await askAnnotation(doing.own, ids, 'Remove which tag?');
  if (!annotation) return;
  const name = nameOf(doing.own.state, annotation.tag);
  await record(
    doing,
    [{ kind: 'untagged', object: annotation.id, payload: {} }],
    `Removed ${name}. Undo brings it back`,
  );
}

async function decide(
  doing: Doing,
  { sample, ids, decision }: Extract<TagAction, { kind: 'decideSuggestion' }>,
): Promise<void> {
  const [suggestion] = await doing.comparison.tags.suggestionsOf(sample, ids);
  if (!suggestion) throw new Error('There is no suggestion here. Show Suggestions marks them, Next Tag steps to one.');
  const { id, source = '', tag: given, anchor, name } = suggestion;
  const decided: EventDraft = {
    kind: 'suggestionDecided',
    object: id,
    payload: { decision, source, tag: given, anchor },
  };
  const tagged: EventDraft = { kind: 'tagged', object: newId(), payload: { tag: given, anchor, suggestion: id } };
  const words = decision === 'accepted' ? `Tagged ${name}, as suggested` : `Declined ${name}`;
  await record(doing, decision === 'accepted' ? [decided, tagged] : [decided], words);
}

export async function undoAnnotation(services: Services, comparison: OpenComparison, redo = false): Promise<void> {
  const own = await writable(services, comparison);
  if (!own) return;
  let events = 0;
  const write = async () => void (events = (await (redo ? own.redo() : own.undo())).length);
  if (!(await writing(services, comparison, own, write))) return;
  const [done, none] = redo ? ['Redone', 'Nothing to redo'] : ['Undone', 'Nothing to undo'];
  vscode.window.setStatusBarMessage(events > 0 ? done : none, 3000);
}

/** Shows the span or the trace of an annotation on the Traces page. */
export async function openAnnotation({ session, panel }: OpenComparison, { anchor }: Annotation): Promise<void> {
  const { problem, run: label, index: sample, hash, span } = anchor;
  const found = await findSample(session, { run: label, problem, sample, hash });
  const { view } = session;
  const panes = view.panes.includes(found.run) ? view.panes : [...view.panes.slice(0, -1), found.run];
  const shown = session.specs[found.run].label;
  const samples = { ...view.samples, [problem]: { ...view.samples[problem], [shown]: found.sample } };
  session.setView({ page: 'traces', problem, run: found.run, panes, samples }, undefined);
  panel.webviewPanel.reveal();
  if (span && found.isSame) panel.showSpan(span, panes.indexOf(found.run));
  if (!found.isSame)
    void vscode.window.showWarningMessage(
      `The trace that was tagged is no longer among the samples of ${problem} in ${label}. Sample ${found.sample + 1} is shown.`,
    );
}

async function stepTagged(comparison: OpenComparison, from: SampleRef, step: 1 | -1): Promise<void> {
  const { session, tags } = comparison;
  const rowOf = new Map(session.state.table.ids.map((id, row) => [id, row]));
  const runOf = new Map(session.specs.map(({ label }, run) => [label, run]));
  const placeOf = ({ problem, run, index }: Anchor): [number, number, number] => [
    rowOf.get(problem) ?? -1,
    runOf.get(run) ?? -1,
    index,
  ];
  const here: [number, number, number] = [rowOf.get(from.problem) ?? -1, from.run, from.sample];
  const known = [...(await tags.own()).state.annotations.values()].filter(({ anchor }) => {
    const [row, run] = placeOf(anchor);
    return row >= 0 && run >= 0;
  });
  const ordered = known.sort((a, b) => step * compare(placeOf(a.anchor), placeOf(b.anchor)));
  const next = ordered.find(({ anchor }) => step * compare(placeOf(anchor), here) > 0);
  if (!next) throw new Error(`That was the ${step > 0 ? 'last' : 'first'} sample with a tag.`);
  await openAnnotation(comparison, next);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

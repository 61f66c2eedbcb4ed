/** Which problems an eval is of: one, those shown, a class, or chosen one by one. */
import * as vscode from 'vscode';
import type { ProblemClass } from '../../core/compare/comparison';
import { tagFor } from '../../core/annotations/codebook';
import type { AnnotationState } from '../../core/annotations/state';
import { classAt, evaluate, rowsOf, selectedAmong, type Evaluation } from '../../core/compare/view';
import { classWords } from '../../core/compare/wordsFor';
import { formatCount, formatNoun } from '../../core/format';
import { logError } from '../errors';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import type { ChosenProblems } from './evalDraft';

const classes: ProblemClass[] = ['baseOnly', 'rlOnly', 'neither', 'both'];

/** Problems of a class at the view's k, in the order of the table. */
export function problemsOfClass(comparison: OpenComparison, problemClass: ProblemClass): ChosenProblems {
  const { table } = comparison.session.state;
  const evaluation = evaluationOf(comparison);
  const ids = table.ids.filter((_, row) => classAt(evaluation, row) === problemClass);
  return { ids, words: `${classWords[problemClass]} at k = ${kWords(comparison)}`, problemClass };
}

/** What a row of the problem tree stands for, or a list of ids with what they have in common; undefined for neither. */
export function problemsNamed(comparison: OpenComparison, argument: unknown): ChosenProblems | undefined {
  const { kind, problem, group, ids, words } = (argument ?? {}) as Record<string, unknown>;
  if (kind === 'problem' && typeof problem === 'string') return oneProblem(comparison, problem);
  if (kind === 'group' && typeof group === 'string' && group in classWords)
    return problemsOfClass(comparison, group as ProblemClass);
  if (!Array.isArray(ids)) return undefined;
  const known = new Set(comparison.session.state.table.ids);
  const named = ids.filter((id): id is string => typeof id === 'string' && known.has(id));
  return { ids: named, words: typeof words === 'string' ? words : 'chosen' };
}

/** Problems selected on the Problems page; undefined without any, and while another page is in front. */
export function selectedProblems(comparison: OpenComparison): ChosenProblems | undefined {
  const { view, state } = comparison.session;
  const ids = view.page === 'problems' ? selectedAmong(state.table, shownRows(comparison), view.selected) : [];
  return ids.length > 0 ? { ids, words: 'selected' } : undefined;
}

/** @returns undefined when it was called off. @param words `what` begins the titles */
export async function chooseProblems(
  { annotations }: Pick<Services, 'annotations'>,
  comparison: OpenComparison,
  words = { what: 'Quick Eval', placeHolder: 'Which problems get more samples' },
): Promise<ChosenProblems | undefined> {
  const { state } = (await annotations.of(comparison).catch(noAnnotations)) ?? {};
  const offers = [...offersOf(comparison), ...(state ? tagOffers(comparison, state) : []), allOf(comparison)].filter(
    ({ ids }) => ids.length > 0,
  );
  if (offers.length === 0) throw new Error('No problem has been read yet.');
  const items = offers.map((offer) => {
    return {
      label: offer.label,
      description: formatNoun(offer.ids.length, 'problem'),
      detail: firstOf(offer.ids),
      offer,
    };
  });
  const byHand = { label: 'Choose problems…', description: '', detail: undefined, offer: undefined };
  const picked = await vscode.window.showQuickPick<(typeof items)[number] | typeof byHand>([...items, byHand], {
    title: `${words.what}: problems`,
    placeHolder: words.placeHolder,
    ignoreFocusOut: true,
  });
  return picked === byHand ? chooseByHand(comparison, words.what) : picked?.offer;
}

type Offer = ChosenProblems & { label: string };

function offersOf(comparison: OpenComparison): Offer[] {
  const { view, state } = comparison.session;
  const { table } = state;
  const ids = Array.from(shownRows(comparison), (row) => table.ids[row]);
  const isFiltered = ids.length < table.ids.length;
  const offers: Offer[] = [];
  const current = view.problem ?? ids[0];
  if (current !== undefined && table.ids.includes(current))
    offers.push({ ...oneProblem(comparison, current), label: `Problem in focus: ${current}` });
  if (isFiltered) offers.push({ label: 'Problems shown by the filter', ids, words: 'shown by the filter' });
  for (const problemClass of table.runs.length > 1 ? classes : []) {
    const found = problemsOfClass(comparison, problemClass);
    offers.push({ ...found, label: found.words });
  }
  for (const { label, ids: inSet } of view.filter.sets ?? []) offers.push({ label, ids: inSet, words: label });
  return offers;
}

function allOf({ session }: OpenComparison): Offer {
  return { label: 'All problems', ids: session.state.table.ids, words: 'all' };
}

/** Problems with a sample that bears a tag, one offer a tag. */
function tagOffers({ session }: OpenComparison, { tags, annotations }: AnnotationState): Offer[] {
  const byTag = new Map<string, Set<string>>();
  for (const { tag, anchor } of annotations.values()) {
    const name = tagFor(tags, tag)?.definition.name;
    if (name === undefined) continue;
    byTag.set(name, (byTag.get(name) ?? new Set()).add(anchor.problem));
  }
  return [...byTag].map(([name, problems]) => {
    const ids = session.state.table.ids.filter((id) => problems.has(id));
    return { label: `Tagged ${name}`, ids, words: `tagged ${name}` };
  });
}

/** Without annotations there are no tags to offer; why is for the log. */
function noAnnotations(error: unknown): undefined {
  logError('Tags for a quick eval', error);
}

async function chooseByHand({ session }: OpenComparison, what: string): Promise<ChosenProblems | undefined> {
  const { ids, previews } = session.state.table;
  const items = ids.map((label, row) => ({ label, description: previews[row] }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `${what}: problems`,
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  return { ids: picked.map(({ label }) => label), words: 'chosen' };
}

function oneProblem(comparison: OpenComparison, id: string): ChosenProblems {
  const row = comparison.session.rowOf(id);
  return { ids: [id], words: classWords[classAt(evaluationOf(comparison), row)] };
}

function shownRows(comparison: OpenComparison): Int32Array {
  const { view, state } = comparison.session;
  return rowsOf(state.table, evaluationOf(comparison), view.filter, view.sort);
}

function evaluationOf({ session }: OpenComparison): Evaluation {
  return evaluate(session.state.table, session.state.runs, session.view);
}

function kWords({ session }: OpenComparison): string {
  const { k } = session.view;
  return k === 'n' ? k : formatCount(k);
}

function firstOf(ids: readonly string[]): string {
  return ids.length > 8 ? `${ids.slice(0, 8).join(', ')}, …` : ids.join(', ');
}

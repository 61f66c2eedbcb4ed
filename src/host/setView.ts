/** Commands that change a number or a mode of the view: to what a key binding gives as its argument, else by asking. */
import * as vscode from 'vscode';
import type { View } from '../core/compare/comparison';
import { formatCount, formatNoun } from '../core/format';
import { markWords } from '../core/compare/wordsFor';
import { leaveOuts, sampleMarks, type LeaveOut, type SampleMark } from '../core/integrity/marks';
import { findingWords } from './findingWords';
import { isProblemCode, shownOf, type ProblemCode } from './markedSamples';
import type { ComparisonSession } from './session';

export async function setK(session: ComparisonSession, given?: unknown): Promise<void> {
  const known = isScalar(given) ? kOf(String(given)) : undefined;
  const k = known ?? (await askK(session));
  if (k !== undefined) session.setView({ k }, undefined);
}

async function askK(session: ComparisonSession): Promise<View['k'] | undefined> {
  const { maxK } = session.state.table;
  const largest = session.state.runs.reduce((most, run) => Math.max(most, run.nMax), 0);
  const above =
    maxK > 0 && largest > maxK
      ? ` Above ${formatCount(maxK)}, some problems have too few samples and become undefined.`
      : '';
  const text = await vscode.window.showInputBox({
    title: 'Set k',
    prompt: `A whole number from 1 to ${formatCount(Math.max(1, largest))}, or n for all samples of each problem.${above}`,
    value: String(session.view.k),
    validateInput: (value) => (kOf(value) === undefined ? 'k is a whole number of at least 1, or n.' : undefined),
  });
  return text === undefined ? undefined : kOf(text);
}

export async function setTau(session: ComparisonSession, given?: unknown): Promise<void> {
  const known = isScalar(given) ? tauOf(String(given)) : undefined;
  const tau = known ?? (await askTau(session));
  if (tau !== undefined) session.setView({ tau }, undefined);
}

async function askTau(session: ComparisonSession): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Set τ',
    prompt: 'A problem is solved at k when its pass@k is at least τ: above 0 and at most 1.',
    value: String(session.view.tau),
    validateInput: (value) => (tauOf(value) === undefined ? 'τ is a number above 0 and at most 1.' : undefined),
  });
  return text === undefined ? undefined : tauOf(text);
}

export const modeWords: Record<View['mode'], string> = {
  estimated: 'estimated pass@k ≥ τ',
  first: 'first k as drawn',
};

export async function setMode(session: ComparisonSession): Promise<void> {
  const details: Record<View['mode'], string> = {
    estimated: 'The unbiased estimate from all samples of the problem reaches τ',
    first: 'At least one of the first k samples is correct, in the order they were drawn; nothing is estimated',
  };
  const items = (['estimated', 'first'] as const).map((mode) => ({
    label: modeWords[mode],
    detail: details[mode],
    mode,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'What “solved at k” means' });
  if (chosen) session.setView({ mode: chosen.mode }, undefined);
}

export async function setLeaveOut(session: ComparisonSession): Promise<void> {
  const { view, state } = session;
  const counts = Object.fromEntries(
    state.findings.flatMap(({ mark, message }) => (mark ? [[mark, message]] : [])),
  ) as Partial<Record<LeaveOut, string>>;
  const items = leaveOuts.map((kind) => ({
    label: markWords[kind],
    detail: counts[kind] ?? 'No such sample is known.',
    picked: view.leaveOut.includes(kind),
    leave: kind,
  }));
  const title = 'Samples that enter no count';
  const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  if (chosen) session.setView({ leaveOut: chosen.map(({ leave }) => leave) }, undefined);
}

/** Leaves samples of one kind out, or counts them again. */
export function toggleLeaveOut(session: ComparisonSession, kind: LeaveOut): void {
  const { leaveOut } = session.view;
  const left = leaveOuts.filter((other) => (other === kind) !== leaveOut.includes(other));
  session.setView({ leaveOut: left }, undefined);
}

/** Asks for a finding that speaks of samples or problems, and shows the first of the samples, or the problems. */
export async function showFinding(session: ComparisonSession, given?: unknown): Promise<void> {
  const known = sampleMarks.find((mark) => mark === given) ?? (isProblemCode(given) ? given : undefined);
  const shown = known ?? (await askFinding(session));
  if (shown === undefined) return;
  if (isProblemCode(shown)) session.showProblemsOf(shown, findingWords[shown], undefined);
  else session.showMarked(shown, undefined);
}

interface FindingItem extends vscode.QuickPickItem {
  shows: SampleMark | ProblemCode;
}

async function askFinding(session: ComparisonSession): Promise<FindingItem['shows'] | undefined> {
  const items = session.state.findings.flatMap((finding): FindingItem[] => {
    const shows = shownOf(finding);
    if (!shows) return [];
    const { code, message, count = 0 } = finding;
    const noun = isProblemCode(shows) && shows !== 'unscored' ? 'problem' : 'sample';
    return [{ label: findingWords[code], description: formatNoun(count, noun), detail: message, shows }];
  });
  if (items.length === 0) throw new Error('No finding of this comparison speaks of single samples or problems.');
  return (await vscode.window.showQuickPick(items, { title: 'Show the samples of a finding' }))?.shows;
}

function kOf(text: string): View['k'] | undefined {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3})/g, '');
  if (plain.toLowerCase() === 'n') return 'n';
  return /^[1-9]\d{0,8}$/.test(plain) ? Number(plain) : undefined;
}

function tauOf(text: string): number | undefined {
  const tau = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && tau > 0 && tau <= 1 ? tau : undefined;
}

/** Menus give objects of their own as arguments; those are not meant. */
function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

/** Commands on evals that are there: start, resume, cancel, and looking at what they left. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { stateWords } from '../../core/evals/eventWords';
import type { EvalState } from '../../core/evals/states';
import { formatOf } from '../../core/format';
import type { Services } from '../services';
import { comparisonViewType } from '../viewTypes';
import { dirOfNode } from './evalsTree';
import type { Evals, KnownEval } from './evals';
import { requireTrust } from './targets';
import { setToken } from './targetCommands';

type Wanted = (one: KnownEval) => boolean;

const stateOf = ({ status }: KnownEval): EvalState => status?.state ?? 'draft';
const rests = ({ drivenBy, spec }: KnownEval): boolean => drivenBy === undefined && spec !== undefined;

/** Goes on with what is missing: an eval that was saved, interrupted, cancelled, lost, or failed. */
export async function resumeEval(services: Services, node: unknown): Promise<void> {
  requireTrust();
  const one = await pick(services, node, 'Resume Eval', (found) => rests(found) && stateOf(found) !== 'completed');
  const how = one && (await howToResume(one));
  if (how) await services.evals.drive(one, how);
}

/** Samples of two models would count as one's: where the last try ended for that, it is asked. */
async function howToResume({ spec, status }: KnownEval): Promise<Parameters<Evals['drive']>[1]> {
  if (status?.error?.code !== 'otherModel') return {};
  const [again, anyway] = ['Try Again', 'Resume Anyway'];
  const message = `Resume "${spec?.title}" on what the server has now?`;
  const detail = `${status.error.message}\n\n${anyway} adds samples of the model it has now to those that are here. The eval's events keep both names.`;
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, again, anyway);
  return answer === undefined ? undefined : { acceptsOtherModel: answer === anyway };
}

export async function cancelEval(services: Services, node: unknown): Promise<void> {
  const one = await pick(services, node, 'Cancel Eval', ({ drivenBy }) => drivenBy === 'us');
  if (one) services.evals.cancel(one.dir);
}

export async function revealEval(services: Services, node: unknown): Promise<void> {
  const one = await pick(services, node, 'Reveal Folder of Eval', () => true);
  if (one) await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(one.dir));
}

export async function openEvalComparison(services: Services, node: unknown): Promise<void> {
  const one = await pick(services, node, 'Open Comparison of Eval', () => true);
  if (one) await vscode.commands.executeCommand('vscode.openWith', one.comparison, comparisonViewType);
}

/** @returns whether one was set */
export async function setEvalToken(services: Services, node: unknown): Promise<boolean> {
  const one = await pick(services, node, 'Set Token of Eval', ({ spec }) => spec !== undefined);
  return one !== undefined && setToken(services, one.spec!.target.id);
}

/** The eval a menu was opened on; else the only one that is meant, else the one that is picked. */
async function pick(services: Services, node: unknown, title: string, wanted: Wanted): Promise<KnownEval | undefined> {
  const { evals, comparisons } = services;
  await evals.look();
  const dir = dirOfNode(node);
  if (dir !== undefined)
    return evals.get(dir) ?? fail(`${title}: ${basename(dir)} is not among the evals of the comparison in front.`);
  const active = comparisons.active ?? fail('No comparison is open.');
  const found = evals.of(active.source.uri).filter(wanted);
  if (found.length === 0) fail(`${title}: there is none that this is meant for.`);
  if (found.length === 1) return found[0];
  const items = found.map((one) => {
    const { samplesDone = 0, samples = 0 } = one.status?.counts ?? {};
    const description = `${stateWords[stateOf(one)]}, ${formatOf(samplesDone, samples)}`;
    return { label: one.spec?.title ?? one.dir, description, one };
  });
  return (await vscode.window.showQuickPick(items, { title }))?.one;
}

function fail(message: string): never {
  throw new Error(message);
}

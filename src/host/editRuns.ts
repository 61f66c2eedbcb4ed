/** Commands that change which runs a comparison has and how they are read. The change goes through its source. */
import * as vscode from 'vscode';
import {
  defaultView,
  runRoles,
  type ComparisonFile,
  type OverviewView,
  type RunRole,
  type RunSpec,
  type View,
} from '../core/compare/comparison';
import { parseComparison, type FilePath } from '../core/compare/comparisonFile';
import { againstOf, baseOf } from '../core/compare/runOrder';
import { edit } from './comparisonSource';
import { toUnsaved } from './createComparison';
import { apart, findRuns } from './findRuns';
import type { OpenComparison } from './openComparisons';
import { pickDumps } from './pickDumps';
import type { Services } from './services';
import { savedFields } from './viewState';

const roleWords: Record<RunRole, string> = {
  base: 'The model that the others are set against',
  rl: 'Trained from the base by reinforcement learning',
  checkpoint: 'A step on the way from base to RL',
  distilled: 'Taught by another model',
  reference: 'Stands beside the others, trained from none of them',
};

export async function addRun(services: Services, comparison: OpenComparison): Promise<void> {
  const picked = await pickDumps('Add Run', 'Add Run');
  if (!picked) return;
  await addPaths(
    services,
    comparison,
    picked.map((uri) => uri.fsPath),
  );
}

/** Adds every run in the comparison's own folder that it does not have yet. */
export async function guessRuns(services: Services, comparison: OpenComparison): Promise<void> {
  await addPaths(services, comparison, [comparison.session.baseDir]);
}

async function addPaths(services: Services, comparison: OpenComparison, paths: string[]): Promise<void> {
  const { session, source } = comparison;
  const found = await findRuns(services, paths, session.baseDir);
  const known = new Set(session.specs.flatMap((spec) => spec.paths.map((path) => `${path} ${spec.run ?? ''}`)));
  const fresh = found.filter((run) => !run.paths.every((path) => known.has(`${path} ${run.run ?? ''}`)));
  const hasBase = session.specs.some((spec) => spec.role === 'base');
  const runs = apart(
    fresh,
    session.specs.map((spec) => spec.label),
  ).map((run): RunSpec => {
    return hasBase && run.role === 'base' ? { ...run, role: 'rl' } : run;
  });
  if (runs.length === 0) throw new Error('Nothing was added: this comparison has these runs already.');
  // A dump that is open by itself becomes a comparison when a second run joins it.
  if (!source.document) return toUnsaved(services, source.uri, { runs: [...session.specs, ...runs] });
  const from = session.specs.length;
  // Every run goes to the end of the list, wherever that is once those before it are there.
  await edit(
    source,
    runs.map((run, i): [FilePath, unknown] => [['runs', from + i], run]),
  );
}

export async function removeRun(comparison: OpenComparison, run?: number): Promise<void> {
  const chosen = run ?? (await pickRun(comparison, 'Remove Run'));
  if (chosen !== undefined) await edit(comparison.source, [[['runs', chosen], undefined]]);
}

/** The base and the run it is set against change places in what they stand for, not in the list: colours stay. */
export async function swapRoles({ session, source }: OpenComparison): Promise<void> {
  const { specs } = session;
  const [base, against] = [baseOf(specs), againstOf(specs)];
  if (base === against) throw new Error('Two runs are needed to swap base and RL.');
  const other = specs[against].role === 'base' ? 'rl' : specs[against].role;
  await edit(source, [
    [['runs', base, 'role'], other],
    [['runs', against, 'role'], 'base'],
  ]);
}

/** Asks for what is not given. There is one base: the one before it becomes what the new one was. */
export async function setRole(comparison: OpenComparison, run?: number, role?: RunRole): Promise<void> {
  const { specs } = comparison.session;
  const chosen = run ?? (await pickRun(comparison, 'Set Role'));
  if (chosen === undefined) return;
  const is = specs[chosen].role;
  const items = runRoles.map((label) => ({ label, description: label === is ? 'now' : '', detail: roleWords[label] }));
  const next = role ?? (await vscode.window.showQuickPick(items, { title: `Role of ${specs[chosen].label}` }))?.label;
  if (!next || next === is) return;
  const before = next === 'base' ? specs.findIndex((spec) => spec.role === 'base') : -1;
  const edits: [FilePath, unknown][] = [[['runs', chosen, 'role'], next]];
  if (before >= 0) edits.push([['runs', before, 'role'], is === 'base' ? 'rl' : is]);
  await edit(comparison.source, edits);
}

export async function setVerdict(comparison: OpenComparison, run?: number, verdict?: string): Promise<void> {
  const chosen = run ?? (await pickRun(comparison, 'Set Verdict Rule'));
  if (chosen === undefined) return;
  const { label, verdict: now, verdictChoices, format } = comparison.session.state.runs[chosen];
  if (verdictChoices.length === 0) throw new Error(`${label} has not been read: its verdict rules are not known yet.`);
  const items = verdictChoices.map((choice) => ({ ...choice, description: choice.id === now.id ? 'now' : '' }));
  const title = `What makes a sample of ${label} correct (${format})`;
  const next = verdict ?? (await vscode.window.showQuickPick(items, { title }))?.id;
  if (!next || next === now.id) return;
  // Who chooses a rule of the dump wants its verdicts, not those that a grader gave later.
  const isRegraded = comparison.session.specs[chosen].grades !== undefined;
  await edit(comparison.source, [
    [['runs', chosen, 'verdict'], next],
    ...(isRegraded ? [[['runs', chosen, 'grades'], undefined] satisfies [FilePath, unknown]] : []),
  ]);
}

/** Writes k, τ, mode, filter, sort and the settings of the Overview into the file; nothing else of the view is ever written. */
export async function saveView(services: Services, { session, source }: OpenComparison): Promise<void> {
  const { view } = session;
  if (!source.document) {
    const { file } = parseComparison(source.text());
    const shown = Object.fromEntries(savedFields.map((name) => [name, worthSaving(name, view, undefined)]));
    return toUnsaved(services, source.uri, { ...shown, runs: file?.runs ?? [] });
  }
  const { file } = parseComparison(source.text());
  const edits = savedFields.map((name): [FilePath, unknown] => [[name], worthSaving(name, view, file)]);
  await edit(source, edits);
  if (!source.document.isUntitled) await source.document.save();
}

/** What is as it always is gets no line in the file, unless it has one already. */
function worthSaving(name: (typeof savedFields)[number], view: View, file: ComparisonFile | undefined): unknown {
  const isDefault = JSON.stringify(view[name]) === JSON.stringify(defaultView[name]);
  const isAlways = name === 'k' || name === 'tau';
  if (isDefault && !isAlways && file?.[name] === undefined) return undefined;
  return name === 'overview' ? changedSettings(view.overview) : view[name];
}

/** Settings of the Overview that are not as they always are. */
function changedSettings(overview: OverviewView): Partial<OverviewView> {
  const usual: Partial<OverviewView> = defaultView.overview;
  return Object.fromEntries(Object.entries(overview).filter(([name, value]) => Reflect.get(usual, name) !== value));
}

export async function pickRun({ session }: OpenComparison, title: string): Promise<number | undefined> {
  const { runs } = session.state;
  if (runs.length === 0) throw new Error('This comparison has no runs yet. Add one with Add Run…');
  if (runs.length === 1) return 0;
  const items = runs.map((run, place) => ({
    label: run.label,
    description: run.role,
    detail: run.verdict.label,
    place,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Run' }))?.place;
}

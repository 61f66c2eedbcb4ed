/**
 * Links that open a trace again, on this machine or another: the comparison by its name, the problem by its id, the sample
 * by its place and by a hash of its text, which finds it when its place has changed.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TextSpan } from '../core/search/query';
import { contentHash } from '../io/contentHash';
import type { SampleRef } from '../protocol/comparePage';
import { runWithErrorHandling } from './errors';
import type { OpenComparison } from './openComparisons';
import type { Services } from './services';
import type { ComparisonSession } from './session';
import { showSample } from './showSample';
import { comparisonViewType, dumpViewType } from './viewTypes';

export interface Link {
  /** Path of the comparison (or dump), relative to its workspace folder where it is in one. */
  comparison: string;
  problem: string;
  /** Label of the run. */
  run: string;
  /** 0-based in dump order. */
  sample: number;
  hash: string;
  span?: TextSpan;
}

const extensionId = 'trace-inspector.reasoning-trace-inspector';

export async function linkOf({ session, source }: OpenComparison, ref: SampleRef, span?: TextSpan): Promise<string> {
  const { text } = await session.readTrace({ ...ref, problem: session.rowOf(ref.problem) });
  const link: Link = {
    comparison: vscode.workspace.asRelativePath(source.uri, false),
    problem: ref.problem,
    run: session.specs[ref.run].label,
    sample: ref.sample,
    hash: contentHash(text),
    ...(span && { span }),
  };
  return `${vscode.env.uriScheme}://${extensionId}/open?${linkQuery(link)}`;
}

/**
 * What is read is one word of letters and digits, because ids hold any character and links are decoded more or less often
 * on their way; the rest is for people.
 */
export function linkQuery(link: Link): string {
  const at = Buffer.from(JSON.stringify(link)).toString('base64url');
  return `at=${at}&problem=${encodeURIComponent(link.problem)}&sample=${link.sample + 1}`;
}

/** @throws Error with the sentence to show */
export function parseLink(query: string): Link {
  const at = /^at=([\w-]+)/.exec(query)?.[1] ?? '';
  const value = parsed(Buffer.from(at, 'base64url').toString());
  const { comparison, problem, run, sample, hash, span } = value;
  const texts = [comparison, problem, run, hash].filter((text) => typeof text === 'string');
  if (texts.length < 4 || !isPlace(sample))
    throw new Error('The link is not whole: it was cut off, or is of another version.');
  return { comparison: texts[0], problem: texts[1], run: texts[2], hash: texts[3], sample, ...spanOf(span) };
}

function parsed(text: string): Partial<Record<keyof Link, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function spanOf(value: unknown): Pick<Link, 'span'> {
  const { start, end } = (value ?? {}) as Partial<TextSpan>;
  return isPlace(start) && isPlace(end) && start < end ? { span: { start, end } } : {};
}

/** @param given a link; else it is asked for, for where links of the editor's own kind lead nowhere, as in a browser. */
export async function openPastedLink(services: Services, given: unknown): Promise<void> {
  const prompt = 'A link that Copy Link to Sample made.';
  const text =
    typeof given === 'string' ? given : await vscode.window.showInputBox({ title: 'Open Link to Sample', prompt });
  if (text) await openLink(services, vscode.Uri.parse(linkIn(text)));
}

/** A link that was pasted alone, or with the words around it, as *Copy as Markdown* leaves them. */
function linkIn(text: string): string {
  const link = new RegExp(String.raw`[\w+.-]+://${extensionId.replaceAll('.', '\\.')}/[^\s)]+`).exec(text);
  if (!link) throw new Error('That holds no link to a sample. Copy Link to Sample on the Traces page makes one.');
  return link[0];
}

export function registerLinks(services: Services): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: (uri) => void runWithErrorHandling('Opening a link', () => openLink(services, uri)),
  });
}

async function openLink(services: Services, uri: vscode.Uri): Promise<void> {
  if (uri.path !== '/open') throw new Error(`The link leads to ${uri.path}, which this version does not know.`);
  const link = parseLink(uri.query);
  const comparison = await comparisonOf(services, link);
  if (!comparison) return;
  const { session, panel } = comparison;
  const found = await awaitSample(session, link);
  const pane = showSample(comparison, { problem: link.problem, run: found.run, sample: found.sample });
  panel.webviewPanel.reveal();
  if (link.span && found.isSame) panel.showSpan(link.span, pane);
  if (!found.isSame)
    void vscode.window.showWarningMessage(
      `The trace of this link is no longer among the samples of ${link.problem} in ${link.run}. Sample ${found.sample + 1} is shown.`,
    );
}

/** An open comparison of that name, else one in the workspace, else the one that is picked. */
async function comparisonOf(services: Services, link: Link): Promise<OpenComparison | undefined> {
  const { active } = services.comparisons;
  const isNamed = (uri: vscode.Uri): boolean => vscode.workspace.asRelativePath(uri, false) === link.comparison;
  if (active && isNamed(active.source.uri)) return active;
  const uri = (await inWorkspace(link)) ?? (await pickFile(link));
  if (!uri) return undefined;
  const open = services.comparisons.find(uri);
  if (open) return open;
  const viewType = uri.path.endsWith('.traces.json') ? comparisonViewType : dumpViewType;
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType);
  for (let tries = 0; tries < 200; tries++) {
    const opened = services.comparisons.find(uri);
    if (opened) return opened;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${basename(uri.fsPath)} did not open.`);
}

async function inWorkspace({ comparison }: Link): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const uri of [
    vscode.Uri.file(comparison),
    ...folders.map((folder) => vscode.Uri.joinPath(folder.uri, comparison)),
  ])
    if (await exists(uri)) return uri;
  const name = basename(comparison).replace(/[*?[\]{}]/g, '?');
  const named = await vscode.workspace.findFiles(`**/${name}`, undefined, 20);
  if (named.length < 2) return named[0];
  const items = named.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(items, { title: `Which ${basename(comparison)} does the link mean?` }))
    ?.uri;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type !== vscode.FileType.Directory,
    () => false,
  );
}

async function pickFile({ comparison, problem }: Link): Promise<vscode.Uri | undefined> {
  const title = `${basename(comparison)}, which the link to ${problem} names, is not in this workspace: choose it`;
  const [uri] = (await vscode.window.showOpenDialog({ title, openLabel: 'Open Link in It' })) ?? [];
  return uri;
}

type Wanted = Pick<Link, 'run' | 'problem' | 'sample' | 'hash'>;

/**
 * The sample of a link, of a comparison that may still be read: at its place as soon as that is there, else when all is.
 *
 * @throws Error with the sentence to show when its problem is gone
 */
export async function awaitSample(session: ComparisonSession, link: Wanted): Promise<FoundSample> {
  await untilThere(session, link);
  const mayBeBehind = isReading(session);
  const found = await findSample(session, link);
  if (found.isSame || !mayBeBehind) return found;
  await session.whenRead();
  return findSample(session, link);
}

function isReading({ state: { runs } }: ComparisonSession): boolean {
  return runs.length === 0 || runs.some(({ state: { kind } }) => kind === 'reading' || kind === 'waiting');
}

/** Resolves as soon as the sample can be read, or nothing more is being read. */
function untilThere(session: ComparisonSession, link: Wanted): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const { runs, table } = session.state;
      const run = runs.findIndex(({ label }) => label === link.run);
      const row = table.ids.indexOf(link.problem);
      const has = run >= 0 && row >= 0 ? table.runs[run].n[row] + table.runs[run].unscored[row] : 0;
      if (has <= link.sample && isReading(session)) return;
      subscription.dispose();
      resolve();
    };
    const subscription = session.stateChanged.on(check);
    check();
  });
}

interface FoundSample {
  run: number;
  sample: number;
  /** False: no sample has the text of the link. */
  isSame: boolean;
}

/** The sample at its place if it has the text, else the one that has it, in this run first. */
export async function findSample(session: ComparisonSession, link: Wanted): Promise<FoundSample> {
  const problem = session.rowOf(link.problem);
  const labelled = session.specs.findIndex(({ label }) => label === link.run);
  const runs = [labelled, ...session.specs.keys()].filter((run, i, all) => run >= 0 && all.indexOf(run) === i);
  for (const run of runs) {
    const n = session.sampleCount(problem, run);
    const places = [link.sample, ...Array.from({ length: n }, (_, sample) => sample)];
    for (const sample of places.filter((place) => place < n)) {
      const { text } = await session.readTrace({ problem, run, sample });
      if (contentHash(text) === link.hash) return { run, sample, isSame: true };
    }
  }
  const run = Math.max(0, labelled);
  return { run, sample: Math.min(link.sample, Math.max(0, session.sampleCount(problem, run) - 1)), isSame: false };
}

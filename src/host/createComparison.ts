/**
 * New comparisons. They begin as unsaved documents beside their dumps, under a name that is free, so that saving writes
 * them there and closing them asks.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import * as vscode from 'vscode';
import type { ComparisonFile, RunSpec } from '../core/compare/comparison';
import { serialiseComparison } from '../core/compare/comparisonFile';
import { findRuns, findSides } from './findRuns';
import { pickDumps } from './pickDumps';
import type { Services } from './services';
import { comparisonViewType, dumpViewType } from './viewTypes';

/** Opens files and folders: a comparison or a dump in its editor, a folder as a new comparison of all runs in it. */
export async function open(services: Services, uris: vscode.Uri[]): Promise<void> {
  for (const uri of uris) {
    if (isFolder(uri.fsPath))
      await compareRuns(services, await findRuns(services, [uri.fsPath], uri.fsPath), uri.fsPath);
    else await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeOf(uri), { preview: false });
  }
}

/** Compares what was selected, or, from the palette, what is picked for each side. */
export async function compare(services: Services, selected: vscode.Uri[]): Promise<void> {
  if (selected.length >= 2) {
    const paths = selected.map((uri) => uri.fsPath);
    const folder = folderBeside(paths);
    return compareRuns(services, await findSides(services, paths, folder), folder);
  }
  const base = await pickDumps('Base: its dump, several seeds or shards of it, or their folder', 'Choose Base');
  const rl = base && (await pickDumps('RL: the dump to set against the base', 'Choose RL', base[0]));
  if (!base || !rl) return;
  const folder = folderBeside([...base, ...rl].map((uri) => uri.fsPath));
  const sideOf = async (uris: vscode.Uri[], role: RunSpec['role']): Promise<RunSpec[]> => {
    const runs = await findRuns(
      services,
      uris.map((uri) => uri.fsPath),
      folder,
    );
    return runs.map((run, i) => ({ ...run, role: i === 0 ? role : 'reference' }));
  };
  return compareRuns(services, [...(await sideOf(base, 'base')), ...(await sideOf(rl, 'rl'))], folder);
}

/** Asks how to begin, and opens an unsaved comparison. */
export async function newComparison(services: Services): Promise<void> {
  const ways = [
    { label: 'Base and RL…', detail: 'Choose the dump of each', run: () => compare(services, []) },
    {
      label: 'All runs in a folder…',
      detail: 'Roles are guessed from the names, and can be changed',
      run: () => fromFolder(services),
    },
    {
      label: 'Empty',
      detail: 'Runs are added later',
      run: () => openUnsaved(services, workspaceFolder(), { title: '', runs: [] }),
    },
  ];
  const way = await vscode.window.showQuickPick(ways, { title: 'New Comparison', placeHolder: 'Begin with' });
  await way?.run();
}

async function fromFolder(services: Services): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: 'Compare Runs in Folder',
  });
  if (picked) await open(services, picked);
}

async function compareRuns(services: Services, runs: RunSpec[], folder: string): Promise<void> {
  const names = runs.map((run) => run.label);
  const title = names.length <= 3 ? names.join(' vs ') : `${names[0]} vs ${names.length - 1} others`;
  await openUnsaved(services, folder, { title, runs });
}

/** Opens a comparison that is saved nowhere yet. Paths of its runs are relative to `folder`. */
async function openUnsaved(services: Services, folder: string, file: ComparisonFile): Promise<void> {
  const path = freePath(folder, fileNameOf(file.title || 'comparison'));
  services.views.forget(path);
  const uri = vscode.Uri.file(path).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), serialiseComparison(file));
  await vscode.workspace.applyEdit(change);
  await vscode.commands.executeCommand('vscode.openWith', uri, comparisonViewType, { preview: false });
}

/** Turns a comparison in memory into an unsaved document beside its dump, and named after it. */
export function toUnsaved(services: Services, dump: vscode.Uri, file: Omit<ComparisonFile, 'title'>): Promise<void> {
  const title = basename(dump.fsPath).replace(/(\.(jsonl?|ndjson|gz|zst|zip|parquet|eval|csv|ya?ml))+$/i, '');
  return openUnsaved(services, dirname(dump.fsPath), { title, ...file });
}

/** The folder that holds all of them; a comparison there names its runs by short paths. */
function folderBeside(paths: string[]): string {
  const folders = paths.map((path) => dirname(path));
  let common = folders[0];
  while (!folders.every((folder) => folder === common || folder.startsWith(common + sep))) common = dirname(common);
  return common === dirname(common) ? folders[0] : common;
}

function viewTypeOf(uri: vscode.Uri): string {
  return uri.path.endsWith('.traces.json') ? comparisonViewType : dumpViewType;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function workspaceFolder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
}

/** A title as a file name that every system takes. */
function fileNameOf(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N}.+=@-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 80) || 'comparison';
}

function freePath(folder: string, name: string): string {
  const pathOf = (i: number): string => join(folder, `${name}${i > 1 ? `-${i}` : ''}.traces.json`);
  const isOpen = (path: string): boolean =>
    vscode.workspace.textDocuments.some((document) => !document.isClosed && document.uri.fsPath === path);
  let i = 1;
  while (existsSync(pathOf(i)) || isOpen(pathOf(i))) i++;
  return pathOf(i);
}

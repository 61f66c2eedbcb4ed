/** What the host tests share: scratch folders with real dumps, opening, waiting. */
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { dumpScheme } from '../../src/host/viewTypes';

const extension = vscode.extensions.getExtension('trace-inspector.reasoning-trace-inspector')!;
const fixtures = join(extension.extensionPath, 'test', 'fixtures', 'dumps');

/** A fresh folder that holds copies of fixture dumps: `{ 'base.jsonl': 'humaneval/samples.jsonl' }`. */
export function scratchFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  for (const [name, fixture] of Object.entries(files))
    cpSync(join(fixtures, fixture), join(folder, name), { recursive: true });
  return folder;
}

/** Polls until `probe` gives a value. @throws Error with `what` after half a minute */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Time for what should not happen to happen. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 700));
}

export function activeCustomEditor(): vscode.TabInputCustom | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? input : undefined;
}

export async function openWith(path: string, viewType: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(path), viewType);
  await until(`${path} opens in ${viewType}`, () => activeCustomEditor()?.viewType === viewType);
}

export function documentOf(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.fsPath === path);
}

/** Findings of a file; those of a dump stand under the scheme that opens it at a place. */
export function findingsOf(path: string): vscode.Diagnostic[] {
  const file = vscode.Uri.file(path);
  return [file, file.with({ scheme: dumpScheme })]
    .flatMap((uri) => vscode.languages.getDiagnostics(uri))
    .filter(({ source }) => source === 'Traces');
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

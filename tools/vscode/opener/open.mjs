/**
 * Opens a file once the window's extensions are known. An address can name a file to open too, but VS Code does not
 * always wait for custom editors then, and shows text instead.
 */
import * as vscode from 'vscode';

export async function activate() {
  const isEmpty = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
  const file = process.env.TRACE_INSPECTOR_OPEN;
  if (isEmpty && file) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), { preview: false });
}

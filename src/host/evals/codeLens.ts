/** Lines above the runs of a comparison file that is open as text: what can be drawn more. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { OpenComparisons } from '../openComparisons';

/** They work on a comparison that is open in its editor too: counts and classes are needed. */
export function registerCodeLens(comparisons: OpenComparisons): vscode.Disposable {
  const selector = { pattern: '**/*.traces.json' };
  return vscode.languages.registerCodeLensProvider(selector, {
    provideCodeLenses: (document) => lensesOf(document, comparisons.find(document.uri) !== undefined),
  });
}

function lensesOf(document: vscode.TextDocument, isOpen: boolean): vscode.CodeLens[] {
  const root = parseTree(document.getText(), [], { allowTrailingComma: true });
  const runs = root && findNodeAtLocation(root, ['runs']);
  if (!runs) return [];
  const at = document.positionAt(runs.offset);
  const range = new vscode.Range(at, at);
  const lens = (title: string, command: string, ...args: unknown[]): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command: `traceInspector.${command}`, arguments: args });
  if (!isOpen) return [lens('Open in Trace Inspector', 'open', document.uri)];
  return [lens('Quick Eval…', 'quickEval'), lens('Draw More Base Samples for RL-Only Problems', 'drawMoreBase')];
}

/** The editor of `*.traces.json`. The text document holds the comparison; its runs are edited through it. */
import * as vscode from 'vscode';
import { documentSource } from './comparisonSource';
import { createSession, joinPanel, takeText } from './editorSession';
import { comparisonIcon } from './icons';
import type { Services } from './services';
import { comparisonViewType } from './viewTypes';

export function registerComparisonEditor(services: Services): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(comparisonViewType, new ComparisonEditor(services), {
    supportsMultipleEditorsPerDocument: false,
  });
}

class ComparisonEditor implements vscode.CustomTextEditorProvider {
  constructor(private readonly services: Services) {}

  resolveCustomTextEditor(document: vscode.TextDocument, webviewPanel: vscode.WebviewPanel): void {
    webviewPanel.iconPath = comparisonIcon(this.services.extensionUri);
    const source = documentSource(document);
    const session = createSession(this.services, document.uri);
    const { panel } = joinPanel(this.services, { session, source, webviewPanel });
    const take = (): void => panel.show(takeText(session, source));
    take();
    const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) take();
    });
    webviewPanel.onDidDispose(() => {
      subscription.dispose();
      session.dispose();
    });
  }
}

/** Traces as documents of the editor. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, openWith, scratchFolder } from './workbench';

const scheme = 'trace-inspector-trace';

describe('Traces as documents', () => {
  afterEach(closeAll);

  it('open read-only, with their text', async () => {
    const folder = scratchFolder({ 'dump.jsonl': 'humaneval/samples.jsonl_results.jsonl' });
    await openWith(join(folder, 'dump.jsonl'), 'traceInspector.dump');
    const document = await opened();
    assert.ok(document.getText().length > 0);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(scheme) ?? false, false);
  });
});

/** Commands do nothing until the page is there and knows its samples, so they are given again now and then. */
async function opened(): Promise<vscode.TextDocument> {
  for (let tries = 0; tries < 20; tries++) {
    await vscode.commands.executeCommand('traceInspector.showTraces');
    await vscode.commands.executeCommand('traceInspector.openTraceDocument');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === scheme);
    if (document) return document;
  }
  throw new Error('The trace did not open as a document.');
}

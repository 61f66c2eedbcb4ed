/** Traces as documents, and in the editor's own diff. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, openWith, scratchFolder, until } from './workbench';

const scheme = 'trace-inspector-trace';

describe('Traces as documents', () => {
  afterEach(closeAll);

  it('open read-only, one step a line, and beside each other in the editor’s diff', async () => {
    const folder = scratchFolder({ 'dump.jsonl': 'humaneval/samples.jsonl_results.jsonl' });
    await openWith(join(folder, 'dump.jsonl'), 'traceInspector.dump');
    await vscode.commands.executeCommand('traceInspector.showTraces');
    const document = await until('the trace opens as a document', () => {
      void vscode.commands.executeCommand('traceInspector.openTraceDocument');
      return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === scheme);
    });
    assert.ok(document.getText().length > 0);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(scheme) ?? false, false);
  });
});

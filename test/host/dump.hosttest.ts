/** A dump opened by itself. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  activeCustomEditor,
  closeAll,
  documentOf,
  findingsOf,
  openWith,
  quiet,
  scratchFolder,
  until,
} from './workbench';

describe('A dump opened by itself', () => {
  afterEach(closeAll);

  it('never becomes a text document', async () => {
    const path = join(scratchFolder({ 'dump.jsonl': 'quirk-damaged-row/dump.jsonl' }), 'dump.jsonl');
    const opened: string[] = [];
    const subscription = vscode.workspace.onDidOpenTextDocument((document) => opened.push(document.uri.fsPath));
    await openWith(path, 'traceInspector.dump');
    await until('it is read', () => findingsOf(path).length > 0);
    await quiet();
    subscription.dispose();
    assert.equal(documentOf(path), undefined);
    assert.ok(!opened.includes(path), opened.join());
  });

  it('opens in the Trace Inspector by the command of the Explorer, whatever its name', async () => {
    const folder = scratchFolder({
      'dump.jsonl': 'humaneval/samples.jsonl_results.jsonl',
      dump: 'quirk-damaged-row/dump.jsonl',
    });
    for (const name of ['dump.jsonl', 'dump']) {
      const uri = vscode.Uri.file(join(folder, name));
      await vscode.commands.executeCommand('traceInspector.open', uri, [uri]);
      const input = await until(
        `${name} opens`,
        () => activeCustomEditor()?.uri.fsPath === uri.fsPath && activeCustomEditor(),
      );
      assert.equal(input.viewType, 'traceInspector.dump');
    }
  });

  it('becomes an unsaved comparison beside it by Save View', async () => {
    const folder = scratchFolder({ 'dump.jsonl': 'humaneval/samples.jsonl_results.jsonl' });
    await openWith(join(folder, 'dump.jsonl'), 'traceInspector.dump');
    await vscode.commands.executeCommand('traceInspector.setK', 2);
    await vscode.commands.executeCommand('traceInspector.saveView');
    const input = await until(
      'an untitled comparison',
      () => activeCustomEditor()?.uri.scheme === 'untitled' && activeCustomEditor(),
    );
    const text = JSON.parse(documentOf(input.uri.fsPath)!.getText());
    assert.equal(text.k, 2);
    assert.deepEqual(
      text.runs.map((run: { paths: string[] }) => run.paths),
      [['dump.jsonl']],
    );
  });
});

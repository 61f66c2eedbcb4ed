/** Traces as documents of the editor. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { addedLineEnds, nastyTraces } from '../core/trace/texts';
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

  it('of two runs open beside each other in the editor’s own difference', async () => {
    const folder = scratchFolder({
      'base.jsonl': 'humaneval/samples.jsonl_results.jsonl',
      'rl.jsonl': 'humaneval/samples.jsonl_results.jsonl',
    });
    const path = join(folder, 'pair.traces.json');
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
    writeFileSync(path, JSON.stringify({ title: 'Pair', runs }));
    await openWith(path, 'traceInspector.comparison');
    const tab = await openedDiff();
    assert.deepEqual([tab.original.scheme, tab.modified.scheme], [scheme, scheme]);
    assert.notEqual(tab.original.toString(), tab.modified.toString());
  });

  it('have the text of nasty traces, with nothing but line ends added', async () => {
    const folder = scratchFolder({});
    const traces = Object.values(nastyTraces);
    for (const [name, texts] of Object.entries({ base: traces, rl: traces.toReversed() })) {
      const rows = texts.map((completion, i) => ({ task_id: 'nasty', completion, passed: i % 2 === 0 }));
      writeFileSync(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
    const path = join(folder, 'pair.traces.json');
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
    writeFileSync(path, JSON.stringify({ title: 'Pair', runs }));
    await openWith(path, 'traceInspector.comparison');
    const { original, modified } = await openedDiff();
    for (const [uri, texts] of [
      [original, traces],
      [modified, traces.toReversed()],
    ] as const)
      for (const [place, text] of texts.entries()) {
        const { sample, ...source } = JSON.parse(uri.query);
        const query = JSON.stringify({ ...source, sample: { ...sample, sample: place } });
        const shown = (await vscode.workspace.openTextDocument(uri.with({ query }))).getText();
        const added = addedLineEnds(sameLineEnds(text), sameLineEnds(shown));
        assert.ok(added >= 0, `${Object.keys(nastyTraces)[traces.indexOf(text)]}, sample ${place}`);
      }
  });
});

function opened(): Promise<vscode.TextDocument> {
  return repeated('traceInspector.openTraceDocument', () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === scheme),
  );
}

function openedDiff(): Promise<vscode.TabInputTextDiff> {
  return repeated('traceInspector.openNativeDiff', () => {
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  });
}

/** An editor's document has one kind of line end. */
function sameLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Commands do nothing until the page is there and knows its samples, so they are given again now and then. */
async function repeated<T>(command: string, probe: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 20; tries++) {
    await vscode.commands.executeCommand('traceInspector.showTraces');
    await vscode.commands.executeCommand(command);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const found = probe();
    if (found !== undefined) return found;
  }
  throw new Error(`${command} opened nothing.`);
}

/** Find in Traces, patterns and links, through the commands of a real extension host. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { parseLink } from '../../src/host/links';
import { activeCustomEditor, closeAll, documentOf, openWith, scratchFolder, until } from './workbench';

const viewType = 'traceInspector.comparison';
/** Three samples of each of two problems, a row each; no two have the same text. */
const dump = [0, 1, 2, 3, 4, 5].map((i) =>
  JSON.stringify({ task_id: `HumanEval/${i % 2}`, completion: `return ${i}`, passed: i % 3 === 0 }),
);

describe('Find in Traces', () => {
  let path: string;

  beforeEach(async () => {
    const folder = scratchFolder({});
    for (const name of ['base.jsonl', 'rl.jsonl']) writeFileSync(join(folder, name), dump.join('\n'));
    path = join(folder, 'pair.traces.json');
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
    writeFileSync(path, JSON.stringify({ title: 'Pair', runs }, null, 2));
    await openWith(path, viewType);
  });

  afterEach(closeAll);

  it('keeps the problems with a match as a filter, and the query as a pattern', async () => {
    await vscode.commands.executeCommand('traceInspector.findInTraces', { text: 'return', wholeWord: true });
    await vscode.commands.executeCommand('traceInspector.filterBySearch');
    await vscode.commands.executeCommand('traceInspector.savePattern', 'returns');
    await vscode.commands.executeCommand('traceInspector.saveView');
    const saved = JSON.parse(readFileSync(path, 'utf8'));
    assert.deepEqual(saved.patterns, [{ name: 'returns', text: 'return', wholeWord: true }]);
    const [set] = saved.filter.sets;
    assert.equal(set.label, '“return” as a word');
    assert.ok(set.ids.length > 0, JSON.stringify(set));
    await vscode.commands.executeCommand('traceInspector.runPattern', 'returns');
    await vscode.commands.executeCommand('traceInspector.nextResult');
    await vscode.commands.executeCommand('traceInspector.clearSearch');
  });

  it('opens a link that was copied, also when the comparison is closed and its dumps are in another order', async () => {
    await vscode.commands.executeCommand('traceInspector.findInTraces', 'return');
    await vscode.commands.executeCommand('traceInspector.nextResult');
    await vscode.env.clipboard.writeText('');
    const link = await copiedLink();
    assert.match(link, /:\/\/trace-inspector\.reasoning-trace-inspector\/open\?at=/);
    await closeAll();
    await until('it is closed', () => !documentOf(path) || activeCustomEditor() === undefined);
    for (const name of ['base.jsonl', 'rl.jsonl'])
      writeFileSync(join(dirname(path), name), dump.toReversed().join('\n'));
    await vscode.commands.executeCommand('traceInspector.openLink', link);
    const input = await until('the comparison', activeCustomEditor);
    assert.equal(input.uri.fsPath, path);
    const before = parseLink(vscode.Uri.parse(link).query);
    let after = before;
    // What was on screen when the comparison was closed comes first.
    for (let tries = 0; tries < 10 && after.sample === before.sample; tries++) {
      await vscode.env.clipboard.writeText('');
      after = parseLink(vscode.Uri.parse(await copiedLink()).query);
    }
    assert.notEqual(after.sample, before.sample);
    assert.deepEqual({ ...after, sample: before.sample }, before);
  });
});

/** The page knows what is on screen, and needs a moment to. */
async function copiedLink(): Promise<string> {
  for (let tries = 0; tries < 40; tries++) {
    await vscode.commands.executeCommand('traceInspector.copyLink');
    await new Promise((resolve) => setTimeout(resolve, 250));
    const text = await vscode.env.clipboard.readText();
    if (text !== '') return text;
  }
  throw new Error('Nothing was copied.');
}

/** Comparison files in their editor: runs, view, findings. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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

const viewType = 'traceInspector.comparison';

describe('A comparison file', () => {
  let path: string;

  beforeEach(() => {
    const folder = scratchFolder({
      'base.jsonl': 'quirk-damaged-row/dump.jsonl',
      'rl.jsonl': 'quirk-damaged-row/dump.jsonl',
    });
    path = join(folder, 'pair.traces.json');
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
    writeFileSync(path, JSON.stringify({ title: 'Pair', runs }, null, 2));
  });

  afterEach(closeAll);

  it('opens in our editor without being asked to', async () => {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
    const input = await until('a custom editor', activeCustomEditor);
    assert.equal(input.viewType, viewType);
  });

  it('puts what is wrong in its dumps into the Problems panel, with the line', async () => {
    await openWith(path, viewType);
    const dump = join(path, '..', 'base.jsonl');
    const findings = await until('findings of base.jsonl', () => findingsOf(dump).length > 0 && findingsOf(dump));
    const damaged = findings.find(({ code }) => code === 'damaged-row');
    assert.ok(damaged, JSON.stringify(findings));
    const rows = readFileSync(dump, 'utf8').split('\n');
    assert.throws(() => JSON.parse(rows[damaged.range.start.line]));
    await closeAll();
    await until('findings go with the editor', () => findingsOf(dump).length === 0);
  });

  it('is not written when k changes, and is by Save View', async () => {
    const before = readFileSync(path, 'utf8');
    await openWith(path, viewType);
    const document = await until('its document', () => documentOf(path));
    await vscode.commands.executeCommand('traceInspector.setK', 3);
    await vscode.commands.executeCommand('traceInspector.setTau', 0.8);
    await quiet();
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('traceInspector.saveView');
    const { k, tau, sort, runs } = JSON.parse(readFileSync(path, 'utf8'));
    assert.deepEqual({ k, tau, sort, runs: runs.length }, { k: 3, tau: 0.8, sort: undefined, runs: 2 });
  });

  it('keeps its view when it is closed and opened again', async () => {
    await openWith(path, viewType);
    await vscode.commands.executeCommand('traceInspector.setK', 2);
    await closeAll();
    await openWith(path, viewType);
    await vscode.commands.executeCommand('traceInspector.saveView');
    assert.equal(JSON.parse(readFileSync(path, 'utf8')).k, 2);
  });

  it('has base and RL swapped by an edit that can be undone', async () => {
    await openWith(path, viewType);
    const document = await until('its document', () => documentOf(path));
    await vscode.commands.executeCommand('traceInspector.swapRoles');
    assert.deepEqual(rolesIn(document), ['rl', 'base']);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('undo');
    await until('the undo', () => rolesIn(document)[0] === 'base');
  });

  it('that is broken says so in the Problems panel and opens all the same', async () => {
    writeFileSync(path, '{ "title": "Pair",\n  "runs": [ }');
    await openWith(path, viewType);
    // Said once: by us, or by the editor's own JSON check where that is up already.
    const told = () => vscode.languages.getDiagnostics(vscode.Uri.file(path));
    const [finding] = await until('a finding', () => told().length > 0 && told());
    assert.equal(finding.range.start.line, 1);
    await quiet();
    assert.equal(told().filter(({ range }) => range.start.line === 1).length, 1, JSON.stringify(told()));
  });
});

function rolesIn(document: vscode.TextDocument): string[] {
  return JSON.parse(document.getText()).runs.map((run: { role: string }) => run.role);
}

/** Compare as Base and RL, as the Explorer's menu calls it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { activeCustomEditor, closeAll, documentOf, scratchFolder, until } from './workbench';

describe('Compare as Base and RL', () => {
  afterEach(closeAll);

  it('opens an unsaved comparison of two dumps that saving writes beside them', async () => {
    const results = 'humaneval/samples.jsonl_results.jsonl';
    const folder = scratchFolder({ 'qwen-grpo.jsonl': results, 'qwen-base.jsonl': results });
    const path = await compare(folder, ['qwen-grpo.jsonl', 'qwen-base.jsonl']);
    const { runs } = JSON.parse(documentOf(path)!.getText());
    assert.deepEqual(
      runs.map((run: { role: string; paths: string[] }) => [run.role, ...run.paths]),
      [
        ['base', 'qwen-base.jsonl'],
        ['rl', 'qwen-grpo.jsonl'],
      ],
    );
    assert.equal(existsSync(path), false);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await until('the file is written', () => existsSync(path) && readFileSync(path, 'utf8').includes('qwen-grpo'));
    await until('its editor stays', () => activeCustomEditor()?.uri.scheme === 'file');
  });

  it('takes seeds of one run as one run, and its folder for a path', async () => {
    const folder = scratchFolder({ 'tiny-base': 'math_eval', 'tiny-rl': 'math_eval' });
    const path = await compare(folder, ['tiny-base', 'tiny-rl']);
    const { runs } = JSON.parse(documentOf(path)!.getText());
    assert.equal(runs.length, 2);
    assert.deepEqual(
      runs.map((run: { paths: string[] }) => run.paths.length),
      [2, 2],
    );
  });
});

/** @returns the path that the unsaved comparison will have. */
async function compare(folder: string, names: string[]): Promise<string> {
  const uris = names.map((name) => vscode.Uri.file(join(folder, name)));
  await vscode.commands.executeCommand('traceInspector.compare', uris[0], uris);
  const input = await until(
    'an unsaved comparison',
    () => activeCustomEditor()?.uri.scheme === 'untitled' && activeCustomEditor(),
  );
  assert.equal(input.viewType, 'traceInspector.comparison');
  assert.match(basename(input.uri.fsPath), /\.traces\.json$/);
  assert.equal(join(input.uri.fsPath, '..'), folder);
  return input.uri.fsPath;
}

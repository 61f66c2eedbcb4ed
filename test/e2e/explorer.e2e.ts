/** From files in the Explorer to a comparison, without a comparison file to begin with. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../tools/root.mjs';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const probe = join(root, '../shared/dumps/rlvr-probe-gsm8k/results_2048');
/** 240 samples of each of two checkpoints where the real dumps are, else HumanEval's, which are bundled. */
const dumps = existsSync(probe)
  ? {
      base: { from: `${probe}/sft_raw.jsonl`, name: 'sft_raw.jsonl', label: 'sft' },
      rl: { from: `${probe}/rl_raw.jsonl`, name: 'rl_raw.jsonl', label: 'rl' },
      problems: 30,
    }
  : {
      base: { from: 'media/samples/humaneval/mistral_samples.jsonl_results.jsonl.gz', name: 'base_samples.jsonl.gz' },
      rl: { from: 'media/samples/humaneval/zephyr_samples.jsonl_results.jsonl.gz', name: 'rl_samples.jsonl.gz' },
      problems: 164,
    };

let scratch: Scratch;
let workbench: Workbench;

beforeAll(async () => {
  scratch = await makeScratch();
  for (const { from, name } of [dumps.base, dumps.rl]) await scratch.copy(from, name);
  workbench = await openWorkbench({ folder: scratch.folder });
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

test('two dumps selected in the Explorer are compared as base and RL', async () => {
  await workbench.explorerRow(dumps.rl.name).click({ modifiers: ['Control'] });
  await workbench.explorerRow(dumps.base.name).click({ modifiers: ['Control'] });
  await workbench.takeFromMenuOf(workbench.explorerRow(dumps.base.name), 'Compare as Base and RL');
  const frame = await workbench.untilRead();
  expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe(String(dumps.problems));
  await workbench.page.locator('.tab.active.dirty').waitFor();
  expect(await workbench.activeTab()).toMatch(/\.traces\.json$/);
});

test('what was selected first is not what decides: the names do', async () => {
  const frame = await workbench.frame();
  const names = await frame.locator('.head-runs .run-name').allTextContents();
  expect(names).toHaveLength(2);
  const [base, rl] = names;
  await expect.poll(() => workbench.status()).toMatch(new RegExp(`^k = n · ${base} \\d+ / ${rl} \\d+ of `));
  if ('label' in dumps.base) expect(rl).toBe('rl');
});

test('Ctrl+S saves the comparison beside its dumps, as a small file', async () => {
  const name = (await workbench.activeTab())!;
  await (await workbench.frame()).locator('.body-row .cell-run').first().click();
  await workbench.page.keyboard.press('Control+S');
  await expect.poll(() => existsSync(scratch.path(name))).toBe(true);
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  const saved = JSON.parse(await readFile(scratch.path(name), 'utf8')) as Record<string, unknown>;
  expect(saved.runs).toMatchObject([
    { role: 'base', paths: [dumps.base.name] },
    { role: 'rl', paths: [dumps.rl.name] },
  ]);
  expect(saved.title).toEqual(expect.any(String));
  expect(await readFile(scratch.path(name), 'utf8')).not.toContain(scratch.folder);
  const frame = await workbench.untilRead();
  expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe(String(dumps.problems));
});

test('a dump opens in the read-only editor, and never as text', async () => {
  await workbench.takeFromMenuOf(workbench.explorerRow(dumps.rl.name), 'Open in Trace Inspector');
  await expect.poll(() => workbench.activeTab()).toBe(dumps.rl.name);
  const frame = await workbench.untilRead();
  expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe(String(dumps.problems));
  expect(await frame.locator('.head-runs .run-name').count()).toBe(1);
  expect(await workbench.page.locator('.editor-instance .monaco-editor').count()).toBe(0);
  await frame.locator('.body-row .cell-run').first().click();
  await workbench.page.keyboard.press('Enter');
  await frame.locator('.trace-text .step-text').first().waitFor();
});

test('an unsaved comparison survives a reload of the window, with its runs and its place', async () => {
  await workbench.explorerRow(dumps.rl.name).click();
  await workbench.explorerRow(dumps.base.name).click({ modifiers: ['Control'] });
  await workbench.takeFromMenuOf(workbench.explorerRow(dumps.base.name), 'Compare as Base and RL');
  await workbench.page.locator('.tab.active.dirty').waitFor();
  await workbench.untilRead();
  const name = (await workbench.activeTab())!;
  await workbench.reload();
  const frame = await workbench.untilRead();
  expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe(String(dumps.problems));
  expect(await workbench.activeTab()).toBe(name);
  await frame.locator('.body-row .cell-run').first().click();
  await workbench.page.keyboard.press('Control+S');
  // The editor asks for the place now, and offers the one it had.
  const field = workbench.quickInput;
  await expect.poll(() => field.inputValue()).toBe(scratch.path(name));
  await workbench.page.keyboard.press('Enter');
  await expect.poll(() => existsSync(scratch.path(name))).toBe(true);
});

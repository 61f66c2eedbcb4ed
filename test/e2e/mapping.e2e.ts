/** A dump whose fields nobody knows is mapped by hand, in the page, and read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;

const rows = Array.from({ length: 12 }, (_, i) => ({
  who: `problem-${i >> 2}`,
  ask: `What is ${i >> 2} plus one?`,
  said: `It is ${i & 3}.`,
  fine: (i & 3) === 1,
}));

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.write('odd.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await scratch.write(
    'odd.traces.json',
    JSON.stringify({ title: 'Odd', runs: [{ label: 'odd', role: 'base', paths: ['odd.jsonl'] }] }),
  );
  workbench = await openWorkbench({ folder: scratch.folder });
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

test('fields are named one by one, the count follows, and the run opens', async () => {
  await workbench.openFile('odd.traces.json');
  const frame = await workbench.frame();
  await frame.locator('vscode-button', { hasText: 'Name the Fields…' }).click();
  const count = frame.locator('.mapping-count');
  const choose = async (role: string, path: string): Promise<void> => {
    const list = frame.locator(`vscode-dropdown[aria-label="Field of the ${role}"]`);
    await list.click();
    await list.locator('vscode-option', { hasText: path }).click();
  };
  await choose('trace', 'said');
  await expect.poll(() => count.textContent()).toContain('12 problems × 1 sample');
  await choose('problem id', 'who');
  await choose('question', 'ask');
  await choose('verdict', 'fine');
  await expect.poll(() => count.textContent()).toBe('3 problems × 4 samples · 12 scored · 3 correct');
  await workbench.screenshot('mapping');
  await frame.locator('vscode-button', { hasText: 'Save Mapping' }).click();
  const read = await workbench.untilRead();
  await expect.poll(() => read.locator('.body-row .cell-problem').count()).toBe(3);
});

test('the saved mapping is shown again from the command, and can be left to the guess', async () => {
  await workbench.command('Traces: Edit Field Mapping');
  const frame = await workbench.frame();
  await frame.locator('.mapping-page').waitFor();
  const trace = frame.locator('vscode-dropdown[aria-label="Field of the trace"]');
  await expect.poll(() => trace.evaluate((list) => Reflect.get(list, 'value') as string)).toBe('said');
  await frame.locator('vscode-button', { hasText: 'Guess Again' }).waitFor();
  // Out of the list in focus, then out of the page.
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Escape');
  await frame.locator('.body-row .cell-problem').first().waitFor();
});

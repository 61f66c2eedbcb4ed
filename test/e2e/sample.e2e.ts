/** The main job on the bundled sample: compare, change k, read traces by keyboard, come back to it. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const comparison = 'tiny-rlvr.traces.json';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;
let fileBefore: string;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy('media/samples', '.');
  fileBefore = await readFile(scratch.path(comparison), 'utf8');
  workbench = await openWorkbench({ folder: scratch.folder, open: comparison, height: 1300 });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);

/** Class chips of the page, each with its count. */
async function chips(): Promise<string[]> {
  return (await frame.locator('.chips .chip').allTextContents()).map((text) => text.trim().replace(/\s+/g, ' '));
}

/** Ids of the rows shown, from the top. */
async function rows(): Promise<string[]> {
  return frame
    .locator('.body-row')
    .evaluateAll((all) =>
      all
        .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((row) => row.querySelector('.cell-problem')!.textContent!),
    );
}

async function deltas(): Promise<number[]> {
  const words = await frame.locator('.body-row .cell-delta').allTextContents();
  return words.map((text) => Number(text.replace('−', '-')));
}

async function countsAt(k: string, base: number, rl: number, classes: [string, number][]): Promise<void> {
  await expect.poll(() => workbench.status()).toBe(`k = ${k} · base ${base} / RL ${rl} of 48`);
  await expect.poll(chips).toEqual(['all 48', ...classes.map(([name, count]) => `${name} ${count}`), '+ filter']);
  await expect.poll(() => workbench.treeGroups()).toEqual(classes.map(([name, count]) => `${name} ${count}`));
  await expect.poll(() => frame.locator('.solved-counts').textContent()).toContain(`solved at k = ${k}${base}${rl}`);
}

const at64: [string, number][] = [
  ['base only', 13],
  ['RL only', 0],
  ['both', 29],
  ['neither', 6],
];

const field = (selector: string) => frame.locator(`${selector} input`).first();
const head = (pane: number) => frame.locator('.pane').nth(pane).locator('.pane-head');
const sampleOf = (pane: number) => frame.locator('.pane').nth(pane).locator('.sample-field input').inputValue();
const text = (pane: number) => frame.locator('.pane').nth(pane).locator('.trace-text .lines');

/** Samples of a problem as the dump itself has them: seed 1, then seed 2. */
async function ownTexts(run: 'base' | 'rl', step: number, id: number): Promise<{ code: string[]; score: boolean[] }> {
  const both: { code: string[]; score: boolean[] } = { code: [], score: [] };
  for (const seed of [1, 2]) {
    const name = `tiny-rlvr/tiny-${run}_countdown_temp0.6_n512_seed${seed}/eval_results/global_step_${step}/countdown/test_plain_-1_seed${seed}_t0.6_s0_e-1.jsonl.gz`;
    const lines = gunzipSync(await readFile(scratch.path(name)))
      .toString('utf8')
      .split('\n');
    const row = lines.filter(Boolean).map((line) => JSON.parse(line) as typeof both & { idx: number });
    const problem = row.find(({ idx }) => idx === id)!;
    both.code.push(...problem.code);
    both.score.push(...problem.score);
  }
  return both;
}

describe('the problems page', () => {
  test('a comparison opens in our editor, with all problems, counts in side bar and status bar', async () => {
    expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe('48');
    expect(await frame.getByRole('grid').getAttribute('aria-rowcount')).toBe('50');
    await countsAt('64', 42, 29, at64);
    expect((await workbench.treeRows('Comparison')).slice(0, 2)).toEqual([
      'base 48 × 1,024  tiny-base',
      'RL 48 × 1,024  tiny-rl, GRPO step 189',
    ]);
  });

  test('the problems that the base alone solves are open in the side bar', async () => {
    await expect.poll(() => workbench.treeRows('Problems')).toContain('6 111 · 0  Use 2 4 7 to make 15.');
  });

  test('at k = 1, typed into the field, RL leads', async () => {
    await field('.k-field').fill('1');
    await press('Enter');
    await countsAt('1', 1, 17, [
      ['base only', 0],
      ['RL only', 16],
      ['both', 1],
      ['neither', 31],
    ]);
  });

  test('at k = n, by the keys of the slider, the base leads', async () => {
    await frame.locator('.k-slider').focus();
    await press('ArrowRight');
    await expect.poll(() => workbench.status()).toBe('k = 2 · base 7 / RL 20 of 48');
    await press('Shift+ArrowRight');
    await expect.poll(() => workbench.status()).toContain('k = 3 ·');
    await press('End');
    await countsAt('n', 47, 31, [
      ['base only', 16],
      ['RL only', 0],
      ['both', 31],
      ['neither', 1],
    ]);
    await press('ArrowLeft');
    await expect.poll(() => workbench.status()).toContain('k = 512 ·');
    await workbench.command('Traces: Set k…');
    await workbench.answer('64');
    await countsAt('64', 42, 29, at64);
  });

  test('a class chip leaves its problems, on the page and in the side bar', async () => {
    await frame.getByRole('button', { name: 'base only 13' }).click();
    await expect.poll(rows).toEqual('6 12 15 24 28 29 30 31 32 34 42 43 47'.split(' '));
    expect(await frame.locator('#tab-problems .tab-count').textContent()).toBe('13 of 48');
    await expect.poll(() => workbench.treeGroups()).toContain('both 0');
    await frame.getByRole('button', { name: 'all 48' }).click();
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(20);
  });

  test('a column sorts the problems, the other way round, and as in the dump', async () => {
    const sort = frame.locator('.head-columns .cell-delta button');
    await sort.click();
    await expect.poll(async () => (await rows())[0]).toBe('33');
    const shown = (await deltas()).slice(0, 20);
    expect(shown).toEqual(shown.toSorted((a, b) => b - a));
    await sort.click();
    await expect.poll(async () => (await deltas())[0]).toBe(-14.6);
    await frame.locator('.body-row .cell-delta').first().click();
    await press('s');
    await expect.poll(async () => (await rows()).slice(0, 3)).toEqual(['0', '1', '2']);
  });
});

describe('the traces page', () => {
  test('Enter on a cell opens the trace that proves it', async () => {
    await frame.getByRole('button', { name: 'base only 13' }).click();
    await expect.poll(async () => (await rows())[0]).toBe('6');
    await frame.locator('.body-row').first().locator('.cell-run').first().click();
    await press('ArrowDown');
    await press('Enter');
    await frame.locator('.diff-view .step-text').first().waitFor();
    await press('d'); // each pane for itself
    await text(0).locator('.step-text').first().waitFor();
    expect(await frame.locator('.context-id').textContent()).toBe('12');
    expect(await frame.locator('.context-class').textContent()).toContain('base only');
    await expect.poll(() => head(0).textContent()).toContain('correct, 1st of 20');
    await expect.poll(() => head(1).textContent()).toContain('wrong');
  });

  test('a trace is shown whole and exactly as the dump has it', async () => {
    const { code, score } = await ownTexts('base', 0, 12);
    const sample = Number(await sampleOf(0));
    expect(sample - 1).toBe(score.indexOf(true));
    await expect.poll(() => text(0).textContent()).toBe(code[sample - 1]);
    await field('.pane >> nth=0 >> .sample-field').fill('1024');
    await press('Enter');
    await expect.poll(() => text(0).textContent()).toBe(code[1023]);
  });

  test('f, w and arrows go through the samples of the pane in focus, Tab to the other pane', async () => {
    const { score } = await ownTexts('base', 0, 12);
    const correct = score.flatMap((is, i) => (is ? [i + 1] : []));
    await field('.pane >> nth=0 >> .sample-field').fill(String(correct[0]));
    await press('Enter');
    await text(0).click();
    await expect.poll(() => sampleOf(0)).toBe(String(correct[0]));
    await press('f');
    await expect.poll(() => sampleOf(0)).toBe(String(correct[1]));
    await press('Shift+KeyF');
    await expect.poll(() => sampleOf(0)).toBe(String(correct[0]));
    await press('w');
    const nextWrong = score.indexOf(false, correct[0]) + 1;
    await expect.poll(() => sampleOf(0)).toBe(String(nextWrong));
    await press('Tab');
    await press('ArrowRight');
    await expect.poll(() => sampleOf(1)).toBe('2');
    expect(await sampleOf(0)).toBe(String(nextWrong));
    const rl = await ownTexts('rl', 189, 12);
    await expect.poll(() => text(1).textContent()).toBe(rl.code[1]);
  });

  test('] and [ go to the next and the previous problem of those shown', async () => {
    const id = frame.locator('.context-id');
    await press(']');
    await expect.poll(() => id.textContent()).toBe('15');
    await press('[');
    await expect.poll(() => id.textContent()).toBe('12');
    await press('[');
    await expect.poll(() => id.textContent()).toBe('6');
    await press(']');
    await expect.poll(() => id.textContent()).toBe('12');
  });
});

describe('after a reload of the window', () => {
  const pane = () => frame.locator('.pane').nth(1);
  const top = () =>
    pane()
      .locator('.trace-text')
      .evaluate((box) => box.scrollTop);
  const reading = async () => ({
    raw: await frame.locator('.switches [title^="Rendered"]').getAttribute('aria-pressed'),
    folded: await pane()
      .locator('.step-folded')
      .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-number'))),
  });
  const left = { raw: 'true', folded: ['2'] };
  let leftAt = 0;

  test('page, problem, samples, filter and k are as they were', async () => {
    // So low that the trace has to be scrolled.
    await workbench.page.setViewportSize({ width: 1440, height: 520 });
    await text(1).click();
    for (const key of ['g', 'j', 'z', 'r', 'Shift+G']) await press(key);
    await expect.poll(reading).toEqual(left);
    await expect.poll(top).toBeGreaterThan(0);
    leftAt = await top();
    const before = [await sampleOf(0), await sampleOf(1)];
    expect(before[1]).toBe('2');
    await field('.k-field').fill('32');
    await press('Enter');
    await expect.poll(() => workbench.status()).toContain('k = 32 ·');
    const status = await workbench.status();
    await workbench.reload();
    frame = await workbench.untilRead();
    await text(0).locator('.step-text').first().waitFor();
    expect(await frame.locator('.context-id').textContent()).toBe('12');
    await expect.poll(async () => [await sampleOf(0), await sampleOf(1)]).toEqual(before);
    await expect.poll(() => workbench.status()).toBe(status);
    await expect.poll(() => field('.k-field').inputValue()).toBe('32');
    expect(await frame.locator('#tab-problems .tab-count').textContent()).toMatch(/^\d+ of 48$/);
  });

  test('so are folded steps, raw text, and how far it was scrolled', async () => {
    await expect.poll(reading).toEqual(left);
    await expect.poll(async () => Math.abs((await top()) - leftAt)).toBeLessThan(22);
    await workbench.page.setViewportSize({ width: 1440, height: 1300 });
  });

  test('the comparison file is as it was until Save View, which writes k', async () => {
    expect(await readFile(scratch.path(comparison), 'utf8')).toBe(fileBefore);
    await workbench.command('Traces: Save View');
    const saved = async (): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(scratch.path(comparison), 'utf8')) as Record<string, unknown>;
    await expect.poll(async () => (await saved()).k).toBe(32);
    const { runs, title } = JSON.parse(fileBefore) as Record<string, unknown>;
    expect(await saved()).toEqual({ runs, title, k: 32, tau: 0.5, filter: { classes: ['baseOnly'] } });
  });
});

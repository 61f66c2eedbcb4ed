/** The Overview in the real workbench: from a figure to its problems and traces, and out into a file. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy('media/samples', '.');
  workbench = await openWorkbench({ folder: scratch.folder, open: 'tiny-rlvr.traces.json' });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const figure = (id: string) => frame.locator(`.figure-${id} .figure-body`).first();
const words = () => frame.locator('.foot-words').textContent();
const computed = () => frame.locator('.overview-page[data-done="true"]').waitFor();
const chips = async () =>
  (await frame.locator('.filter-chip-words, .set-label').allTextContents()).map((text) => text.trim());

test('the tab shows the study in one sentence', async () => {
  await frame.locator('#tab-overview').click();
  await computed();
  expect(await frame.locator('.sentence').textContent()).toMatch(/^Base overtakes RL at k ≈ \d+ \[\d+, \d+\]; at k = /);
  expect(await frame.locator('.overview-counts b').textContent()).toBe('48 of 48 problems');
  await workbench.screenshot('overview');
});

test('a k typed into the field moves the cursor of the curves', async () => {
  const field = frame.locator('.k-field input');
  await field.fill('16');
  await press('Enter');
  await expect.poll(() => frame.locator('.figure-coverage .figure-about').textContent()).toContain('k = 16');
  await computed();
  await figure('pass-at-k').focus();
  await expect.poll(words).toContain('k = 16');
  await press('ArrowRight');
  await press('ArrowRight');
  await press('Enter');
  await expect.poll(() => field.inputValue()).not.toBe('16');
  await expect.poll(chips).toEqual([expect.stringMatching(/^solved by (base|RL) at k = /)]);
  await press('Alt+ArrowLeft');
  await expect.poll(() => field.inputValue()).toBe('16');
  expect(await chips()).toEqual([]);
  await field.fill('64');
  await press('Enter');
  await expect.poll(() => workbench.status()).toContain('k = 64 · base 42 / RL 29 of 48');
  await expect.poll(() => frame.locator('.figure-coverage .figure-about').textContent()).toContain('k = 64');
});

test('a mark filters the figures, the Problems page and the side bar; again opens its traces', async () => {
  await computed();
  await figure('coverage').focus();
  for (let i = 0; i < 4 && !(await words())?.startsWith('base only'); i++) await press('ArrowRight');
  expect(await words()).toContain('13 problems');
  await press('Enter');
  await expect.poll(() => frame.locator('.overview-counts b').textContent()).toBe('13 of 48 problems');
  await expect.poll(() => workbench.treeGroups()).toContain('both 0');
  await press('Alt+1');
  await expect.poll(() => frame.locator('#tab-problems .tab-count').textContent()).toBe('13 of 48');
  expect(await chips()).toEqual(['base only at k = 64']);
  await press('Alt+3');
  await computed();
  await figure('coverage').focus();
  for (let i = 0; i < 4 && !(await words())?.startsWith('base only'); i++) await press('ArrowRight');
  await press('Enter');
  await frame.locator('.trace-text .step-text').first().waitFor();
  expect(await frame.locator('.context-class').textContent()).toContain('base only');
});

test('back leaves the traces, then takes back the filter', async () => {
  await press('Alt+ArrowLeft');
  await frame.locator('.overview-page').waitFor();
  for (let i = 0; i < 6 && (await chips()).length > 0; i++) {
    const before = await chips();
    await press('Alt+ArrowLeft');
    // A step back may be one of something else than the filter.
    await expect
      .poll(chips, { timeout: 2000 })
      .not.toEqual(before)
      .catch(() => undefined);
  }
  expect(await chips()).toEqual([]);
  await expect.poll(() => workbench.treeGroups()).toContain('base only 13');
});

test('t shows the table of the figure in focus, and back', async () => {
  await press('Alt+3');
  await computed();
  await figure('accuracy').focus();
  await press('t');
  await expect.poll(() => frame.locator('.figure-accuracy tbody tr').count()).toBe(12);
  await press('t');
  await frame.locator('.figure-accuracy canvas').waitFor();
});

test('b takes back the filter that a mark made', async () => {
  await computed();
  await figure('coverage').focus();
  for (let i = 0; i < 4 && !(await words())?.startsWith('base only'); i++) await press('ArrowRight');
  await press('Enter');
  await expect.poll(chips).toEqual(['base only at k = 64']);
  await press('b');
  await expect.poll(chips).toEqual([]);
});

test('a figure is saved as SVG where the dialog says', async () => {
  // The filter that was taken back is gone from the figures a moment later.
  await expect.poll(() => frame.locator('.overview-counts b').textContent()).toBe('48 of 48 problems');
  await computed();
  const isSaved = () =>
    readFile(scratch.path('accuracy.svg'), 'utf8').then(
      (text) => text.includes('</svg>'),
      () => false,
    );
  const input = workbench.quickInput;
  // The editor's dialog looks up what is typed; while the machine is busy, what was there before may be accepted.
  for (let tries = 0; tries < 3 && !(await isSaved()); tries++) {
    await figure('accuracy').focus();
    await press('e');
    await frame.getByRole('menuitem', { name: 'SVG…' }).waitFor();
    await press('Enter');
    await input.waitFor();
    // What it proposes may come a moment later, into what is typed.
    for (let fills = 0; fills < 5 && (await input.inputValue()) !== scratch.path('accuracy.svg'); fills++) {
      await input.fill(scratch.path('accuracy.svg'));
      await workbench.page.waitForTimeout(500);
    }
    expect(await input.inputValue()).toBe(scratch.path('accuracy.svg'));
    await workbench.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await expect
      .poll(isSaved)
      .toBe(true)
      .catch(() => undefined);
  }
  const svg = await readFile(scratch.path('accuracy.svg'), 'utf8');
  expect(svg).toContain('Accuracy per problem');
  expect(svg).toContain('48 problems');
});

test('of few samples a problem all figures are shown, though some of their numbers are not defined', async () => {
  // The first quarter of the samples is all wrong, and nothing can be fitted to it.
  const rows = (right: (problem: number) => number) =>
    Array.from({ length: 24 }, (_, problem) =>
      JSON.stringify({
        ...{ id: `p${problem}`, question: `What is ${problem} + 1?`, answer: String(problem + 1) },
        completions: Array.from({ length: 8 }, (__, sample) => `So it is ${problem}, by way ${sample}.`),
        correct: Array.from({ length: 8 }, (__, sample) => sample >= 8 - right(problem)),
      }),
    ).join('\n');
  await scratch.write('few-base.jsonl', `${rows((problem) => problem % 7)}\n`);
  await scratch.write('few-rl.jsonl', `${rows((problem) => (5 * problem) % 7)}\n`);
  const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`few-${role}.jsonl`] }));
  await scratch.write('few.traces.json', JSON.stringify({ title: 'Few', runs }));
  await workbench.openFile('few.traces.json');
  const few = await workbench.untilRead();
  await few.locator('#tab-overview').click();
  await few.locator('.overview-page[data-done="true"]').waitFor();
  expect(await few.locator('.figure-forecast').textContent()).toContain('Beta-binomial fit');
  expect(await few.locator('.sentence').textContent()).toContain('of 24 problems');
});

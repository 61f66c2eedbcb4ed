/** A blind review by keys alone: the queue, twenty verdicts, one undone, what the Overview makes of it, and a reload. */
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { makeScratch, mathEvalDump, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const labels = ['Qwen-base', 'SimpleRL'];
/** Each of 14 problems has one correct sample of 40 in each run: 28 chains. */
const problems = Array.from({ length: 14 }, (_, idx) => idx);

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  for (const [run, label] of labels.entries()) await scratch.write(`${label}.jsonl`, dumpOf(run));
  const runs = labels.map((label, i) => ({ label, role: i === 0 ? 'base' : 'rl', paths: [`${label}.jsonl`] }));
  await scratch.write('pair.traces.json', JSON.stringify({ title: 'Pair', runs }));
  const settings = { 'traceInspector.author': 'Ada <ada@example.org>' };
  workbench = await openWorkbench({ folder: scratch.folder, open: 'pair.traces.json', settings });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

/** Where the correct sample stands differs by problem and run; its text names neither run nor place. */
function dumpOf(run: number): string {
  return mathEvalDump(
    problems.map((idx) => {
      const correct = (idx * 7 + run * 3) % 40;
      const code = Array.from(
        { length: 40 },
        (_, i) => `Count the ways of case ${idx}.\n\nSo there are ${run * 40 + i}.`,
      );
      return {
        idx,
        question: `How many ways are there in case ${idx}?`,
        code,
        score: code.map((_, i) => i === correct),
      };
    }),
  );
}

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const head = () => frame.locator('.chain-head b').textContent();
const bandOf = async (label: string): Promise<string> => {
  await frame.locator('.overview-page[data-done="true"]').waitFor();
  const aria = (await frame.locator('.figure-pass-at-k [aria-label*="CoT"]').first().getAttribute('aria-label')) ?? '';
  return new RegExp(`CoT-pass@\\d+ of ${label} is between [^.]*\\.\\d+ and \\d+\\.\\d+`).exec(aria)?.[0] ?? aria;
};
const said = { v: 'valid', x: 'invalid', a: 'ambiguous', s: 'skip' } as const;

/** One verdict by its key; the next chain is on screen when it is on the disk. */
async function judge(key: keyof typeof said, place: number): Promise<void> {
  await expect.poll(head).toBe(`${place} of 28`);
  await frame.locator('.chain .step-text').first().waitFor();
  await press(key);
  await expect.poll(() => frame.locator('.last-verdict').textContent()).toContain(`last: ${place} ${said[key]}`);
}

/**
 * Whatever names a run, a sample or a dump: the page's whole document with its attributes, and of the window its title, side
 * bar, tabs and status bar with their tooltips and names for screen readers. File names in the Explorer are not of the queue.
 */
async function leaks(): Promise<string[]> {
  const inner = await workbench.innerFrame();
  const html = await inner.evaluate(() => document.documentElement.outerHTML);
  const parts = ['.part.sidebar', '.part.statusbar', '.part.titlebar', '.part.editor .tabs-container'];
  const around = await workbench.page.evaluate(
    (selectors) => [
      document.title,
      ...selectors.flatMap((selector) => [...document.querySelectorAll(selector)].map((part) => part.outerHTML)),
    ],
    parts,
  );
  const telling = /Qwen|SimpleRL|run-\d|sample \d|\.jsonl|base only|RL only|\d+ · \d+/g;
  return `${html}\n${around.join('\n')}`.match(telling) ?? [];
}

test('a queue is made by keys: hard problems, both runs, a seed, blind', async () => {
  await workbench.command('Traces: Show Review Page');
  await frame.locator('.queues').waitFor();
  await workbench.command('Traces: New Review Queue…');
  const input = workbench.quickInput;
  const title = workbench.quickTitle('');
  await expect.poll(() => input.getAttribute('placeholder')).toContain('Correct samples');
  await expect
    .poll(() => workbench.page.locator('.quick-input-list .monaco-list-row').first().textContent())
    .toContain('28 chains of 14 problems');
  await press('Enter');
  await expect.poll(() => input.getAttribute('placeholder')).toContain('Runs whose');
  await press('Enter');
  await expect.poll(() => title.textContent()).toContain('Seed');
  await press('Enter');
  await expect.poll(() => title.textContent()).toContain('Chains of a problem');
  await press('Enter');
  await expect
    .poll(() => workbench.page.locator('.quick-input-list .monaco-list-row').first().textContent())
    .toContain('Blind');
  await press('Enter');
  await expect.poll(head).toBe('1 of 28');
});

test('nothing on the page or around it tells which model it is', async () => {
  await frame.locator('.chain .step-text').first().waitFor();
  await expect.poll(() => workbench.treeRows('Comparison')).toEqual([expect.stringContaining('2 runs, hidden')]);
  await expect.poll(async () => (await workbench.treeRows('Problems'))[0]).toBe('In the queue 14');
  await expect.poll(() => workbench.status()).toBe('review 1 of 28, blind');
  expect(await leaks()).toEqual([]);
  await workbench.screenshot('review-blind');
});

test('twenty verdicts, one of them with a reason, and one undone', async () => {
  const step = () => frame.locator('.chain .step-current').textContent();
  const rendered = () => frame.locator('.chain .step-text.rendered').count();
  for (const [key, words] of [
    ['j', 'Count the ways'],
    ['j', 'So there are'],
    ['k', 'Count the ways'],
  ]) {
    await press(key);
    await expect.poll(step).toContain(words);
  }
  await press('r');
  await expect.poll(rendered).toBe(0);
  await press('r');
  await expect.poll(rendered).toBeGreaterThan(0);
  await judge('v', 1);
  await expect.poll(head).toBe('2 of 28');
  await press('e');
  await expect
    .poll(async () => (await workbench.innerFrame()).evaluate(() => document.activeElement?.className ?? ''))
    .toContain('reason-field');
  await workbench.page.keyboard.type('a lucky guess');
  await press('Escape');
  await judge('x', 2);
  await expect.poll(() => frame.locator('.last-verdict').textContent()).toContain('a lucky guess');
  for (let place = 3; place <= 20; place++) await judge(place % 5 === 0 ? 'a' : place % 3 === 0 ? 'x' : 'v', place);
  await expect.poll(() => frame.locator('#tab-review').textContent()).toContain('20 / 28');
  await press('u');
  await expect.poll(head).toBe('20 of 28');
  await expect.poll(() => frame.locator('#tab-review').textContent()).toContain('19 / 28');
  await expect.poll(() => workbench.status()).toBe('review 20 of 28, blind');
  const lines = (await readFile(scratch.path('pair.annotations.jsonl'), 'utf8')).split('\n');
  expect(lines.filter((line) => line.includes('"reviewed"')).length).toBe(20);
});

let before = '';

test('leaving shows models, which is said; the Overview has the bounds of CoT-pass@k', async () => {
  await press('Alt+3');
  await frame.locator('.leaving', { hasText: 'Leaving shows models' }).waitFor();
  await press('Escape');
  await frame.locator('.leaving').waitFor({ state: 'detached' });
  // The way back leads to a page that names runs, too.
  await press('Alt+ArrowLeft');
  await frame.locator('.leaving', { hasText: 'Leaving shows models' }).waitFor();
  await press('Escape');
  await frame.locator('.leaving').waitFor({ state: 'detached' });
  await press('Alt+3');
  await frame.locator('.leaving').waitFor();
  await press('Enter');
  before = await bandOf('Qwen-base');
  expect(before).toContain('is between');
  await expect.poll(() => workbench.status()).toContain('k = n');
  await workbench.screenshot('review-overview');
});

test('one more verdict changes them', async () => {
  await press('Alt+4');
  await expect.poll(head).toBe('20 of 28');
  for (let place = 20; place <= 28; place++) await judge(place === 21 ? 's' : 'x', place);
  await expect
    .poll(() => frame.locator('.side-part', { hasText: 'at least one valid chain' }).textContent())
    .toContain('of');
  await workbench.screenshot('review-done');
  await press('Alt+3');
  await expect.poll(() => bandOf('Qwen-base')).not.toBe(before);
});

test('all is there after a reload of the window', async () => {
  await press('Alt+4');
  await expect.poll(() => frame.locator('#tab-review').textContent()).toContain('28 / 28');
  const sentence = await frame.locator('.side-part .visually-hidden').first().textContent();
  expect(sentence).toMatch(/^Problems with at least one valid chain: Qwen-base \d+ of \d+, SimpleRL \d+ of \d+/);
  await workbench.reload();
  frame = await workbench.untilRead();
  await expect.poll(() => frame.locator('#tab-review').textContent()).toContain('28 / 28');
  expect(await frame.locator('.side-part .visually-hidden').first().textContent()).toBe(sentence);
  await frame.locator('#tab-review').focus();
  await press('q');
  await frame.locator('.queues').waitFor();
});

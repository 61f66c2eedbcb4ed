/** Reading traces by keys alone; hostile ones load and run nothing, rendered or raw. */
import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeScratch, mathEvalDump, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const evil = 'http://evil.example';
const shared = [
  'Let us count all the ordered triples of positive integers first of all.',
  'By stars and bars there are $\\binom{29}{2} = 406$ of them in total.',
];
const left = [...shared, 'Wait, the **three equal** ones were counted twice in there.', 'The answer is \\boxed{366}.'];
const right = [...shared, 'Nothing else has to be taken away from this number here.', 'The answer is \\boxed{364}.'];
const hostile = [
  `<script>window.hacked = 1; fetch('${evil}/script')</script> <svg onload="window.hacked = 1"><use href="${evil}/svg"/></svg>`,
  `![image](${evil}/markdown.png) <img src="${evil}/image.png" onerror="window.hacked = 1">`,
  `[click](javascript:window.hacked=1) and [there](${evil}/link)`,
  'Unclosed maths: $\\frac{1}{2 and \\[ \\href{javascript:window.hacked=1}{x}',
  `\\(\\includegraphics{${evil}/tex.png} \\url{${evil}/url}\\)`,
  'bidi \u202eevil\u202c, null \u0000, half a pair \ud835 here',
].join('\n\n');
const long = 'A line of a trace that goes on and on, without an end in sight.\n'.repeat(16_000);

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  const dump = (text: string) =>
    mathEvalDump([
      { idx: 0, question: 'How many triples?', code: [text, 'No idea.'], score: [true, false] },
      { idx: 1, question: 'A hostile one', code: [hostile, 'fine'], score: [true, false] },
      { idx: 2, question: 'A long one', code: [long, 'fine'], score: [true, false] },
    ]);
  await scratch.write('base.jsonl', dump(left.join('\n\n')));
  await scratch.write('rl.jsonl', dump(right.join('\n\n')));
  const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
  await scratch.write('pair.traces.json', JSON.stringify({ title: 'Pair', runs }));
  workbench = await openWorkbench({ folder: scratch.folder, open: 'pair.traces.json' });
  frame = await workbench.untilRead();
  await frame.locator('.body-row .cell-run').first().click();
  await press('Enter');
  await frame.locator('.diff-view .step-text').first().waitFor();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.slice(0, 60)}`);
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const current = () => frame.locator('.step-current').first().textContent();

test('n goes to what differs, j and k from step to step', async () => {
  await press('n');
  await expect.poll(current).toContain('Wait');
  await press('k');
  await expect.poll(current).toContain('By stars and bars');
  await press('j');
  await expect.poll(current).toContain('Wait');
});

test('r shows the text as it is, and rendered again', async () => {
  await frame.locator('.md-strong, .maths').first().waitFor();
  await press('r');
  await expect.poll(() => frame.locator('.md-strong, .maths').count()).toBe(0);
  await press('r');
  await frame.locator('.maths').first().waitFor();
});

test('z folds a step, which says so, and find unfolds it', async () => {
  await press('g');
  await press('z');
  await expect.poll(() => frame.locator('.unfold').getAttribute('aria-expanded')).toBe('false');
  await press('Control+f');
  await expect
    .poll(async () => (await workbench.innerFrame()).evaluate(() => document.activeElement?.className ?? ''))
    .toContain('find-field');
  await workbench.page.keyboard.type('ordered');
  await frame.locator('.find-words', { hasText: '1 of 2 · both panes' }).waitFor();
  await expect.poll(() => frame.locator('.unfold').count()).toBe(0);
  await press('Escape');
});

test('a pair is chosen by rule, and the pane says why', async () => {
  await workbench.command('Traces: Pair: Shortest Correct of Each');
  await expect.poll(() => frame.locator('.pair-reason').first().textContent()).toContain('shortest correct');
});

test('a hostile trace loses nothing and gets nothing, rendered and raw', async () => {
  await press(']');
  await expect.poll(() => frame.locator('.context-id').textContent()).toBe('1');
  await press('d'); // each pane for itself
  const text = frame.locator('.pane .trace-text .lines').first();
  const expected = hostile.replace('\ud835', '\ufffd');
  await expect.poll(() => text.textContent()).toBe(expected);
  expect(await text.locator('script, img, a, iframe, svg').count()).toBe(0);
  await workbench.screenshot('reading-hostile');
  await press('r');
  await expect.poll(() => text.textContent()).toBe(expected);
  await press('r');
  for (const each of workbench.page.frames())
    expect(await each.evaluate(() => 'hacked' in window), each.url()).toBe(false);
  expect(workbench.requests.filter((url) => url.includes('evil.example'))).toEqual([]);
});

test('a trace of a megabyte is there at once and whole soon after', async () => {
  await press(']');
  await expect.poll(() => frame.locator('.context-id').textContent()).toBe('2');
  const text = frame.locator('.pane .trace-text .lines').first();
  await text.locator('.step-text').first().waitFor();
  await press('Shift+G');
  await frame.locator('.pane .step-current').first().waitFor();
  await expect.poll(async () => (await text.textContent())?.length, { timeout: 20_000 }).toBe(long.length);
});

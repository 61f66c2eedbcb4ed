/** The find row on nasty traces, in a real browser: every match is counted, led to and marked as it is in the text. */
import { expect, test, vi } from 'vitest';
import { textMatcher } from '../../src/core/search/query';
import { nastyTraces } from '../core/trace/texts';
import { usePages } from './pageDriver';

vi.setConfig({ testTimeout: 60_000 });
const withPage = usePages();

/** What is looked for in which text; the traces of both panes are the same. */
const corpus: [name: string, text: string, query: string][] = [
  ['a line of 20,000 letters', nastyTraces['a line of 20,000 letters'], 'xxxxxxxxxxxxxxxxxxxxxxxxx'],
  ['10,000 lines', nastyTraces['10,000 lines'], 'line'],
  ['a line of 20,000 dollars', nastyTraces['a line of 20,000 dollars'], '$$$$$$$$$$'],
  ['nested fences', nastyTraces['nested fences'], '```'],
  ['table rows', nastyTraces['table rows'], '| 2 |'],
  ['lone surrogates', nastyTraces['lone surrogates'], ' '],
  ['NUL', 'before\u0000 wait\u0000after. '.repeat(40), 'wait'],
  ['characters set from right to left', '\u202ewait\u202c and \u05d0\u05d1 wait\u200f. '.repeat(40), 'wait'],
  ['HTML and scripts', '<script>alert("wait")</script><svg onload=wait>\n'.repeat(60), 'wait'],
  ['1 MB', 'Another step of the trace, and the next one.\n'.repeat(22_000).concat('needle at the end'), 'needle'],
];

test.each(corpus)('in %s', async (_, text, query) => {
  const most = 10_000;
  const spans = textMatcher({ text: query }).spans(text, most);
  expect(spans.length).toBeGreaterThan(0);
  await withPage('fixture=two', async (page) => {
    await page.addInitScript((given) => Reflect.set(window, 'traceText', given), text);
    await page.goto(page.url().replace('fixture=two', 'fixture=two&page=traces'));
    await page.waitForSelector('.trace-text .step-text');
    await page.keyboard.press('Control+f');
    await page.waitForFunction(() => document.activeElement?.classList.contains('find-field'));
    await page.keyboard.insertText(query);
    const words = () => page.locator('.find-words').textContent();
    await expect.poll(words, { timeout: 15_000 }).toBe(`1 of ${2 * spans.length} · both panes`);
    // The one before the first is the last of the other pane.
    for (const key of ['Shift+Enter', 'Shift+Enter']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await expect.poll(words).toBe(`${2 * spans.length} of ${2 * spans.length} · both panes`);
    const current = () =>
      page.evaluate(() => {
        const [range] = [...(CSS.highlights.get('trace-find-current') ?? [])] as Range[];
        if (!range) return undefined;
        const element = range.startContainer.parentElement;
        const box = element?.closest('.pane-text')?.getBoundingClientRect();
        const shown = element?.closest('.maths, .step')?.getBoundingClientRect();
        return {
          text: String(range),
          isNear: box !== undefined && shown !== undefined && shown.bottom > box.top && shown.top < box.bottom,
        };
      });
    const last = spans[spans.length - 1];
    await expect.poll(current, { timeout: 10_000 }).toEqual({ text: text.slice(last.start, last.end), isNear: true });
  });
});

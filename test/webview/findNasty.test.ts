/**
 * Nasty traces in a real browser: the find row counts every match, leads to it and marks it as it is in the text; rendered
 * or raw, no character is lost, and nothing is loaded or run.
 */
import type { Page } from 'playwright-core';
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
  ['NUL', nastyTraces.NUL, 'wait'],
  ['text set from right to left', nastyTraces['text set from right to left'], 'wait'],
  ['HTML, scripts and links', nastyTraces['HTML, scripts and links'], 'wait'],
  ['a megabyte', nastyTraces['a megabyte'], 'needle'],
];

test.each(corpus)('in %s', async (_, text, query) => {
  const most = 10_000;
  const spans = textMatcher({ text: query }).spans(text, most);
  expect(spans.length).toBeGreaterThan(0);
  await withPage('fixture=two', async (page) => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.addInitScript((given) => Reflect.set(window, 'traceText', given), text);
    await page.goto(page.url().replace('fixture=two', 'fixture=two&page=traces'));
    await page.waitForSelector('.trace-text .step-text');
    await page.keyboard.press('Control+f');
    await page.waitForFunction(() => document.activeElement?.classList.contains('find-field'));
    await page.keyboard.insertText(query);
    const words = () => page.locator('.find-words').textContent();
    const all = `${2 * spans.length}${spans.length === most ? ' or more' : ''}`;
    await expect.poll(words, { timeout: 15_000 }).toBe(`1 of ${all} · both panes`);
    // The one before the first is the last of the other pane.
    for (const key of ['Shift+Enter', 'Shift+Enter']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await expect.poll(words).toBe(`${2 * spans.length} of ${all} · both panes`);
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
    await page.keyboard.press('Escape');
    await page.keyboard.press('d'); // each pane for itself
    for (const way of ['rendered', 'raw', 'rendered again']) {
      await expect.poll(() => isWhole(page), { timeout: 20_000, message: way }).toBe(true);
      expect(await page.locator('.lines').locator('script, img, a, iframe, svg').count()).toBe(0);
      await page.keyboard.press('r');
    }
    const { origin } = new URL(page.url());
    expect(requests.filter((url) => !url.startsWith(origin))).toEqual([]);
  });
});

/** Whether both panes have every character of the trace, in order. */
function isWhole(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll('.pane .trace-text .lines')].map(({ textContent }) => textContent);
    // Half a pair of surrogates is shown as U+FFFD.
    const shown = (text: unknown): string => new TextDecoder().decode(new TextEncoder().encode(String(text)));
    const wanted = shown(Reflect.get(window, 'traceText'));
    return texts.length === 2 && texts.every((text) => shown(text) === wanted);
  });
}

/** The Review page in a real browser: verdicts by key, what is hidden, widths, axe. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

const withPage = usePages();
const blind = 'fixture=two&page=review&queue=open';
const done = 'fixture=two&page=review&queue=done';

const chainShown = (page: Page) => page.waitForSelector('.chain .step-text');
const head = (page: Page) => page.locator('.chain-head b').textContent();

describe.each(['dark', 'light', 'hc'])('in the %s theme', (theme) => {
  test.each([
    ['blind', blind],
    ['done', done],
    ['queues', 'fixture=two&page=review'],
  ])('%s has no serious findings of axe', async (name, query) => {
    await withPage(`${query}&theme=${theme}`, async (page) => {
      await page.waitForSelector(name === 'queues' ? '.queue-card' : '.chain .step-text');
      await page.screenshot({ path: `${pictures}/review-${name}-${theme}.png` });
      expect(await seriousFindings(page)).toEqual([]);
    });
  });
});

test.each([
  [400, 700],
  [560, 808],
  [800, 700],
  [1280, 800],
  [1920, 1080],
])('at %i px nothing scrolls sideways, and the chain has room', async (width, height) => {
  await withPage(
    blind,
    async (page) => {
      await chainShown(page);
      await page.screenshot({ path: `${pictures}/review-${width}.png` });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const text = await page.locator('.chain .trace-text').boundingBox();
      expect(text!.height).toBeGreaterThan(150);
      expect(text!.width).toBeGreaterThan(380);
    },
    { width, height },
  );
});

test('one key is a verdict and leads to the next chain without one', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    for (const [key, place] of [
      ['v', 49],
      ['x', 50],
      ['a', 51],
      ['s', 52],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => head(page)).toBe(`${place} of 260`);
    }
    const judged = (await told(page)).flatMap((one) => ('judge' in one ? [one.judge] : []));
    expect(judged).toEqual([
      { place: 47, verdict: 'valid', reason: '' },
      { place: 48, verdict: 'invalid', reason: '' },
      { place: 49, verdict: 'ambiguous', reason: '' },
      { place: 50, verdict: 'skip', reason: '' },
    ]);
    expect(await page.locator('#tab-review').textContent()).toContain('51 / 260');
    await page.keyboard.press('u');
    await expect.poll(() => head(page)).toBe('51 of 260');
  });
});

test('e leads to the reason, in which letters are letters, and Escape out of it', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    await page.keyboard.press('e');
    await page.keyboard.type('vxasu');
    expect((await told(page)).filter((one) => 'judge' in one)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await expect.poll(() => head(page)).toBe('49 of 260');
    expect((await told(page)).find((one) => 'judge' in one)?.judge).toMatchObject({ reason: 'vxasu' });
    expect(await page.locator('.last-verdict').textContent()).toContain('vxasu');
    expect(await page.locator('.reason-field').evaluate((field) => Reflect.get(field, 'value'))).toBe('');
  });
});

test('a blind queue names no run and no sample but of the verdict given last', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    const html = await page.evaluate(() => {
      document.querySelector('.last-verdict')?.remove();
      return document.body.outerHTML;
    });
    expect(html).not.toMatch(/run-\d|>base<|>RL<|sample \d|\.jsonl|swatch/);
  });
});

test('leaving a blind queue is said and asked once; what is not hidden is left at once', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    const tab = () => page.locator('[role="tab"][aria-selected="true"]').getAttribute('id');
    await page.keyboard.press('Alt+1');
    await page.locator('.leaving', { hasText: 'Leaving shows models' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await tab()).toBe('tab-review');
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Alt+1');
    await expect.poll(tab).toBe('tab-problems');
  });
  await withPage(done, async (page) => {
    await chainShown(page);
    await page.keyboard.press('Alt+1');
    await expect.poll(() => page.locator('[role="tab"][aria-selected="true"]').getAttribute('id')).toBe('tab-problems');
  });
});

test('q stops, and the queue resumes at its first chain without a verdict', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    await page.keyboard.press('q');
    await page.locator('.queue-card', { hasText: 'Resume' }).click();
    await expect.poll(() => head(page)).toBe('48 of 260');
  });
});

test('o hides the statement, r shows the text as it is, arrows in the queue go to other chains', async () => {
  await withPage(blind, async (page) => {
    await chainShown(page);
    await page.keyboard.press('o');
    await expect.poll(() => page.locator('.chain-question').count()).toBe(0);
    await page.locator('.queue-list').focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => head(page)).toBe('47 of 260');
    await page.keyboard.press('End');
    await expect.poll(() => head(page)).toBe('260 of 260');
  });
});

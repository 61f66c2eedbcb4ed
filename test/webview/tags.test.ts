/** Tags on the page, in a real browser: drawn, given by keys, stepped through; and the rules behind it. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { movedSelection } from '../../webview/tags/movedSelection';
import { levelsOf } from '../../webview/tags/tagLayout';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

const withPage = usePages();

async function tagsShown(page: Page) {
  await page.waitForSelector('.tag-box');
}

const lastTold = async (page: Page): Promise<unknown> => (await told(page)).findLast((one) => 'act' in one)?.act;

describe.each(['dark', 'light', 'hc'])('tags in the %s theme', (theme) => {
  test.each(['two&page=traces', 'two'])('%s has no serious findings of axe', async (scene) => {
    await withPage(`fixture=${scene}&theme=${theme}&tags`, async (page) => {
      if (scene.includes('traces')) {
        await tagsShown(page);
        await page.keyboard.press('0');
      } else await page.waitForSelector('.problem-tags');
      await page.screenshot({ path: `${pictures}/tags-${scene.replace('&page=', '-')}-${theme}.png` });
      expect(await seriousFindings(page)).toEqual([]);
    });
  });
});

test('boxes add nothing to the text of a step, in all three ways of showing it', async () => {
  const textOfSteps = (page: Page): Promise<string[]> =>
    page.$$eval('.step-text', (steps) => steps.map(({ textContent }) => textContent ?? ''));
  let plain: string[] = [];
  await withPage('fixture=two&page=traces', async (page) => {
    await page.waitForSelector('.diff-view .step-text');
    plain = await textOfSteps(page);
  });
  await withPage('fixture=two&page=traces&tags', async (page) => {
    await tagsShown(page);
    expect((await textOfSteps(page)).join('')).toBe(plain.join(''));
    await page.keyboard.press('r');
    await tagsShown(page);
    expect((await textOfSteps(page)).join('')).toBe(plain.join(''));
    await page.keyboard.press('d');
    await page.waitForSelector('.diff-view', { state: 'detached' });
    await tagsShown(page);
  });
});

test('a digit tags what is selected, else the current step, else the trace', async () => {
  await withPage('fixture=two&page=traces', async (page) => {
    await page.waitForSelector('.diff-view .step-text');
    await page.keyboard.press('3');
    await expect.poll(() => lastTold(page)).toMatchObject({ kind: 'tag', key: 3 });
    expect(await lastTold(page)).not.toHaveProperty('span');
    await page.keyboard.press('j');
    await page.keyboard.press('1');
    await expect.poll(() => lastTold(page)).toMatchObject({ kind: 'tag', key: 1, span: { start: 0 } });
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown'])
      await page.keyboard.press(key);
    const selected = await page.evaluate(() => document.getSelection()?.toString());
    expect(selected?.split(/\s+/)).toHaveLength(2);
    await page.keyboard.press('2');
    await expect.poll(() => lastTold(page)).toMatchObject({ key: 2 });
    const { span } = (await lastTold(page)) as { span: { start: number; end: number } };
    expect(span.end - span.start).toBe(selected?.length);
    expect(span.start).toBeGreaterThan(0);
    await page.keyboard.press('a');
    await expect.poll(() => lastTold(page)).not.toHaveProperty('key');
  });
});

test('q steps from tag to tag, and the note is of the one stepped to', async () => {
  await withPage('fixture=two&page=traces&tags', async (page) => {
    await tagsShown(page);
    await page.keyboard.press('q');
    await page.waitForSelector('.tag-current');
    await page.keyboard.press('i');
    await expect.poll(() => lastTold(page)).toMatchObject({ kind: 'noteTag' });
    const first = (await lastTold(page)) as { kind: string; ids: string[] };
    expect(first.kind).toBe('noteTag');
    expect(first.ids).toHaveLength(1);
    await page.keyboard.press('q');
    await page.keyboard.press('x');
    await expect.poll(() => lastTold(page)).toMatchObject({ kind: 'removeTag' });
    const second = (await lastTold(page)) as { kind: string; ids: string[] };
    expect(second.kind).toBe('removeTag');
    expect(second.ids).not.toEqual(first.ids);
  });
});

test('of 1,000 tags of a trace those near the screen are drawn', async () => {
  await withPage('fixture=two&page=traces&length=60000&tags=1000', async (page) => {
    await tagsShown(page);
    const boxes = await page.$$eval('.tag-box', (all) => all.length);
    expect(boxes).toBeLessThan(600);
  });
});

test('a tag over two steps marks nothing that stands between them', async () => {
  await withPage('fixture=two&page=traces&length=60000&tags=1000', async (page) => {
    await tagsShown(page);
    const marked = await page.evaluate(() =>
      [...(CSS.highlights.get('trace-tag-0') ?? [])].map((range) => String(range as Range)),
    );
    expect(marked.length).toBeGreaterThan(10);
    expect(marked.filter((text) => text.includes('moved:'))).toEqual([]);
    // Tags are many, the answer is one.
    const answer = page.locator('.answer-value').first();
    expect(await answer.evaluate((el) => el.scrollWidth <= el.clientWidth)).toBe(true);
  });
});

test('underlines of spans that overlap are on different levels', () => {
  const spans = [
    { start: 0, end: 10 },
    { start: 2, end: 5 },
    { start: 4, end: 8 },
    { start: 5, end: 6 },
    { start: 10, end: 12 },
  ];
  expect(levelsOf(spans)).toEqual([0, 1, 2, 1, 0]);
});

test('words are selected one by one from either end of a step', () => {
  const text = 'before. one two three. behind';
  const step = { start: 8, end: 22 };
  const words = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
  const one = movedSelection(text, step, undefined, 'ArrowRight');
  expect(words(one)).toBe('one');
  const two = movedSelection(text, step, one, 'ArrowRight');
  expect(words(two)).toBe('one two');
  expect(words(movedSelection(text, step, two, 'ArrowDown'))).toBe('two');
  expect(movedSelection(text, step, one, 'ArrowLeft')).toBeUndefined();
  expect(words(movedSelection(text, step, undefined, 'ArrowLeft'))).toBe('three.');
  const all = { start: 8, end: 22 };
  expect(words(movedSelection(text, step, all, 'ArrowRight'))).toBe('one two three.');
});

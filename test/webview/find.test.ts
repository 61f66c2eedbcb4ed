/** The find row and the reading queue in a real browser, on the fixtures of `npm run dev`. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchBrowser } from '../../tools/browser.mjs';
import { startDevServer } from '../../tools/dev/server.mjs';

vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
let server: Awaited<ReturnType<typeof startDevServer>>;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startDevServer({ once: true })]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function withTraces(use: (page: Page) => Promise<void>, theme = 'dark') {
  const page = await browser.newPage({ viewport: { width: 1150, height: 808 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    await page.goto(`${server.url}?fixture=two&page=traces&theme=${theme}`);
    await page.waitForSelector('.trace-text .step-text');
    await page.waitForFunction(() => document.activeElement?.classList.contains('trace-text'));
    await use(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

/** Texts of the marked matches, and of the current one. */
const marked = (page: Page) =>
  page.evaluate(() =>
    ['trace-find', 'trace-find-current'].map((name) =>
      [...(CSS.highlights.get(name) ?? [])].map((range) => String(range as Range)),
    ),
  );
const words = (page: Page) => page.locator('.find-words').textContent();

test.each(['dark', 'light', 'hc'])(
  'Ctrl+F marks every match in both panes, Enter goes round, Esc closes (%s)',
  async (theme) => {
    await withTraces(async (page) => {
      await page.keyboard.press('Control+f');
      await page.waitForFunction(() => document.activeElement?.classList.contains('find-field'));
      await page.keyboard.type('the');
      await page.waitForFunction(() =>
        /1 of \d+ · both panes/.test(document.querySelector('.find-words')?.textContent ?? ''),
      );
      // The difference comes a moment after the traces, and with it other lines.
      await page.waitForSelector('.difference-bar, .difference');
      const inTexts = async () =>
        (await page.locator('.trace-text .step-text').allTextContents()).join('\u0000').match(/the/gi)?.length;
      const told = async () => Number(/of (\d+)/.exec((await words(page)) ?? '')?.[1]);
      await expect.poll(async () => (await told()) === (await inTexts())).toBe(true);
      const all = await told();
      await expect.poll(async () => (await marked(page))[0].length).toBe(all);
      const [matches, current] = await marked(page);
      expect(new Set(matches.map((text) => text.toLowerCase()))).toEqual(new Set(['the']));
      expect(current.length).toBe(1);
      await page.screenshot({ path: `test-results/webview/find-${theme}.png` });
      await page.keyboard.press('Enter');
      await expect.poll(() => words(page)).toMatch(/^2 of/);
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.press('Shift+Enter');
      await expect.poll(() => words(page)).toMatch(new RegExp(`^${all} of ${all}`));
      await page.keyboard.press('Escape');
      await page.waitForSelector('.find-row', { state: 'detached' });
      await expect.poll(async () => (await marked(page)).flat()).toEqual([]);
      await expect.poll(() => page.evaluate(() => document.activeElement?.classList.contains('trace-text'))).toBe(true);
    }, theme);
  },
);

test('a sample that has been on screen for a second is read, and u goes to one that is not', async () => {
  await withTraces(async (page) => {
    const sample = () => page.locator('.sample-field input').first().inputValue();
    await page.waitForFunction(() => document.querySelector('.verdict-words')?.textContent?.includes('read'));
    expect(await page.locator('.strip-read').first().getAttribute('d')).not.toBe('');
    const before = Number(await sample());
    await page.keyboard.press('u');
    await expect.poll(async () => Number(await sample())).toBe(before + 1);
    await page.keyboard.press('u');
    await expect.poll(async () => Number(await sample())).toBe(before + 2);
    await page.keyboard.press('Shift+U');
    await expect.poll(async () => Number(await sample())).toBe(before + 1);
  });
});

test('copying names the sample on screen, and what is selected of it', async () => {
  await withTraces(async (page) => {
    await page.evaluate(() => {
      const step = document.querySelectorAll('.left-cell .step-text')[2];
      document.getSelection()?.selectAllChildren(step);
    });
    const text = (await page.locator('.left-cell .step-text').allTextContents()).join('');
    const selected = await page.evaluate(() => String(document.getSelection()?.getRangeAt(0)));
    await page.keyboard.press('Shift+Y');
    const copied = async () => {
      const told = await page.evaluate(() => Reflect.get(window, 'told') as { act?: { kind: string } }[]);
      return told.map(({ act }) => act).find((act) => act?.kind === 'copy');
    };
    const start = text!.indexOf(selected);
    await expect.poll(copied).toMatchObject({ what: 'link', run: 0, span: { start, end: start + selected.length } });
  });
});

test('back comes back to a sample that was read, not to those passed by', async () => {
  await withTraces(async (page) => {
    const sample = () => page.locator('.sample-field input').first().inputValue();
    await page.waitForFunction(() => document.querySelector('.verdict-words')?.textContent?.includes('read'));
    const before = await sample();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(sample).toBe(String(Number(before) + 3));
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(sample).toBe(before);
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(sample).toBe(String(Number(before) + 3));
  });
});

test('a trace comes back to the line it was left at', async () => {
  await withTraces(async (page) => {
    await page.setViewportSize({ width: 700, height: 420 });
    const top = () =>
      page
        .locator('.trace-text')
        .first()
        .evaluate((box) => box.scrollTop);
    await page
      .locator('.trace-text')
      .first()
      .evaluate((box) => box.scrollTo(0, 84));
    await page.waitForTimeout(500);
    const left = await top();
    expect(left).toBeGreaterThan(40);
    await page.keyboard.press('ArrowRight');
    await expect.poll(top).toBe(0);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => Math.abs((await top()) - left) < 22).toBe(true);
  });
});

/** What is folded and open in the text that is shown, and whether it is rendered. */
const shown = (page: Page) =>
  page
    .locator('.trace-text')
    .first()
    .evaluate((view) => ({
      open: [...view.querySelectorAll('.fold-line')].map((line) => line.getAttribute('aria-expanded')),
      folded: [...view.querySelectorAll('.step-folded')].map((row) =>
        (row.querySelector('.step') ?? row).getAttribute('data-number'),
      ),
      rendered: view.querySelectorAll('.step-text.rendered').length > 0,
    }));

test('a step that was folded just before r stays folded, also after a reload, and so does raw text', async () => {
  await withTraces(async (page) => {
    await page.waitForSelector('.diff-view .step-text');
    for (const key of ['g', 'j', 'z', 'r']) await page.keyboard.press(key);
    await expect.poll(async () => (await shown(page)).rendered).toBe(false);
    const before = await shown(page);
    expect(before.folded.length).toBe(1);
    await page.reload();
    await page.waitForSelector('.diff-view .step-text');
    await expect.poll(() => shown(page)).toEqual(before);
  });
});

test('a group of same steps that was opened stays open, raw or rendered, and when one comes back to it', async () => {
  await withTraces(async (page) => {
    await page.keyboard.press(']');
    await page.locator('.diff-view .fold-line').first().click();
    const isOpen = async () => (await shown(page)).open[0];
    await expect.poll(isOpen).toBe('true');
    await page.keyboard.press('r');
    await expect.poll(async () => (await shown(page)).rendered).toBe(false);
    expect(await isOpen()).toBe('true');
    await page.keyboard.press('ArrowRight');
    await expect.poll(isOpen).not.toBe('true');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(isOpen).toBe('true');
  });
});

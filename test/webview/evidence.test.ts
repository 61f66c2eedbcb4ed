/** Evidence beside the traces, in a real browser. */
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

const withPage = usePages();
const traces = 'fixture=math&page=traces';

async function openEvidence(page: Page): Promise<void> {
  await page.click('#tab-traces');
  await page.waitForSelector('.trace-text');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+E');
  await page.waitForSelector('.evidence-share');
}

const litLength = (page: Page, name: string): Promise<number> =>
  page.evaluate(
    (of) => [...(CSS.highlights.get(of) ?? [])].reduce((sum, range) => sum + String(range).length, 0),
    name,
  );

describe('evidence', () => {
  it('lights what no base sample has, says its share against the base, and folds away', async () => {
    await withPage(traces, async (page) => {
      await openEvidence(page);
      const words = await page.textContent('.evidence');
      expect(words).toContain('This trace against the base');
      expect(words).toMatch(/Searched \d+ samples of/);
      expect(words).not.toMatch(/novel approach|new approach in the trace/);
      await page.keyboard.press('Shift+E');
      await page.waitForSelector('.evidence', { state: 'detached' });
      expect(await litLength(page, 'trace-novel')).toBe(0);
    });
  });

  it('is of the other run when the base is in focus, and lights nothing of the base beside it', async () => {
    await withPage(traces, async (page) => {
      await page.click('#tab-traces');
      await page.waitForSelector('.diff-view');
      await page.click('.pane:nth-child(1) .pane-head');
      await page.keyboard.press('Shift+E');
      await page.waitForSelector('.evidence-share');
      expect(await page.textContent('.evidence-of')).toMatch(/^RL, sample/);
      await expect.poll(() => litLength(page, 'trace-novel')).toBeGreaterThan(0);
      const cells = await page.evaluate(() =>
        [...(CSS.highlights.get('trace-novel') ?? [])].map((range) => {
          const { commonAncestorContainer: node } = range as Range;
          return (node instanceof Element ? node : node.parentElement)?.closest('.right-cell') ? 'right' : 'elsewhere';
        }),
      );
      expect(new Set(cells)).toEqual(new Set(['right']));
    });
  });

  it('shows the nearest base sample as the difference by one key, and the next by the same', async () => {
    await withPage(traces, async (page) => {
      await openEvidence(page);
      await page.keyboard.press('Shift+D');
      await page.waitForSelector('.diff-view');
      const first = await page.inputValue('.pane:nth-child(1) .sample-field input').catch(() => '');
      await page.keyboard.press('Shift+D');
      await page.waitForTimeout(300);
      const second = await page.inputValue('.pane:nth-child(1) .sample-field input').catch(() => 'other');
      expect(second).not.toBe(first);
    });
  });

  it('claims the whole trace by a key when nothing is selected', async () => {
    await withPage(traces, async (page) => {
      await openEvidence(page);
      await page.keyboard.press('Shift+P');
      await expect
        .poll(async () =>
          (await told(page)).some(({ act }) => (act as { kind?: string } | undefined)?.kind === 'claim'),
        )
        .toBe(true);
    });
  });

  it('gives verdicts on the approach and decides claims only by buttons that a person presses', async () => {
    await withPage(`${traces}&claims`, async (page) => {
      await openEvidence(page);
      await page.waitForSelector('.claim');
      const words = await page.textContent('.claim');
      expect(words).toContain('Stale: 40 base samples were searched, and there are 200 now.');
      expect(words).toContain('same approach?');
      await page.click('.approach-verdict >> nth=0');
      await page.click('.claim vscode-button:has-text("Refuted…")');
      await page.click('.claim vscode-button:has-text("more base samples…")');
      const acts = (await told(page)).flatMap(({ act }) => (act ? [act as { kind: string }] : []));
      expect(acts).toContainEqual(expect.objectContaining({ kind: 'sameApproach', verdict: 'same' }));
      expect(acts).toContainEqual(expect.objectContaining({ kind: 'decideClaim', outcome: 'refuted' }));
      const more = Number(/(\d+) more base samples,/.exec(words ?? '')?.[1]);
      const draws = { kind: 'drawMoreBase', problem: expect.any(String), samples: more };
      expect(acts).toContainEqual(expect.objectContaining(draws));
      expect(await seriousFindings(page)).toEqual([]);
    });
  });

  it('explains by key what novel means', async () => {
    await withPage(traces, async (page) => {
      await page.click('#tab-traces');
      await page.waitForSelector('.trace-text');
      await page.keyboard.press('Alt+N');
      await page.waitForSelector('.evidence-definition[open]');
      expect(await page.textContent('.evidence-definition')).toContain('New words are not a new approach');
    });
  });

  for (const theme of ['dark', 'light', 'hc'])
    it(`is drawn in ${theme}, beside and under`, async () => {
      for (const [name, size] of [
        ['wide', { width: 1280, height: 860 }],
        ['narrow', { width: 680, height: 860 }],
      ] as const)
        await withPage(
          `${traces}&claims&theme=${theme}`,
          async (page) => {
            await openEvidence(page);
            await page.waitForSelector('.claim');
            await page.waitForTimeout(200);
            await page.screenshot({ path: `${pictures}/evidence-${theme}-${name}.png` });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
            expect(wide).toBe(false);
          },
          size,
        );
    });
});

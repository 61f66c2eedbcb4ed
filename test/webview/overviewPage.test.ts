/** The Overview page in a real browser, on the fixtures of `npm run dev`. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

const withPage = usePages();

async function computed(page: Page) {
  await page.waitForSelector('.overview-page[data-done="true"]');
}

const body = (page: Page, figure: string) => page.locator(`.figure-${figure} .figure-body`).first();
const words = (page: Page) => page.locator('.foot-words').textContent();
const chips = async (page: Page) =>
  (await page.locator('.filter-chip-words').allTextContents()).map((text) => text.trim());

describe.each(['dark', 'light', 'hc'])('in the %s theme', (theme) => {
  test.each(['two', 'five', 'one', 'undefined'])('%s has no serious findings of axe', async (scene) => {
    await withPage(
      `fixture=${scene}&page=overview&theme=${theme}`,
      async (page) => {
        await computed(page);
        await page.screenshot({ path: `${pictures}/overview-${scene}-${theme}.png` });
        expect(await seriousFindings(page)).toEqual([]);
      },
      { width: 1150, height: 1650 },
    );
  });
});

test.each([
  [400, 700],
  [560, 808],
  [800, 700],
  [1920, 1000],
])('at %i px the page does not scroll sideways', async (width, height) => {
  for (const fixture of ['two', 'five'])
    await withPage(
      `fixture=${fixture}&page=overview`,
      async (page) => {
        await computed(page);
        await page.screenshot({ path: `${pictures}/overview-${fixture}-${width}.png` });
        const wide = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.querySelector('.overview-scroll')!.scrollWidth,
        ]);
        expect(Math.max(...wide)).toBeLessThanOrEqual(width);
      },
      { width, height },
    );
});

describe('by keyboard', () => {
  test('a bar filters its problems, again opens their traces, and back undoes both', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'accuracy').focus();
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
      await expect.poll(() => words(page)).toContain('base accuracy (0, 0.1]');
      expect(await words(page)).toContain('17 problems');
      await page.keyboard.press('Enter');
      await expect.poll(() => chips(page)).toEqual(['base accuracy (0, 0.1]']);
      await expect.poll(() => page.locator('.overview-counts b').textContent()).toBe('17 of 30 problems');
      await computed(page);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.trace-text .step-text');
      await page.keyboard.press('Alt+ArrowLeft');
      await computed(page);
      expect(await chips(page)).toEqual(['base accuracy (0, 0.1]']);
      await page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(() => chips(page)).toEqual([]);
      await page.keyboard.press('Alt+ArrowRight');
      await expect.poll(() => chips(page)).toEqual(['base accuracy (0, 0.1]']);
      await page.keyboard.press('Alt+1');
      await expect.poll(() => page.locator('#tab-problems .tab-count').textContent()).toBe('17 of 30');
      expect(await page.locator('.set-label').allTextContents()).toEqual(['base accuracy (0, 0.1]']);
    });
  });

  test('Shift+Enter on a mark leads to its traces at once; back leaves them, then takes back the filter', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'accuracy').focus();
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
      await expect.poll(() => words(page)).toContain('⇧↵ open traces');
      await page.keyboard.press('Shift+Enter');
      await page.waitForSelector('.traces-page .trace-text .step-text');
      await page.keyboard.press('Alt+ArrowLeft');
      await computed(page);
      expect(await chips(page)).toEqual(['base accuracy (0, 0.1]']);
      await page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(() => chips(page)).toEqual([]);
    });
  });

  test.each(['two', 'five'])(
    'each figure of %s has a sentence as its label, and its table one key away',
    async (name) => {
      await withPage(`fixture=${name}&page=overview`, async (page) => {
        await computed(page);
        const figures = page.locator('.figure:has(.figure-body)');
        expect(await figures.count()).toBeGreaterThan(8);
        for (let i = 0; i < (await figures.count()); i++) {
          const figure = figures.nth(i);
          const title = await figure.getAttribute('aria-label');
          const label = await figure.locator('.figure-body').getAttribute('aria-label');
          expect(label, title!).toMatch(/^[^.].{20,}\. Arrows go from mark to mark, Enter filters\.$/s);
          await figure.locator('.figure-body').focus();
          await page.keyboard.press('t');
          const shown = () => figure.locator('.figure-body').getAttribute('aria-label');
          await expect.poll(shown).toBe(`Table of ${title}`);
          expect(await figure.locator('table tbody tr').count(), title!).toBeGreaterThan(0);
          await page.keyboard.press('t');
          await expect.poll(shown).toBe(label);
        }
      });
    },
  );

  test('b takes the filters back, one after the other', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'coverage').focus();
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await chips(page)).length).toBe(1);
      await computed(page);
      await body(page, 'accuracy').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('b');
      await expect.poll(async () => (await chips(page)).length).toBe(0);
    });
  });

  test('t shows the table of the figure in focus, whose ids lead to traces, and back', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'coverage').focus();
      await page.keyboard.press('t');
      const table = page.locator('.figure-coverage table');
      await table.waitFor();
      expect(await table.locator('tbody tr').count()).toBe(5);
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('t');
      await page.waitForSelector('.coverage');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('.figure')?.className))
        .toContain('figure-coverage');
      await page.keyboard.press('t');
      await table.getByRole('button').first().click();
      await page.waitForSelector('.trace-text .step-text');
    });
  });

  test('a point of the curves filters by what its run solves there, and sets k for all pages; back undoes both', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'pass-at-k').focus();
      await expect.poll(() => words(page)).toContain('k = 64');
      expect(await page.locator('.overview-definition').textContent()).toContain('1 − C(n−c,k)/C(n,k)');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('.k-field input').inputValue()).toBe('1021');
      await expect.poll(() => chips(page)).toEqual([expect.stringMatching(/^solved by (base|RL) at k = 1,021$/)]);
      await page.keyboard.press('Alt+ArrowLeft');
      await expect.poll(() => chips(page)).toEqual([]);
      await expect.poll(() => page.locator('.k-field input').inputValue()).toBe('64');
    });
  });

  test('a point of the bounds of CoT-pass@k filters by the chains that count there', async () => {
    await withPage('fixture=two&page=overview&chains', async (page) => {
      await computed(page);
      await page.screenshot({ path: `${pictures}/overview-chains.png` });
      await body(page, 'pass-at-k').focus();
      expect(await page.locator('.overview-definition').textContent()).toContain('CoT-pass@k where a sample counts');
      for (let i = 0; i < 8 && !(await words(page))?.includes('judged valid'); i++)
        await page.keyboard.press('ArrowDown');
      expect(await words(page)).toMatch(/^solved by \w+ at k = 64, by chains judged valid \d+ problems · CoT-pass@64/);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => chips(page))
        .toEqual([expect.stringMatching(/^solved by \w+ at k = 64, by chains judged valid$/)]);
    });
  });

  test('e exports the figure: a picture, or its table, as a file', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await body(page, 'flow').focus();
      const saved = async () =>
        (await told(page)).flatMap((entry) => ('saveFile' in entry ? [entry.saveFile as { name: string }] : []));
      await page.keyboard.press('e');
      await page.waitForSelector('[role="menu"]');
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await saved()).map(({ name }) => name)).toEqual(['AIME24 Shift.svg']);
      await page.keyboard.press('e');
      await page.waitForSelector('[role="menu"]');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await saved()).at(-1)?.name).toBe('AIME24 Shift.png');
      const head = await page.evaluate(() => {
        const all = Reflect.get(window, 'told') as { saveFile?: { content: Uint8Array } }[];
        return [...all.at(-1)!.saveFile!.content.slice(1, 4)];
      });
      expect(String.fromCharCode(...head)).toBe('PNG');
      await page.keyboard.press('e');
      await page.keyboard.press('Escape');
      expect(await page.locator('[role="menu"]').count()).toBe(0);
    });
  });

  test('tiles are gone through with the arrows, and the foot says what each means', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      const definition = () => page.locator('.overview-definition').textContent();
      await page.locator('.tile').first().focus();
      expect(await definition()).toContain('mean over problems of c/n');
      await page.keyboard.press('ArrowRight');
      await expect.poll(definition).toContain('1 − C(n−c,k)/C(n,k)');
    });
  });

  test.each([
    ['two', '.figure-lengths .figure-body', /^base with correct samples/],
    ['two', '.tile', /^base ahead of RL at k = 1 /],
    ['five', '.figure-ladder .figure-body', /^solved by base at k = /],
  ])('in %s Enter on %s filters, and opens traces when pressed again', async (name, selector, says) => {
    await withPage(`fixture=${name}&page=overview`, async (page) => {
      await computed(page);
      const place = page.locator(selector).first();
      await place.focus();
      await expect.poll(() => words(page)).toMatch(says);
      expect(await words(page)).toContain('↵ filter by these');
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await chips(page)).length).toBe(1);
      await computed(page);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.traces-page .trace-text');
    });
  });

  test('where there is nothing to draw, tables alone are offered for export', async () => {
    await withPage('fixture=five&page=overview', async (page) => {
      await computed(page);
      await page.locator('.tile').first().focus();
      await page.keyboard.press('e');
      await page.waitForSelector('[role="menu"]');
      expect((await page.getByRole('menuitem').allTextContents()).slice(0, 2)).toEqual(['CSV…', 'JSON…']);
    });
  });

  test('arrows go round through the tabs', async () => {
    await withPage('fixture=two', async (page) => {
      await page.locator('#tab-problems').focus();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('tab-review');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('tab-overview');
      await computed(page);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('tab-review');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('tab-problems');
    });
  });
});

describe('by mouse', () => {
  test('a cell of the coverage filters, and its chip goes with ✕', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      await page.locator('.coverage-cell', { hasText: 'base only' }).locator('.coverage-count').click();
      await expect.poll(() => chips(page)).toEqual(['base only at k = 64']);
      await page.getByRole('button', { name: 'Remove filter: base only at k = 64' }).click();
      await expect.poll(() => chips(page)).toEqual([]);
    });
  });

  test('Shift and a click on a cell of the coverage open its traces', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      const cell = page.locator('.coverage-cell', { hasText: 'base only' }).locator('.coverage-count');
      await cell.click({ modifiers: ['Shift'] });
      await page.waitForSelector('.traces-page .trace-text .step-text');
    });
  });

  test('a bar under the pointer says what it is, and filters when clicked', async () => {
    await withPage('fixture=two&page=overview', async (page) => {
      await computed(page);
      const canvas = page.locator('.figure-accuracy canvas');
      await canvas.scrollIntoViewIfNeeded();
      const box = (await canvas.boundingBox())!;
      await page.mouse.move(box.x + 70, box.y + box.height - 60);
      await expect.poll(() => words(page)).toContain('base accuracy (0, 0.1]');
      expect(await canvas.evaluate((element) => element.style.cursor)).toBe('pointer');
      await page.mouse.click(box.x + 70, box.y + box.height - 60);
      await expect.poll(() => chips(page)).toEqual(['base accuracy (0, 0.1]']);
    });
  });
});

test('of several runs one is chosen that the base is set against', async () => {
  await withPage('fixture=five&page=overview', async (page) => {
    await computed(page);
    const others = page.locator('.overview-against vscode-dropdown');
    expect(await page.locator('.figure-flow').getAttribute('aria-label')).toBe('Shift');
    await others.focus();
    const before = await page.locator('.figure-coverage .coverage-column').first().textContent();
    await page.keyboard.press('Home');
    await expect.poll(() => page.locator('.figure-coverage .coverage-column').first().textContent()).not.toBe(before);
    await computed(page);
    expect((await told(page)).some((entry) => JSON.stringify(entry).includes('"against":1'))).toBe(true);
    await page.keyboard.press('Escape');
  });
  await withPage('fixture=two&page=overview', async (page) => {
    await computed(page);
    expect(await page.locator('.overview-against').count()).toBe(0);
  });
});

test('the guessable filter leaves out problems of a band, and says how many', async () => {
  await withPage('fixture=five&page=overview', async (page) => {
    await computed(page);
    await page.getByRole('button', { name: '+ guessable filter' }).click();
    await page.locator('.popover vscode-button').click();
    await expect.poll(() => page.locator('.overview-counts').textContent()).toContain('guessable left out');
    expect((await chips(page))[0]).toMatch(/^without guessable: base right in more than 0 and less than 5 %$/);
  });
});

test('a change of theme redraws the plots', async () => {
  await withPage('fixture=two&page=overview', async (page) => {
    await computed(page);
    const canvas = page.locator('.figure-accuracy canvas');
    const before = await canvas.screenshot();
    await page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-foreground', 'red');
    });
    await expect.poll(async () => before.equals(await canvas.screenshot())).toBe(false);
  });
});

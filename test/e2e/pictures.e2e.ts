/**
 * Pictures of both pages, for people to look at, and axe on them in each theme. With `UPDATE_HERO=1` the README's picture
 * is written anew; else it goes where the others are, `test-results/e2e`.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../tools/root.mjs';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Theme, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy('media/samples', 'samples');
  workbench = await openWorkbench({ folder: scratch.path('samples'), open: 'tiny-rlvr.traces.json' });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
  await frame.locator('.head-columns .cell-class button').click();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

async function showProblems(): Promise<void> {
  if ((await frame.locator('#tab-problems').getAttribute('aria-selected')) !== 'true')
    await frame.locator('#tab-problems').click();
  const row = frame.locator('.body-row', { hasText: 'base only' }).nth(1);
  await row.locator('.cell-run').first().click();
  await expect.poll(() => row.getAttribute('aria-selected')).toBe('true');
  const id = await row.locator('.cell-problem').textContent();
  await workbench.page.locator('.sidebar .monaco-list-row.selected', { hasText: id! }).waitFor();
}

async function showTraces(): Promise<void> {
  await showProblems();
  await workbench.page.keyboard.press('Enter');
  await frame.locator('.trace-text .step-text').first().waitFor();
}

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds serious or worse in our page, with the place. */
async function seriousFindings(): Promise<string[]> {
  const inner = await workbench.innerFrame();
  await inner.evaluate(await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const violations = (await inner.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  )) as Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}

test('the picture of the README', async () => {
  await showProblems();
  await workbench.screenshot('hero');
  if (process.env.UPDATE_HERO === '1')
    await copyFile(join(root, 'test-results/e2e/hero.png'), join(root, 'docs/hero.png'));
});

test.each<Theme>(['dark', 'light', 'highContrast'])(
  'both pages in the %s theme have no serious findings of axe',
  async (theme) => {
    await workbench.setTheme(theme);
    await showProblems();
    await workbench.screenshot(`problems-${theme}`);
    expect(await seriousFindings()).toEqual([]);
    await showTraces();
    await workbench.screenshot(`traces-${theme}`);
    expect(await seriousFindings()).toEqual([]);
  },
);

test.each([
  [1280, 800],
  [1920, 1080],
])('at %i × %i nothing of the page is out of the window', async (width, height) => {
  await workbench.setTheme('dark');
  await workbench.page.setViewportSize({ width, height });
  const inner = await workbench.innerFrame();
  for (const [name, show] of Object.entries({ problems: showProblems, traces: showTraces })) {
    await show();
    await workbench.screenshot(`${name}-${width}`);
    const outside = await inner.evaluate(() =>
      [
        ...document.querySelectorAll(
          '.top-bar *, .filter-bar > *, .chips > *, .context-bar *, .pane-head-line > *, .foot > *',
        ),
      ]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          const { right: room } = (element.closest('.chips, .pane, body') ?? document.body).getBoundingClientRect();
          return width > 0 && (left < 0 || right > room + 1);
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(outside).toEqual([]);
  }
});

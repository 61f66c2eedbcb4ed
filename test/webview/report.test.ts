/** The report in a real browser that may neither run scripts nor reach anything. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { figuresOf } from '../../src/core/figures/figuresOf';
import { reportHtml } from '../../src/core/figures/report';
import { overviewOf } from '../../src/core/overview/overviewOf';
import { launchBrowser } from '../../tools/browser.mjs';
import { fixtureOf } from '../../tools/dev/fixtures.mjs';
import { overviewInput } from '../../tools/dev/overview.mjs';
import { pictures } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchBrowser();
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-report-'));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const fixture = fixtureOf('two');
const input = overviewInput(fixture, true, true);
const overview = overviewOf(input, { k: 64, tau: 0.5, mode: 'estimated', resamples: 200 });
const context = { overview, labels: input.runs.map(({ label }) => label), ids: input.table.ids };
const title = 'AIME24 <script>document.title = "ran"</script>';
const html = reportHtml({ ...context, title, findings: fixture.state.findings, settings: [['Made by', 'a test']] });

test.each(['light', 'dark'] as const)('is whole without network and script, in %s', async (colorScheme) => {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const browserContext = await browser.newContext({
    javaScriptEnabled: false,
    offline: true,
    colorScheme,
    viewport: { width: 1000, height: 900 },
  });
  const page = await browserContext.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: `${pictures}/report-${colorScheme}.png`, fullPage: true });
  expect(asked).toEqual([pathToFileURL(file).href]);
  expect(complaints).toEqual([]);
  expect(await page.locator('h1').textContent()).toBe(title);
  expect(await page.locator('.sentence').textContent()).toMatch(/^Base overtakes RL at k ≈ \d+/);
  const scenes = figuresOf(context);
  const drawn = page.locator('svg');
  expect(await drawn.count()).toBe(scenes.length);
  for (let i = 0; i < scenes.length; i++) {
    const box = (await drawn.nth(i).boundingBox())!;
    expect([scenes[i].id, box.width > 200 && box.height > 100]).toEqual([scenes[i].id, true]);
    expect(await drawn.nth(i).getAttribute('aria-label')).toBe(scenes[i].aria);
  }
  // A table opens without script.
  const first = page.locator('details').first();
  await first.locator('summary').click();
  expect(await first.locator('tbody tr').first().isVisible()).toBe(true);
  await browserContext.close();
});

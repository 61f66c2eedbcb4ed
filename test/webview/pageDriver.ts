/** Opens the page of `npm run dev` in a real browser, for the tests of a file. */
import { mkdirSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../../tools/browser.mjs';
import { startDevServer } from '../../tools/dev/server.mjs';

/** Where pictures go, for people to look at. */
export const pictures = 'test-results/webview';
const axeSource = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

type WithPage = (
  query: string,
  use: (page: Page) => Promise<void>,
  size?: { width: number; height: number },
) => Promise<void>;

/**
 * Starts browser and server before the tests of this file, and ends them after.
 *
 * @returns what opens the page, runs `use`, and fails on anything that the console or the policy complains about.
 */
export function usePages(): WithPage {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof startDevServer>>;
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    [browser, server] = await Promise.all([launchBrowser(), startDevServer({ once: true })]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return async (query, use, size = { width: 1150, height: 808 }) => {
    const page = await browser.newPage({ viewport: size });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      await page.goto(`${server.url}?${query}`);
      await page.waitForSelector('body[data-ready="true"]');
      await use(page);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
    }
  };
}

/** What the fake host was told. */
export const told = (page: Page): Promise<Record<string, unknown>[]> =>
  page.evaluate(() => Reflect.get(window, 'told') as Record<string, unknown>[]);

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds serious or worse, with the place. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  )) as Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}

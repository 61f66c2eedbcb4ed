/** Searching all traces from the palette, going to a result, and what one makes of it. */
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy('media/samples', '.');
  workbench = await openWorkbench({ folder: scratch.folder, open: 'humaneval.traces.json' });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const tree = () => workbench.page.locator('.sidebar .pane:has(> .pane-header[aria-label^="Search"])');
const row = (text: RegExp) => tree().locator('.monaco-list-row', { hasText: text }).first();

describe('Find in Traces', () => {
  test('asks for a text and counts samples by run and verdict', async () => {
    // Before the editor knows that the page has the focus, it takes the key for one of its menu, which takes the focus too.
    const cell = frame.locator('[role="gridcell"][tabindex="0"]').first();
    for (let tries = 0; tries < 5 && !(await workbench.quickInput.isVisible()); tries++) {
      for (const key of tries > 0 ? ['Escape', 'Escape', 'Escape'] : []) await press(key);
      await cell.click();
      await workbench.page.waitForTimeout(500);
      await press('Shift+Alt+f');
      await workbench.quickInput.waitFor({ timeout: 4000 }).catch(() => undefined);
    }
    await workbench.answer('for i in range');
    await row(/matches in [\d,]+ of 3,280 samples/).waitFor();
    await row(/Mistral correct\d+\.\d %/).waitFor();
    await row(/Zephyr wrong/).waitFor();
    await workbench.screenshot('search-dark');
  });

  test('opens a result as the current match of the find row', async () => {
    // Room for the results.
    await workbench.page.locator('.sidebar .pane-header[aria-label^="Problems"]').click();
    await row(/HumanEval\/\d+Mistral/).click();
    const hit = row(/for i in range/);
    await hit.waitFor();
    await hit.click();
    await frame.locator('.find-words', { hasText: /^\d+ of \d+/ }).waitFor();
    expect(await frame.locator('.find-field input').inputValue()).toBe('for i in range');
    const inner = await workbench.innerFrame();
    const current = () =>
      inner.evaluate(() =>
        [...(CSS.highlights.get('trace-find-current') ?? [])].map((range) => String(range as Range)),
      );
    await expect.poll(current).toEqual(['for i in range']);
    await workbench.screenshot('search-result-dark');
  });

  test('F4 goes to the next result, Shift+F4 to the one before', async () => {
    await frame.locator('.trace-text').first().focus();
    const sample = async () =>
      [
        await frame.locator('.context-id').textContent(),
        ...(await frame
          .locator('.sample-field input')
          .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value))),
      ].join();
    const before = await sample();
    await press('F4');
    await expect.poll(sample).not.toBe(before);
    await press('Shift+F4');
    await expect.poll(sample).toBe(before);
  });

  test('is used as a filter, with a chip that takes it away', async () => {
    await workbench.command('Traces: Use Search as Problem Filter');
    const chip = frame.locator('.set-chip');
    await chip.waitFor();
    expect(await chip.textContent()).toMatch(/“for i in range” \d+/);
    await expect.poll(() => frame.locator('#tab-problems .tab-count').textContent()).toMatch(/^\d+ of 164$/);
    await chip.click();
    await expect.poll(() => frame.locator('#tab-problems .tab-count').textContent()).toBe('164');
  });

  test('is kept as a pattern, cleared, and searched for again by its name', async () => {
    await workbench.ask('Traces: Save Search as Pattern…');
    await workbench.answer('loops');
    await workbench.command('Traces: Clear Search Results');
    await expect.poll(() => tree().locator('.monaco-list-row').count()).toBe(0);
    await workbench.ask('Traces: Search for a Pattern…');
    await workbench.pick('loops', 'loops');
    await row(/matches in [\d,]+ of 3,280 samples/).waitFor();
  });

  test('takes an expression, an option switched by keys, and is stopped while it takes too long', async () => {
    await workbench.ask('Traces: Find in Traces…');
    await workbench.quickInput.fill('(.+)+~~');
    for (const key of ['Shift+Tab', 'ArrowRight', 'ArrowRight', 'Enter']) await press(key);
    const focused = workbench.page.locator('.quick-input-widget :focus');
    await expect.poll(() => focused.getAttribute('aria-label')).toBe('Use Regular Expression: on');
    for (const key of ['Tab', 'Enter']) await press(key);
    const summary = tree().locator('.monaco-list-row').first();
    await summary.locator('.codicon-loading').waitFor();
    await workbench.command('Traces: Stop Searching');
    await summary.locator('.codicon-debug-stop').waitFor();
    // One that is given up says so.
    expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
  });
});

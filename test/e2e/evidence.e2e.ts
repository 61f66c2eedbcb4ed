/** Evidence of novelty by keyboard alone: a span is claimed, challenged, judged and refuted, and its card is kept. */
import { readdir, readFile } from 'node:fs/promises';
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
  const settings = { 'traceInspector.author': 'Ada <ada@example.org>' };
  workbench = await openWorkbench({ folder: scratch.folder, open: 'tiny-rlvr.traces.json', settings });
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const statement = 'It tries a product before any sum.';
const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const title = () => workbench.quickTitle('');
const states = (): Promise<string[]> => frame.locator('.claim-states li').allTextContents();
const kept = async (): Promise<string[]> => {
  const text = await readFile(scratch.path('tiny-rlvr.annotations.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
};

/** Takes the first row of the list that is open, once its title has come. A key that comes too early is lost. */
async function takeFirst(named: RegExp): Promise<void> {
  const row = workbench.page.locator('.quick-input-list .monaco-list-row.focused').first();
  const isOpen = async () => (await title().isVisible()) && named.test((await title().textContent()) ?? '');
  await expect.poll(isOpen).toBe(true);
  await row.waitFor();
  await press('Enter');
  for (let tries = 0; tries < 3 && (await stays(isOpen)); tries++) await press('Enter');
}

/** Whether it still holds after five seconds: sooner, a second key would answer the next list. */
async function stays(holds: () => Promise<boolean>): Promise<boolean> {
  return expect
    .poll(holds, { timeout: 5000 })
    .toBe(false)
    .then(
      () => false,
      () => true,
    );
}

describe('evidence by keyboard', () => {
  test('novel passages of the other run are told beside the base', async () => {
    await frame.locator('[role="gridcell"][tabindex="0"]').first().focus();
    await press('Enter');
    await frame.locator('.trace-text .step-text').first().waitFor();
    // A key that comes while the page is changing is lost.
    await expect
      .poll(async () => {
        if ((await frame.locator('.evidence').count()) === 0) await press('Shift+E');
        return frame.locator('.evidence').count();
      })
      .toBe(1);
    await frame.locator('.evidence-share').waitFor();
    expect(await frame.locator('.evidence-of').textContent()).toMatch(/^RL, sample/);
    expect(await frame.locator('.evidence').textContent()).toMatch(/Searched 1,024 samples of base/);
    await workbench.screenshot('evidence-dark');
  });

  test('a span is claimed with a sentence, and its evidence stands beside it', async () => {
    await expect
      .poll(async () => {
        await press('g');
        return frame.locator('.step-current').count();
      })
      .toBeGreaterThan(0);
    const selected = () => frame.locator('body').evaluate(() => document.getSelection()?.toString() ?? '');
    await expect
      .poll(async () => {
        await press('Shift+ArrowRight');
        return (await selected()).split(/\s+/).length;
      })
      .toBeGreaterThan(4);
    await press('Shift+P');
    await expect.poll(() => title().textContent()).toMatch(/^Claim as Novel: the \d+ characters selected/);
    await workbench.answer(statement);
    await frame.locator('.claim h3', { hasText: statement }).waitFor();
    expect(await frame.locator('.claim .caption').first().textContent()).toMatch(/About a span · Ada/);
    expect((await kept()).slice(-2)).toEqual(['claimed', 'evidenceRecorded']);
  });

  test('the challenge lists counter-examples, and Enter shows the best as a difference', async () => {
    await frame.locator('.trace-text, .diff-view').first().focus();
    await press('Shift+X');
    await takeFirst(/Best counter-examples in 1,024 base samples/);
    await frame.locator('.diff-view').waitFor();
    await frame.locator('.claim h4', { hasText: 'Best counter-examples' }).waitFor();
    await expect.poll(states).toContainEqual(expect.stringContaining('challenged'));
    const found = await frame.locator('.claim .evidence-list .link').first().textContent();
    const shown = await frame.locator('.pane').first().locator('.pane-head input').first().inputValue();
    expect(found).toBe(`base, sample ${shown}`);
    expect(await frame.locator('.evidence-of').textContent()).toMatch(/^RL, sample/);
    await workbench.screenshot('evidence-challenged-dark');
  });

  test('a person says that the approach is the same, and refutes the claim', async () => {
    await frame.locator('.diff-view').focus();
    await press('Shift+S');
    await takeFirst(/Same approach as which base sample/);
    await takeFirst(/Same approach as base, sample/);
    await frame.locator('.approach-verdict[aria-pressed="true"]', { hasText: 'same' }).waitFor();
    await workbench.command('Traces: Claim Refuted…');
    await takeFirst(/Which claim is refuted/);
    await expect.poll(() => title().textContent()).toContain('The claim is refuted');
    await workbench.answer('The base does the same');
    await frame.locator('.claim-state-now', { hasText: 'refuted' }).waitFor();
    expect((await kept()).slice(-2)).toEqual(['approachJudged', 'claimDecided']);
  });

  test('the evidence is looked for again', async () => {
    await frame.locator('.diff-view').focus();
    const before = (await kept()).length;
    await press('Shift+R');
    await expect.poll(kept).toHaveLength(before + 1);
    expect((await kept()).at(-1)).toBe('evidenceRecorded');
  });

  test('the card of the claim is saved with all of it', async () => {
    const cards = async () => (await readdir(scratch.folder)).filter((name) => name.startsWith('evidence '));
    // The editor's dialog looks up what it is given; a key that comes before is lost.
    for (let tries = 0; tries < 3 && (await cards()).length === 0; tries++) {
      await workbench.command('Traces: Save Evidence Card…');
      await takeFirst(/Save the evidence of which claim/);
      await expect.poll(() => workbench.quickInput.inputValue()).toContain('evidence It tries');
      await press('Enter');
      await expect
        .poll(cards)
        .toHaveLength(1)
        .catch(() => undefined);
    }
    const card = await readFile(scratch.path((await cards())[0]), 'utf8');
    for (const part of [statement, 'Best counter-examples', 'Searched: 1,024 samples', 'refuted', 'Ada', '**same**'])
      expect(card).toContain(part);
  });

  test('all of it is there after a reload', async () => {
    await workbench.reload();
    frame = await workbench.untilRead();
    await frame.locator('.claim h3', { hasText: statement }).waitFor();
    await frame.locator('.claim-state-now', { hasText: 'refuted' }).waitFor();
    expect(await frame.locator('.approach-verdict[aria-pressed="true"]').allTextContents()).toContain('same');
  });
});

/** Letters typed into a field are text, whatever command they are bound to elsewhere on the page. */
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json';
import { keys } from '../../webview/keys';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const codes: Record<string, string> = {
  ...{ '/': 'Slash', '[': 'BracketLeft', ']': 'BracketRight', '.': 'Period', ',': 'Comma', '=': 'Equal', '-': 'Minus' },
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, `Digit${digit}`])),
};
/** On the American keyboard that the tests' browser has. */
const withShift: Record<string, string> = { '/': '?', '.': '>', ',': '<' };

/** Every key without Ctrl, Alt or Meta that is bound to a command, on any page: how it is pressed, and what it types. */
const bound = keys.filter(({ command }) => command !== undefined);
const plain = [...new Map(bound.map((key) => [key.key, key])).values()]
  .filter(({ key }) => /^(shift\+)?.$/.test(key))
  .map(({ key }) => {
    const shift = key.startsWith('shift+');
    const letter = key.replace('shift+', '');
    const typed = shift ? (withShift[letter] ?? letter.toUpperCase()) : letter;
    return { key, press: `${shift ? 'Shift+' : ''}${codes[letter] ?? `Key${letter.toUpperCase()}`}`, typed };
  });
const all = plain.map(({ typed }) => typed).join('');

const comparison = 'humaneval.traces.json';
let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy(`media/samples/${comparison}`, comparison);
  await scratch.copy('media/samples/humaneval', 'humaneval');
  workbench = await openWorkbench({ folder: scratch.folder, open: comparison });
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

/** What a command bound to a plain key would change; the filter and its effects left out, they are what is typed. */
async function place() {
  const text = async (selector: string): Promise<string | null> => {
    const found = frame.locator(selector).first();
    return (await found.count()) > 0 ? found.textContent() : null;
  };
  return {
    page: (await text('.tabs [aria-selected="true"]'))?.split(' ')[0],
    problem: await text('.context-id'),
    row: await text('.body-row.selected .cell-problem'),
    sort: await frame.locator('.head-columns [aria-sort]:not([aria-sort="none"])').count(),
    statement: await frame.locator('.statement, .question-panel').count(),
    keySheet: await frame.locator('[role="dialog"]').count(),
    status: await workbench.status(),
  };
}

/** Types all plain keys and returns what stands in the field then. */
async function typed(input: Locator): Promise<string> {
  await input.click();
  await input.fill('');
  for (const { press } of plain) await workbench.page.keyboard.press(press);
  return input.inputValue();
}

test('the keys typed are all that the manifest binds', () => {
  const inManifest = manifest.contributes.keybindings.map(({ key }) => key).filter((key) => /^(shift\+)?.$/.test(key));
  const pressed = plain.map(({ press }) => press);
  expect(new Set(pressed).size).toBe(pressed.length);
  expect(plain.map(({ key }) => key).sort()).toEqual([...new Set(inManifest)].sort());
});

describe('on the problems page', () => {
  test.each([
    ['k', '.k-field'],
    ['τ', '.tau-field'],
  ])('the %s field takes them, and no command runs', async (_, selector) => {
    await frame.locator('.body-row').nth(2).locator('.cell-run').first().click();
    const before = await place();
    const value = await frame.locator(`${selector} input`).inputValue();
    expect(await typed(frame.locator(`${selector} input`).first())).toBe(all);
    // What is no number is said to be none, after a pause in typing: by then a command would have run, too.
    await frame.locator(`${selector} .field-error`).waitFor();
    expect(await place()).toEqual(before);
    await frame.locator(`${selector} input`).fill(value);
    await workbench.page.keyboard.press('Enter');
    await frame.locator(`${selector} .field-error`).waitFor({ state: 'detached' });
  });

  test('the filter field takes them, and no command runs', async () => {
    const before = await place();
    expect(await typed(frame.locator('.filter-field input'))).toBe(all);
    await frame.locator('.nothing').waitFor();
    const after = await place();
    expect(after).toEqual({ ...before, row: null });
    await frame.locator('.filter-field input').fill('');
    await frame.locator('.body-row.selected').waitFor();
    expect(await place()).toEqual(before);
  });

  test('the fields of the accuracy filter take them, and no command runs', async () => {
    const before = await place();
    await frame.locator('.accuracy .chip').click();
    for (const field of await frame.locator('.popover .field input').all()) {
      expect(await typed(field)).toBe(all);
      await frame.locator('.popover-error').waitFor();
    }
    expect(await place()).toEqual(before);
    await workbench.page.keyboard.press('Escape');
    await frame.locator('.popover').waitFor({ state: 'detached' });
  });
});

describe('on the traces page', () => {
  test('the sample, k and τ fields take them, and no command runs', async () => {
    await frame.locator('.body-row').nth(2).locator('.cell-run').first().click();
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.trace-text .step-text').first().waitFor();
    const labels = () =>
      frame.locator('.trace-text').evaluateAll((texts) => texts.map((text) => text.getAttribute('aria-label')));
    const [before, samples] = [await place(), await labels()];
    for (const selector of ['.sample-field', '.k-field', '.tau-field']) {
      expect(await typed(frame.locator(`${selector} input`).first())).toBe(all);
      await frame.locator(`${selector} .field-error`).waitFor();
    }
    expect(await place()).toEqual(before);
    expect(await labels()).toEqual(samples);
  });
});

test('outside of fields the same keys are commands', async () => {
  await frame.locator('.trace-text').first().click();
  const problem = await frame.locator('.context-id').textContent();
  await workbench.page.keyboard.press(']');
  await expect.poll(() => frame.locator('.context-id').textContent()).not.toBe(problem);
  await workbench.page.keyboard.press('Shift+Slash');
  await frame.locator('[role="dialog"]').waitFor();
  await workbench.page.keyboard.press('Escape');
  await frame.locator('[role="dialog"]').waitFor({ state: 'detached' });
});

test('F1 opens the palette from a field, too', async () => {
  await frame.locator('.k-field input').click();
  await workbench.command('Traces: Show Problems Page');
  await frame.locator('.body-row').first().waitFor();
});

/** Tagging by keyboard alone: a codebook from nothing, two spans, undo, redo, and all of it there after a reload. */
import { readFile } from 'node:fs/promises';
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
  workbench = await openWorkbench({ folder: scratch.folder, open: 'tiny-rlvr.traces.json' });
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
const boxes = async (): Promise<(string | undefined)[]> =>
  frame.locator('.tag-box').evaluateAll((all) => all.map((box) => (box as HTMLElement).dataset.name));
const kept = async (): Promise<string[]> => {
  const text = await readFile(scratch.path('tiny-rlvr.annotations.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
};
const isDirty = (): Promise<number> => workbench.page.locator('.tabs-container .tab.active.dirty').count();

describe('tagging by keyboard', () => {
  test('the first tag offers the starter set, and then tags the current step', async () => {
    await frame.locator('[role="gridcell"][tabindex="0"]').first().focus();
    await press('Enter');
    await frame.locator('.trace-text .step-text').first().waitFor();
    // A key that comes while the page is changing is lost.
    await expect
      .poll(async () => {
        await press('g');
        return frame.locator('.step-current').count();
      })
      .toBeGreaterThan(0);
    await press('1');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Add 10 Starter Tags' }).waitFor();
    await press('Enter');
    await expect.poll(boxes).toEqual(['verification']);
    expect((await kept()).filter((kind) => kind === 'tagDefined')).toHaveLength(10);
    expect((await kept()).at(-1)).toBe('tagged');
    expect(await isDirty()).toBe(0);
  });

  test('words are selected with Shift and arrows and tagged; undo and redo take it back and bring it again', async () => {
    const selected = () => frame.locator('body').evaluate(() => document.getSelection()?.toString() ?? '');
    await expect
      .poll(async () => {
        await press('Shift+ArrowRight');
        return (await selected()).split(' ').length;
      })
      .toBeGreaterThan(1);
    await press('2');
    await expect.poll(boxes).toHaveLength(2);
    await workbench.screenshot('tags-dark');
    await press('Control+z');
    await expect.poll(boxes).toEqual(['verification']);
    await press('Control+y');
    await expect.poll(boxes).toHaveLength(2);
    expect(new Set(await boxes())).toEqual(new Set(['verification', 'backtracking']));
    expect((await kept()).slice(-3)).toEqual(['tagged', 'undo', 'redo']);
    expect(await isDirty()).toBe(0);
  });

  test('a note is typed, and the tree of tags has the quote', async () => {
    await press('q');
    await frame.locator('.tag-current').first().waitFor();
    await press('i');
    await workbench.quickInput.waitFor();
    await workbench.answer('seen twice');
    await frame.locator('.tag-box[data-note]').first().waitFor();
    await workbench.showSideBar();
    await workbench.page.locator('.sidebar .pane-header[aria-label^="Tags"]').click();
    const tree = workbench.page.locator('.sidebar .pane:has(> .pane-header[aria-label^="Tags"])');
    await tree.locator('.monaco-list-row', { hasText: 'verification' }).waitFor();
    await workbench.screenshot('tags-tree-dark');
  });

  test('everything is there after a reload', async () => {
    await workbench.command('Developer: Reload Window');
    await workbench.untilReady();
    frame = await workbench.untilRead();
    await expect.poll(boxes, { timeout: 20_000 }).toHaveLength(2);
    expect(await frame.locator('.tag-box[data-note]').count()).toBe(1);
  });

  test('how often they occur opens as tables, and it stands there of what the shares are', async () => {
    await workbench.command('Traces: Show How Often Tags Occur');
    const preview = workbench.page.locator('.tabs-container .tab', { hasText: 'Preview' });
    await preview.waitFor();
    const rendered = async (): Promise<string> => {
      const bodies = workbench.page.frames().map((one) => one.locator('body:has(table)').allInnerTexts());
      return (await Promise.all(bodies.map((texts) => texts.catch(() => [])))).flat().join('\n');
    };
    await expect.poll(rendered, { timeout: 20_000 }).toContain('that nobody tagged or reviewed are in no number');
    expect(await rendered()).toContain('By run and verdict');
    await workbench.screenshot('tags-prevalence');
  });
});

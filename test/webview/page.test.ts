/** The page in a real browser, on the fixtures of `npm run dev`, under the policy that the editor's host sets. */
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { keys } from '../../webview/keys';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

const withPage = usePages();

/** Opening a trace is over when its text is there. */
async function traceShown(page: Page) {
  await page.waitForSelector('.trace-text .step-text');
}

const scenes = [
  'two',
  'five',
  'two&page=traces',
  'tiny&page=traces',
  'two&selected=3',
  'undefined',
  'reading',
  'failed',
  'stopped',
  'broken',
  'empty',
  'one',
];

describe.each(['dark', 'light', 'hc'])('in the %s theme', (theme) => {
  test.each(scenes)('%s has no serious findings of axe', async (scene) => {
    await withPage(`fixture=${scene}&theme=${theme}`, async (page) => {
      if (scene.includes('traces')) await traceShown(page);
      await page.screenshot({ path: `${pictures}/${scene.replace(/&\w+=/, '-')}-${theme}.png` });
      expect(await seriousFindings(page)).toEqual([]);
    });
  });
});

test.each([
  [400, 700],
  [520, 808],
  [560, 808],
  [700, 808],
  [900, 808],
  [800, 700],
  [1920, 1000],
])('at %i px nothing but the grid scrolls sideways', async (width, height) => {
  for (const scene of ['two', 'two&page=traces'])
    await withPage(
      `fixture=${scene}`,
      async (page) => {
        if (scene.includes('traces')) await traceShown(page);
        await page.screenshot({ path: `${pictures}/${scene.replace('&page=', '-')}-${width}.png` });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        const out = await page.evaluate(
          (right) =>
            [...document.querySelectorAll('.top-bar *, .context-bar *')].filter(
              (element) => element.getBoundingClientRect().right > right + 1,
            ).length,
          width,
        );
        expect(out).toBe(0);
      },
      { width, height },
    );
});

test('takes arrows and Enter without a click first', async () => {
  await withPage('fixture=two', async (page) => {
    await page.waitForSelector('[role="gridcell"]:focus');
    const first = await page.locator('.body-row[aria-selected="true"] .cell-problem').textContent();
    await page.keyboard.press('ArrowDown');
    const row = page.locator('.body-row[aria-selected="true"] .cell-problem');
    await expect.poll(() => row.textContent()).not.toBe(first);
    await page.keyboard.press('Enter');
    await traceShown(page);
    await page.waitForSelector('.trace-text:focus');
  });
});

test('the number of a sample typed again does not come back after the next key', async () => {
  await withPage('fixture=two&page=traces', async (page) => {
    await traceShown(page);
    const field = page.locator('.sample-field input').first();
    const before = await field.inputValue();
    await field.fill(before);
    await field.press('Enter');
    await page.locator('.pane .trace-text, .diff-view').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(600);
    expect(Number(await field.inputValue())).toBe(Number(before) + 1);
  });
});

test('samples are left out by check boxes, and a chip says so', async () => {
  await withPage('fixture=two', async (page) => {
    await page.click('.accuracy .chip');
    const boxes = page.locator('.leave-out vscode-checkbox');
    expect(await boxes.allTextContents()).toEqual(['truncated 0', 'duplicate 180', 'unextracted 112']);
    await boxes.nth(1).click();
    await page.screenshot({ path: `${pictures}/leave-out.png` });
    expect(await seriousFindings(page)).toEqual([]);
    const chip = page.locator('.chip', { hasText: 'without duplicate' });
    await chip.waitFor();
    await page.keyboard.press('Escape');
    await chip.click();
    await expect.poll(() => chip.count()).toBe(0);
  });
});

describe('typing', () => {
  const plain = [
    ...new Set(
      keys
        .filter(({ key }) => /^(shift\+)?.$/.test(key))
        .map(({ key }) => (key === 'shift+/' ? '?' : key.replace('shift+', ''))),
    ),
    'F',
    'W',
    'K',
  ];
  const fields = [
    ['filter', 'two', '.filter-field'],
    ['k', 'two', '.k-field .field'],
    ['τ', 'two', '.tau-field .field'],
    ['sample', 'two&page=traces', '.sample-field .field'],
    ['accuracy', 'two', '.popover .field'],
  ] as const;

  test.each(fields)('plain keys into the %s field stays there', async (_, scene, selector) => {
    await withPage(`fixture=${scene}`, async (page) => {
      if (selector.startsWith('.popover')) await page.click('.accuracy .chip');
      if (scene.includes('traces')) await traceShown(page);
      const input = page.locator(selector).first().locator('input');
      await input.fill('');
      for (const key of plain) await page.keyboard.press(key);
      expect(await input.inputValue()).toBe(plain.join(''));
      for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End']) await page.keyboard.press(key);
      expect((await told(page)).filter((entry) => 'command' in entry)).toEqual([]);
    });
  });

  test('a key with Ctrl or Alt reaches the editor from a field', async () => {
    await withPage('fixture=two', async (page) => {
      await page.locator('.filter-field input').focus();
      await page.keyboard.press('Alt+2');
      expect(await told(page)).toContainEqual({ command: 'showTraces' });
    });
  });

  test('what is no k says so beside the field and keeps what was typed', async () => {
    await withPage('fixture=two', async (page) => {
      await page.keyboard.press('Shift+K');
      // The key goes to the host and comes back as a command, as in the editor.
      await page.waitForFunction(() => document.activeElement?.matches('.k-field *'));
      await page.keyboard.type('5000');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => page.locator('.field-error').textContent())
        .toBe('k is at most 1,021 here, the smallest n of these problems.');
      expect(await page.locator('.k-field input').inputValue()).toBe('5000');
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('gridcell');
    });
  });
});

describe('by keyboard', () => {
  test('from a cell to the trace that proves it, through its samples, and back', async () => {
    await withPage('fixture=two', async (page) => {
      await page.click('[role="gridcell"].cell-run');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await traceShown(page);
      const head = page.locator('.pane-focused .pane-head');
      expect(await page.locator('.context-id').textContent()).toBe('aime24-08');
      expect(await head.textContent()).toContain('correct, 1st of 17');
      await page.keyboard.press('f');
      await expect.poll(() => head.textContent()).toContain('correct, 2nd of 17');
      await page.keyboard.press('w');
      await expect.poll(() => head.textContent()).toContain('wrong');
      await page.keyboard.press('Shift+F');
      await expect.poll(() => head.textContent()).toContain('correct, 2nd of 17');
      await page.keyboard.press('Tab');
      await expect.poll(() => page.locator('.pane-focused .pane-head').textContent()).toContain('SimpleRL');
      await page.keyboard.press('Alt+1');
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('gridcell');
    });
  });

  test('several problems are selected as in the editor’s lists, and evaluated', async () => {
    await withPage('fixture=two', async (page) => {
      const rows = page.locator('.body-row');
      const selected = () => page.locator('.body-row[aria-selected="true"] .cell-problem').allTextContents();
      const foot = page.locator('.foot-words');
      const ids = (await page.locator('.body-row .cell-problem').allTextContents()).slice(0, 9);
      expect(await page.locator('[role="grid"]').getAttribute('aria-multiselectable')).toBe('true');
      await rows.nth(1).locator('.cell-run').first().click();
      expect(await selected()).toEqual([ids[1]]);
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      expect(await selected()).toEqual(ids.slice(1, 4));
      expect(await foot.textContent()).toBe('3 selected');
      await page.keyboard.press('Shift+ArrowUp');
      expect(await selected()).toEqual(ids.slice(1, 3));
      // Arrows alone leave it; Ctrl+Space takes the row that they lead to.
      for (const key of ['ArrowDown', 'ArrowDown', 'Control+Space']) await page.keyboard.press(key);
      expect(await selected()).toEqual([ids[1], ids[2], ids[4]]);
      await rows
        .nth(6)
        .locator('.cell-question')
        .click({ modifiers: ['ControlOrMeta'] });
      await rows
        .nth(2)
        .locator('.cell-question')
        .click({ modifiers: ['ControlOrMeta'] });
      expect(await selected()).toEqual([ids[1], ids[4], ids[6]]);
      await page.screenshot({ path: `${pictures}/selection.png` });
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Quick Eval…' }).click();
      const problems = [ids[1], ids[4], ids[6]];
      await expect.poll(() => told(page)).toContainEqual({ act: { kind: 'quickEval', problems } });
      await expect
        .poll(async () => JSON.stringify(await told(page)))
        .toContain(`"selected":${JSON.stringify(problems)}`);
      await rows.nth(4).locator('.cell-question').click();
      await rows
        .nth(7)
        .locator('.cell-question')
        .click({ modifiers: ['Shift'] });
      expect(await selected()).toEqual(ids.slice(4, 8));
      expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
      await page.keyboard.press('ArrowDown');
      expect(
        await page.evaluate(() => document.activeElement?.closest('.body-row')?.getAttribute('aria-rowindex')),
      ).toBe('11');
      await page.keyboard.press('Escape');
      expect(await selected()).toEqual([ids[8]]);
      expect(await foot.textContent()).toContain(ids[8]);
    });
  });

  test('all problems that the filter shows are selected with Ctrl+A, and the text of the page is not', async () => {
    await withPage('fixture=two', async (page) => {
      await page.locator('.chip', { hasText: 'neither' }).click();
      await page.click('[role="gridcell"].cell-run');
      const shown = Number(await page.locator('[role="grid"]').getAttribute('aria-rowcount')) - 2;
      await page.keyboard.press('ControlOrMeta+a');
      expect(await page.locator('.foot-words').textContent()).toBe(`${shown} selected`);
      expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
      // What the filter hides does not count, and is selected again when it is shown.
      await page.locator('.filter-field input').fill('aime24-0');
      await expect.poll(() => page.locator('.foot-words').textContent()).not.toBe(`${shown} selected`);
      await page.locator('.filter-field input').fill('');
      await expect.poll(() => page.locator('.foot-words').textContent()).toBe(`${shown} selected`);
    });
  });

  test('the k slider goes by ticks, by one with Shift, and to both ends; classes follow', async () => {
    await withPage('fixture=two', async (page) => {
      const slider = page.locator('[role="slider"]');
      const value = () => slider.getAttribute('aria-valuetext');
      await slider.focus();
      await page.keyboard.press('ArrowRight');
      expect(await value()).toBe('128');
      await page.keyboard.press('Shift+ArrowLeft');
      expect(await value()).toBe('127');
      await page.keyboard.press('Home');
      expect(await value()).toBe('1');
      await page.keyboard.press('End');
      expect(await value()).toBe('n, all samples');
      expect(await page.locator('.solved-counts').textContent()).toContain('23');
      await expect
        .poll(async () => (await told(page)).some((entry) => JSON.stringify(entry).includes('"k":"n"')))
        .toBe(true);
    });
  });

  test('the sheet of keys opens with ?, closes with Esc, and gives the focus back', async () => {
    await withPage('fixture=two', async (page) => {
      await page.click('[role="gridcell"].cell-run');
      await page.keyboard.press('?');
      await page.waitForSelector('[role="dialog"]');
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.locator('[role="dialog"]').count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('gridcell');
    });
  });

  test('Esc stops reading when nothing is open', async () => {
    await withPage('fixture=reading', async (page) => {
      await page.keyboard.press('Escape');
      await expect.poll(() => told(page)).toContainEqual({ act: { kind: 'stopReading' } });
    });
  });
});

test('all keys fit a window of 1280 × 800', async () => {
  await withPage(
    'fixture=two',
    async (page) => {
      await page.keyboard.press('?');
      const [inner, outer] = await page.locator('.key-sheet').evaluate((el) => [el.scrollHeight, el.clientHeight]);
      await page.screenshot({ path: `${pictures}/keys.png` });
      expect(inner).toBe(outer);
      expect(await page.locator('.key-sheet h3').allTextContents()).toEqual(
        expect.arrayContaining(['Tags, on Traces', 'Evidence, on Traces', 'Review']),
      );
      expect(await seriousFindings(page)).toEqual([]);
    },
    { width: 1280, height: 800 },
  );
});

test('of a run that cannot be read the summary has a dash and the reason', async () => {
  await withPage(
    'fixture=failed',
    async (page) => {
      const last = page.locator('.solved-count').nth(1);
      expect(await last.textContent()).toBe('–');
      expect(await last.getAttribute('title')).toMatch(/^RL can’t be read: .*Git LFS/);
      // No mapping made by hand opens a pointer: it is not offered.
      expect(await page.locator('.run-failed vscode-button').allTextContents()).toEqual(['Try Again', 'Show Log']);
    },
    { width: 1280, height: 800 },
  );
});

test('new samples stand beside their problem and in the foot, and move no column', async () => {
  const columns = (page: Page): Promise<number[]> =>
    page.locator('.head-columns .cell').evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left));
  let before: number[] = [];
  await withPage('fixture=two', async (page) => void (before = await columns(page)));
  await withPage('fixture=live', async (page) => {
    await expect(page.locator('.body-row .arrived').allTextContents()).resolves.toEqual([
      '+1,024 new samples',
      '+1 new sample',
    ]);
    expect(await page.locator('.foot-words').textContent()).toContain('1,024 new samples');
    expect(await columns(page)).toEqual(before);
    await page.screenshot({ path: `${pictures}/live.png` });
  });
  await withPage(
    'fixture=live',
    async (page) => {
      expect(await page.locator('.cell-problem .arrived').count()).toBe(2);
      await page.screenshot({ path: `${pictures}/live-narrow.png` });
    },
    { width: 520, height: 700 },
  );
});

test('twelve thousand problems keep few rows in the document, and the last one is reached at once', async () => {
  await withPage('fixture=huge', async (page) => {
    await page.click('[role="gridcell"].cell-run');
    await page.keyboard.press('Control+End');
    await expect.poll(() => page.locator('.body-row.selected').getAttribute('aria-rowindex')).toBe('12002');
    expect(await page.locator('.body-row').count()).toBeLessThan(80);
    expect(await page.evaluate(() => document.activeElement?.closest('.selected') !== null)).toBe(true);
  });
});

test('slow answers of samples passed by are never shown', async () => {
  await withPage('fixture=two&page=traces&slow=80', async (page) => {
    await traceShown(page);
    await page.keyboard.press('d');
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.pane-focused .sample-field input').inputValue()).toBe('324');
    await traceShown(page);
    await page.waitForTimeout(200);
    const label = await page.locator('.pane-focused .trace-text').getAttribute('aria-label');
    expect(label).toContain('sample 324 of 1,024');
    const lines = await page.locator('.pane-focused .trace-text .lines').textContent();
    expect(lines?.trim().split('\n')).toHaveLength(2 * (6 + ((323 * 7) % 40)) + 1);
  });
});

test.each([true, false])(
  'hostile text stays text, is shown whole, and is copied exactly (rendered: %s)',
  async (rendered) => {
    await withPage('fixture=two&page=traces', async (page) => {
      await traceShown(page);
      await page.keyboard.press('d');
      await page.keyboard.press(']');
      await expect.poll(() => page.locator('.pane-head').first().textContent()).toContain('1st of 17');
      await page.locator('.sample-field input').first().fill('1');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.hidden-character', { state: 'attached' });
      await page.keyboard.press('Escape'); // out of the field
      if (!rendered) await page.keyboard.press('r');
      await page.waitForTimeout(100);
      await page.screenshot({ path: `${pictures}/hostile${rendered ? '-rendered' : ''}.png` });
      const text = page.locator('.trace-text').first();
      expect(await text.locator('img, script').count()).toBe(0);
      const codes = await text
        .locator('.hidden-character')
        .evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).dataset.code));
      expect(codes).toEqual([
        'U+202E',
        'U+202C',
        'U+200B',
        'U+200D',
        'U+FEFF',
        'U+00AD',
        'U+0000',
        'U+001B',
        'U+001B',
        'U+0007',
        'U+2028',
        ...(rendered ? [] : ['U+000D']), // at the end of a line it is part of the break
      ]);
      const copied = await text.evaluate((element) => {
        document.getSelection()?.selectAllChildren(element.querySelector('.lines')!);
        const event = new ClipboardEvent('copy', {
          clipboardData: new DataTransfer(),
          bubbles: true,
          cancelable: true,
        });
        element.dispatchEvent(event);
        return event.clipboardData?.getData('text/plain');
      });
      expect(copied).toContain('override \u202eevil\u202c, then plain again\nzero width: A\u200bB\u200dC\ufeffD');
      expect(copied).toContain('half a surrogate pair: \ufffd and a whole one: \ud835\udc00\n');
    });
  },
);

test('two traces are read as their difference, by keys', async () => {
  await withPage('fixture=two&page=traces', async (page) => {
    await page.waitForSelector('.diff-view .step-text');
    expect(await page.locator('.difference-bar').textContent()).toContain(
      '= 2 same≠ 4 changed− 3 only in base+ 1 only in RL',
    );
    const current = () => page.locator('.step-current').evaluateAll((rows) => rows.map((row) => row.className));
    await page.keyboard.press('n');
    await expect.poll(async () => (await current()).join()).toContain('diff-');
    await page.keyboard.press('n');
    await expect.poll(async () => (await current()).join()).toContain('diff-moved');
    const before = await page.locator('.step-current').textContent();
    await page.keyboard.press('m');
    await expect.poll(() => page.locator('.step-current').textContent()).not.toBe(before);
    await page.keyboard.press('Shift+G');
    await expect.poll(() => page.locator('.step-current').textContent()).toContain('\\boxed{366}');
    await page.keyboard.press('d');
    await expect.poll(() => page.locator('.diff-view').count()).toBe(0);
    await page.waitForSelector('.pane:nth-of-type(2) .trace-text .step');
    await page.keyboard.press('c');
    await expect.poll(() => page.locator('.step-current .cue').textContent()).toBe('Wait');
    await page.keyboard.press('z');
    await expect.poll(() => page.locator('.step-folded').count()).toBe(1);
  });
});

test('the pair is chosen by a rule, and the pane says why', async () => {
  await withPage('fixture=two&page=traces', async (page) => {
    await traceShown(page);
    await page.evaluate(() => {
      const field = document.querySelector('.pair-rule')!;
      Reflect.set(field, 'value', 'shortestCorrect');
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect
      .poll(() => page.locator('.pair-reason').allTextContents())
      .toEqual(['shortest correct of 21', 'first sample (none correct)']);
  });
});

test('a filter that leaves nothing says which, and how to go on', async () => {
  await withPage('fixture=two', async (page) => {
    await page.click('.chip:has-text("RL only")');
    expect(await page.locator('.nothing p').textContent()).toBe('No problem is RL only at k = 64.');
    expect(await page.locator('#tab-problems .tab-count').textContent()).toBe('0 of 30');
    await page.click('vscode-button:has-text("Clear filters")');
    expect(await page.locator('.body-row').count()).toBe(30);
  });
});

test('scroll, column and open question survive a reload', async () => {
  await withPage('fixture=huge', async (page) => {
    await page.click('[role="gridcell"].cell-class');
    await page.keyboard.press('o');
    await page.locator('[role="grid"]').evaluate((grid) => (grid.scrollTop = 4400));
    await page.waitForFunction(() => sessionStorage.getItem('state')?.includes('4400'));
    await page.reload();
    await page.waitForSelector('.question-panel');
    await expect.poll(() => page.locator('[role="grid"]').evaluate((grid) => grid.scrollTop)).toBe(4400);
  });
});

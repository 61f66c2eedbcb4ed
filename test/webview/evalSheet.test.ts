/** The sheet of a quick eval in a real browser: themes, widths, keys, clicks. */
import { describe, expect, test, vi } from 'vitest';
import { pictures, seriousFindings, told, usePages } from './pageDriver';

vi.setConfig({ testTimeout: 30_000 });

const withPage = usePages();

describe.each(['dark', 'light', 'hc'])('in the %s theme', (theme) => {
  test.each(['sheet', 'sheet=warned', 'sheet=blocked'])('%s has no serious findings of axe', async (scene) => {
    await withPage(`fixture=two&${scene}&theme=${theme}`, async (page) => {
      await page.waitForSelector('.eval-sheet');
      await page.screenshot({ path: `${pictures}/${scene.replace('=', '-')}-${theme}.png` });
      expect(await seriousFindings(page)).toEqual([]);
    });
  });
});

test.each([
  [400, 500],
  [400, 800],
  [1280, 800],
  [1920, 1080],
])('at %i × %i its title and its buttons are in sight, and nothing scrolls sideways', async (width, height) => {
  await withPage(
    'fixture=two&sheet=warned',
    async (page) => {
      await page.waitForSelector('.eval-sheet');
      await page.screenshot({ path: `${pictures}/sheet-${width}-${height}.png` });
      const title = await page.locator('.eval-sheet h2').boundingBox();
      expect(title!.y).toBeGreaterThan(0);
      for (const button of await page.locator('.eval-sheet footer button').all()) {
        const { x, y, ...size } = (await button.boundingBox())!;
        expect(x + size.width).toBeLessThan(width);
        expect(y + size.height).toBeLessThan(height);
      }
      const [inner, outer] = await page.$eval('.sheet-veil', (veil) => [veil.scrollWidth, veil.clientWidth]);
      expect(inner).toBe(outer);
    },
    { width, height },
  );
});

test('what cannot start has no Start, and says so', async () => {
  await withPage('fixture=two&sheet=blocked', async (page) => {
    expect(await page.locator('.eval-sheet footer button').allTextContents()).toEqual([
      'Save, don’t start',
      'Cancel esc',
    ]);
    expect(await page.locator('.eval-sheet footer').textContent()).toContain('It can’t start like this.');
  });
});

test('clicks on and beside the sheet leave its keys working', async () => {
  await withPage('fixture=two&sheet', async (page) => {
    for (const place of [
      { x: 8, y: 8 },
      { x: 500, y: 95 },
    ]) {
      await page.mouse.click(place.x, place.y);
      await page.keyboard.press('s');
      await page.keyboard.press('Escape');
    }
    const answers = await told(page);
    expect(answers.filter((one) => 'answerSheet' in one)).toEqual([
      { answerSheet: 'cancel' },
      { answerSheet: 'cancel' },
    ]);
    expect(answers.filter((one) => 'command' in one)).toEqual([]);
  });
});

/* global document, requestAnimationFrame, KeyboardEvent, MutationObserver, CSS */
// node tools/bench/page.mjs: how soon a long trace is painted, how it scrolls, what 2,000 highlights and 1,000 tags cost;
// how soon the Overview shows the numbers of a filter.
//
//   node tools/bench/page.mjs [--rounds N] [--write]
//
// The page of `npm run dev` in a headless Chromium that draws by software, one pane, rendered, a trace never seen
// before. Paint: from the text in the page to the first frame with it on screen. `--write` puts the table into
// docs/performance.md.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../browser.mjs';
import { startDevServer } from '../dev/server.mjs';
import { quantile, putReport } from './report.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
const [browser, server] = await Promise.all([launchBrowser(), startDevServer({ once: true })]);

/** A page that shows a trace of about so many characters and so many tags on it, without the difference. */
async function openPage(length, tags = 0) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.goto(`${server.url}?fixture=two&page=traces&length=${length}${tags > 0 ? `&tags=${tags}` : ''}`);
  await page.waitForSelector('.step-text');
  await page.keyboard.press('d');
  await page.waitForSelector('.pane .step-text');
  await page.locator('[aria-label="Remove the pane of RL"]').click();
  await page.waitForTimeout(1500);
  return page;
}

/** From the key for the next sample to the frame that shows it, in ms. */
function firstPaint(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const box = document.querySelector('.trace-text .lines');
        let start = performance.now();
        const observer = new MutationObserver(() => {
          observer.disconnect();
          // The frame after the one that draws it begins when that one has been painted.
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
        });
        observer.observe(box, { childList: true });
        document.querySelector('.trace-text').focus();
        start = performance.now();
        const options = { key: 'ArrowRight', code: 'ArrowRight', bubbles: true, cancelable: true };
        document.querySelector('.trace-text').dispatchEvent(new KeyboardEvent('keydown', options));
      }),
  );
}

/** Times between frames while the trace scrolls by 120 px a frame, in ms. */
function scroll(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const box = document.querySelector('.trace-text');
        const frames = [];
        let last = performance.now();
        const next = () => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          box.scrollTop += 120;
          if (frames.length < 120) requestAnimationFrame(next);
          else done(frames.slice(2));
        };
        box.scrollTop = 0;
        requestAnimationFrame(next);
      }),
  );
}

/** From the find field's text to the frame with all matches marked, in ms. */
async function highlight(page) {
  await page.keyboard.press('Control+f');
  await page.waitForTimeout(300);
  await page.keyboard.insertText('e');
  // Only those near the view are marked; as many as the row says are found.
  await page.waitForFunction(() => CSS.highlights.get('trace-find')?.size > 0);
  return page.evaluate(() => Number(/of (\d+)/.exec(document.querySelector('.find-words').textContent)[1]));
}

/** Tags on spans all over the trace, some of them over each other where it is short. */
const TAGS = 1000;

async function scrollTagged(length) {
  const page = await openPage(length, TAGS);
  await page.waitForSelector('.tag-box');
  const frames = await scroll(page);
  await page.close();
  return frames;
}

/** An Overview of which the numbers with and without a filter are known already, as if another thread had made them. */
async function openOverview(fixture) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.url}?fixture=${fixture}&page=overview&kept`);
  const done = () => page.waitForSelector('.overview-page[data-done="true"]', { timeout: 120_000 });
  await done();
  await page.locator('.figure-accuracy .figure-body').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.filter-chip-words');
  await done();
  await page.keyboard.press('b');
  await page.waitForSelector('.filter-chip-words', { state: 'detached' });
  await done();
  await page.waitForTimeout(1000);
  return page;
}

/** From Enter on a bar to the frame with the new numbers, the longest task and the longest frame of the second after, in ms. */
function filterOnce(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const counts = document.querySelector('.overview-counts b');
        let shown = 0;
        let [longestTask, longestFrame] = [0, 0];
        const tasks = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
        });
        tasks.observe({ type: 'longtask' });
        const start = performance.now();
        let last = start;
        const frame = () => {
          const now = performance.now();
          longestFrame = Math.max(longestFrame, now - last);
          last = now;
          if (now - start < 1000) requestAnimationFrame(frame);
          else {
            tasks.disconnect();
            resolve({ shown, longestTask, longestFrame });
          }
        };
        new MutationObserver((_, observer) => {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => (shown = performance.now() - start)));
        }).observe(counts, { characterData: true, childList: true, subtree: true });
        const options = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
        document.querySelector('.figure-accuracy .figure-body').dispatchEvent(new KeyboardEvent('keydown', options));
        requestAnimationFrame(frame);
      }),
  );
}

async function measureFilter(fixture) {
  const page = await openOverview(fixture);
  const all = [];
  for (let i = 0; i < rounds; i++) {
    all.push(await filterOnce(page));
    await page.keyboard.press('b');
    await page.waitForSelector('.filter-chip-words', { state: 'detached' });
    await page.waitForTimeout(800);
  }
  await page.close();
  return (name) =>
    quantile(
      all.map((one) => one[name]),
      0.5,
    ).toFixed(0);
}

async function measure(length) {
  const page = await openPage(length);
  const paints = [];
  for (let i = 0; i < rounds; i++) {
    paints.push(await firstPaint(page));
    await page.waitForTimeout(800);
  }
  const frames = await scroll(page);
  const marked = await highlight(page);
  const markedFrames = await scroll(page);
  await page.close();
  const taggedFrames = await scrollTagged(length);
  return { paint: quantile(paints, 0.5), worst: Math.max(...paints), frames, marked, markedFrames, taggedFrames };
}

/** Frames of the screen that passed without one of ours. */
const dropped = (frames) => frames.reduce((sum, ms) => sum + Math.max(0, Math.round((ms * 60) / 1000) - 1), 0);
const cell = (frames) =>
  `${quantile(frames, 0.5).toFixed(1)} / ${quantile(frames, 0.95).toFixed(1)}, ${dropped(frames)} of ${frames.length + dropped(frames)}`;
const lines = [
  `| trace | first paint (worst) | scroll frame p50 / p95, dropped | with so many highlights | with ${TAGS} tags |`,
  '| --- | ---: | ---: | ---: | ---: |',
];
for (const length of [60_000, 1_000_000]) {
  const { paint, worst, frames, marked, markedFrames, taggedFrames } = await measure(length);
  const size = length >= 1e6 ? `${length / 1e6} MB` : `${length / 1e3} KB`;
  const highlights = `${cell(markedFrames)} (${marked.toLocaleString('en')})`;
  lines.push(
    `| ${size} | ${paint.toFixed(0)} (${worst.toFixed(0)}) | ${cell(frames)} | ${highlights} | ${cell(taggedFrames)} |`,
  );
}
const overviewLines = [
  '| Overview after a filter, its numbers made elsewhere | shown after | longest task | longest frame |',
  '| --- | ---: | ---: | ---: |',
];
for (const [fixture, samples] of [
  ['two', '61,440 samples, 30 problems'],
  ['large', '901,120 samples, 880 problems'],
]) {
  const of = await measureFilter(fixture);
  overviewLines.push(`| ${samples} | ${of('shown')} | ${of('longestTask')} | ${of('longestFrame')} |`);
}
await browser.close();
await server.close();

const load = loadavg()[0].toFixed(1);
const table = `In ms, median of ${rounds} traces; load of the machine ${load} on 2 cores. Scrolled by 120 px a frame; dropped are the frames of a screen of 60 Hz that passed without a new picture.\n\n${lines.join('\n')}\n\n${overviewLines.join('\n')}`;
putReport('page', table, options.write);

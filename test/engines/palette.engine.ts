/** A real language model, from the palette of the real workbench to verdicts by the real Math-Verify in the comparison. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeScratch, type Scratch } from '../e2e/scratch';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { parts } from './daemons';
import { startModel, type ModelServer } from './modelServer';

const problems = [1, 2, 3];
const n = 8;
const drawn = problems.length * n;

/** Two samples of each problem, one of them right; the prompt is a chat, and every sample says so much that none is like another. */
function dump(run: string): string {
  const rows = problems.flatMap((p) =>
    [p + p, 99].map((said, i) => ({
      id: `p${p}`,
      question: `What is ${p} + ${p}?`,
      prompt: [{ role: 'user', content: `What is ${p} + ${p}? Explain in a sentence, then write \\boxed{answer}.` }],
      answer: String(p + p),
      response: `By ${run}, sample ${i}: \\boxed{${said}}.`,
      correct: i === 0,
    })),
  );
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

describe.skipIf(parts.missing.palette)('a real model, from the palette', () => {
  let server: ModelServer;
  let scratch: Scratch;
  let workbench: Workbench;
  let frame: FrameLocator;

  beforeAll(async () => {
    server = await startModel();
    scratch = await makeScratch();
    await scratch.write('base.jsonl', dump('base'));
    await scratch.write('rl.jsonl', dump('rl'));
    const sampling = { temperature: 1, topP: 0.95, maxTokens: 48 };
    const runs = [
      { label: 'base', role: 'base', model: 'smollm2', paths: ['base.jsonl'], sampling },
      { label: 'RL', role: 'rl', model: 'smollm2', paths: ['rl.jsonl'], sampling },
    ];
    await scratch.write('sums.traces.json', JSON.stringify({ title: 'Sums', runs }, null, 2));
    workbench = await openWorkbench({
      folder: scratch.folder,
      open: 'sums.traces.json',
      machineSettings: {
        'traceInspector.pythonPath': parts.python,
        'traceInspector.targets': [{ id: 'llama', adapter: 'openai', url: server.url, concurrency: 2 }],
      },
    });
    await workbench.showSideBar();
    frame = await workbench.untilRead();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.slice(0, 60)}`);
  });
  afterAll(async () => {
    await workbench?.close();
    await server?.stop();
    await scratch?.remove();
  });

  const title = (text: string) => workbench.page.locator('.quick-input-title', { hasText: text });
  const input = () => workbench.page.locator('.quick-input-box input');
  const lines = async (name: string): Promise<Record<string, unknown>[]> =>
    (await readFile(scratch.path(name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const runsInFile = async () =>
    (JSON.parse(await readFile(scratch.path('sums.traces.json'), 'utf8')) as { runs: { paths: string[] }[] }).runs;

  it('draws samples that the matrix shows', async () => {
    await workbench.command('Traces: Quick Eval…');
    await title('Quick Eval: problems').waitFor();
    await workbench.pick('All problems', 'All problems');
    await title('Quick Eval: runs').waitFor();
    await workbench.page.keyboard.press('Enter');
    await title('Quick Eval: samples').waitFor();
    await input().fill(String(n));
    await workbench.page.keyboard.press('Enter');
    await title('Quick Eval: target').waitFor();
    await workbench.pick('llama', 'llama');
    const sheet = frame.locator('.eval-sheet');
    await sheet.waitFor();
    expect(await sheet.textContent()).toMatch(/prompt as in the dump.*smollm2 and answers/);
    await frame.locator('.sheet-main').click();
    const row = workbench.page.locator('.sidebar .monaco-list-row', { hasText: `${drawn} of ${drawn}` });
    await row.first().waitFor({ timeout: 240_000 });
    const cell = frame.locator('.body-row', { hasText: 'p1' }).locator('.cell-run').nth(1);
    await expect.poll(() => cell.textContent(), { timeout: 30_000 }).toMatch(`/${2 + n}`);
    await workbench.screenshot('engine-palette-drawn');
    const [, dumpPath] = (await runsInFile())[1].paths;
    const rows = await lines(dumpPath);
    expect(new Set(rows.map(({ problem, index }) => `${String(problem)} ${String(index)}`)).size).toBe(drawn);
    expect(new Set(rows.map(({ text }) => text)).size).toBeGreaterThan(drawn / 2);
  });

  it('has its verdicts from Math-Verify', async () => {
    await workbench.command('Traces: Re-grade…');
    await title('Re-grade: runs').waitFor();
    const choices = workbench.page.locator('.quick-input-list .monaco-list-row');
    for (const choice of await choices.all()) if (!(await choice.textContent())?.startsWith('RL')) await choice.click();
    await workbench.page.keyboard.press('Enter');
    await title('Re-grade: grader').waitFor();
    await workbench.pick('Math-Verify', 'Math-Verify');
    const take = workbench.page.locator('.codelens-decoration a', { hasText: 'Take These Verdicts' });
    await take.waitFor({ timeout: 120_000 });
    await workbench.screenshot('engine-palette-graded');
    const grades = await lines('sums.grades/math-verify@0.9.0.jsonl');
    expect(grades).toHaveLength(drawn + 2 * problems.length);
    // Those that came with the dump are known; of the model's own a few may be too odd to tell.
    const given = grades.filter(({ index }) => Number(index) < 2);
    expect(given.map(({ verdict }) => verdict)).toEqual(problems.flatMap(() => [true, false]));
    expect(grades.filter(({ verdict }) => verdict !== null).length).toBeGreaterThan(drawn / 2);
    await take.click();
    await workbench.command('Traces: Show Problems Page');
    const correct = grades.filter(({ problem, verdict }) => problem === 'p1' && verdict === true).length;
    const scored = grades.filter(({ problem, verdict }) => problem === 'p1' && verdict !== null).length;
    const cell = frame.locator('.body-row', { hasText: 'p1' }).locator('.cell-run').nth(1);
    await expect.poll(() => cell.textContent(), { timeout: 30_000 }).toMatch(`${correct}/${scored}`);
    await workbench.screenshot('engine-palette-taken');
  });
});

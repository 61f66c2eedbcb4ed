/** A real language model, from the palette of the real workbench to verdicts by the real Math-Verify in the comparison. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScratch, type Scratch } from '../e2e/scratch';
import { writeSums } from '../e2e/sums';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { parts } from './daemons';
import { startModel, type ModelServer } from './modelServer';

const problems = [1, 2, 3];
const n = 8;
const drawn = problems.length * n;

/** Two samples of each problem, one of them right; the prompt is a chat, and every sample says so much that none is like another. */
function rowsOf(run: 'base' | 'rl'): object[] {
  return problems.flatMap((p) =>
    [p + p, 99].map((said, i) => ({
      id: `p${p}`,
      question: `What is ${p} + ${p}?`,
      prompt: [{ role: 'user', content: `What is ${p} + ${p}? Explain in a sentence, then write \\boxed{answer}.` }],
      answer: String(p + p),
      response: `By ${run}, sample ${i}: \\boxed{${said}}.`,
      correct: i === 0,
    })),
  );
}

describe.skipIf(parts.missing.palette)('a real model, from the palette', () => {
  let server: ModelServer;
  let scratch: Scratch;
  let workbench: Workbench;
  let frame: FrameLocator;

  beforeAll(async () => {
    server = await startModel();
    scratch = await makeScratch();
    const sampling = { temperature: 1, topP: 0.95, maxTokens: 48 };
    await writeSums(scratch, { rowsOf, models: { base: 'smollm2', rl: 'smollm2' }, sampling });
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
  afterAll(async () => {
    await workbench?.close();
    await server?.stop();
    await scratch?.remove();
  });

  const lines = async (name: string): Promise<Record<string, unknown>[]> =>
    (await readFile(scratch.path(name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const runsInFile = async () =>
    (JSON.parse(await readFile(scratch.path('sums.traces.json'), 'utf8')) as { runs: { paths: string[] }[] }).runs;

  it('draws samples that the matrix shows', async () => {
    await workbench.command('Traces: Quick Eval…');
    await workbench.quickTitle('Quick Eval: problems').waitFor();
    await workbench.pick('All problems', 'All problems');
    await workbench.quickTitle('Quick Eval: runs').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: samples').waitFor();
    await workbench.quickInput.fill(String(n));
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: target').waitFor();
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
    await workbench.quickTitle('Re-grade: runs').waitFor();
    const choices = workbench.page.locator('.quick-input-list .monaco-list-row');
    for (const choice of await choices.all()) if (!(await choice.textContent())?.startsWith('RL')) await choice.click();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Re-grade: grader').waitFor();
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

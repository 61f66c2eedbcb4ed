/** Stored samples judged again, and scored by a model: from the palette to what the comparison then shows. */
import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogProbStub } from '../io/grading/logProbStub';
import { makeScratch, type Scratch } from './scratch';
import { writeSums } from './sums';
import { openWorkbench, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;
let vllm: LogProbStub;
let mute: LogProbStub;

/** The harness of RL took every first sample for wrong, and every second of p2, which is, for right. */
function rowsOf(run: 'base' | 'rl'): object[] {
  return [0, 1, 2].flatMap((p) =>
    Array.from({ length: 8 }, (_, i) => {
      const isRight = run === 'rl' ? p < 2 : i % 4 === 0;
      const said = run === 'base' ? isRight : p < 2 ? i > 0 : i % 2 === 1;
      return {
        id: `p${p}`,
        question: `What is ${p} + ${p}?`,
        prompt: `Question: What is ${p} + ${p}? Answer in a box.\n`,
        answer: String(2 * p),
        response: `By ${run}, sample ${i}: \\boxed{${isRight ? 2 * p : 99}}.`,
        correct: said,
      };
    }),
  );
}

/** Speaks as the shipped script does where Math-Verify is installed, and starts as an interpreter would. */
const interpreter = `#!${process.execPath}
if (process.argv[3] !== 'grade' || !process.argv[2].endsWith('trace_worker.py')) process.exit(2);
console.log(JSON.stringify({ grader: 'math-verify', version: '0.8.0' }));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { gold, text } = JSON.parse(line);
  const extracted = /boxed\\{(.*?)\\}/.exec(text)?.[1];
  console.log(JSON.stringify({ verdict: extracted === gold, extracted }));
});
`;

beforeAll(async () => {
  vllm = await new LogProbStub('vllm', ['base-model']).start();
  mute = await new LogProbStub('llama.cpp', ['base-model']).start();
  scratch = await makeScratch();
  await scratch.write('python', interpreter);
  await chmod(scratch.path('python'), 0o755);
  await writeSums(scratch, { rowsOf, models: { base: 'base-model', rl: 'rl-model' }, k: 8 });
  workbench = await openWorkbench({
    folder: scratch.folder,
    open: 'sums.traces.json',
    machineSettings: {
      'traceInspector.pythonPath': scratch.path('python'),
      'traceInspector.targets': [
        { id: 'vllm', adapter: 'openai', url: vllm.url.href.slice(0, -1) },
        { id: 'mute', adapter: 'openai', url: mute.url.href.slice(0, -1) },
      ],
    },
  });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  vllm?.stop();
  mute?.stop();
  await scratch?.remove();
});

const button = (text: string, label: string) => workbench.toast(text).locator('.monaco-button', { hasText: label });
const cell = (problem: string, run: number) =>
  frame.locator('.body-row', { hasText: problem }).locator('.cell-run').nth(run);
const lines = () => workbench.page.locator('.monaco-editor .view-lines:visible');
const file = async (name: string) => readFile(scratch.path(name), 'utf8');

/** Leaves only the run with this label ticked. */
async function onlyRun(label: string): Promise<void> {
  const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
  for (const row of await rows.all()) if (!(await row.textContent())?.startsWith(label)) await row.click();
  await workbench.page.keyboard.press('Enter');
}

describe('re-grading from the palette', () => {
  test('shows what flips with its denominators, and leaves the comparison as it is', async () => {
    const before = await file('sums.traces.json');
    await workbench.command('Traces: Re-grade…');
    await workbench.quickTitle('Re-grade: runs').waitFor();
    await onlyRun('RL');
    await workbench.quickTitle('Re-grade: grader').waitFor();
    await workbench.screenshot('regrade-grader-dark');
    await workbench.pick('Math-Verify', 'Math-Verify');
    await lines().filter({ hasText: 'verdicts by Math-Verify' }).waitFor();
    await workbench.screenshot('regrade-flips-dark');
    const text = (await lines().innerText()).replaceAll('\u00a0', ' ');
    for (const part of [
      'Sums: verdicts by Math-Verify 0.8.0',
      'correct → wrong | 4 | 24',
      'wrong → correct | 2 | 24',
      'pass@1 | 75.0 % | 66.7 % | 3 problems',
      'pass@8 | 100.0 % | 66.7 % | 3 problems',
    ])
      expect(text).toContain(part);
    await workbench.toast('6 of 24 samples flip').waitFor();
    expect(await file('sums.traces.json')).toBe(before);
    expect((await file('sums.grades/math-verify@0.8.0.jsonl')).trim().split('\n')).toHaveLength(24);
  });

  test('leads from a flip to its trace', async () => {
    const link = workbench.page.locator('.monaco-editor .detected-link', { hasText: 'p2' }).first();
    // The commands above the first line come a moment later, and move all rows.
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Take These Verdicts' }).waitFor();
    // The row is drawn anew as soon as Control is held, so there is no element that would stay to be clicked.
    const { x, y } = (await link.boundingBox())!;
    await workbench.page.keyboard.down('Control');
    await workbench.page.mouse.move(x + 20, y + 8);
    await workbench.page.mouse.click(x + 22, y + 8);
    await workbench.page.keyboard.up('Control');
    await frame.locator('.trace-text', { hasText: 'By rl, sample 1' }).waitFor();
    await workbench.screenshot('regrade-trace-dark');
  });

  test('takes the verdicts by an edit of the comparison, and says that graders differ', async () => {
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Take These Verdicts' }).click();
    await workbench.command('Traces: Show Problems Page');
    await expect.poll(() => cell('p2', 1).textContent(), { timeout: 30_000 }).toMatch(/0\/8/);
    await cell('p2', 1).click();
    await workbench.page.keyboard.press('Control+S');
    await expect.poll(() => file('sums.traces.json')).toContain('grades');
    const { runs } = JSON.parse(await file('sums.traces.json')) as { runs: { grades?: string }[] };
    expect(runs.map(({ grades }) => grades)).toEqual([undefined, 'sums.grades/math-verify@0.8.0.jsonl']);
    await workbench.command('Traces: Show Findings');
    await expect.poll(async () => (await workbench.problemsPanel()).join(' ')).toMatch(/runs have different graders/);
    await workbench.screenshot('regrade-taken-dark');
  });
});

describe('perplexity from the palette', () => {
  const scoredFile = 'logprobs/RL_on_base.jsonl';

  async function score(target: string): Promise<void> {
    await workbench.command('Traces: Score Perplexity…');
    await workbench.quickTitle('Score Perplexity: traces').waitFor();
    await workbench.pick('RL', 'RL');
    await workbench.quickTitle('Score Perplexity: target').waitFor();
    await workbench.pick(target, target);
    await workbench.quickTitle('Score Perplexity: problems').waitFor();
    await workbench.pick('All problems', 'All problems');
    await workbench.quickTitle('Score Perplexity: samples').waitFor();
    await workbench.answer('2');
  }

  test('says why a server can not tell it', async () => {
    await score('mute');
    await workbench.toast('tells no log-probabilities of a text that it is given').waitFor();
    expect(existsSync(scratch.path(scoredFile))).toBe(false);
    await workbench.screenshot('perplexity-cannot-dark');
    await workbench.command('Notifications: Clear All Notifications');
  });

  test('is written beside the dumps, and the Overview shows it', async () => {
    await score('vllm');
    await workbench.toast('6 traces of RL by base scored').waitFor();
    const rows = (await file(scoredFile)).trim().split('\n');
    expect(rows).toHaveLength(6);
    expect(JSON.parse(rows[0])).toMatchObject({ run: 'RL', problem: 'p0', sample: 0, scored_by: 'base' });
    expect(vllm.mostActive).toBe(1);
    await button('6 traces of RL', 'Show Overview').click();
    await frame
      .locator('.figure', { hasText: /perplexity/i })
      .first()
      .waitFor();
    await workbench.screenshot('perplexity-overview-dark');
  });
});

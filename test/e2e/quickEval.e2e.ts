/** From the palette to new samples in the comparison: a quick eval on a server of the test's own, and one that goes wrong. */
import { readdir, readFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvalStore } from '../../src/io/evals/evalStore';
import { specWith } from '../core/evals/evals';
import { StubServer } from '../io/evals/stubServer';
import { makeScratch, type Scratch } from './scratch';
import { writeSums } from './sums';
import { openWorkbench, type Theme, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;
let frame: FrameLocator;
let server: StubServer;
/** Named by settings that the folder brings along. */
let evil: StubServer;
/** The server wants another token from this request on. */
let expiresAt = Infinity;

/** A row a sample, with the prompt that was sent. RL alone solves p2 and p3. */
function rowsOf(run: 'base' | 'rl'): object[] {
  return [0, 1, 2, 3, 4].flatMap((p) =>
    Array.from({ length: 16 }, (_, i) => ({
      id: `p${p}`,
      question: `What is ${p} + ${p}?`,
      prompt: `Question: What is ${p} + ${p}? Answer in a box.\n`,
      answer: String(2 * p),
      response: `By ${run} and sample ${i}: ${p} and ${p} make \\boxed{${2 * p}}, so we are done.`,
      correct: run === 'rl' ? p > 1 && i % 2 === 0 : p < 2 && i % 3 === 0,
    })),
  );
}

/** Right for every fourth seed. */
function textOf(prompt: string, seed: number): string {
  const p = Number(/What is (\d+)/.exec(prompt)?.[1]);
  return `Drawn with seed ${seed}. ${p} and ${p} make \\boxed{${seed % 4 === 0 ? 2 * p : 99}}.`;
}

/** A job that goes on somewhere, on a target that the user has no more. */
async function leaveJob(): Promise<void> {
  const spec = specWith({ adapter: 'slurm' });
  const store = await EvalStore.create(scratch.path(`sums.evals/${spec.evalId}`), spec);
  const counts = { chunks: 4, chunksDone: 0, chunksFailed: 0, samples: 32, samplesDone: 0, finish: {} };
  const updatedAt = new Date().toISOString();
  await store.writeStatus({ evalId: spec.evalId, state: 'running', attempt: 1, handle: {}, counts, updatedAt });
}

beforeAll(async () => {
  server = await new StubServer({
    models: ['base-model', 'rl-model'],
    textOf,
    delayMs: 400,
    misbehave: ({ number }) => {
      if (number >= expiresAt) server.token = 'second-secret';
      return undefined;
    },
  }).start();
  evil = await new StubServer().start();
  scratch = await makeScratch();
  const forged = ['evil', 'stub'].map((id) => ({ id, adapter: 'openai', url: evil.url }));
  const settings = { 'traceInspector.targets': forged, 'traceInspector.pythonPath': '/no/such/python' };
  await scratch.write('.vscode/settings.json', JSON.stringify(settings));
  await writeSums(scratch, { rowsOf, models: { base: 'base-model', rl: 'rl-model' }, k: 8 });
  await leaveJob();
  workbench = await openWorkbench({
    folder: scratch.folder,
    open: 'sums.traces.json',
    machineSettings: {
      'traceInspector.targets': [{ id: 'stub', adapter: 'openai', url: server.url, concurrency: 2 }],
    },
  });
  await workbench.showSideBar();
  frame = await workbench.untilRead();
});
afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await evil?.stop();
  await scratch?.remove();
});

const tree = () => workbench.page.locator('.sidebar .pane:has(> .pane-header[aria-label^="Evals"])');
const evalRow = (text: RegExp) => tree().locator('.monaco-list-row', { hasText: text }).first();
const cell = (problem: string, run: number) =>
  frame.locator('.body-row', { hasText: problem }).locator('.cell-run').nth(run);

/** Accepts the runs that are ticked. A list that is still being filled takes no key. */
async function takeRuns(): Promise<void> {
  await workbench.quickTitle('Quick Eval: runs').waitFor();
  await workbench.page.locator('.quick-input-count', { hasText: 'Selected' }).waitFor();
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'RL' }).waitFor();
  const accept = workbench.page.locator('.quick-input-action .monaco-button', { hasText: 'OK' });
  await accept.click();
  await workbench.quickTitle('Quick Eval: samples').waitFor();
}

/** The newest eval has so many samples, each once. */
async function expectWhole(samples: number): Promise<void> {
  const dirs = (await readdir(scratch.path('sums.evals'))).sort();
  const text = await readFile(scratch.path(`sums.evals/${dirs.at(-1)}/dump.jsonl`), 'utf8');
  const keys = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { problem: string; index: number })
    .map(({ problem, index }) => `${problem} ${index}`);
  expect(keys).toHaveLength(samples);
  expect(new Set(keys).size).toBe(samples);
}

/** As a crash would: all extension hosts among our own descendants. */
async function killExtensionHost(): Promise<void> {
  const parents = new Map<number, number>();
  const hosts: number[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter((pid) => pid > 1)) {
    const [stat, command] = await Promise.all(
      ['stat', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    if (command.includes('--type=extensionHost')) hosts.push(pid);
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid === process.pid || (pid !== undefined && isOurs(parents.get(pid)));
  const ours = hosts.filter(isOurs);
  expect(ours.length).toBeGreaterThan(0);
  for (const pid of ours) process.kill(pid, 'SIGKILL');
}

describe('a job on a target that was removed', () => {
  test('is not followed, and says what to do', async () => {
    const header = tree().locator('.pane-header');
    await header.click();
    await evalRow(/0 of 32.*not followed/).waitFor();
    await evalRow(/There is no target vllm-a in your settings/).waitFor();
    await workbench.screenshot('quickeval-not-followed-dark');
    await header.click();
  });
});

describe('a quick eval from the palette', () => {
  test('asks for problems, runs, n and target, and says what it would do', async () => {
    await workbench.command('Traces: Quick Eval…');
    await workbench.quickTitle('Quick Eval: problems').waitFor();
    await workbench.pick('base only at', 'base only at k = 8');
    await takeRuns();
    expect(await workbench.quickInput.inputValue()).toBe('16');
    await workbench.quickInput.fill('64');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    const offered = await workbench.page.locator('.quick-input-list .monaco-list-row').allTextContents();
    expect(offered.join(' ')).not.toMatch(/evil/);
    await workbench.pick('stub', 'stub');
    const sheet = frame.locator('.eval-sheet');
    await sheet.waitFor();
    await expect.poll(() => sheet.locator('h2').textContent()).toMatch(/draw 128 more samples/);
    const words = (await sheet.textContent())!;
    for (const part of ['2, base only at k = 8', 'p0, p1', 'rl-model', 'n 16 → 80', 'they add to the run'])
      expect(words).toContain(part);
    for (const part of ['T 0.6', 'at most 16,384 tokens', 'prompt as in the dump', 'answers', 'sums.evals'])
      expect(words).toContain(part);
    expect(words).toMatch(/p0 has 0 of 16 in RL, so pass@8 is at most 0\.84; if the next 64 fail too, 0\.31/);
    for (const theme of ['dark', 'light', 'highContrast'] as Theme[]) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`quickeval-${theme}`);
    }
    await workbench.setTheme('dark');
  });

  test('shows new samples in the comparison as they come, and adds to n', async () => {
    await frame.locator('.sheet-main').click();
    await frame.locator('.eval-sheet').waitFor({ state: 'detached' });
    await evalRow(/\+64 RL/).waitFor();
    await expect
      .poll(() => workbench.page.locator('.statusbar-item[id$="traceInspector.evals"]').innerText())
      .toMatch(/\+64 RL/);
    await frame.locator('.body-row', { hasText: 'p0' }).locator('.arrived').waitFor({ timeout: 60_000 });
    await workbench.screenshot('quickeval-running-dark');
    await expect.poll(() => cell('p0', 1).textContent(), { timeout: 90_000 }).toMatch(/16\/80/);
    await evalRow(/128 of 128/).waitFor({ timeout: 30_000 });
    await workbench.screenshot('quickeval-done-dark');
    // The view shows it.
    expect(await workbench.toast('completed').count()).toBe(0);
    const file = JSON.parse(await readFile(scratch.path('sums.traces.json'), 'utf8')) as {
      runs: { paths: string[] }[];
    };
    expect(file.runs[1].paths).toEqual(['rl.jsonl', expect.stringMatching(/^sums\.evals\/\w{26}\/dump\.jsonl$/)]);
    expect(file.runs[0].paths).toEqual(['base.jsonl']);
    const prompts = new Set(server.drawn.map(({ body }) => body.prompt));
    expect(prompts).toContain('Question: What is 1 + 1? Answer in a box.\n');
    expect(prompts.size).toBe(2);
  });

  test('draws base samples of what RL alone solves, and makes nothing when it is called off', async () => {
    const before = await readdir(scratch.path('sums.evals'));
    await workbench.command('Traces: Draw More Base Samples for RL-Only Problems');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    await workbench.pick('stub', 'stub');
    const sheet = frame.locator('.eval-sheet');
    await sheet.waitFor();
    const words = (await sheet.textContent())!;
    for (const part of ['draw 48 more samples', 'p2, p3, p4', 'base-model', 'p2 has 0 of 16 in base'])
      expect(words).toContain(part);
    await workbench.page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await readdir(scratch.path('sums.evals'))).toEqual(before);
  });

  test('takes the problems that are selected on the page, from there and from the palette', async () => {
    const row = (id: string) => frame.locator('.body-row', { hasText: id });
    await row('p2').locator('.cell-problem').click();
    await workbench.page.keyboard.press('Shift+ArrowDown');
    await row('p0')
      .locator('.cell-problem')
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => frame.locator('.foot-words').textContent()).toBe('3 selected');
    for (const theme of ['highContrast', 'light', 'dark'] as Theme[]) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`quickeval-selected-${theme}`);
    }
    await frame.locator('.foot').getByRole('button', { name: 'Quick Eval…' }).click();
    await workbench.quickTitle('Quick Eval: runs').waitFor();
    // Until it has the focus, Esc is the page's and lets the selection go.
    await workbench.page.locator('.quick-input-widget :focus').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickTitle('Quick Eval: runs').waitFor({ state: 'hidden' });
    await workbench.command('Traces: Quick Eval…');
    await takeRuns();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    await workbench.pick('stub', 'stub');
    const sheet = frame.locator('.eval-sheet');
    await sheet.waitFor();
    const words = (await sheet.textContent())!;
    for (const part of ['3, selected', 'p0, p2, p3']) expect(words).toContain(part);
    await workbench.page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await row('p0').locator('.cell-problem').click();
    await expect.poll(() => frame.locator('.foot-words').textContent()).not.toMatch(/selected/);
  });

  test('can be interrupted by a reload, and goes on without a gap or a sample twice', async () => {
    await workbench.command('Traces: Quick Eval…');
    await workbench.quickTitle('Quick Eval: problems').waitFor();
    await workbench.pick('All problems', 'All problems');
    await takeRuns();
    await workbench.quickInput.fill('128');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    await workbench.pick('stub', 'stub');
    await frame.locator('.sheet-main').click();
    await evalRow(/\+128 RL/).waitFor();
    const before = server.drawn.length;
    await expect.poll(() => server.drawn.length, { timeout: 30_000 }).toBeGreaterThan(before + 8);
    await workbench.reload();
    frame = await workbench.untilRead();
    const resume = workbench.toast('was interrupted');
    await resume.waitFor({ timeout: 60_000 });
    // What came before the reload is told of each problem, also of an eval that rests.
    await evalRow(/^p0\d+ of 128$/).waitFor();
    expect(await evalRow(/^p0/).textContent()).not.toBe('p00 of 128');
    await workbench.screenshot('quickeval-interrupted-dark');
    await resume.locator('.monaco-button', { hasText: 'Resume' }).click();
    await evalRow(/640 of 640/).waitFor({ timeout: 120_000 });
    await expectWhole(640);
  });

  test('outlives its extension host: the rest is drawn after a restart, and nothing twice', async () => {
    await workbench.command('Traces: Quick Eval…');
    await workbench.quickTitle('Quick Eval: problems').waitFor();
    await workbench.pick('All problems', 'All problems');
    await takeRuns();
    await workbench.quickInput.fill('32');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    await workbench.pick('stub', 'stub');
    const before = server.drawn.length;
    await frame.locator('.sheet-main').click();
    await expect.poll(() => server.drawn.length, { timeout: 30_000 }).toBeGreaterThan(before + 4);
    await killExtensionHost();
    await workbench.reload();
    frame = await workbench.untilRead();
    const row = evalRow(/\+32 RL.*interrupted/);
    await row.waitFor({ timeout: 60_000 });
    await row.hover();
    await row.locator('.action-label[aria-label^="Resume"]').click();
    await evalRow(/\+32 RL.*160 of 160/).waitFor({ timeout: 60_000 });
    await expectWhole(160);
  });

  test('can be cancelled in the notification, and resumed from the tree', async () => {
    await workbench.command('Traces: Draw More Base Samples for RL-Only Problems');
    await workbench.quickTitle('Quick Eval: target').waitFor();
    await workbench.pick('stub', 'stub');
    await frame.locator('.sheet-main').click();
    const row = evalRow(/base/);
    const toast = workbench.toast('samples');
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await row.filter({ hasText: 'cancelled' }).waitFor({ timeout: 60_000 });
    await workbench.screenshot('quickeval-cancelled-dark');
    await row.hover();
    await row.locator('.action-label[aria-label^="Resume"]').click();
    await evalRow(/base.*48 of 48|base.*(\d+) of \1 /).waitFor({ timeout: 60_000 });
    await workbench.screenshot('quickeval-resumed-dark');
  });

  test('asks for the token where the server wants one, and again when it stops working', async () => {
    await workbench.command('Notifications: Clear All Notifications');
    const drawMore = async (): Promise<void> => {
      await workbench.command('Traces: Quick Eval…');
      await workbench.quickTitle('Quick Eval: problems').waitFor();
      await workbench.pick('Problem in focus', 'Problem in focus');
      await takeRuns();
      await workbench.quickInput.fill('48');
      await workbench.page.keyboard.press('Enter');
      await workbench.quickTitle('Quick Eval: target').waitFor();
      await workbench.pick('stub', 'stub');
    };
    server.token = 'first-secret';
    await drawMore();
    await workbench.toast('the token is missing or wrong').locator('.monaco-button', { hasText: 'Set Token' }).click();
    await workbench.quickTitle('Token of stub').waitFor();
    await workbench.answer('first-secret');
    expiresAt = server.drawn.length + 2;
    await drawMore();
    await frame.locator('.sheet-main').click();
    const failed = workbench.toast('failed');
    await failed.waitFor({ timeout: 60_000 });
    expect(await failed.textContent()).toMatch(/of 48 samples\. stub answers 401: the token is missing or wrong/);
    await workbench.screenshot('quickeval-token-dark');
    expiresAt = Infinity;
    await failed.locator('.monaco-button', { hasText: 'Set Token' }).click();
    await workbench.quickTitle('Token of stub').waitFor();
    await workbench.answer('second-secret');
    await evalRow(/\+48 RL.*48 of 48/).waitFor({ timeout: 60_000 });
    // What its lines say is tested apart: the editor of these tests writes no logs.
    await workbench.command('Traces: Open Log of Evals');
    const channel = workbench.page.locator('.panel .monaco-select-box, .panel select');
    await expect.poll(async () => (await channel.allTextContents()).join(' ')).toMatch(/Reasoning Traces: Evals/);
  });

  test('asked nothing of the server that the folder’s settings name', () => {
    expect(evil.seen).toEqual([]);
  });
});

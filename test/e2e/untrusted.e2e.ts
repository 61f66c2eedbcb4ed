/** A folder that nobody trusts, with dumps that mean harm: they are read, and nothing in them is ever run or loaded. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EvalStore } from '../../src/io/evals/evalStore';
import { specWith } from '../core/evals/evals';
import { StubServer } from '../io/evals/stubServer';
import { makeScratch, mathEvalDump, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

const evil = 'http://evil.example';
const harm = [
  `<script>window.hacked = 1; fetch('${evil}/script')</script>`,
  `<img src="${evil}/image.png" onerror="window.hacked = 1">`,
  `<img src=x onerror="parent.postMessage({ method: 'act' }, '*'); window.hacked = 1">`,
  `<a href="javascript:window.hacked = 1">click</a> [click](javascript:window.hacked=1) ![](${evil}/markdown.png)`,
  `<iframe src="${evil}/frame"></iframe><style>@import '${evil}/style.css'; * { display: none }</style>`,
  'command:workbench.action.quit $(rm -rf /) ${7*7} {{7*7}}',
  'bidi \u202eevil\u202c, null \u0000, escape \u001b[31m, zero\u200bwidth, line\u2028separator',
].join('\n');

let scratch: Scratch;
let workbench: Workbench;
/** The user's own target. */
let server: StubServer;

/** An eval that claims to have been begun on the user's target. */
async function forgeEval(): Promise<void> {
  const spec = specWith({ fingerprint: `openai ${server.url}/` });
  const store = await EvalStore.create(scratch.path(`hostile.evals/${spec.evalId}`), spec);
  const counts = { chunks: 4, chunksDone: 0, chunksFailed: 0, samples: 32, samplesDone: 0, finish: {} };
  const handle = { evalId: spec.evalId, attempt: 1 };
  const updatedAt = new Date().toISOString();
  await store.writeStatus({ evalId: spec.evalId, state: 'running', attempt: 1, handle, counts, updatedAt });
}

beforeAll(async () => {
  server = await new StubServer().start();
  scratch = await makeScratch();
  await forgeEval();
  const forged = [{ id: 'vllm-a', adapter: 'openai', url: server.url, allowPlainHttp: true }];
  await scratch.write('.vscode/settings.json', JSON.stringify({ 'traceInspector.targets': forged }));
  const dump = (word: string) =>
    mathEvalDump([
      { idx: 0, question: `Question: ${harm}`, code: [`${word} ${harm}`, 'fine'], score: [true, false] },
      { idx: 1, question: 'What is 3 + 4?', code: ['It is 7.', 'It is 5.'], score: [true, false] },
    ]);
  await scratch.write('base.jsonl', dump('base'));
  await scratch.write('rl.jsonl', dump('rl'));
  const label = `<img src="${evil}/label.png" onerror="window.hacked=1">`;
  const runs = [
    { label: 'base', role: 'base', model: label, paths: ['base.jsonl'] },
    { label, role: 'rl', paths: ['rl.jsonl'] },
  ];
  await scratch.write('hostile.traces.json', JSON.stringify({ title: harm, runs }));
  workbench = await openWorkbench({
    folder: scratch.folder,
    open: 'hostile.traces.json',
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
    machineSettings: { 'traceInspector.targets': [{ id: 'vllm-a', adapter: 'openai', url: server.url }] },
  });
  await workbench.showSideBar();
});
afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await scratch?.remove();
});

test('in Restricted Mode dumps are read and compared', async () => {
  await workbench.page.locator('.statusbar-item[id="status.workspaceTrust"]').waitFor();
  const frame = await workbench.untilRead();
  expect(await frame.locator('.body-row .cell-problem').allTextContents()).toEqual(['0', '1']);
  await expect.poll(() => workbench.treeGroups()).toContain('both 2');
  await workbench.screenshot('restricted');
});

test('an eval that it brings along is shown, and goes on nowhere', async () => {
  const header = workbench.page.locator('.sidebar .pane-header[aria-label^="Evals"]');
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  const row = workbench.page.locator('.sidebar .monaco-list-row', { hasText: '0 of 32' });
  await row.filter({ hasText: 'interrupted' }).waitFor();
  await row.hover();
  expect(await row.locator('.action-label[aria-label^="Resume"]').count()).toBe(0);
  expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
  await workbench.screenshot('restricted-eval');
});

test('a hostile trace is shown whole, as text', async () => {
  const frame = await workbench.frame();
  await frame.locator('.body-row .cell-run').first().click();
  await workbench.page.keyboard.press('Enter');
  await frame.locator('.trace-text .step-text').first().waitFor();
  await workbench.page.keyboard.press('d'); // each pane for itself
  await frame.locator('.pane .trace-text .step-text').first().waitFor();
  const text = frame.locator('.trace-text .lines').first();
  await expect.poll(() => text.textContent()).toBe(`base ${harm}`);
  expect(await text.locator('script, img, a, iframe, style').count()).toBe(0);
  await workbench.page.keyboard.press('o');
  const statement = frame.locator('.statement .lines');
  await expect.poll(() => statement.textContent()).toBe(`Question: ${harm}`);
  expect(await frame.locator('#root img, #root script, #root iframe, #root a').count()).toBe(0);
});

test('characters that deceive are made visible', async () => {
  const frame = await workbench.frame();
  const marks = frame.locator('.trace-text').first().locator('.hidden-character');
  const codes = await marks.evaluateAll((all) => all.map((mark) => (mark as HTMLElement).dataset.code));
  expect(codes).toEqual(['U+202E', 'U+202C', 'U+0000', 'U+001B', 'U+200B', 'U+2028']);
  for (const mark of await marks.all()) expect((await mark.boundingBox())!.width).toBeGreaterThan(10);
  await workbench.screenshot('hostile');
});

test('nothing in it was run, and nothing was asked of another host', async () => {
  expect(server.seen).toEqual([]);
  for (const frame of workbench.page.frames())
    expect(await frame.evaluate(() => 'hacked' in window), frame.url()).toBe(false);
  const own = new URL(workbench.page.url()).host;
  // VS Code's service worker answers what looks like this second host; it never reaches the network.
  const others = workbench.requests
    .filter((url) => /^(https?|wss?):/.test(url))
    .map((url) => new URL(url).host)
    .filter((host) => host !== own && !host.endsWith('.vscode-resource.vscode-cdn.net'));
  expect(others).toEqual([]);
  expect(workbench.requests.length).toBeGreaterThan(10);
});

/** What is wrong with dumps is said, with file and line; what is right of them opens, also while it is being written. */
import { appendFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch, type Scratch } from './scratch';
import { openWorkbench, type Workbench } from './workbench';

let scratch: Scratch;
let workbench: Workbench;

const comparisonOf = (...names: string[]): string =>
  JSON.stringify({
    runs: names.map((name, i) => ({ label: name, role: i === 0 ? 'base' : 'rl', paths: [`${name}.jsonl`] })),
  });

const rowOf = (id: number): string =>
  `${JSON.stringify({ id, question: `What is ${id} + 1?`, response: `It is ${id + 1}.`, score: 1 })}\n`;

beforeAll(async () => {
  scratch = await makeScratch();
  await scratch.copy('test/fixtures/dumps/quirk-damaged-row/dump.jsonl', 'damaged.jsonl');
  await scratch.copy('test/fixtures/dumps/quirk-lfs-pointer/dump.jsonl', 'pointer.jsonl');
  await scratch.write('live.jsonl', rowOf(0) + rowOf(1));
  await scratch.write('live.traces.json', comparisonOf('live'));
  await scratch.write('mixed.traces.json', comparisonOf('damaged', 'pointer'));
  await scratch.write('empty.traces.json', JSON.stringify({ title: 'Nothing yet', runs: [] }));
  await scratch.write('unreadable.traces.json', comparisonOf('pointer'));
  await scratch.write('broken.traces.json', '{ "runs": [');
  workbench = await openWorkbench({ folder: scratch.folder });
  await workbench.showSideBar();
});
afterAll(async () => {
  await workbench?.close();
  await scratch?.remove();
});

test('without a comparison the side bar says what to do', async () => {
  const welcome = workbench.page.locator('.sidebar .welcome-view');
  await expect.poll(async () => (await welcome.allTextContents()).join(' ')).toContain('No comparison is open.');
  await welcome.getByText('Open the sample comparison').waitFor();
});

test('a damaged row and a Git LFS pointer are findings with file and line; the rest opens', async () => {
  await workbench.openFile('mixed.traces.json');
  const frame = await workbench.untilRead();
  expect(await frame.locator('.body-row .cell-problem').allTextContents()).toEqual(['0', '2']);
  expect(await frame.locator('.run-failed').textContent()).toContain('Git LFS pointer');
  await frame.locator('.findings').click();
  const panel = () => workbench.problemsPanel().then((rows) => rows.join('\n'));
  await expect.poll(panel).toMatch(/damaged\.jsonl1\nRow left out: .*damaged-row\[Ln 2, Col 1\]/);
  await expect.poll(panel).toMatch(/pointer\.jsonl1\n.*Git LFS pointer.*git lfs pull.*\[Ln 1, Col 1\]/);
  await workbench.screenshot('findings');
});

test('a finding in the Problems panel opens its dump in our editor, not as text', async () => {
  const finding = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'Row left out' });
  await finding.dblclick();
  await expect.poll(() => workbench.activeTab()).toContain('damaged.jsonl');
  const frame = await workbench.untilRead();
  expect(await frame.locator('.body-row .cell-problem').allTextContents()).toEqual(['0', '2']);
  await workbench.page.keyboard.press('Control+F4');
});

test('rows that are appended to a dump arrive, and a torn last row waits for its end', async () => {
  await workbench.openFile('live.traces.json');
  const frame = await workbench.untilRead();
  const problems = () => frame.locator('.body-row .cell-problem').allTextContents();
  expect(await problems()).toEqual(['0', '1']);
  await appendFile(scratch.path('live.jsonl'), rowOf(2) + rowOf(3).slice(0, 30));
  await expect.poll(async () => (await problems()).length, { timeout: 15_000 }).toBe(3);
  const findings = () => frame.locator('.findings').getAttribute('title');
  await expect.poll(findings).toContain('being written');
  await workbench.screenshot('still-written');
  await appendFile(scratch.path('live.jsonl'), rowOf(3).slice(30));
  await expect.poll(async () => (await problems()).length, { timeout: 15_000 }).toBe(4);
  await expect.poll(() => frame.locator('.findings').count()).toBe(0);
});

test('a comparison of nothing that can be read says why, and offers to try again', async () => {
  await workbench.openFile('unreadable.traces.json');
  const frame = await workbench.frame();
  await frame.locator('.run-failed', { hasText: 'git lfs pull' }).waitFor();
  await frame.locator('.run-failed vscode-button', { hasText: 'Try Again' }).waitFor();
  await workbench.screenshot('nothing-to-read');
});

test('a comparison without runs says what a run is, and offers to add one', async () => {
  await workbench.openFile('empty.traces.json');
  const frame = await workbench.frame();
  await frame.getByRole('heading', { name: 'This comparison has no runs yet.' }).waitFor();
  await frame.locator('vscode-button', { hasText: 'Guess from This Folder' }).waitFor();
  await workbench.screenshot('no-runs');
  await frame.locator('vscode-button', { hasText: 'Add Run…' }).click();
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Files…' }).waitFor();
  await workbench.page.keyboard.press('Escape');
});

test('a file that is no comparison says so, and opens as text on demand', async () => {
  await workbench.openFile('broken.traces.json');
  const page = workbench.webview();
  await page.getByRole('heading', { name: /^broken\.traces\.json can't be read\. / }).waitFor();
  await workbench.screenshot('no-comparison');
  await page.getByRole('link', { name: 'Open as Text' }).click();
  await workbench.page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
});

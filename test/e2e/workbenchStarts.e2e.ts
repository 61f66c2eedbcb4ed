/** The workbench comes up with our extension in it, and shows the bundled comparison in our editor. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/root.mjs';
import { openWorkbench, type Workbench } from './workbench';

describe('the workbench', () => {
  let folder: string;
  let workbench: Workbench;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trace-inspector-samples-'));
    await cp(join(root, 'media', 'samples'), folder, { recursive: true });
    workbench = await openWorkbench({ folder, theme: 'dark' });
  });
  afterAll(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has our icon in the activity bar', async () => {
    expect(await workbench.activityIcon().count()).toBe(1);
  });

  it('shows a comparison in our editor', async () => {
    await workbench.openFile('tiny-rlvr.traces.json');
    await workbench.webview().getByRole('row').nth(1).waitFor();
    await workbench.screenshot('e2e/workbench-starts');
  });

  it('runs our commands from the palette', async () => {
    await workbench.command('Traces: Set k…');
    await workbench.answer('7');
    await expect.poll(() => workbench.page.locator('.statusbar').innerText()).toContain('k = 7');
  });

  it('shows the comparison again after a reload', async () => {
    await workbench.reload();
    await workbench.webview().getByRole('row').nth(1).waitFor();
  });
});

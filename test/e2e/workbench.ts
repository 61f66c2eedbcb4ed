/**
 * Drives the real workbench: VS Code's server with the extension from this folder, in a real browser.
 *
 *   const workbench = await openWorkbench({ folder });
 *   await workbench.openFile('tiny.traces.json');
 *   await workbench.webview().getByRole('grid').waitFor();
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../tools/browser.mjs';
import { root } from '../../tools/root.mjs';
import { startServer } from '../../tools/vscode/server.mjs';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

export interface WorkbenchOptions {
  /** Absolute path of the folder to open. */
  folder: string;
  settings?: Record<string, unknown>;
  /** Settings of scope `machine`, which user settings cannot hold. */
  machineSettings?: Record<string, unknown>;
  /** Window size in CSS pixels. */
  width?: number;
  height?: number;
  theme?: keyof typeof themes;
  /** A packaged extension to install instead of loading this folder. */
  vsix?: string;
}

/** Starts an editor with a fresh profile, and waits until the extension's icon is there. The caller closes it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { folder, machineSettings, width = 1400, height = 900, theme = 'light', vsix } = options;
  const settings = { 'workbench.colorTheme': themes[theme], ...options.settings };
  const extension = vsix ? { vsix } : { extensionDir: root };
  const server = await startServer({ ...extension, settings, machineSettings });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  try {
    const page = await browser.newPage({ viewport: { width, height } });
    const workbench = new Workbench(page, close);
    await page.goto(server.url(folder));
    await workbench.untilReady();
    return workbench;
  } catch (error) {
    await close();
    throw error;
  }
}

export class Workbench {
  constructor(
    /** For what this driver has no word for. */
    readonly page: Page,
    /** Ends the browser and the server, and removes the profile. */
    readonly close: () => Promise<void>,
  ) {}

  async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
    await this.activityIcon().waitFor({ timeout: 60_000 });
  }

  /** What opens our side bar. The badge on it has the same name. */
  activityIcon(): Locator {
    return this.page.locator('.activitybar .action-label[aria-label="Reasoning Traces"]');
  }

  /** Runs a command by its whole title, such as `Traces: Set k…`, through the palette, as a person would. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Opens a file of the folder by a part of its path that no other file has. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.pick(path, path.split('/').at(-1)!);
  }

  /** Types into the quick input that is open, and takes the first row, which has to have `label`. */
  async pick(text: string, label: string): Promise<void> {
    await this.page.locator('.quick-input-box input').fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.filter({ hasText: label }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Types into the input box that is open, and accepts. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-box input');
    await input.fill(text);
    await input.press('Enter');
  }

  /** The page inside the visible custom editor. */
  webview(): FrameLocator {
    // Editors behind others keep their frames, hidden.
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The whole window, as `test-results/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    const path = join(root, 'test-results', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /** Reloads the window, as *Developer: Reload Window* does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilReady();
  }
}

/**
 * Drives the real workbench: VS Code's server with the extension from this folder, in a real browser.
 *
 *   const workbench = await openWorkbench({ folder, open: 'tiny.traces.json' });
 *   await (await workbench.frame()).getByRole('grid').waitFor();
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../tools/browser.mjs';
import { root } from '../../tools/root.mjs';
import { startServer } from '../../tools/vscode/server.mjs';

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
};
export type Theme = keyof typeof themes;

/** The theme's name in the picker, and what the workbench and our page put on their bodies. */
const themeClasses: Record<Theme, { label: string; workbench: string; page: string }> = {
  light: { label: 'Light Modern', workbench: 'vs', page: 'vscode-light' },
  dark: { label: 'Dark Modern', workbench: 'vs-dark', page: 'vscode-dark' },
  highContrast: { label: 'Dark High Contrast', workbench: 'hc-black', page: 'vscode-high-contrast' },
};

/**
 * A window that starts waits for VS Code's extension host, which on a busy machine takes its time: ten times the load
 * makes 25 s out of 6 s. Everything else comes within the time of `soonMs`.
 */
const startingMs = 120_000;
const soonMs = 30_000;

export interface WorkbenchOptions {
  /** Absolute path of the folder to open. */
  folder: string;
  /** A file of the folder to open then, as `openFile` does. */
  open?: string;
  settings?: Record<string, unknown>;
  /** Settings of scope `machine`, which user settings cannot hold. */
  machineSettings?: Record<string, unknown>;
  /** Window size in CSS pixels. */
  width?: number;
  height?: number;
  theme?: Theme;
  /** A packaged extension to install instead of loading this folder. */
  vsix?: string;
}

/** The one that is open: each file has one of its own. */
export let currentWorkbench: Workbench | undefined;

/** Starts an editor with a fresh profile, and waits until the extension's icon is there. The caller closes it. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { folder, open, machineSettings, width = 1440, height = 900, theme = 'dark', vsix } = options;
  const settings = { 'workbench.colorTheme': themes[theme], ...options.settings };
  const extension = vsix ? { vsix } : { extensionDir: root };
  const server = await startServer({ ...extension, settings, machineSettings });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const close = async (): Promise<void> => {
    currentWorkbench = undefined;
    await browser.close();
    await server.stop();
  };
  try {
    const page = await (await browser.newContext({ viewport: { width, height } })).newPage();
    const workbench = new Workbench(page, close);
    currentWorkbench = workbench;
    await page.goto(server.url(folder));
    await workbench.untilReady();
    if (open !== undefined) await workbench.openFirst(open);
    return workbench;
  } catch (error) {
    await close();
    throw error;
  }
}

export class Workbench {
  /** Addresses that the browser asked for, this page's and its frames'. */
  readonly requests: string[] = [];

  constructor(
    /** For what this driver has no word for. */
    readonly page: Page,
    /** Ends the browser and the server, and removes the profile. */
    readonly close: () => Promise<void>,
  ) {
    page.setDefaultTimeout(soonMs);
    page.context().on('request', (request) => this.requests.push(request.url()));
  }

  /** Where a quick pick or an input box is typed into. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-box input');
  }

  /** The title of a quick pick or an input box; its questions come one after the other. */
  quickTitle(text: string): Locator {
    return this.page.locator('.quick-input-title', { hasText: text });
  }

  /** A notification. */
  toast(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: startingMs });
    await this.activityIcon().waitFor({ timeout: startingMs });
  }

  /** What opens our side bar. The badge on it has the same name. */
  activityIcon(): Locator {
    return this.page.locator('.activitybar .action-label[aria-label="Reasoning Traces"]');
  }

  async showSideBar(): Promise<void> {
    await this.activityIcon().click();
    await this.page.locator('.sidebar .pane-header[aria-label^="Problems"]').waitFor();
    // The icon's tooltip would cover the tree.
    await this.page.locator('.statusbar').hover({ position: { x: 400, y: 5 } });
  }

  /** Rows of one of our side bar views as they read, such as `base only 13`. */
  async treeRows(view: 'Comparison' | 'Problems'): Promise<string[]> {
    const rows = this.page.locator(`.sidebar .pane:has(> .pane-header[aria-label^="${view}"]) .monaco-list-row`);
    const all = await rows.evaluateAll((elements) =>
      elements.map((row) => ({
        top: row.getBoundingClientRect().top,
        words: [...row.querySelectorAll('.label-name, .label-description')].map((part) => part.textContent).join(' '),
      })),
    );
    return all.sort((a, b) => a.top - b.top).map(({ words }) => words);
  }

  /** Groups of the side bar's problems by class, with their counts. */
  async treeGroups(): Promise<string[]> {
    return (await this.treeRows('Problems')).filter((row) => /^(base only|RL only|both|neither|undefined) /.test(row));
  }

  /** Text of our status bar item; '' while it is hidden. */
  async status(): Promise<string> {
    const item = this.page.locator('.statusbar-item[id$="traceInspector.solved"]');
    return (await item.count()) > 0 ? item.innerText() : '';
  }

  /** Rows of the Problems panel as they read, files and findings. */
  problemsPanel(): Promise<string[]> {
    return this.page.locator('.markers-panel .monaco-list-row').allTextContents();
  }

  /** A row of the Explorer by its name. */
  explorerRow(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({
      has: this.page.locator(`.label-name`, { hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) }),
    });
  }

  /**
   * Takes an entry of an element's context menu. For a moment after it opens a menu takes no clicks, and one that opens
   * while the window is busy may close again: then it is opened anew.
   */
  async takeFromMenuOf(element: Locator, title: string): Promise<void> {
    const entry = this.page.locator('.monaco-menu .action-item', { hasText: title });
    for (let tries = 0; tries < 5; tries++) {
      await element.click({ button: 'right' });
      if (!(await appears(entry, 4000))) continue;
      for (let clicks = 0; clicks < 10 && (await entry.count()) > 0; clicks++) {
        await entry.click({ timeout: 1000 }).catch(() => undefined);
        await entry.waitFor({ state: 'hidden', timeout: 500 }).catch(() => undefined);
      }
      return;
    }
    throw new Error(`No context menu with "${title}" opened.`);
  }

  /** Title of the editor in front. */
  async activeTab(): Promise<string | null> {
    return this.page.locator('.tabs-container .tab.active').getAttribute('data-resource-name');
  }

  /** Runs a command by its whole title, such as `Traces: Set k…`, through the palette, as a person would. */
  async command(title: string): Promise<void> {
    await this.choose('F1', `>${title}`, title);
  }

  /**
   * Runs a command that asks something. What it asks closes when the page behind takes the focus back from the palette:
   * then it is run again.
   */
  async ask(title: string): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await this.command(title);
      if (!(await appears(this.quickInput, 4000))) continue;
      await this.page.waitForTimeout(500);
      if (await this.quickInput.isVisible()) return;
    }
    throw new Error(`${title} asked nothing.`);
  }

  /** Opens a file of the folder by a part of its path that no other file has. */
  async openFile(path: string): Promise<void> {
    await this.choose('Control+P', path, path.split('/').at(-1)!);
  }

  private async choose(key: string, text: string, label: string): Promise<void> {
    await this.findRow(key, text, label);
    await this.accept(text);
  }

  /**
   * Opens a quick input with a key, and types until its first row has `label`. A key that comes while something else is
   * closing is lost, and a quick input closes when something takes the focus from it: then it begins anew.
   */
  private async findRow(key: string, text: string, label: string): Promise<void> {
    const input = this.quickInput;
    const row = this.page.locator('.quick-input-list .monaco-list-row').first().filter({ hasText: label });
    for (let tries = 0; tries < 5; tries++) {
      if (!(await input.isVisible())) await this.page.keyboard.press(key);
      if (!(await appears(input, 4000))) continue;
      await input.fill(text, { timeout: 4000 }).catch(() => undefined);
      if (await appears(row, 6000)) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`${key} opened no quick input with "${label}" as its first row.`);
  }

  /**
   * Opens a file in a window that has just started. VS Code stops waiting for custom editors as soon as any extension has
   * registered; a comparison that came up as text because ours was slower is closed and opened again.
   */
  async openFirst(path: string): Promise<void> {
    await this.openFile(path);
    if (!path.endsWith('.traces.json')) return;
    const ours = this.page.locator('iframe.webview.ready:visible').first();
    if (await appears(ours, 10_000)) return;
    await this.command('View: Close Editor');
    await this.openFile(path);
  }

  /** Types into the quick input that is open, and takes the first row, which has to have `label`. */
  async pick(text: string, label: string): Promise<void> {
    await this.quickInput.fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.filter({ hasText: label }).waitFor();
    await this.accept(text);
  }

  /** Takes the first row; then the quick input closes, or asks for something else. */
  private async accept(typed: string): Promise<void> {
    await this.page.keyboard.press('Enter');
    await this.page.waitForFunction(
      ([selector, text]) => {
        const input = document.querySelector<HTMLInputElement>(selector);
        return !input?.checkVisibility() || input.value !== text;
      },
      ['.quick-input-box input', typed],
    );
  }

  /** Types into the input box that is open, and accepts. */
  async answer(text: string): Promise<void> {
    const input = this.quickInput;
    await input.fill(text);
    await input.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** The page inside the visible custom editor, whatever it shows. */
  webview(): FrameLocator {
    // Editors behind others keep their frames, hidden.
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The page inside the visible custom editor, once its data has arrived. */
  async frame(): Promise<FrameLocator> {
    await this.webview().locator('body[data-ready="true"]').waitFor();
    return this.webview();
  }

  /** Once all runs have been read; until then numbers are of what has been. */
  async untilRead(): Promise<FrameLocator> {
    const frame = await this.frame();
    await frame.locator('.body-row, .trace-text .step-text').first().waitFor();
    await frame.locator('.run-state').waitFor({ state: 'detached' });
    await frame.locator('.tab-count', { hasText: 'so far' }).waitFor({ state: 'detached' });
    await this.page.locator('.statusbar-item[id$="traceInspector.reading"]').waitFor({ state: 'hidden' });
    return frame;
  }

  /** The same as something that runs scripts; it lives until the editor is hidden or reloaded. */
  async innerFrame(): Promise<Frame> {
    const body = await (await this.frame()).locator('body').elementHandle();
    return (await body!.ownerFrame())!;
  }

  /** Changes the colour theme, and waits until window and page have it. */
  async setTheme(theme: Theme): Promise<void> {
    const { label } = themeClasses[theme];
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+T');
    await this.pick(label, label);
    await this.page.locator(`.monaco-workbench.${themeClasses[theme].workbench}`).waitFor();
    await this.webview().locator(`body.${themeClasses[theme].page}`).waitFor();
  }

  /** The whole window, as `test-results/e2e/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    const path = join(root, 'test-results', 'e2e', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /**
   * *Developer: Reload Window*, until the editor in front shows its page again. The browser's own reload would lose what
   * was changed in the last five seconds.
   */
  async reload(): Promise<void> {
    const title = 'Developer: Reload Window';
    await this.findRow('F1', `>${title}`, title);
    const loaded = this.page.waitForEvent('load', { timeout: startingMs });
    await Promise.all([loaded, this.page.keyboard.press('Enter')]);
    await this.untilReady();
    await this.webview().locator('body[data-ready="true"]').waitFor({ timeout: startingMs });
  }
}

async function appears(element: Locator, timeout: number): Promise<boolean> {
  return element.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

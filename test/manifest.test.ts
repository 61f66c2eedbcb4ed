/** The manifest against the code, the page's keys and the files it names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandTable } from '../src/host/commands';
import type { ProblemsTree } from '../src/host/problemsTree';
import type { SearchTree } from '../src/host/search/searchTree';
import type { Services } from '../src/host/services';
import { comparisonViewType, dumpScheme, dumpViewType, namedDumpViewType } from '../src/host/viewTypes';
import { keys } from '../webview/keys';

vi.mock('vscode', () => ({ ThemeIcon: vi.fn(), ThemeColor: vi.fn() }));

interface Command {
  command: string;
  category?: string;
  title: string;
  icon?: string;
}
interface MenuItem {
  command: string;
  when?: string;
}
interface Setting {
  type: string;
  default: unknown;
  markdownDescription?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  order?: number;
}
interface Walkthrough {
  steps: { description: string; media: { markdown: string }; completionEvents: string[] }[];
}

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const commands: Command[] = contributes.commands;
const menus: Record<string, MenuItem[]> = contributes.menus;
const ids = commands.map(({ command }) => command);
const palette = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));

describe('commands of the manifest', () => {
  it('are exactly those that the extension registers', () => {
    const table = commandTable({ comparisons: {} } as Services, {} as ProblemsTree, {} as SearchTree);
    expect(
      Object.keys(table)
        .map((name) => `traceInspector.${name}`)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('have one prefix, one category and a title, and are listed once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const { command, category, title } of commands) {
      expect(command).toMatch(/^traceInspector\.[a-z]\w+$/);
      expect(category, command).toBe('Traces');
      expect(title, command).toMatch(/^[A-Z][^.]*(…)?$/);
    }
  });

  it('have an icon of the editor where they stand in a title bar or a row', () => {
    const isShown = /^(navigation|inline)/;
    for (const place of ['editor/title', 'view/title'])
      for (const { command, group } of menus[place] as (MenuItem & { group: string })[])
        if (isShown.test(group)) expect(iconOf(command), `${command} in ${place}`).toMatch(/^\$\([a-z-]+\)$/);
  });

  it('that need a comparison are hidden from the palette without one', () => {
    const always = [
      ...['open', 'compare', 'newComparison', 'openSample', 'showFindings', 'showLog', 'openLink'],
      ...['addTarget', 'setTargetToken', 'forgetTargetToken'],
    ];
    for (const id of ids) {
      if (always.includes(id.replace('traceInspector.', ''))) expect(palette.get(id), id).toBeUndefined();
      else expect(palette.get(id), id).toMatch(/^(false$|traceInspector\.open\b)/);
    }
  });

  it('in menus, keys, welcome texts and walkthroughs exist', () => {
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    const inKeys = contributes.keybindings.map(({ command }: MenuItem) => command);
    const text = JSON.stringify([contributes.viewsWelcome, contributes.walkthroughs]);
    const inText = [...text.matchAll(/(?:command|onCommand):(traceInspector\.\w+)/g)].map((match) => match[1]);
    expect(inText.length).toBeGreaterThan(5);
    for (const id of [...inMenus, ...inKeys, ...inText]) expect(ids).toContain(id);
  });

  it('stand in no menu without a condition', () => {
    for (const [place, items] of Object.entries(menus))
      for (const { command, when } of items) expect(when, `${command} in ${place}`).toBeTruthy();
  });
});

describe('keys of the manifest', () => {
  const bindings: { key: string; command: string; when: string }[] = contributes.keybindings;

  it('are those of the page that have a command', () => {
    const pages = {
      everywhere: '',
      problems: 'problems',
      traces: 'traces',
      overview: 'overview',
      review: 'review',
      slider: '',
    };
    const wanted = keys
      .filter((key) => key.command)
      .map((key) => [key.key, `traceInspector.${key.command}`, pages[key.where]]);
    const bound = bindings.map(({ key, command, when }) => [key, command, /page == '(\w+)'/.exec(when)?.[1] ?? '']);
    expect(bound.sort()).toEqual(wanted.sort());
  });

  it('mean one thing on each page', () => {
    const places = keys
      .filter(({ command }) => command)
      .flatMap(({ key, where, except }) =>
        where === 'everywhere'
          ? ['problems', 'traces', 'overview', 'review']
              .filter((page) => page !== except)
              .map((page) => `${page} ${key}`)
          : [`${where} ${key}`],
      );
    expect(places.filter((place, i) => places.indexOf(place) !== i)).toEqual([]);
  });

  it('hold only in the page, and never in a field or a list of the editor', () => {
    for (const { key, when } of bindings)
      for (const clause of ['traceInspector.pageFocus', 'activeCustomEditorId', '!inputFocus', '!listFocus'])
        expect(when, key).toContain(clause);
  });
});

describe('settings', () => {
  const { title, properties }: { title: string; properties: Record<string, Setting> } = contributes.configuration;

  it('are titled, ordered, and say their unit and bounds', () => {
    expect(title).toBe(manifest.displayName);
    const orders = Object.values(properties).map((setting) => setting.order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [id, setting] of Object.entries(properties)) {
      expect(id).toMatch(/^traceInspector\.[a-z]\w+$/);
      expect(setting.markdownDescription, id).toMatch(/.{40}/);
      expect(setting.default, id).toBeDefined();
      const isNumber = setting.type === 'number' || setting.type === 'integer';
      if (isNumber) expect([setting.minimum ?? setting.exclusiveMinimum, setting.maximum], id).not.toContain(undefined);
    }
  });
});

describe('what else the manifest contributes', () => {
  it('gives every colour for all four kinds of theme, and names each run’s place', () => {
    expect(contributes.colors.map(({ id }: { id: string }) => id)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((run) => `traceInspector.run${run}`),
      'traceInspector.tag',
    ]);
    for (const { id, defaults } of contributes.colors)
      for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'])
        expect(defaults[theme], `${id} ${theme}`).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('names the custom editors as the code does: comparisons open in ours, dumps only when asked', () => {
    const editors = contributes.customEditors.map(({ viewType, priority }: Record<string, string>) => [
      viewType,
      priority,
    ]);
    expect(editors).toEqual([
      [comparisonViewType, 'default'],
      [dumpViewType, 'option'],
      [namedDumpViewType, 'default'],
    ]);
  });

  it('lets no text editor open a dump that a finding names', () => {
    const named = contributes.customEditors.at(-1);
    expect(named.selector).toEqual([{ filenamePattern: `${dumpScheme}:/**` }]);
  });

  it('names only files that exist', () => {
    const walkthroughs: Walkthrough[] = contributes.walkthroughs;
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }: { icon: string }) => icon),
      ...contributes.views.traceInspector.map(({ icon }: { icon: string }) => icon),
      ...contributes.jsonValidation.map(({ url }: { url: string }) => url),
      ...Object.values<{ default: { fontPath: string } }>(contributes.icons).map((icon) => icon.default.fontPath),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
    expect(existsSync(join(root, 'media/samples/tiny-rlvr.traces.json'))).toBe(true);
  });

  it('runs where the data is, in restricted workspaces too, and starts by nothing but what it contributes and links', () => {
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: 'limited',
      description: expect.any(String),
    });
    expect(manifest.capabilities.virtualWorkspaces).toMatchObject({ supported: false });
    expect(manifest.activationEvents).toEqual(['onUri']);
    expect(manifest.engines.vscode).toBe('^1.100.0');
  });

  it('ships what .vscodeignore names and nothing else', () => {
    const lines = readFileSync(join(root, '.vscodeignore'), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(lines[0]).toBe('**');
    expect(lines.slice(1).every((line) => line.startsWith('!'))).toBe(true);
    for (const file of [
      'dist/extension.js',
      'dist/indexWorker.js',
      'dist/overviewWorker.js',
      'dist/traceWorker.js',
      'dist/noveltyWorker.js',
      'dist/previewGrader.js',
      'dist/searchWorker.js',
      'dist/webview.js',
      'dist/webview.css',
      'media/**',
    ])
      expect(lines).toContain(`!${file}`);
  });
});

function iconOf(id: string): string | undefined {
  return commands.find(({ command }) => command === id)?.icon;
}

/** Side bar view *Comparison*: the runs of the active comparison, its findings and settings. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunRole, RunSummary } from '../core/compare/comparison';
import { markWords } from '../core/compare/wordsFor';
import type { Finding } from '../core/findings';
import { formatCount, formatFraction, formatNoun, formatOf, formatSize, formatSizeOf } from '../core/format';
import { formatSetting, settingWords, type RunSettings } from '../core/provenance/settings';
import { findingWords, sampleCount } from './findingWords';
import { groupBy } from './groupBy';
import { runIcon } from './icons';
import { shownOf } from './markedSamples';
import type { OpenComparison, OpenComparisons } from './openComparisons';
import { hiddenQueue, hiddenRunsItem } from './review/queueTree';
import { modeWords } from './setView';
import { throttle, treeEveryMs } from './throttle';

type Node =
  | { kind: 'run'; run: number }
  | { kind: 'leaf'; item: vscode.TreeItem }
  | { kind: 'findings'; findings: Finding[] }
  | { kind: 'settings' };

/** The run a menu of this view was opened on; undefined from the palette. */
export function runOfNode(node: unknown): number | undefined {
  const { kind, run } = (node ?? {}) as { kind?: unknown; run?: unknown };
  return kind === 'run' && typeof run === 'number' ? run : undefined;
}

const roleNames: Record<RunRole, string> = {
  base: 'base',
  rl: 'RL',
  checkpoint: 'checkpoint',
  distilled: 'distilled',
  reference: 'reference',
};

/** Files of a run listed by name. */
const mostFiles = 20;

export function registerComparisonTree(comparisons: OpenComparisons): vscode.Disposable {
  const tree = new ComparisonTree(comparisons);
  const view = vscode.window.createTreeView('traceInspector.comparisonView', {
    treeDataProvider: tree,
    showCollapseAll: false,
  });
  const tell = (): void => {
    view.description = comparisons.active?.session.state.title;
  };
  tell();
  return vscode.Disposable.from(view, tree, comparisons.activeChanged.on(tell), comparisons.contentChanged.on(tell));
}

class ComparisonTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: { dispose(): void }[];

  constructor(private readonly comparisons: OpenComparisons) {
    const refresh = throttle(() => this.#changed.fire(undefined), treeEveryMs);
    this.#subscriptions = [comparisons.activeChanged.on(refresh), comparisons.contentChanged.on(refresh), refresh];
  }

  getChildren(node?: Node): Node[] {
    const { active } = this.comparisons;
    if (!active) return [];
    if (!node) return rootsOf(active);
    if (node.kind === 'run' && node.run >= active.session.state.runs.length) return [];
    if (node.kind === 'run') return runChildren(active, node.run);
    if (node.kind === 'findings') return node.findings.length > 0 ? findingChildren(node.findings) : [];
    return node.kind === 'settings' ? settingChildren(active) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'leaf') return node.item;
    const { active } = this.comparisons;
    const isGone = !active || (node.kind === 'run' && node.run >= active.session.state.runs.length);
    // The tree is told a little later than the comparison changes.
    if (isGone) return new vscode.TreeItem('');
    if (node.kind === 'run') return runItem(active.session.state.runs[node.run], node.run);
    return node.kind === 'findings' ? findingsItem(node.findings) : settingsItem(active);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

function rootsOf(comparison: OpenComparison): Node[] {
  const { session } = comparison;
  if (hiddenQueue(comparison)) return [{ kind: 'leaf', item: hiddenRunsItem(comparison) }];
  const { runs, findings } = session.state;
  if (runs.length === 0) return findings.length > 0 ? [{ kind: 'findings', findings }] : [];
  return [...runs.map((_, run): Node => ({ kind: 'run', run })), { kind: 'findings', findings }, { kind: 'settings' }];
}

function runItem(run: RunSummary, place: number): vscode.TreeItem {
  const item = new vscode.TreeItem(run.label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `run ${place}`;
  item.description = runDescription(run);
  item.iconPath = run.state.kind === 'failed' ? failedIcon() : runIcon(place);
  item.contextValue = 'run';
  item.tooltip = runTooltip(run);
  return item;
}

function failedIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
}

function runDescription(run: RunSummary): string {
  const { state } = run;
  const size = sizeWords(run);
  const isSaid = run.step === undefined || run.label.includes(String(run.step));
  const name = run.model ?? (isSaid ? '' : `step ${formatCount(run.step!)}`);
  switch (state.kind) {
    case 'waiting':
      return 'waiting';
    case 'reading':
      return `reading ${state.totalBytes > 0 ? formatSizeOf(state.readBytes, state.totalBytes) : `${formatSize(state.readBytes)} unpacked`}`;
    case 'stopped':
      return `${size}  stopped at ${formatSizeOf(state.readBytes, state.totalBytes)}`;
    case 'failed':
      return state.message;
    case 'ready':
      return [size, name || roleNames[run.role], confirmingWords(run)].filter(Boolean).join('  ');
  }
}

function confirmingWords({ confirming }: RunSummary): string {
  return confirming ? `comparing duplicates, ${formatOf(confirming.done, confirming.total)}` : '';
}

function sizeWords({ problems, nMin, nMax }: RunSummary): string {
  const n = nMin === nMax ? formatCount(nMax) : `${formatCount(nMin)}–${formatCount(nMax)}`;
  return `${formatCount(problems)} × ${n}`;
}

function runTooltip(run: RunSummary): string {
  if (run.state.kind === 'failed') return run.state.message;
  const lines = [`${run.label}: ${roleNames[run.role]}`];
  if (run.model) lines.push(run.model);
  lines.push(`${formatNoun(run.problems, 'problem')}, ${formatNoun(run.samples, 'sample')}`);
  if (run.format) lines.push(run.format, `Verdict: ${run.verdict.label}`);
  return lines.join('\n');
}

function runChildren({ session }: OpenComparison, run: number): Node[] {
  const summary = session.state.runs[run];
  const spec = session.specs[run];
  const files = session.loadedRun(run)?.index.files ?? [];
  const nodes = filesNodes(files, summary);
  if (files.length === 0) nodes.push(leaf(spec.paths.join(', '), '', 'file'));
  nodes.push(...settingNodes(summary.settings));
  if (summary.format) {
    nodes.push(leaf(summary.format, '', 'symbol-structure'));
    const args = [{ kind: 'run', run }];
    nodes.push(
      leaf(summary.verdict.label, 'verdict', 'pass', {
        command: 'traceInspector.setVerdict',
        title: 'Set Verdict Rule…',
        arguments: args,
      }),
    );
  }
  nodes.push(
    leaf(roleNames[spec.role], 'role', 'person', {
      command: 'traceInspector.setRole',
      title: 'Set Role…',
      arguments: [{ kind: 'run', run }],
    }),
  );
  return nodes;
}

/** The card of a run: sampling in one row, then what else is known, each with where it was read. */
function settingNodes(settings: RunSettings): Node[] {
  const { temperature, topP, maxTokens } = settings;
  const sampling = [
    temperature && `T ${formatSetting(temperature.value)}`,
    topP && `top-p ${formatSetting(topP.value)}`,
    maxTokens && `max ${formatSetting(maxTokens.value)}`,
  ].filter((part) => part !== undefined);
  const sources = [temperature, topP, maxTokens].flatMap((setting) => (setting ? [setting.source] : []));
  const nodes: Node[] = [];
  if (sampling.length > 0) nodes.push(leaf(sampling.join(', '), [...new Set(sources)].join(', '), 'settings'));
  for (const name of ['model', 'step', 'seeds', 'n', 'template', 'grader'] as const) {
    const setting = settings[name];
    // The rule that is in force has a row of its own.
    if (!setting || setting.source === 'verdict rule') continue;
    nodes.push(leaf(`${settingWords[name]} ${formatSetting(setting.value)}`, setting.source, 'settings'));
  }
  return nodes;
}

/** One file by name; several as first … last, and then each. */
function filesNodes(files: readonly { path: string; size: number }[], { sizeBytes }: RunSummary): Node[] {
  const open = (path: string): vscode.Command => ({
    command: 'revealInExplorer',
    title: 'Reveal in Explorer',
    arguments: [vscode.Uri.file(path)],
  });
  const nodes = files
    .slice(0, mostFiles)
    .map(({ path, size }): Node => leaf(basename(path), formatSize(size), 'file', open(path), path));
  if (files.length > mostFiles)
    nodes.push(
      leaf(
        `… ${formatCount(files.length - mostFiles)} more`,
        `${formatNoun(files.length, 'file')}, ${formatSize(sizeBytes)}`,
        undefined,
      ),
    );
  return nodes;
}

function findingsItem(findings: Finding[]): vscode.TreeItem {
  const isBad = findings.some((finding) => finding.severity !== 'info');
  const state =
    findings.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem('Findings', state);
  item.id = 'findings';
  const samples = sampleCount(findings);
  item.description = `${formatCount(findings.length)}${samples > 0 ? ` · ${formatNoun(samples, 'sample')}` : ''}`;
  item.iconPath = isBad
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon(findings.length === 0 ? 'pass' : 'info');
  item.contextValue = 'findings';
  item.tooltip = 'What is wrong or odd in the data: listed in the Problems panel with file and line';
  return item;
}

function findingChildren(findings: Finding[]): Node[] {
  const byCode = groupBy(findings, (finding) => finding.code);
  return [...byCode].map(([code, same]) => {
    const tooltip = same
      .slice(0, 10)
      .map((finding) => finding.message)
      .join('\n');
    const count = same.reduce((sum, finding) => sum + (finding.count ?? 1), 0);
    const shows = shownOf(same[0]);
    const show = shows
      ? { command: 'traceInspector.showFinding', title: 'Show Samples of a Finding…', arguments: [shows] }
      : { command: 'traceInspector.showFindings', title: 'Show Findings' };
    return leaf(findingWords[code], formatCount(count), undefined, show, tooltip);
  });
}

function settingsItem({ session }: OpenComparison): vscode.TreeItem {
  const { k, tau, mode, leaveOut } = session.view;
  const item = new vscode.TreeItem('Solved at k', vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'settings';
  const threshold = mode === 'estimated' ? `, τ = ${formatFraction(tau)}` : '';
  const without = leaveOut.length > 0 ? `, without ${leaveOut.map((kind) => markWords[kind]).join(', ')}` : '';
  item.description = `k = ${k === 'n' ? k : formatCount(k)}${threshold}${without}`;
  item.iconPath = new vscode.ThemeIcon('settings');
  return item;
}

function settingChildren({ session }: OpenComparison): Node[] {
  const { k, tau, mode, leaveOut } = session.view;
  const command = (name: string): vscode.Command => ({ command: `traceInspector.${name}`, title: name });
  return [
    leaf('k', k === 'n' ? 'n, all samples' : formatCount(k), undefined, command('setK')),
    leaf('τ', formatFraction(tau), undefined, command('setTau')),
    leaf('mode', modeWords[mode], undefined, command('setMode')),
    leaf(
      'left out',
      leaveOut.map((kind) => markWords[kind]).join(', ') || 'nothing',
      undefined,
      command('setLeaveOut'),
    ),
  ];
}

function leaf(
  label: string,
  description: string,
  icon: string | undefined,
  command?: vscode.Command,
  tooltip?: string,
): Node {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = icon === undefined ? undefined : new vscode.ThemeIcon(icon);
  item.command = command;
  item.tooltip = tooltip;
  return { kind: 'leaf', item };
}

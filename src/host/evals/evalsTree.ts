/** Side bar view *Evals*: those of the active comparison, how far each is, and what went wrong. */
import * as vscode from 'vscode';
import { stateWords } from '../../core/evals/eventWords';
import { isResting, type EvalState } from '../../core/evals/states';
import { Verdict } from '../../core/runIndex';
import { formatCount, formatNoun, formatOf } from '../../core/format';
import { evalIdOf } from '../../core/adapters/quickEval';
import type { EvalSpec } from '../../core/evals/spec';
import type { OpenComparisons } from '../openComparisons';
import { hiddenItem, hiddenQueue } from '../review/queueTree';
import { throttle, treeEveryMs } from '../throttle';
import { aboutTime, rateWords } from './evalSheet';
import type { Evals, KnownEval } from './evals';

export type EvalNode = { kind: 'eval'; dir: string } | { kind: 'leaf'; item: vscode.TreeItem };

/** The directory of the eval that a menu of this view was opened on; undefined from the palette. */
export function dirOfNode(node: unknown): string | undefined {
  const { kind, dir } = (node ?? {}) as { kind?: unknown; dir?: unknown };
  return kind === 'eval' && typeof dir === 'string' ? dir : undefined;
}

/** Problems listed under an eval. */
const mostProblems = 200;

export class EvalsTree implements vscode.TreeDataProvider<EvalNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly evals: Evals,
    private readonly comparisons: OpenComparisons,
  ) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView<EvalNode>('traceInspector.evalsView', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    let before = 0;
    const refresh = throttle(() => {
      const { length } = this.evals.running;
      const [first] = this.getChildren();
      // The view is folded until there is something to see in it.
      if (length > before && first?.kind === 'eval') void view.reveal(first, { select: false, focus: false });
      before = length;
      view.badge = length > 0 ? { value: length, tooltip: `${formatNoun(length, 'eval')} under way` } : undefined;
      this.#changed.fire(undefined);
    }, treeEveryMs);
    const look = (): void => void this.evals.look();
    look();
    let wasHidden = false;
    const follow = (): void => {
      const isHidden = hiddenQueue(this.comparisons.active) !== undefined;
      if (this.evals.running.length > 0 || isHidden !== wasHidden) refresh();
      wasHidden = isHidden;
    };
    this.evals.isShown = () => view.visible;
    return vscode.Disposable.from(
      view,
      this.#changed,
      this.evals.changed.on(refresh),
      this.comparisons.activeChanged.on(() => (look(), refresh())),
      this.comparisons.contentChanged.on(follow),
      refresh,
    );
  }

  getChildren(node?: EvalNode): EvalNode[] {
    const uri = this.comparisons.active?.source.uri;
    if (!uri) return [];
    if (!node && hiddenQueue(this.comparisons.active))
      return this.evals.of(uri).length > 0 ? [{ kind: 'leaf', item: hiddenItem('Evals') }] : [];
    if (!node) return this.evals.of(uri).map(({ dir }) => ({ kind: 'eval', dir }));
    const one = node.kind === 'eval' ? this.evals.get(node.dir) : undefined;
    return one ? this.#childrenOf(one).map((item) => ({ kind: 'leaf', item })) : [];
  }

  getTreeItem(node: EvalNode): vscode.TreeItem {
    if (node.kind === 'leaf') return node.item;
    const one = this.evals.get(node.dir);
    return one ? evalItem(one) : new vscode.TreeItem('');
  }

  /** Only evals are ever revealed. */
  getParent(): undefined {
    return undefined;
  }

  #childrenOf(one: KnownEval): vscode.TreeItem[] {
    const { spec, status, why } = one;
    if (!spec) return [leaf(why ?? 'It can’t be read.', '', 'error')];
    const correct = this.#correctIn(one);
    return [
      ...(why !== undefined ? [leaf(why, '', 'error')] : []),
      ...(status?.error && !endedWell(status.state) ? [leaf(status.error.message, '', 'info')] : []),
      leaf(spec.target.id, paceOf(one), 'server'),
      ...(correct ? [correctLeaf(correct)] : []),
      ...this.#problemsOf(one, spec),
    ];
  }

  /** Correct samples of the eval by problem, as the comparison has read them; undefined: it has read none. */
  #correctIn({ dir, spec }: KnownEval): Map<string, number> | undefined {
    const { active } = this.comparisons;
    if (!active || !spec) return undefined;
    const counts = new Map<string, number>();
    let isRead = false;
    active.session.specs.forEach((_, run) => {
      const { files, samples, problems, order } = active.session.indexOf(run);
      const ours = new Set(files.flatMap(({ path }, i) => (isOf(path, dir) ? [i] : [])));
      if (ours.size === 0) return;
      isRead ||= order.length > 0;
      for (let row = 0; row < samples.file.length; row++) {
        if (!ours.has(samples.file[row]) || samples.verdict[row] !== Verdict.correct) continue;
        const { id } = problems[samples.problem[row]];
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    });
    return isRead ? counts : undefined;
  }

  #problemsOf({ store, status }: KnownEval, spec: EvalSpec): vscode.TreeItem[] {
    if (spec.problems.length * spec.models.length < 2) return [];
    const done = store.done();
    const isWhole = status?.state === 'completed';
    const counts = new Map<string, number>();
    for (const { id, model, problem, n } of spec.chunks) {
      const key = JSON.stringify([model, problem]);
      counts.set(key, (counts.get(key) ?? 0) + (isWhole || done.has(id) ? n : 0));
    }
    const several = spec.models.length > 1;
    const items = spec.problems.flatMap(({ id }) =>
      spec.models.map(({ name }) => {
        const description = formatOf(counts.get(JSON.stringify([name, id])) ?? 0, spec.n);
        return leaf(id, several ? `${name}  ${description}` : description);
      }),
    );
    const more = items.length - mostProblems;
    return more > 0 ? [...items.slice(0, mostProblems), leaf(`… ${formatCount(more)} more`)] : items;
  }
}

const isOf = (path: string, dir: string): boolean => evalIdOf(path) !== undefined && path.startsWith(dir);
const endedWell = (state: EvalState): boolean => state === 'completed' || state === 'running';

function evalItem(one: KnownEval): vscode.TreeItem {
  const { dir, spec, status, drivenBy } = one;
  const state = status?.state ?? 'draft';
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const isOpen = state === 'running' || state === 'failed' || state === 'interrupted';
  const item = new vscode.TreeItem(shortTitle(one), isOpen ? Expanded : Collapsed);
  item.id = dir;
  item.iconPath = stateIcon(spec ? (one.why === undefined ? state : 'lost') : 'failed');
  item.description = spec ? descriptionOf(one) : 'can’t be read';
  item.contextValue = spec
    ? `eval ${drivenBy ? 'driven' : actionOf(state)}${drivenBy === 'us' ? ' ours' : ''}`
    : 'eval unreadable';
  item.tooltip = [
    spec?.title ?? dir,
    stateWords[state],
    drivenBy === 'another window' ? 'driven by another window' : '',
    one.why ?? status?.error?.message ?? '',
  ]
    .filter(Boolean)
    .join('\n');
  item.accessibilityInformation = {
    label: `${spec?.title ?? shortTitle(one)}, ${stateWords[state]}, ${String(item.description)}`,
  };
  return item;
}

/** What one can do with an eval that rests. */
function actionOf(state: EvalState): string {
  if (state === 'draft') return 'draft';
  if (state === 'failed' || state === 'completedWithGaps') return 'retry';
  return state === 'completed' ? 'done' : 'resume';
}

/** `+1,024 RL`: what is drawn; on how many problems stands behind it. */
function shortTitle({ spec, dir }: KnownEval): string {
  return spec?.title.replace(/ on [\d,]+ problems?$/, '') ?? dir.slice(-26);
}

/** `62 %, 3,174 of 5,120  5 problems`. */
function descriptionOf({ spec, status, drivenBy, why }: KnownEval): string {
  const state = status?.state ?? 'draft';
  const { samples = 0, samplesDone = 0 } = status?.counts ?? {};
  const total = samples || spec!.chunks.reduce((sum, { n }) => sum + n, 0);
  if (why !== undefined) return `${formatOf(samplesDone, total)}  not followed`;
  const percent = state === 'running' ? `${Math.floor((100 * samplesDone) / total)} %, ` : '';
  const words = state === 'running' ? formatNoun(spec!.problems.length, 'problem') : stateWords[state];
  const day = state === 'completed' ? dayOf(status?.endedAt) : words;
  const watched = drivenBy === 'another window' ? '  in another window' : '';
  return `${percent}${formatOf(samplesDone, total)}  ${day || words}${watched}`;
}

function dayOf(time: string | undefined): string {
  const at = new Date(time ?? NaN);
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** `41 samples/s, 47 s left`. */
function paceOf({ status, speed, why }: KnownEval): string {
  const { state } = status ?? {};
  if (!status || !state || why !== undefined || isResting(state)) return '';
  if (state !== 'running' || speed === undefined) return stateWords[state];
  const left = status.counts.samples - status.counts.samplesDone;
  return speed > 0 ? `${rateWords(speed)}, ${aboutTime(left / speed)} left` : 'no sample yet';
}

function correctLeaf(counts: ReadonlyMap<string, number>): vscode.TreeItem {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
  return leaf(
    `${formatCount(total)} correct so far`,
    top.map(([id, count]) => `${id} ${formatCount(count)}`).join(', '),
    'check',
  );
}

function leaf(label: string, description = '', icon?: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  if (icon) item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = [label, description].filter(Boolean).join('\n');
  return item;
}

const icons: Record<EvalState, [icon: string, colour?: string]> = {
  draft: ['circle-outline'],
  preparing: ['sync', 'charts.blue'],
  submitting: ['sync', 'charts.blue'],
  queued: ['history'],
  running: ['sync', 'charts.blue'],
  waiting: ['history', 'list.warningForeground'],
  collecting: ['sync', 'charts.blue'],
  cancelling: ['sync'],
  completed: ['pass', 'testing.iconPassed'],
  completedWithGaps: ['warning', 'list.warningForeground'],
  cancelled: ['circle-slash'],
  failed: ['error', 'list.errorForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
  lost: ['debug-disconnect', 'list.warningForeground'],
};

function stateIcon(state: EvalState): vscode.ThemeIcon {
  const [icon, colour] = icons[state];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

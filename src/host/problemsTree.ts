/** Side bar view *Problems*: problems grouped by class against the base, at the view's k, τ, mode and filter. */
import * as vscode from 'vscode';
import type { ProblemClass, ProblemTable } from '../core/compare/comparison';
import { classAt, evaluate, rowsOf, type Evaluation } from '../core/compare/view';
import { classWords, wordsForAbsence } from '../core/compare/wordsFor';
import { UNDEFINED, formatCount, formatOf } from '../core/format';
import { classIcon } from './icons';
import type { OpenComparison } from './openComparisons';
import { hiddenQueue, queuedProblemItem, queueGroupItem } from './review/queueTree';
import type { QueueOnScreen } from './review/reviewDesk';
import type { Services } from './services';
import { throttle, treeEveryMs } from './throttle';

export interface ProblemNode {
  kind: 'problem';
  problem: string;
  row: number;
  group: ProblemClass;
}
type Node =
  | { kind: 'queue' }
  | { kind: 'queued'; queued: QueueOnScreen['problems'][number] }
  | { kind: 'group'; group: ProblemClass }
  | ProblemNode
  | { kind: 'more'; group: ProblemClass };

export function isProblemNode(node: unknown): node is ProblemNode {
  const { kind, problem } = (node ?? {}) as Partial<ProblemNode>;
  return kind === 'problem' && typeof problem === 'string';
}

/** Shows the Traces page of a comparison at a problem. */
export function openProblem({ session, panel }: OpenComparison, problem: string): void {
  session.setView({ problem, page: 'traces' }, undefined);
  panel.webviewPanel.reveal();
}

/** Most worth reading first: what the base alone solves, then what RL adds. */
const groups: ProblemClass[] = ['baseOnly', 'rlOnly', 'both', 'neither', 'undefined'];
/** Children of a group shown at first, and by how many each *more* adds. */
const groupStep = 200;

/** What the tree shows now; made anew when the comparison or its view changes. */
interface Shown {
  comparison: OpenComparison;
  table: ProblemTable;
  evaluation: Evaluation;
  /** Rows of each group, in the order of the page. */
  rows: Record<ProblemClass, number[]>;
  /** Row that stands first on the page; undefined when none is shown. */
  first: number | undefined;
}

export class ProblemsTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #caps = new Map<string, number>();
  #view: vscode.TreeView<Node> | undefined;
  #shown: Shown | undefined;
  #shownKey = '';

  constructor(private readonly services: Services) {}

  register(): vscode.Disposable {
    const { comparisons } = this.services;
    const view = vscode.window.createTreeView<Node>('traceInspector.problemsView', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#view = view;
    const refresh = throttle(() => this.#refresh(false), treeEveryMs);
    return vscode.Disposable.from(
      view,
      this.#changed,
      comparisons.activeChanged.on(() => this.#refresh(true)),
      comparisons.contentChanged.on(refresh),
      refresh,
      view.onDidChangeVisibility(() => void this.#revealCurrent()),
    );
  }

  showMore(group: string): void {
    this.#caps.set(group, this.#capOf(group) + groupStep);
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    const queue = hiddenQueue(this.services.comparisons.active);
    if (queue) return queueNodes(queue, node);
    const shown = this.#shown;
    if (!shown || shown.table.ids.length === 0) return [];
    if (!node) return groupsOf(shown).map((group) => ({ kind: 'group', group }));
    if (node.kind !== 'group') return [];
    const rows = shown.rows[node.group];
    const cap = this.#capOf(node.group);
    const nodes = rows.slice(0, cap).map((row): Node => problemNode(shown, row, node.group));
    return rows.length > cap ? [...nodes, { kind: 'more', group: node.group }] : nodes;
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === 'queued') return { kind: 'queue' };
    return node.kind === 'group' || node.kind === 'queue' ? undefined : { kind: 'group', group: node.group };
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const shown = this.#shown;
    const queue = hiddenQueue(this.services.comparisons.active);
    if (node.kind === 'queued') return queuedProblemItem(node.queued);
    // What was shown before is told of a little later.
    if (node.kind === 'queue') return queue ? queueGroupItem(queue) : new vscode.TreeItem('');
    if (!shown || queue) return new vscode.TreeItem('');
    if (node.kind === 'group') return this.#groupItem(shown, node.group);
    if (node.kind === 'problem') return problemItem(shown, node);
    const item = new vscode.TreeItem(`… ${formatCount(shown.rows[node.group].length - this.#capOf(node.group))} more`);
    item.command = { command: 'traceInspector.showMoreProblems', title: 'Show More Problems', arguments: [node.group] };
    return item;
  }

  #groupItem(shown: Shown, group: ProblemClass): vscode.TreeItem {
    const { length } = shown.rows[group];
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const opensItself = group === 'baseOnly' || group === 'rlOnly';
    const item = new vscode.TreeItem(
      groupWords(shown, group),
      length === 0 ? None : opensItself ? Expanded : Collapsed,
    );
    // The editor keeps a group as open or closed as it first saw it, by id: one that was empty while being read, closed.
    item.id = length === 0 ? `${group} empty` : group;
    item.description = formatCount(length);
    item.iconPath = classIcon(group, this.services.runColours, shown.evaluation.base, shown.evaluation.against);
    item.contextValue = 'group';
    return item;
  }

  #capOf(group: string): number {
    return this.#caps.get(group) ?? groupStep;
  }

  #refresh(isOther: boolean): void {
    const { active } = this.services.comparisons;
    if (isOther) this.#caps.clear();
    const before = this.#shownKey;
    const queue = hiddenQueue(active);
    this.#shownKey = queue ? JSON.stringify(queue) : active ? keyOf(active) : '';
    const isSame = !isOther && before === this.#shownKey && this.#shown?.table === active?.session.state.table;
    if (!isSame) {
      this.#shown = active && shownOf(active);
      this.#describe();
      this.#changed.fire(undefined);
    }
    void this.#revealCurrent();
  }

  #describe(): void {
    if (!this.#view) return;
    const shown = this.#shown;
    if (!shown || shown.table.ids.length === 0 || hiddenQueue(shown.comparison))
      return void (this.#view.description = undefined);
    const { k } = shown.comparison.session.view;
    const all = shown.table.ids.length;
    const count = Object.values(shown.rows).reduce((sum, rows) => sum + rows.length, 0);
    const filtered = count < all ? ` · ${formatOf(count, all)}` : '';
    this.#view.description = `k = ${k === 'n' ? k : formatCount(k)}${filtered}`;
  }

  async #revealCurrent(): Promise<void> {
    const shown = this.#shown;
    const problem = shown?.comparison.session.view.problem;
    if (!shown || problem === undefined || !this.#view?.visible || hiddenQueue(shown.comparison)) return;
    const chosen = shown.table.ids.indexOf(problem);
    // Like the page: the first one shown stands for one that the filter leaves out.
    const isShown = chosen >= 0 && shown.rows[classAt(shown.evaluation, chosen)].includes(chosen);
    const row = isShown ? chosen : shown.first;
    if (row === undefined) return;
    const group = classAt(shown.evaluation, row);
    const place = shown.rows[group].indexOf(row);
    if (place >= this.#capOf(group)) {
      this.#caps.set(group, Math.ceil((place + 1) / groupStep) * groupStep);
      this.#changed.fire(undefined);
    }
    // A refresh under way makes the editor forget the node: the next change reveals it.
    await this.#view
      .reveal(problemNode(shown, row, group), { select: true, focus: false })
      .then(undefined, () => undefined);
  }
}

function queueNodes({ problems }: QueueOnScreen, node: Node | undefined): Node[] {
  if (!node) return [{ kind: 'queue' }];
  return node.kind === 'queue' ? problems.map((queued): Node => ({ kind: 'queued', queued })) : [];
}

/** What the groups and their rows depend on. */
function keyOf({ session }: OpenComparison): string {
  const { k, tau, mode, filter, sort, leaveOut } = session.view;
  const runs = session.state.runs.map(({ label, role, step }) => [label, role, step]);
  return JSON.stringify([k, tau, mode, filter, sort, leaveOut, runs]);
}

function shownOf(comparison: OpenComparison): Shown {
  const { state, view } = comparison.session;
  const { table } = state;
  const evaluation = evaluate(table, state.runs, view);
  const rows: Shown['rows'] = { both: [], baseOnly: [], rlOnly: [], neither: [], undefined: [] };
  const inOrder = state.runs.length > 0 ? rowsOf(table, evaluation, view.filter, view.sort) : new Int32Array();
  for (const row of inOrder) rows[classAt(evaluation, row)].push(row);
  return { comparison, table, evaluation, rows, first: inOrder[0] };
}

/** A run that stands alone has no base to be classed against. */
function groupWords({ table }: Shown, group: ProblemClass): string {
  if (table.runs.length > 1 || group === 'undefined') return classWords[group];
  return group === 'both' ? 'solved' : 'not solved';
}

/** Classes that no problem is in stay; a comparison of one run has no classes but solved and not. */
function groupsOf(shown: Shown): ProblemClass[] {
  const isAlone = shown.table.runs.length === 1;
  return groups.filter((group) => {
    if (group === 'undefined') return shown.rows.undefined.length > 0;
    return !isAlone || group === 'both' || group === 'neither';
  });
}

function problemNode(shown: Shown, row: number, group: ProblemClass): ProblemNode {
  return { kind: 'problem', problem: shown.table.ids[row], row, group };
}

function problemItem({ table, comparison }: Shown, { problem, row, group }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(problem);
  item.id = `${group} ${problem}`;
  const correct = table.runs.map(({ n, c }) => (n[row] < 0 ? UNDEFINED : formatCount(c[row])));
  item.description = `${correct.join(' · ')}  ${table.previews[row]}`;
  const { runs } = comparison.session.state;
  const counts = table.runs.map(
    ({ n, c }, run) =>
      `${runs[run].label}: ${n[row] < 0 ? wordsForAbsence(runs[run]) : `${formatOf(c[row], n[row])} correct`}`,
  );
  item.tooltip = [problem, table.previews[row], ...counts].filter(Boolean).join('\n');
  item.command = { command: 'traceInspector.openProblem', title: 'Open Traces', arguments: [problem] };
  item.contextValue = 'problem';
  return item;
}

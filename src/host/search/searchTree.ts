/** Side bar view *Search*: how many samples match by run and verdict, then the problems, and under each its samples. */
import * as vscode from 'vscode';
import { Verdict } from '../../core/runIndex';
import { formatCount } from '../../core/format';
import { runHitLines, totalWords } from '../../core/search/hitWords';
import { queryWords, textMatcher } from '../../core/search/query';
import { snippetOf } from '../../core/search/snippet';
import { runIcon } from '../icons';
import type { OpenComparisons } from '../openComparisons';
import { hiddenItem, hiddenQueue } from '../review/queueTree';
import { throttle, treeEveryMs } from '../throttle';
import type { PlacedHit, Searches, TraceSearch } from './search';

type Node =
  | { kind: 'leaf'; item: vscode.TreeItem }
  | { kind: 'problem'; problem: string; counts: number[] }
  | { kind: 'hit'; hit: PlacedHit }
  | { kind: 'more'; of: string };

/** What `traceInspector.openHit` is given by a row of the tree. */
export function isHit(value: unknown): value is PlacedHit {
  const { problem, run, sample } = (value ?? {}) as Partial<PlacedHit>;
  return typeof problem === 'string' && typeof run === 'number' && typeof sample === 'number';
}

/** Problems, and samples of a problem, shown at first; each *more* adds as many. */
const step = 100;

export class SearchTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #caps = new Map<string, number>();
  #shown: TraceSearch | undefined;
  #view: vscode.TreeView<Node> | undefined;

  #hidden = false;

  constructor(
    private readonly searches: Searches,
    private readonly comparisons: Pick<OpenComparisons, 'contentChanged'>,
  ) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView<Node>('traceInspector.searchView', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#view = view;
    const refresh = throttle(() => this.#refresh(), treeEveryMs);
    const onContent = (): void => {
      if (this.#isHidden !== this.#hidden) this.#refresh();
    };
    const content = this.comparisons.contentChanged.on(onContent);
    return vscode.Disposable.from(view, this.#changed, this.searches.changed.on(refresh), content, refresh);
  }

  showMore(of: string): void {
    this.#caps.set(of, this.#capOf(of) + step);
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    const search = this.#shown;
    if (!search) return [];
    if (this.#hidden) return node ? [] : [{ kind: 'leaf', item: hiddenItem('Results') }];
    if (!node) return this.#roots(search);
    if (node.kind !== 'problem') return [];
    return this.#capped(
      search.hitsOf(node.problem).map((hit): Node => ({ kind: 'hit', hit })),
      node.problem,
    );
  }

  /** Texts are read only for rows that are drawn. */
  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    const search = this.#shown;
    if (node.kind === 'leaf') return node.item;
    if (!search) return new vscode.TreeItem('');
    if (node.kind === 'problem') return problemItem(search, node.problem, node.counts);
    if (node.kind === 'hit') return hitItem(search, node.hit);
    const item = new vscode.TreeItem('… more');
    item.command = { command: 'traceInspector.showMoreHits', title: 'Show More Results', arguments: [node.of] };
    return item;
  }

  /** Hits name runs: while a blind queue is read there are none. */
  get #isHidden(): boolean {
    return hiddenQueue(this.#shown?.comparison) !== undefined;
  }

  #roots(search: TraceSearch): Node[] {
    const problems = search.problems.map((found): Node => ({ kind: 'problem', ...found }));
    return [...summaryItems(search).map((item): Node => ({ kind: 'leaf', item })), ...this.#capped(problems, '')];
  }

  #capped(nodes: Node[], of: string): Node[] {
    const cap = this.#capOf(of);
    return nodes.length > cap ? [...nodes.slice(0, cap), { kind: 'more', of }] : nodes;
  }

  #capOf(of: string): number {
    return this.#caps.get(of) ?? step;
  }

  #refresh(): void {
    const { current } = this.searches;
    if (current !== this.#shown) this.#caps.clear();
    this.#shown = current;
    this.#hidden = this.#isHidden;
    if (this.#view) this.#view.description = current && queryWords(current.query);
    void vscode.commands.executeCommand('setContext', 'traceInspector.searching', current?.state === 'running');
    void vscode.commands.executeCommand('setContext', 'traceInspector.searched', current !== undefined);
    this.#changed.fire(undefined);
  }
}

/** How much was found, by run and verdict, and what was not searched. */
function summaryItems(search: TraceSearch): vscode.TreeItem[] {
  const { results, state, comparison, notes } = search;
  const all = new vscode.TreeItem(totalWords(results, state === 'done'));
  const icons = { running: 'loading~spin', done: 'search', stopped: 'debug-stop' };
  all.iconPath = new vscode.ThemeIcon(icons[state]);
  all.tooltip = queryWords(search.query);
  all.contextValue = 'searchSummary';
  const { runs } = comparison.session.state;
  const lines = results.runs.flatMap((hits, run) =>
    runHitLines(runs[run]?.label ?? `run ${run + 1}`, hits).map(({ label, words }) => {
      const item = new vscode.TreeItem(label);
      item.description = words;
      item.iconPath = runIcon(run);
      item.tooltip = `${label}: ${words} have a match`;
      return item;
    }),
  );
  return [all, ...lines, ...notes.map(noteItem)];
}

function noteItem(sentence: string): vscode.TreeItem {
  const item = new vscode.TreeItem(sentence);
  item.iconPath = new vscode.ThemeIcon('warning');
  item.tooltip = sentence;
  return item;
}

function problemItem({ comparison }: TraceSearch, problem: string, counts: number[]): vscode.TreeItem {
  const item = new vscode.TreeItem(problem, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `search ${problem}`;
  const { runs } = comparison.session.state;
  item.description = counts.map((count, run) => `${runs[run]?.label ?? ''} ${formatCount(count)}`).join(' · ');
  item.tooltip = `${problem}: samples with a match: ${item.description}`;
  item.contextValue = 'searchProblem';
  return item;
}

function verdictIcon(verdict: number): vscode.ThemeIcon {
  if (verdict === Verdict.correct) return new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green'));
  if (verdict === Verdict.wrong) return new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red'));
  return new vscode.ThemeIcon('circle-large-outline');
}

async function hitItem(search: TraceSearch, hit: PlacedHit): Promise<vscode.TreeItem> {
  const { comparison, results } = search;
  const { label, tooltip } = await lineOf(search, hit);
  const item = new vscode.TreeItem(label);
  item.id = `search ${hit.problem} ${hit.run} ${hit.sample}`;
  const run = comparison.session.state.runs[hit.run]?.label ?? '';
  const times = hit.count > 1 ? ` × ${formatCount(hit.count)}` : '';
  item.description = `${run} ${formatCount(hit.sample + 1)}${times}`;
  item.iconPath = verdictIcon(results.indexes[hit.run].samples.verdict[hit.row]);
  item.tooltip = tooltip;
  item.command = { command: 'traceInspector.openHit', title: 'Open Result', arguments: [hit] };
  item.contextValue = 'searchHit';
  return item;
}

/** The line of the first match, with the match marked; why not, where the text can't be read any more. */
async function lineOf(
  { comparison: { session }, query }: TraceSearch,
  hit: PlacedHit,
): Promise<{ label: string | vscode.TreeItemLabel; tooltip: string }> {
  try {
    const { text } = await session.readTrace({ ...hit, problem: session.rowOf(hit.problem) });
    const { first, length } = hit;
    const [match] = first < 0 ? textMatcher(query).spans(text, 1) : [{ start: first, end: first + length }];
    if (!match || text.length < match.end) return { label: 'The dump changed: search again', tooltip: '' };
    const { text: line, span } = snippetOf(text, match);
    return { label: { label: line, highlights: [[span.start, span.end]] }, tooltip: line };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { label: why, tooltip: why };
  }
}

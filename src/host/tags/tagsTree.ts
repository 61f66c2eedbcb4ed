/** Side bar view *Tags*: tag → problem → trace → span with its quote. A trace with one span is that span. */
import * as vscode from 'vscode';
import { tagFor } from '../../core/annotations/codebook';
import { codebookOf } from '../../core/annotations/shownTags';
import type { Annotation, AnnotationState } from '../../core/annotations/state';
import { formatCount, formatNoun } from '../../core/format';
import { runIcon } from '../icons';
import type { OpenComparison, OpenComparisons } from '../openComparisons';
import { hiddenQueue } from '../review/queueTree';
import { throttle, treeEveryMs } from '../throttle';
import { refreshTagFilter } from './tagFilter';
import { quoteOf } from './tagWords';

type Node =
  | { kind: 'tag'; tag: string; annotations: Annotation[]; children: Node[] }
  | { kind: 'problem'; tag: string; problem: string; annotations: Annotation[] }
  | { kind: 'trace'; tag: string; annotations: Annotation[] }
  | { kind: 'span'; annotation: Annotation };

/** Id of the tag that a row of the tree is about, or a name given as an argument. */
export function tagOfNode(node: unknown): string | undefined {
  if (typeof node === 'string') return node;
  const tag: unknown = typeof node === 'object' && node !== null && 'tag' in node ? node.tag : undefined;
  return typeof tag === 'string' ? tag : undefined;
}

/** Id of the annotation of a row. */
export function annotationOfNode(node: unknown): string | undefined {
  const { annotation } = (node ?? {}) as Partial<Extract<Node, { kind: 'span' }>>;
  return annotation?.id;
}

export class TagsTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #listening: { dispose(): void } | undefined;
  #of: OpenComparison | undefined;
  #hidden = false;

  constructor(private readonly comparisons: OpenComparisons) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView<Node>('traceInspector.tagsView', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const refresh = throttle(() => this.#refresh(view), treeEveryMs);
    const follow = (): void => {
      const { active } = this.comparisons;
      if (active === this.#of) {
        if (this.#isHidden !== this.#hidden) refresh();
        return;
      }
      this.#of = active;
      this.#listening?.dispose();
      this.#listening = active?.tags.changed.on(refresh);
      // Read once, so that it is told of from then on.
      if (active?.tags.isKept) void active.tags.codebook();
      refresh();
    };
    follow();
    const subscriptions = [this.comparisons.activeChanged.on(follow), this.comparisons.contentChanged.on(follow)];
    return vscode.Disposable.from(view, this.#changed, ...subscriptions, refresh, {
      dispose: () => this.#listening?.dispose(),
    });
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#roots();
    switch (node.kind) {
      case 'tag':
        return [...node.children, ...(this.#isHidden ? [] : this.#problems(node.tag, node.annotations))];
      case 'problem':
        return this.#isHidden ? [] : this.#traces(node);
      case 'trace':
        return byStart(node.annotations).map((annotation) => ({ kind: 'span', annotation }));
      case 'span':
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const state = this.#state();
    if (!state) return new vscode.TreeItem('');
    switch (node.kind) {
      case 'tag':
        return this.#tagItem(state, node);
      case 'problem':
        return problemItem(node);
      case 'trace':
        return this.#traceItem(node);
      case 'span':
        return this.#spanItem(node.annotation);
    }
  }

  /** While a blind queue is read tags have names and no places: those name runs. */
  get #isHidden(): boolean {
    return hiddenQueue(this.#of) !== undefined;
  }

  #state(): AnnotationState | undefined {
    return this.#of?.tags.known?.state;
  }

  /** In the order of the codebook; a tag stands under its parent. What was split waits at the end. */
  #roots(): Node[] {
    const state = this.#state();
    if (!state) return [];
    const uses = groups([...state.annotations.values()], (annotation) => tagFor(state.tags, annotation.tag)?.id ?? '');
    // Of deleted tags.
    uses.delete('');
    const offered = codebookOf(state).map(({ id }) => id);
    const ids = [...offered, ...[...uses.keys()].filter((id) => !offered.includes(id))];
    const nodes = new Map(ids.map((tag) => [tag, tagNode(tag, uses.get(tag) ?? [])]));
    const roots: Node[] = [];
    for (const tag of ids) {
      const parent = nodes.get(state.tags.get(tag)?.definition.parent ?? '');
      const isUnder = parent !== undefined && parent.tag !== tag && !isBelow(state, parent.tag, tag);
      (isUnder ? parent.children : roots).push(nodes.get(tag)!);
    }
    return roots;
  }

  #problems(tag: string, annotations: readonly Annotation[]): Node[] {
    const byProblem = groups(annotations, ({ anchor }) => anchor.problem);
    const order = new Map(this.#of?.session.state.table.ids.map((id, row) => [id, row]));
    const rank = (problem: string): number => order.get(problem) ?? order.size;
    return [...byProblem]
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([problem, own]) => ({ kind: 'problem', tag, problem, annotations: own }));
  }

  #traces({ tag, annotations }: Extract<Node, { kind: 'problem' }>): Node[] {
    const labels = this.#of?.session.specs.map(({ label }) => label) ?? [];
    const byTrace = groups(annotations, ({ anchor }) => JSON.stringify([anchor.run, anchor.index, anchor.hash]));
    return [...byTrace.values()]
      .sort(([{ anchor: a }], [{ anchor: b }]) => labels.indexOf(a.run) - labels.indexOf(b.run) || a.index - b.index)
      .map((own): Node => {
        if (own.length === 1) return { kind: 'span', annotation: own[0] };
        return { kind: 'trace', tag, annotations: own };
      });
  }

  #tagItem(state: AnnotationState, { tag, annotations, children }: Extract<Node, { kind: 'tag' }>): vscode.TreeItem {
    const { definition, fate } = state.tags.get(tag) ?? {};
    const key = codebookOf(state).find(({ id }) => id === tag)?.key ?? 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(
      `${key > 0 ? `${key}  ` : ''}${definition?.glyph ?? ''} ${definition?.name ?? tag}`,
      (this.#isHidden ? 0 : annotations.length) + children.length > 0 ? Collapsed : None,
    );
    item.id = `tag ${tag}`;
    const waiting = fate?.kind === 'split' ? ' · split, wait for a new tag' : '';
    item.description = `${this.#countWords(annotations)}${waiting}`;
    item.tooltip = tooltipOf(definition, annotations.length);
    item.contextValue = 'tag';
    return item;
  }

  /** Of each run where there are two or three, else of all. */
  #countWords(annotations: readonly Annotation[]): string {
    const labels = this.#of?.session.specs.map(({ label }) => label) ?? [];
    if (this.#isHidden || annotations.length === 0 || labels.length < 2 || labels.length > 3)
      return formatCount(annotations.length);
    return labels
      .map((label) => formatCount(annotations.filter(({ anchor }) => anchor.run === label).length))
      .join(' · ');
  }

  #traceItem({ tag, annotations }: Extract<Node, { kind: 'trace' }>): vscode.TreeItem {
    const { anchor } = annotations[0];
    const item = new vscode.TreeItem(
      `${anchor.run}, sample ${formatCount(anchor.index + 1)}`,
      vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = `trace ${tag} ${anchor.problem} ${anchor.run} ${anchor.index} ${anchor.hash}`;
    item.description = formatCount(annotations.length);
    item.iconPath = this.#iconOf(anchor.run);
    item.contextValue = 'taggedTrace';
    return item;
  }

  #spanItem(annotation: Annotation): vscode.TreeItem {
    const { id, anchor, note, made } = annotation;
    const item = new vscode.TreeItem(quoteOf(annotation));
    item.id = `span ${id}`;
    item.description = `${anchor.run} ${formatCount(anchor.index + 1)}${note === '' ? '' : ' · note'}`;
    const words = [anchor.span?.quote ?? 'The trace as a whole.', note, `${made.author} · ${made.time.slice(0, 10)}`];
    item.tooltip = words.filter((part) => part !== '').join('\n\n');
    item.iconPath = this.#iconOf(anchor.run);
    item.contextValue = 'taggedSpan';
    item.command = { command: 'traceInspector.openTagged', title: 'Open Tagged Span', arguments: [{ annotation }] };
    return item;
  }

  #iconOf(label: string): vscode.ThemeIcon {
    const run = this.#of?.session.specs.findIndex((spec) => spec.label === label) ?? -1;
    return run < 0 ? new vscode.ThemeIcon('question') : runIcon(run);
  }

  #refresh(view: vscode.TreeView<Node>): void {
    this.#hidden = this.#isHidden;
    const own = this.#of?.tags.known;
    const uses = own?.state.annotations.size ?? 0;
    view.description = uses > 0 ? formatNoun(uses, 'use') : undefined;
    view.message = own?.problem;
    const tags = own ? codebookOf(own.state).length : 0;
    void vscode.commands.executeCommand('setContext', 'traceInspector.tags', tags > 0);
    this.#changed.fire(undefined);
    if (this.#of) refreshTagFilter(this.#of);
  }
}

function tagNode(tag: string, annotations: Annotation[]): Extract<Node, { kind: 'tag' }> {
  return { kind: 'tag', tag, annotations, children: [] };
}

/** Whether a tag is somewhere below another: people may have made them each other's parents. */
function isBelow({ tags }: AnnotationState, tag: string, above: string): boolean {
  const seen = new Set<string>();
  for (let at = tags.get(tag); at && !seen.has(at.id); at = tags.get(at.definition.parent ?? '')) {
    if (at.id === above) return true;
    seen.add(at.id);
  }
  return false;
}

function problemItem({ tag, problem, annotations }: Extract<Node, { kind: 'problem' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(problem, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `tagged ${tag} ${problem}`;
  item.description = formatCount(annotations.length);
  item.contextValue = 'taggedProblem';
  return item;
}

function tooltipOf(
  definition: { name: string; definition: string; include: string; exclude: string; example: string } | undefined,
  uses: number,
): string {
  if (!definition) return 'This tag is not in the codebook.';
  const { name, definition: what, include, exclude, example } = definition;
  const parts = [
    `${name}: ${formatNoun(uses, 'use')}`,
    what,
    include && `Include: ${include}`,
    exclude && `Exclude: ${exclude}`,
    example && `Example: ${example}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function groups<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const group = found.get(keyOf(one));
    if (group) group.push(one);
    else found.set(keyOf(one), [one]);
  }
  return found;
}

function byStart(annotations: readonly Annotation[]): Annotation[] {
  return [...annotations].sort((a, b) => (a.anchor.span?.start ?? -1) - (b.anchor.span?.start ?? -1));
}

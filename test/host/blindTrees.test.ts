/** What the views Tags, Claims and Evals say while a blind queue is read: no run, no sample. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TreeDataProvider, TreeItem } from 'vscode';
import { starterDrafts } from '../../src/core/annotations/codebook';
import { ComparisonAnnotations } from '../../src/host/annotations/comparisonAnnotations';
import { Event } from '../../src/host/event';
import type { Evals } from '../../src/host/evals/evals';
import { EvalsTree } from '../../src/host/evals/evalsTree';
import { ClaimsTree } from '../../src/host/evidence/claimsTree';
import type { OpenComparisons } from '../../src/host/openComparisons';
import { TagsTree } from '../../src/host/tags/tagsTree';
import { emptyFolder } from '../io/annotations/folders';

const views = vi.hoisted(() => new Map<string, { description?: string; message?: string }>());
vi.mock('vscode', () => ({
  TreeItem: class {
    constructor(
      readonly label: string,
      readonly collapsibleState = 0,
    ) {}
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  EventEmitter: class {
    event = () => ({ dispose: () => undefined });
    fire = () => undefined;
    dispose = () => undefined;
  },
  Disposable: { from: (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((one) => one.dispose?.()) }) },
  commands: { executeCommand: () => Promise.resolve() },
  window: {
    createTreeView: (id: string) => {
      views.set(id, {});
      return views.get(id);
    },
  },
}));
vi.mock('../../src/host/icons', () => ({ runIcon: () => undefined }));
vi.mock('../../src/host/tags/tagFilter', () => ({ refreshTagFilter: () => undefined }));

const labels = ['Qwen-base', 'SimpleRL'];
const telling = /Qwen|SimpleRL|sample|"description":"\d+ · \d/;
const anchor = { run: 'SimpleRL', problem: 'p1', index: 3, hash: 'h' };
const span = { start: 0, end: 3, quote: 'Add', before: '', after: ' it.', step: 0, steps: 1 };

let notes: ComparisonAnnotations;
let hidden: boolean;
let trees: { tree: TreeDataProvider<unknown>; close(): void }[];
const contentChanged = new Event<unknown>();

beforeEach(async () => {
  hidden = false;
  notes = await ComparisonAnnotations.open(
    { annotations: join(emptyFolder(), 'a.annotations.jsonl') },
    () => 'Ada <ada@example.org>',
  );
  await notes.record(starterDrafts(notes.state.tags));
  await notes.record([
    { kind: 'tagged', object: 'x', payload: { tag: 'verification', anchor: { ...anchor, span } } },
    { kind: 'tagged', object: 'y', payload: { tag: 'verification', anchor: { ...anchor, index: 4 } } },
    {
      kind: 'claimed',
      object: 'c',
      payload: { subject: { kind: 'sample', anchor }, statement: 'SimpleRL adds first.' },
    },
    {
      kind: 'approachJudged',
      object: 'c',
      payload: { verdict: 'same', other: { ...anchor, run: 'Qwen-base' }, score: 0.5, reason: '' },
    },
  ]);
  const spec = { title: 'SimpleRL', models: [{ name: 'SimpleRL' }], problems: [{ id: 'p1' }], chunks: [], n: 4 };
  const one = { dir: '/evals/1', spec: { ...spec, target: { id: 'box' } }, store: { done: () => new Set() } };
  const evals = {
    running: [],
    changed: new Event(),
    look: () => Promise.resolve(),
    of: () => [one],
    get: () => one,
  } as unknown as Evals;
  const active = {
    source: { uri: 'a.traces.json' },
    session: {
      specs: labels.map((label) => ({ label })),
      indexOf: () => ({ files: [], samples: { file: [] }, problems: [], order: [] }),
      state: { table: { ids: ['p1'] }, runs: [] },
    },
    tags: { known: notes, isKept: false, changed: new Event<undefined>() },
    review: {
      get onScreen() {
        return hidden ? { hidden, place: 0, size: 2, problems: [] } : undefined;
      },
    },
  };
  const comparisons = { active, activeChanged: new Event(), contentChanged } as unknown as OpenComparisons;
  trees = [new TagsTree(comparisons), new ClaimsTree(comparisons), new EvalsTree(evals, comparisons)].map((tree) => {
    const registered = tree.register();
    return { tree: tree as TreeDataProvider<unknown>, close: () => registered.dispose() };
  });
});
afterEach(async () => {
  trees.forEach(({ close }) => close());
  await notes.dispose();
});

/** Every row of a tree with all it says, and the words above and beside it. */
async function said(): Promise<string> {
  const rows: TreeItem[] = [];
  const read = async (tree: TreeDataProvider<unknown>, node?: unknown): Promise<void> => {
    for (const child of (await tree.getChildren(node)) ?? []) {
      rows.push(await tree.getTreeItem(child));
      await read(tree, child);
    }
  };
  for (const { tree } of trees) await read(tree);
  const around = [...views.values()].map(({ description, message }) => [description, message]);
  return JSON.stringify([rows, around]);
}

describe('while a blind queue is read', () => {
  it('tags have names and no places, and claims are hidden', async () => {
    expect(await said()).toMatch(telling);
    hidden = true;
    contentChanged.fire(undefined);
    await expect.poll(said).not.toMatch(telling);
    const blind = await said();
    expect(blind).toContain('verification');
    expect(blind).toContain('Claims are hidden (blind)');
    expect(blind).toContain('Evals are hidden (blind)');
  });

  it('all of it is there again when another page is shown', async () => {
    const before = await said();
    hidden = true;
    contentChanged.fire(undefined);
    await expect.poll(said).not.toBe(before);
    hidden = false;
    contentChanged.fire(undefined);
    await expect.poll(said).toBe(before);
  });
});

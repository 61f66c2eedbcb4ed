/** What the page is told of tags, on a store that writes to a real folder. */
import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { starterDrafts } from '../../src/core/annotations/codebook';
import type { Finding } from '../../src/core/findings';
import { AnnotationWriteError } from '../../src/io/annotations/annotationStore';
import { ComparisonAnnotations } from '../../src/host/annotations/comparisonAnnotations';
import type { ComparisonSource } from '../../src/host/comparisonSource';
import { Event } from '../../src/host/event';
import type { ComparisonSession } from '../../src/host/session';
import { AnnotationFindings } from '../../src/host/tags/annotationFindings';
import { TagFeed } from '../../src/host/tags/tagFeed';
import { emptyFolder } from '../io/annotations/folders';

vi.mock('vscode', () => ({ window: {} }));

const opened: { dispose(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.dispose();
});

const texts = ['Add.\n\nLet me check: 2 + 2 = 4.', 'Another trace.', 'A third one.'];

async function feedIn(folder: string, { traces = texts, saved = true } = {}) {
  const path = join(folder, 'a.annotations.jsonl');
  const annotations = await ComparisonAnnotations.open({ annotations: path }, () => 'Ada');
  const session = {
    specs: [{ label: 'base' }],
    rowOf: () => 0,
    sampleCount: () => traces.length,
    readTrace: ({ sample }: { sample: number }) => Promise.resolve({ text: traces[sample] }),
  };
  const source = { document: { isUntitled: !saved }, text: () => '{"runs":[]}' };
  const feed = new TagFeed({
    session: session as unknown as ComparisonSession,
    source: source as unknown as ComparisonSource,
    annotations: () => Promise.resolve(annotations),
    searchWorkerPath: '',
  });
  opened.push(feed, annotations);
  return { feed, annotations, path };
}

const ref = { problem: 'p', run: 0, sample: 0 };

describe('tags that the page is told of', () => {
  it('are those on the disk, and it is told when they change', async () => {
    const { feed, annotations, path } = await feedIn(emptyFolder());
    await feed.codebook();
    let changes = 0;
    feed.changed.on(() => changes++);
    await annotations.record(starterDrafts(annotations.state.tags));
    const anchor = await feed.anchorOf(ref, { start: 6, end: 18 });
    await annotations.record([{ kind: 'tagged', object: 'x', payload: { tag: 'verification', anchor } }]);
    expect(changes).toBeGreaterThan(1);
    expect(readFileSync(path, 'utf8')).toContain('"quote":"Let me check"');
    const { tags } = await feed.read(ref, false);
    expect(tags).toMatchObject([{ id: 'x', name: 'verification', key: 1, span: { start: 6, end: 18 } }]);
    expect((await feed.codebook())[0]).toMatchObject({ uses: 1, key: 1 });
    expect(await feed.counts()).toMatchObject({ p: [{ tag: 'verification', count: 1 }] });
  });

  it('follow a trace that is another sample now', async () => {
    const folder = emptyFolder();
    const first = await feedIn(folder);
    await first.annotations.record(starterDrafts(new Map()));
    const anchor = await first.feed.anchorOf(ref, undefined);
    await first.annotations.record([{ kind: 'tagged', object: 'x', payload: { tag: 'backtracking', anchor } }]);
    const moved = await feedIn(folder, { traces: [texts[1], texts[0], texts[2]] });
    expect((await moved.feed.read(ref, false)).tags).toEqual([]);
    expect((await moved.feed.read({ ...ref, sample: 1 }, false)).tags).toMatchObject([{ id: 'x' }]);
  });

  it('have suggestions when they are asked for, which count nowhere', async () => {
    const { feed, annotations } = await feedIn(emptyFolder());
    await annotations.record(starterDrafts(new Map()));
    const { tags } = await feed.read(ref, true);
    expect(tags).toMatchObject([{ tag: 'verification', source: 'cue words' }]);
    expect(await feed.counts()).toEqual({});
    expect(await feed.suggestionsOf(ref, [tags[0].id])).toHaveLength(1);
  });

  it('are none, and no error, while the comparison is in no file', async () => {
    const { feed } = await feedIn(emptyFolder(), { saved: false });
    expect(feed.isKept).toBe(false);
    expect(await feed.codebook()).toEqual([]);
    expect(await feed.read(ref, true)).toEqual({ tags: [], lost: 0 });
  });

  it('that can not be written are not shown, and kept for another try', async () => {
    const folder = emptyFolder();
    const { feed, annotations, path } = await feedIn(folder);
    // Rights would not stop the superuser; a folder in the file's place stops everybody.
    mkdirSync(path);
    await expect(annotations.record(starterDrafts(new Map()))).rejects.toThrow(AnnotationWriteError);
    expect(await feed.codebook()).toEqual([]);
    expect(annotations.unwritten).toBe(10);
    rmdirSync(path);
    await annotations.retry();
    expect(await feed.codebook()).toHaveLength(10);
  });
});

describe('findings of annotations', () => {
  /** What the comparison is told, when the dumps have been read with these traces. */
  async function toldOf(folder: string, traces: string[], states = ['ready']) {
    const { feed, annotations, path } = await feedIn(folder, { traces });
    const stateChanged = new Event<unknown>();
    const told: Finding[][] = [];
    const session = {
      specs: [{ label: 'base' }],
      state: { table: { ids: ['p'] }, runs: states.map((kind) => ({ state: { kind } })) },
      stateChanged,
      rowOf: () => 0,
      sampleCount: () => traces.length,
      readTrace: ({ sample }: { sample: number }) => Promise.resolve({ text: traces[sample] }),
      setFindingsBeside: (_: string, findings: Finding[]) => void told.push(findings),
    };
    const findings = new AnnotationFindings(session as unknown as ComparisonSession, feed);
    opened.push(findings);
    await feed.codebook();
    return { feed, annotations, path, told, stateChanged, session };
  }

  async function taggedIn(folder: string) {
    const { feed, annotations, path } = await feedIn(folder);
    await annotations.record(starterDrafts(new Map()));
    const span = await feed.anchorOf(ref, { start: 6, end: 18 });
    const whole = await feed.anchorOf({ ...ref, sample: 1 }, undefined);
    await annotations.record([{ kind: 'tagged', object: 'x', payload: { tag: 'verification', anchor: span } }]);
    await annotations.record([{ kind: 'tagged', object: 'y', payload: { tag: 'backtracking', anchor: whole } }]);
    return path;
  }

  it('are none while all is where it was, or has only moved', async () => {
    const folder = emptyFolder();
    await taggedIn(folder);
    for (const traces of [texts, [`So. ${texts[0]}`, texts[2], texts[1]]]) {
      const { told } = await toldOf(folder, traces);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(told.flat()).toEqual([]);
    }
  });

  it('name each tag whose text is gone, until it is removed', async () => {
    const folder = emptyFolder();
    const path = await taggedIn(folder);
    const { told, annotations } = await toldOf(folder, ['Nothing of it.', 'Nor here.', texts[2]]);
    await expect.poll(() => told.at(-1)).toHaveLength(2);
    expect(told.at(-1)?.map(({ code, file }) => [code, file])).toEqual([
      ['lost-annotation', path],
      ['lost-annotation', path],
    ]);
    expect(told.at(-1)?.map(({ message }) => message.split(' is lost: ')[0])).toEqual([
      'verification on “Let me check” of sample 1',
      'backtracking on the whole of sample 2',
    ]);
    await annotations.record([{ kind: 'untagged', object: 'x', payload: {} }]);
    expect(told.at(-1)).toHaveLength(1);
  });

  it('do not call lost what has not been read yet', async () => {
    const folder = emptyFolder();
    await taggedIn(folder);
    const { told, stateChanged, session } = await toldOf(folder, ['Nothing of it.'], ['reading']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told.flat()).toEqual([]);
    session.state.runs[0].state.kind = 'ready';
    stateChanged.fire(undefined);
    await expect.poll(() => told.at(-1)).toHaveLength(2);
  });

  it('are of the lines of the file too: torn, damaged, of a newer version', async () => {
    const folder = emptyFolder();
    const path = await taggedIn(folder);
    const newer = '{"v":9,"id":"N","clock":1,"time":"","author":"","object":"a","kind":"tagged","payload":{}}';
    appendFileSync(path, `no line\n${newer}\n{"v":1,"id":"torn`);
    const { told } = await toldOf(folder, texts);
    expect(told[0].map(({ code, line }) => [code, line])).toEqual([
      ['damaged-annotation', 13],
      ['torn-end', 15],
      ['newer-annotation', undefined],
    ]);
  });
});

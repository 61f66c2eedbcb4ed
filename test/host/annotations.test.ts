import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { starterDrafts } from '../../src/core/annotations/codebook';
import { Annotations, filesOf } from '../../src/host/annotations/annotations';
import { Event } from '../../src/host/event';
import type { OpenComparison } from '../../src/host/openComparisons';
import { emptyFolder, tagged } from '../io/annotations/folders';

const opened: Annotations[] = [];
afterEach(() => {
  for (const annotations of opened.splice(0)) annotations.dispose();
});

/** A comparison as far as its annotations know it. */
function comparisonAt(
  path: string,
  file: object,
  document: object | undefined = { isUntitled: false },
): OpenComparison {
  const source = { uri: { fsPath: path }, document, text: () => JSON.stringify({ runs: [], ...file }) };
  return { source } as unknown as OpenComparison;
}

function service(author = ''): { annotations: Annotations; closed: Event<OpenComparison> } {
  const closed = new Event<OpenComparison>();
  const annotations = new Annotations({ closed }, () => author);
  opened.push(annotations);
  return { annotations, closed };
}

const linesOf = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;

describe('annotations of an open comparison', () => {
  it('are beside it, or where it says', () => {
    expect(filesOf(comparisonAt('/x/a.traces.json', {}).source)).toEqual({ annotations: '/x/a.annotations.jsonl' });
    const named = { annotations: 'notes/b.annotations.jsonl', codebook: '../tags.annotations.jsonl' };
    expect(filesOf(comparisonAt('/x/a.traces.json', named).source)).toEqual({
      annotations: '/x/notes/b.annotations.jsonl',
      codebook: '/tags.annotations.jsonl',
    });
  });

  it('need a file to be beside: the way on is said', () => {
    expect(() => filesOf(comparisonAt('/x/a.traces.json', {}, { isUntitled: true }).source)).toThrow('Save it first');
    const dump = { ...comparisonAt('/x/dump.jsonl', {}).source, document: undefined };
    expect(() => filesOf(dump)).toThrow('dump.jsonl is open by itself');
  });

  it('are opened once, written, told of and undone', async () => {
    const { annotations } = service('Ada <ada@example.org>');
    const comparison = comparisonAt(join(emptyFolder(), 'a.traces.json'), {});
    const own = await annotations.of(comparison);
    expect(await annotations.of(comparison)).toBe(own);
    const changes: string[][] = [];
    own.changed.on((change) => void (change.own && changes.push([...(change.objects ?? [])])));
    const [event] = await own.record([tagged('a')]);
    expect(event.author).toBe('Ada <ada@example.org>');
    expect(own.state.annotations.has('a')).toBe(true);
    await own.undo();
    expect(own.state.annotations.has('a')).toBe(false);
    await own.redo();
    expect([changes, linesOf(own.path)]).toEqual([[['a'], ['a'], ['a']], 3]);
  });

  it('keep tags in the shared codebook that the comparison names, and undo in the order of work', async () => {
    const folder = emptyFolder();
    const { annotations } = service();
    const own = await annotations.of(
      comparisonAt(join(folder, 'a.traces.json'), { codebook: 'tags.annotations.jsonl' }),
    );
    await own.record(starterDrafts(own.state.tags));
    await own.record([tagged('a')]);
    expect([linesOf(join(folder, 'tags.annotations.jsonl')), linesOf(own.path)]).toEqual([10, 1]);
    const other = await annotations.of(
      comparisonAt(join(folder, 'b.traces.json'), { codebook: 'tags.annotations.jsonl' }),
    );
    expect(other.state.tags.size).toBe(10);
    await own.undo();
    expect([own.state.annotations.size, own.state.tags.size]).toEqual([0, 10]);
    await own.undo();
    expect(own.state.tags.size).toBe(0);
    await own.redo();
    await own.redo();
    expect([own.state.annotations.size, own.state.tags.size]).toEqual([1, 10]);
  });

  it('are opened anew after the comparison was closed', async () => {
    const { annotations, closed } = service();
    const comparison = comparisonAt(join(emptyFolder(), 'a.traces.json'), {});
    const own = await annotations.of(comparison);
    await own.record([tagged('a')]);
    closed.fire(comparison);
    const again = await annotations.of(comparison);
    expect(again).not.toBe(own);
    expect(again.state.annotations.size).toBe(1);
  });
});

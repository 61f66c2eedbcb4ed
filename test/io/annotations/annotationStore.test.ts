import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnnotationWriteError, newId } from '../../../src/io/annotations/annotationStore';
import { compactFile } from '../../../src/io/annotations/compactFile';
import { stateOf } from '../../core/annotations/logs';
import { emptyFolder, openStore, tagged } from './folders';

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const newPath = (): string => join(emptyFolder(), 'a.annotations.jsonl');

/** A file system that fails as long as it is told to. */
function failing(code: string) {
  const state = { fails: true };
  const openOrFail: typeof open = (...args) =>
    state.fails ? Promise.reject(Object.assign(new Error(code), { code })) : open(...args);
  return { state, open: openOrFail };
}

describe('the store of annotations', () => {
  it('has ids that rise', () => {
    const ids = Array.from({ length: 100 }, () => newId());
    expect([...new Set(ids)].sort()).toEqual(ids);
  });

  it('makes no file before there is something to write', async () => {
    const path = newPath();
    const store = await openStore(path);
    expect(existsSync(path)).toBe(false);
    await store.record([tagged('a')]);
    expect(linesOf(path)).toHaveLength(1);
  });

  it('shows an event only when it is in the file, and finds it again when opened anew', async () => {
    const path = newPath();
    const store = await openStore(path);
    const recording = store.record([tagged('a'), tagged('b')]);
    expect(store.log.size).toBe(0);
    const events = await recording;
    expect(linesOf(path).map((line) => JSON.parse(line).id)).toEqual(events.map(({ id }) => id));
    expect(events.map(({ clock, action }) => [clock, action])).toEqual([
      [1, events[0].id],
      [2, events[0].id],
    ]);
    expect(stateOf((await openStore(path)).log)).toEqual(stateOf(store.log));
  });

  it('writes what comes while it writes in one go, in order', async () => {
    const path = newPath();
    const store = await openStore(path);
    await Promise.all(Array.from({ length: 200 }, (_, i) => store.record([tagged(`a${i}`)])));
    expect(linesOf(path).map((line) => JSON.parse(line).object)).toEqual(
      Array.from({ length: 200 }, (_, i) => `a${i}`),
    );
  });

  it('undoes and redoes, also across sessions, and one after the other however fast they come', async () => {
    const path = newPath();
    const first = await openStore(path);
    for (const object of ['a', 'b', 'c']) await first.record([tagged(object)]);
    const store = await openStore(path);
    await Promise.all([store.undo(), store.undo()]);
    expect([...store.log.state.annotations.keys()]).toEqual(['a']);
    await store.redo();
    expect([...store.log.state.annotations.keys()].sort()).toEqual(['a', 'b']);
    expect(linesOf(path)).toHaveLength(6);
    void store.record([tagged('d')]);
    await store.undo();
    expect(store.log.state.annotations.has('d')).toBe(false);
    await first.refresh();
    expect(stateOf(first.log)).toEqual(stateOf(store.log));
  });

  it('ends a line that was torn off before it writes the next', async () => {
    const path = newPath();
    const store = await openStore(path);
    await store.record([tagged('a')]);
    appendFileSync(path, linesOf(path)[0].slice(0, 80));
    const next = await openStore(path);
    expect(next.findings).toMatchObject([{ code: 'torn-end', line: 2 }]);
    await next.record([tagged('b')]);
    const last = await openStore(path);
    expect([...last.log.state.annotations.keys()]).toEqual(['a', 'b']);
    expect(linesOf(path)).toHaveLength(3);
  });

  it('reads what another window wrote, and both hold the same', async () => {
    const path = newPath();
    const [ours, theirs] = [await openStore(path), await openStore(path, { author: () => 'Bea' })];
    const changes: unknown[] = [];
    ours.onChange(({ own, objects }) => changes.push([own, ...(objects ?? [])]));
    await Promise.all([ours.record([tagged('a', 'x')]), theirs.record([tagged('a', 'y')])]);
    await Promise.all([ours.refresh(), theirs.refresh()]);
    expect(stateOf(ours.log)).toEqual(stateOf(theirs.log));
    expect(changes).toEqual([
      [true, 'a'],
      [false, 'a'],
    ]);
    await ours.undo();
    await theirs.refresh();
    expect(theirs.log.state.annotations.get('a')?.tag).toBe('y');
  });

  it('follows the file by itself', async () => {
    const path = newPath();
    const [ours, theirs] = [await openStore(path, { follow: true }), await openStore(path)];
    const told = new Promise((resolve) => ours.onChange(resolve));
    await theirs.record([tagged('a')]);
    expect(await told).toMatchObject({ own: false });
  });

  it.each([
    ['EROFS', 'the file system is read-only'],
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'permission denied'],
  ])('keeps what could not be written (%s), says so once and clearly, and writes it later', async (code, why) => {
    const path = newPath();
    const disk = failing(code);
    const store = await openStore(path, { open: disk.open });
    const failed = store.record([tagged('a')]);
    await expect(failed).rejects.toThrow(AnnotationWriteError);
    await expect(failed).rejects.toThrow(`a.annotations.jsonl can't be written: ${why}. 1 annotation is kept`);
    await expect(store.record([tagged('b')])).rejects.toThrow('2 annotations are kept');
    expect([store.unwritten, store.log.size]).toEqual([2, 0]);
    await expect(store.retry()).rejects.toThrow(why);
    disk.state.fails = false;
    await store.retry();
    expect([store.unwritten, store.problem, store.log.size]).toEqual([0, undefined, 2]);
    expect(linesOf(path)).toHaveLength(2);
  });

  // The kernel's own errors, which need no rights to have: a device that is always full, and a folder of the system.
  it.runIf(existsSync('/dev/full'))('keeps events while the disk is full, as the kernel says it', async () => {
    const path = newPath();
    symlinkSync('/dev/full', path);
    const store = await openStore(path);
    await expect(store.record([tagged('a')])).rejects.toThrow(
      "a.annotations.jsonl can't be written: the disk is full. 1 annotation is kept in memory until it can.",
    );
    rmSync(path);
    await store.retry();
    expect([store.unwritten, store.problem, linesOf(path).length]).toEqual([0, undefined, 1]);
  });

  it.runIf(existsSync('/sys/kernel'))('keeps events of a folder that can not be written', async () => {
    const store = await openStore('/sys/kernel/a.annotations.jsonl');
    const failed = store.record([tagged('a')]);
    await expect(failed).rejects.toThrow(
      /^a\.annotations\.jsonl can't be written: (permission denied|the file system is read-only)\. 1 annotation is kept/,
    );
    expect([store.unwritten, store.log.size]).toEqual([1, 0]);
  });

  it('writes what it kept with the next event', async () => {
    const path = newPath();
    const disk = failing('ENOSPC');
    const store = await openStore(path, { open: disk.open });
    await store.record([tagged('a')]).catch(() => undefined);
    disk.state.fails = false;
    await store.record([tagged('b')]);
    expect(linesOf(path).map((line) => JSON.parse(line).object)).toEqual(['a', 'b']);
    expect(store.problem).toBeUndefined();
  });

  it('does not take a half-written line for written', async () => {
    const path = newPath();
    let isFull = true;
    const half: typeof open = async (...args) => {
      const handle = await open(...args);
      const write = handle.write.bind(handle);
      const writeHalf = (bytes: Uint8Array) => write(bytes, 0, isFull ? 60 : bytes.length);
      return Object.assign(handle, { write: writeHalf });
    };
    const store = await openStore(path, { open: half });
    await expect(store.record([tagged('a')])).rejects.toThrow('the disk is full');
    isFull = false;
    await store.retry();
    const again = await openStore(path);
    expect(again.log.size).toBe(1);
    expect(again.findings).toEqual([]);
  });

  it('does not make a deleted file anew with half of its content: all is kept, and written when asked for', async () => {
    const path = newPath();
    const store = await openStore(path);
    await store.record([tagged('a')]);
    rmSync(path);
    await expect(store.record([tagged('b')])).rejects.toThrow('the file was deleted');
    expect(existsSync(path)).toBe(false);
    expect(store.log.state.annotations.has('a')).toBe(true);
    await store.retry();
    expect([...(await openStore(path)).log.state.annotations.keys()].sort()).toEqual(['a', 'b']);
    rmSync(path);
    await store.refresh();
    expect(store.problem).toContain('was deleted');
  });

  it('writes to the file that has the name, also when it was replaced in between', async () => {
    const path = newPath();
    let replace = true;
    const replacing: typeof open = async (...args) => {
      const handle = await open(...args);
      if (replace) {
        renameSync(path, `${path}.old`);
        writeFileSync(path, '');
        replace = false;
      }
      return handle;
    };
    writeFileSync(path, '');
    const store = await openStore(path, { open: replacing });
    await store.record([tagged('a')]);
    expect(linesOf(path)).toHaveLength(1);
  });

  it('shows what is in a file that was replaced, and can write back what is no longer there', async () => {
    const path = newPath();
    const store = await openStore(path);
    await store.record([tagged('a')]);
    const before = readFileSync(path);
    await store.record([tagged('b')]);
    writeFileSync(`${path}.new`, before);
    renameSync(`${path}.new`, path);
    await store.refresh();
    expect([...store.log.state.annotations.keys()]).toEqual(['a']);
    expect(store.findings).toMatchObject([{ code: 'dropped-annotation', count: 1 }]);
    await store.writeBack();
    expect([...store.log.state.annotations.keys()].sort()).toEqual(['a', 'b']);
    expect(store.findings).toEqual([]);
  });

  it('reads anew a file that an editor wrote over in place', async () => {
    const path = newPath();
    const store = await openStore(path);
    await store.record([tagged('a'), tagged('b'), tagged('c')]);
    await store.refresh();
    const [first, , third] = linesOf(path);
    writeFileSync(path, `${first}\n${third}\n${third.replace(/"id":"[^"]+"/, '"id":"X"').repeat(1)}\n`);
    await store.refresh();
    expect(store.log.size).toBe(3);
    expect(store.log.state.annotations.has('b')).toBe(false);
  });

  it('refuses an event that could not be read back', async () => {
    const path = newPath();
    const store = await openStore(path);
    const evidence = { method: 'x', runs: [], samples: 0, share: NaN };
    const broken = store.record([{ kind: 'evidenceRecorded', object: 'c', payload: { evidence } }]);
    await expect(broken).rejects.toThrow('payload.evidence.share is not a number');
    expect([existsSync(path), store.unwritten]).toEqual([false, 0]);
  });

  it('compacts on request, and other windows go on', async () => {
    const path = newPath();
    const [ours, theirs] = [await openStore(path), await openStore(path)];
    for (const tag of ['x', 'y', 'z']) await ours.record([tagged('a', tag)]);
    await theirs.refresh();
    const compacting = compactFile(path);
    const recording = Promise.all(Array.from({ length: 50 }, (_, i) => theirs.record([tagged(`b${i}`)])));
    expect(await compacting).toMatchObject({ before: expect.any(Number) });
    await recording;
    await Promise.all([ours.refresh(), theirs.refresh()]);
    expect(ours.log.state.annotations.size).toBe(51);
    expect(stateOf(theirs.log)).toEqual(stateOf(ours.log));
    expect(ours.findings).toEqual([]);
  });

  describe('beside another compaction', () => {
    const lockBy = (pid: number, host = hostname()): string => JSON.stringify({ pid, host, id: 'x' });

    it('does not compact, and says why', async () => {
      const path = newPath();
      await (await openStore(path)).record([tagged('a')]);
      writeFileSync(`${path}.lock`, lockBy(process.pid));
      const before = readFileSync(path, 'utf8');
      await expect(compactFile(path)).rejects.toThrow(
        "a.annotations.jsonl can't be compacted: another window is compacting it.",
      );
      expect([readFileSync(path, 'utf8'), readFileSync(`${path}.lock`, 'utf8')]).toEqual([before, lockBy(process.pid)]);
    });

    it('confirms an event when that one is over', async () => {
      const path = newPath();
      const store = await openStore(path);
      writeFileSync(`${path}.lock`, lockBy(process.pid));
      let confirmed = false;
      const recording = store.record([tagged('a')]).then(() => (confirmed = true));
      while (!existsSync(path) || linesOf(path).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(confirmed).toBe(false);
      rmSync(`${path}.lock`);
      await recording;
      expect(linesOf(path)).toHaveLength(1);
    });

    it.each([
      ['whose process is gone', lockBy(2 ** 22 + 1), 0],
      ['of another machine, half a minute old', lockBy(1, 'elsewhere'), 31],
      ['half a minute old, whose process number somebody else has now', lockBy(process.pid), 31],
      ['that was not written to its end, half a minute old', '{"pid":', 31],
    ])('takes a lock %s for left over', async (_, content, secondsOld) => {
      const path = newPath();
      const store = await openStore(path);
      writeFileSync(`${path}.lock`, content);
      const then = Date.now() / 1000 - secondsOld;
      utimesSync(`${path}.lock`, then, then);
      await store.record([tagged('a')]);
      await compactFile(path);
      expect([existsSync(`${path}.lock`), linesOf(path).length]).toEqual([false, 1]);
    });
  });

  it('compacts the file that a link leads to, and the link stays', async () => {
    const folder = emptyFolder();
    const [path, link] = [join(folder, 'a.annotations.jsonl'), join(folder, 'link.annotations.jsonl')];
    const store = await openStore(path);
    for (const tag of ['x', 'y', 'z']) await store.record([tagged('a', tag)]);
    symlinkSync(path, link);
    expect(await compactFile(link)).toMatchObject({ before: 3, after: 2 });
    expect([linesOf(path).length, linesOf(link).length]).toEqual([2, 2]);
  });
});

/** Comparing samples of a session, without an editor around it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePair, diffTraces } from '../../src/host/compareTraces';
import { ReadMarks } from '../../src/host/readMarks';
import { ComparisonSession } from '../../src/host/session';
import { ViewStore } from '../../src/host/viewState';
import { TraceTasks } from '../../src/io/traceTasks';

let folder: string;
let session: ComparisonSession;
const tasks = new TraceTasks({});
const { signal } = new AbortController();

const texts = {
  base: ['We count all triples first of all.\nThe answer is 364.', 'By symmetry this must be 12.\nSo 12.'],
  RL: ['Nothing here is alike at all.', 'We count all triples first of all.\nThe answer is 366.'],
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pairs-'));
  for (const [label, samples] of Object.entries(texts)) {
    const rows = samples.map((completion, i) => ({ task_id: 'a/1', completion, passed: i === 1, result: 'x' }));
    writeFileSync(join(folder, `${label}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  session = new ComparisonSession({
    path: join(folder, 'pair'),
    load: { baseDir: folder },
    views: new ViewStore({ get: () => undefined, update: async () => undefined }),
    marks: new ReadMarks({ get: () => undefined, update: async () => undefined }),
    defaultTau: 0.5,
    log: () => undefined,
  });
  const runs = Object.keys(texts).map((label) => ({ label, role: 'rl' as const, paths: [`${label}.jsonl`] }));
  session.setFile({ title: 'Pairs', runs }, [], true);
  await new Promise<void>((resolve) => {
    session.stateChanged.on(({ runs }) => runs.every((run) => run.state.kind === 'ready') && resolve());
  });
});
afterEach(() => {
  session.dispose();
  rmSync(folder, { recursive: true });
});

describe('comparing samples', () => {
  it('diffs the texts of two samples', async () => {
    const [left, right] = [0, 1].map((i) => ({ problem: 'a/1', run: i, sample: i }));
    expect((await diffTraces(session, tasks, { left, right }, signal)).counts).toMatchObject({ same: 1, changed: 1 });
  });

  it('chooses by what is known, and the nearest by reading', async () => {
    const query = { problem: 'a/1', runs: [0, 1], current: [0, 0], seed: 1 };
    expect(await choosePair(session, tasks, { ...query, rule: 'firstCorrect' }, signal)).toEqual({
      samples: [1, 1],
      reasons: ['first correct of 1', 'first correct of 1'],
    });
    const nearest = await choosePair(session, tasks, { ...query, rule: 'nearest' }, signal);
    expect(nearest.samples).toEqual([0, 1]);
    expect(nearest.reasons[0]).toMatch(/^most alike of 2 × 2: \d+ % shared$/);
  });

  it('says which sample or problem is not there', async () => {
    const left = { problem: 'a/1', run: 0, sample: 9 };
    await expect(diffTraces(session, tasks, { left, right: left }, signal)).rejects.toThrow('no sample 10');
    const query = { problem: 'b', runs: [0, 1], current: [0, 0], seed: 1, rule: 'random' as const };
    await expect(choosePair(session, tasks, query, signal)).rejects.toThrow('no problem "b"');
  });
});

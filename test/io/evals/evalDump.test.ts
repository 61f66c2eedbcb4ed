/** What the comparison sees of an eval: a dump that grows, with verdicts joined. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evalIdOf } from '../../../src/core/adapters/quickEval';
import type { DumpRow } from '../../../src/core/evals/dumpRow';
import type { GradeLine, SampleLine } from '../../../src/core/evals/sampleLine';
import { createEval } from '../../../src/io/evals/createEval';
import { findEval, listEvals } from '../../../src/io/evals/findEvals';
import { EvalDump } from '../../../src/io/evals/evalDump';
import { EvalStore } from '../../../src/io/evals/evalStore';
import { loadRun } from '../../../src/io/loadRun';
import { countsOf } from '../runs';
import { drive, evalAt, folder, stub } from './evalsAt';
import { specWith } from '../../core/evals/evals';

const evenSeedsAreRight = (lines: readonly SampleLine[]): Promise<GradeLine[]> =>
  Promise.resolve(
    lines.map(({ model, problem, index }) => ({
      ...{ model, problem, index, grader: 'parity', version: '1', ms: 1 },
      verdict: index === 5 ? null : index % 2 === 0,
    })),
  );

const rowsOf = async (dir: string): Promise<DumpRow[]> =>
  (await readFile(join(dir, 'dump.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DumpRow);

describe('the dump of an eval', () => {
  it('opens with the verdicts of its grader, unscored where it could not tell', async () => {
    const driven = await evalAt(await stub(), { problems: 2, n: 16 }, { grade: evenSeedsAreRight });
    await drive(driven);
    const run = await loadRun(
      { label: 'more', role: 'rl', paths: [join(driven.store.dir, 'dump.jsonl')] },
      { baseDir: '.' },
    );
    expect(run.format.id).toBe('quick-eval');
    expect(countsOf(run)).toMatchObject({ problems: 2, samples: 32, scored: 30, correct: 16 });
    // Problems are in the order of their first samples, which is the order in which the server answered.
    expect(new Map(run.index.problems.map(({ id, reference }) => [id, reference]))).toEqual(
      new Map([
        ['p0', '0'],
        ['p1', '2'],
      ]),
    );
  });

  it('adds its samples to the run that it extends', async () => {
    const dir = await folder();
    const rows = [0, 1].flatMap((p) =>
      [true, false].map((correct) => ({
        id: `p${p}`,
        question: `What is ${p} + ${p}?`,
        solution: `old ${p}`,
        correct,
      })),
    );
    await writeFile(join(dir, 'old.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const driven = await evalAt(await stub(), { problems: 2, n: 8 }, { grade: evenSeedsAreRight });
    await drive(driven);
    const paths = [join(dir, 'old.jsonl'), join(driven.store.dir, 'dump.jsonl')];
    const run = await loadRun({ label: 'RL', role: 'rl', paths }, { baseDir: '.' });
    expect(run.index.problems.map(({ id, n, c, unscored }) => [id, n, c, unscored])).toEqual([
      ['p0', 9, 5, 1],
      ['p1', 9, 5, 1],
    ]);
    const ofEval = [...run.index.samples.file].filter((file) => run.index.files[file].path.endsWith('dump.jsonl'));
    expect(ofEval).toHaveLength(16);
  });

  it('is brought up to the chunks after a crash: torn rows go, missing ones come, none is there twice', async () => {
    const driven = await evalAt(await stub(), { problems: 2, n: 32 });
    await drive(driven);
    const { dir } = driven.store;
    const whole = await readFile(join(dir, 'dump.jsonl'), 'utf8');
    const reopen = async (): Promise<void> => {
      const store = new EvalStore(dir);
      const { spec } = await store.readSpec();
      await store.scan(true);
      await new EvalDump(store, spec!).open();
    };
    await appendFile(join(dir, 'dump.jsonl'), '{"evalId": "torn');
    await reopen();
    expect(await readFile(join(dir, 'dump.jsonl'), 'utf8')).toBe(whole);
    for (const damage of ['dump.json', 'dump.jsonl']) {
      await writeFile(join(dir, damage), '');
      await reopen();
      expect((await rowsOf(dir)).map(({ problem, index }) => `${problem}:${index}`).sort()).toEqual(
        whole
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as DumpRow)
          .map(({ problem, index }) => `${problem}:${index}`)
          .sort(),
      );
    }
  });

  it('takes other verdicts when it is graded anew, and keeps the old ones beside', async () => {
    const driven = await evalAt(await stub(), { problems: 1, n: 8 }, { grade: evenSeedsAreRight });
    await drive(driven);
    const { spec } = await driven.store.readSpec();
    const dump = new EvalDump(driven.store, spec!);
    const grades = Array.from({ length: 8 }, (_, index) => ({
      ...{ model: 'rl-model', problem: 'p0', index, grader: 'strict', version: '2', ms: 0 },
      verdict: false,
    }));
    await dump.keepGrades(grades);
    await dump.rebuild(grades);
    expect((await rowsOf(driven.store.dir)).map(({ verdict, grader }) => `${verdict} ${grader}`)).toEqual(
      Array(8).fill('false strict 2'),
    );
    expect((await readFile(join(driven.store.dir, 'grades', 'parity@1.jsonl'), 'utf8')).split('\n')).toHaveLength(9);
  });
});

describe('an eval that a crash has left', () => {
  it('is interrupted where it ran here, and as it was where its job goes on elsewhere', async () => {
    const driven = await evalAt(await stub(), { n: 8 });
    const status = await drive(driven);
    await driven.store.writeStatus({ ...status, state: 'running' });
    const { dir } = driven.store;
    expect((await findEval(dir, false, () => false)).status?.state).toBe('interrupted');
    expect((await findEval(dir, false, () => true)).status?.state).toBe('running');
    await writeFile(join(dir, 'run.json'), '{}');
    expect(await findEval(dir, false, () => false)).toMatchObject({
      why: expect.stringContaining('must be'),
    });
  });
});

describe('where evals are', () => {
  it('is beside the comparison, and a path tells the eval', async () => {
    const dir = await folder();
    const comparison = join(dir, 'aime24.traces.json');
    const { specHash: _h, chunks: _c, evalId: _e, createdAt: _a, schema: _s, ...draft } = specWith();
    const store = await createEval(comparison, draft, 1_700_000_000_000);
    await mkdir(join(dir, 'aime24.evals', '.hidden'));
    expect(dirname(store.dir)).toBe(join(dir, 'aime24.evals'));
    expect(await listEvals(comparison)).toEqual([store.dir]);
    const { spec } = await store.readSpec();
    expect(await findEval(store.dir, false, () => false)).toMatchObject({ spec, status: undefined });
    expect(evalIdOf(join(store.dir, 'dump.jsonl'))).toBe(spec!.evalId);
    expect(evalIdOf(join(dir, 'dump.jsonl'))).toBeUndefined();
  });
});

/** A session without an editor around it: reading, the view, edits of the file, dumps that change. */
import { appendFileSync, mkdirSync, cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComparisonFile, View } from '../../src/core/compare/comparison';
import { OverviewFeed } from '../../src/host/overviewFeed';
import { ComparisonSession } from '../../src/host/session';
import { ReadMarks } from '../../src/host/readMarks';
import { ViewStore } from '../../src/host/viewState';

const fixture = join(import.meta.dirname, '../fixtures/dumps/humaneval/samples.jsonl_results.jsonl');

let folder: string;
let memory: Map<string, unknown>;
const sessions: ComparisonSession[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-'));
  memory = new Map();
  for (const name of ['base.jsonl', 'rl.jsonl']) cpSync(fixture, join(folder, name));
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
  rmSync(folder, { recursive: true });
});

const pair: ComparisonFile = {
  title: 'Pair',
  runs: [
    { label: 'base', role: 'base', paths: ['base.jsonl'] },
    { label: 'RL', role: 'rl', paths: ['rl.jsonl'] },
  ],
};

function open(file = pair, load: { storageDir?: string } = {}): ComparisonSession {
  const views = new ViewStore({
    get: (key) => memory.get(key),
    update: async (key, value) => void memory.set(key, value),
  });
  const session = new ComparisonSession({
    path: join(folder, 'pair'),
    load: { baseDir: folder, ...load },
    views,
    marks: new ReadMarks({
      get: (key) => memory.get(key),
      update: async (key, value) => void memory.set(key, value),
    }),
    defaultTau: 0.5,
    log: () => undefined,
  });
  sessions.push(session);
  session.setFile(file, [], true);
  return session;
}

function settled(session: ComparisonSession): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const kinds = session.state.runs.map((run) => run.state.kind);
      if (kinds.includes('reading') || kinds.includes('waiting')) return;
      subscription.dispose();
      resolve();
    };
    const subscription = session.stateChanged.on(check);
    check();
  });
}

describe('A dump that is being written', () => {
  const path = (): string => join(folder, 'base.jsonl');
  const sample = (i: number): string =>
    `${JSON.stringify({ task_id: `HumanEval/${i % 3}`, completion: `return ${i}`, result: 'passed', passed: true })}\n`;

  async function openLive(): Promise<{ session: ComparisonSession; kinds: string[] }> {
    const session = open(pair, { storageDir: join(folder, 'storage') });
    await settled(session);
    const kinds: string[] = [];
    session.stateChanged.on(({ runs }) => kinds.push(...runs.map((run) => run.state.kind)));
    return { session, kinds };
  }

  it('is read on where it ended, and nothing says that it is being read', async () => {
    const { session, kinds } = await openLive();
    const before = session.state.runs[0].samples;
    for (let i = 0; i < 3; i++) {
      appendFileSync(path(), sample(2 * i) + sample(2 * i + 1));
      await polled(session);
      expect(session.state.runs.map((run) => run.samples)).toEqual([before + 2 * (i + 1), before]);
    }
    expect(new Set(kinds)).toEqual(new Set(['ready']));
    const trace = await session.readTrace({ problem: session.rowOf('HumanEval/2'), run: 0, sample: 0 });
    expect(trace.hasText).toBe(true);
  });

  it('tells what came to each problem, until its traces are opened', async () => {
    const { session } = await openLive();
    expect(session.state.arrived).toBeUndefined();
    const arrived = (): Record<string, number> => {
      const { arrived, table } = session.state;
      return Object.fromEntries(table.ids.flatMap((id, row) => (arrived?.[row] ? [[id, arrived[row]]] : [])));
    };
    appendFileSync(path(), sample(0) + sample(0) + sample(1) + sample(2).replace('/2', '/new'));
    await polled(session);
    expect(arrived()).toEqual({ 'HumanEval/0': 2, 'HumanEval/1': 1, 'HumanEval/new': 1 });
    session.setView({ problem: 'HumanEval/0' }, undefined);
    expect(arrived()).toMatchObject({ 'HumanEval/0': 2 });
    session.setView({ page: 'traces' }, undefined);
    expect(arrived()).toEqual({ 'HumanEval/1': 1, 'HumanEval/new': 1 });
    appendFileSync(path(), sample(0) + sample(1));
    await polled(session);
    expect(arrived()).toEqual({ 'HumanEval/1': 2, 'HumanEval/new': 1 });
    session.setView({ problem: 'HumanEval/1' }, undefined);
    expect(arrived()).toEqual({ 'HumanEval/new': 1 });
  });

  it('has nothing new where samples are left out or counted again', async () => {
    const { session } = await openLive();
    session.setView({ leaveOut: ['duplicate'] }, undefined);
    session.setView({ leaveOut: [] }, undefined);
    session.reading.again();
    await settled(session);
    expect(session.state.arrived).toBeUndefined();
  });

  it('waits for the end of its last row, which is no damage', async () => {
    const { session } = await openLive();
    const before = session.state.runs[0].samples;
    appendFileSync(path(), sample(0) + sample(1).slice(0, 30));
    await polled(session);
    expect(session.state.runs[0].samples).toBe(before + 1);
    const codes = (): string[] => session.state.findings.map(({ code }) => code);
    expect(codes()).toContain('still-written');
    expect(codes()).not.toContain('torn-end');
    appendFileSync(path(), sample(1).slice(30));
    await polled(session);
    expect(session.state.runs[0].samples).toBe(before + 2);
    expect(codes()).not.toContain('still-written');
  });

  it('is torn when nobody has written to it for a while', async () => {
    appendFileSync(path(), sample(1).slice(0, 30));
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path(), longAgo, longAgo);
    const { session } = await openLive();
    expect(session.state.findings.map(({ code }) => code)).toContain('torn-end');
  });

  it('is read anew when another file takes its place', async () => {
    const { session } = await openLive();
    writeFileSync(path(), sample(0));
    await polled(session);
    expect(session.state.runs[0].samples).toBe(1);
  });

  it('has the samples of a file that comes to its folder or glob', async () => {
    const [base] = pair.runs;
    mkdirSync(join(folder, 'shards'));
    writeFileSync(join(folder, 'shards/live_0.jsonl'), sample(0) + sample(1));
    const session = open({ title: '', runs: [{ ...base, paths: ['shards/live_*.jsonl'] }] });
    await settled(session);
    expect(session.state.runs[0]).toMatchObject({ files: 1, samples: 2 });
    writeFileSync(join(folder, 'shards/live_1.jsonl'), sample(2));
    await polled(session);
    expect(session.state.runs[0]).toMatchObject({ state: { kind: 'ready' }, files: 2, samples: 3 });
  });

  it('is read again to show a trace, as often as needed, and that is no finding', async () => {
    const { session } = await openLive();
    appendFileSync(path(), sample(0));
    const trace = await session.readTrace({ problem: 0, run: 0, sample: 0 });
    expect(trace.hasText).toBe(true);
    expect(session.state.findings.map(({ code }) => code)).not.toContain('file-changed');
  });

  /** A look that is not put off because the last one was a moment ago. */
  async function polled(session: ComparisonSession): Promise<void> {
    const samples = (): string => session.state.runs.map((run) => run.samples).join();
    const before = samples();
    for (let i = 0; i < 200 && samples() === before; i++) {
      await session.reading.poll();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});

describe('A session', () => {
  it('reads the runs and pairs them', async () => {
    const session = open();
    await settled(session);
    const { runs, table } = session.state;
    expect(runs.map((run) => [run.state.kind, run.problems, run.samples])).toEqual([
      ['ready', table.ids.length, runs[0].samples],
      ['ready', table.ids.length, runs[0].samples],
    ]);
    expect(session.readStrip(0, 1).verdict.length).toBe(table.runs[1].n[0] + table.runs[1].unscored[0]);
    const trace = await session.readTrace({ problem: 0, run: 0, sample: 0 });
    expect(trace).toMatchObject({ hasText: true, file: 'base.jsonl' });
  });

  it('keeps its table while only progress is told', async () => {
    const session = open();
    await settled(session);
    let table: unknown;
    // Samples are marked, and duplicates compared, soon after.
    await expect.poll(() => table === (table = session.state.table), { interval: 200 }).toBe(true);
    const told = new Promise((resolve) => session.stateChanged.on(resolve));
    session.reading.stop();
    await told;
    expect(session.state.table).toBe(table);
    session.setView({ leaveOut: ['duplicate'] }, undefined);
    expect(session.state.table).not.toBe(table);
  });

  it('opens one run when the other can’t be read, and says why', async () => {
    const session = open({ ...pair, runs: [pair.runs[0], { ...pair.runs[1], paths: ['missing.jsonl'] }] });
    await settled(session);
    const [base, rl] = session.state.runs;
    expect(base.state.kind).toBe('ready');
    expect(rl.state).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('missing.jsonl'),
      canBeMapped: false,
    });
    expect(session.state.findings).toContainEqual(expect.objectContaining({ severity: 'error', code: 'no-files' }));
    expect(session.state.findings.map((finding) => finding.code)).not.toContain('unmatched-problem');
  });

  it('does not read a run again when only its role or place changes', async () => {
    const session = open();
    await settled(session);
    const [first, second] = [session.loadedRun(0), session.loadedRun(1)];
    const [base, rl] = pair.runs;
    session.setFile(
      {
        ...pair,
        runs: [
          { ...rl, role: 'base' },
          { ...base, role: 'rl' },
        ],
      },
      [],
      true,
    );
    expect([session.loadedRun(0), session.loadedRun(1)]).toEqual([second, first]);
    expect(session.state.runs.map((run) => [run.label, run.state.kind])).toEqual([
      ['RL', 'ready'],
      ['base', 'ready'],
    ]);
  });

  it('keeps its view for the next time, but not what does not fit in one', () => {
    const session = open();
    const heard: Partial<View>[] = [];
    session.viewChanged.on(({ change }) => heard.push(change));
    session.setView({ k: 8, tau: 7, sort: { column: 'delta', descending: true } } as Partial<View>, undefined);
    expect(heard).toEqual([{ k: 8, sort: { column: 'delta', descending: true } }]);
    expect(open().view).toMatchObject({ k: 8, tau: 0.5 });
  });

  it('takes over what changed in the file, and leaves the rest of the view', () => {
    const session = open({ ...pair, k: 2, tau: 0.9 });
    session.setView({ tau: 0.7 }, undefined);
    session.setFile({ ...pair, k: 4, tau: 0.9 }, [], true);
    expect(session.view).toMatchObject({ k: 4, tau: 0.7 });
  });

  it('drops panes of runs that are gone', () => {
    const session = open();
    expect(session.view.panes).toEqual([0, 1]);
    session.setFile({ ...pair, runs: [pair.runs[0]] }, [], true);
    expect(session.view).toMatchObject({ panes: [0], run: 0 });
  });

  it('reads a dump again that was replaced, before it answers from it', async () => {
    const session = open();
    await settled(session);
    const before = await session.readTrace({ problem: 0, run: 0, sample: 0 });
    utimesSync(join(folder, 'base.jsonl'), new Date(1), new Date(1));
    expect(await session.readTrace({ problem: 0, run: 0, sample: 0 })).toEqual(before);
    expect(session.state.findings).toContainEqual(expect.objectContaining({ code: 'file-changed' }));
  });

  it('counts what was appended once it is told of a change', async () => {
    const session = open();
    await settled(session);
    const before = session.state.runs[0].samples;
    appendFileSync(
      join(folder, 'base.jsonl'),
      '{"task_id": "HumanEval/new", "completion": "return 1", "passed": true, "result": "passed"}\n',
    );
    session.reading.fileChanged();
    await expect.poll(() => session.state.runs[0].samples, { timeout: 5000 }).toBe(before + 1);
  });

  it('tells of nothing after it is closed', async () => {
    const session = open();
    let told = 0;
    session.dispose();
    session.stateChanged.on(() => told++);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told).toBe(0);
  });

  it('says what is odd about samples, compares duplicates in full, and shows the first of them', async () => {
    const session = open();
    await settled(session);
    const finding = await until(session, () =>
      session.state.findings.find(({ mark, message }) => mark === 'duplicate' && message.includes('equal to')),
    );
    expect(finding.message).toMatch(/^Samples equal to an earlier one of their problem: base \d+, RL \d+; if left out/);
    session.showMarked('duplicate', undefined);
    const { view, state } = session;
    const row = state.table.ids.indexOf(view.problem!);
    expect(view).toMatchObject({ page: 'traces', filter: { mark: 'duplicate' } });
    expect(state.table.runs[view.run].duplicate![row]).toBeGreaterThan(0);
    expect(view.samples[view.problem!][state.runs[view.run].label]).toBeGreaterThan(0);
    expect(() => session.showMarked('truncated', undefined)).toThrow('No sample is truncated');
    const place = () => {
      const { problem = '', run, samples } = session.view;
      return [problem, run, samples[problem][session.state.runs[run].label]];
    };
    const first = place();
    session.stepMarked(1, undefined);
    expect(place()).not.toEqual(first);
    session.stepMarked(-1, undefined);
    expect(place()).toEqual(first);
    expect(() => session.stepMarked(-1, undefined)).toThrow('That was the first sample that is');
    const places = new Set([String(first)]);
    expect(() => {
      for (;;) {
        session.stepMarked(1, undefined);
        places.add(String(place()));
      }
    }).toThrow('That was the last sample that is');
    expect(places.size).toBe(session.state.findings.find(({ code }) => code === 'duplicate-sample')!.count);
  });

  it('leaves samples out of all counts, says so, and saves it with the view', async () => {
    const session = open();
    await settled(session);
    const before = session.state.table;
    session.setView({ leaveOut: ['duplicate'] }, undefined);
    const { table } = session.state;
    expect(table.leftOut?.kinds).toEqual(['duplicate']);
    const sum = (values: Int32Array): number => values.reduce((total, value) => total + value, 0);
    expect(sum(table.runs[0].n)).toBe(sum(before.runs[0].n) - table.leftOut!.samples[0]);
    expect(table.leftOut!.samples[0]).toBeGreaterThan(0);
    expect(session.readStrip(0, 0).verdict.length).toBe(before.runs[0].n[0] + before.runs[0].unscored[0]);
    session.setView({ leaveOut: ['nonsense'] as never }, undefined);
    expect(session.view.leaveOut).toEqual(['duplicate']);
    session.setView({ leaveOut: [] }, undefined);
    expect(session.state.table.leftOut).toBeUndefined();
    expect([...session.state.table.runs[0].n]).toEqual([...before.runs[0].n]);
  });
});

/** What `find` finds once the session has it. */
function until<T>(session: ComparisonSession, find: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      const found = find();
      if (found === undefined) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = session.stateChanged.on(check);
    check();
  });
}

describe('the run set against the base', () => {
  const three: ComparisonFile = {
    ...pair,
    runs: [...pair.runs, { label: 'RL 2', role: 'rl', paths: ['rl.jsonl'] }],
    overview: { against: 2 },
  };

  it('comes from the file, beside settings the file does not name', () => {
    expect(open(three).view.overview).toEqual({ seed: 7, epsilon: 0, rho: 0.5, theta: 0.5, against: 2 });
  });

  it('is forgotten with its run, and is never a place that is no number', () => {
    const session = open(three);
    session.setView({ overview: { ...session.view.overview, against: -1 } }, undefined);
    expect(session.view.overview.against).toBe(2);
    session.setFile({ ...three, runs: pair.runs }, [], true);
    expect(session.view.overview.against).toBeUndefined();
  });
});

describe('files of log-probabilities', () => {
  it('that fit no run are findings of the comparison, and gone when they are', async () => {
    const row = { run: 'nobody', problem: 0, sample: 0, scored_by: 'base', tokens: 3, sum_logprob: -1 };
    writeFileSync(join(folder, 'scores.jsonl'), `${JSON.stringify(row)}\nnonsense\n`);
    const session = open({ ...pair, perplexity: ['scores.jsonl', 'gone.jsonl'] });
    await settled(session);
    session.setView({ page: 'overview' }, undefined);
    const feed = new OverviewFeed(
      session,
      join(import.meta.dirname, '../../dist/overviewWorker.js'),
      () => undefined,
      (message) => expect.fail(message),
    );
    const beside = () =>
      session.state.findings.flatMap(({ code, file }) => (file ? [`${code} ${file.slice(folder.length + 1)}`] : []));
    try {
      feed.refresh();
      await expect
        .poll(beside, { timeout: 8000 })
        .toEqual(
          expect.arrayContaining([
            'damaged-row scores.jsonl',
            'lost-log-probabilities scores.jsonl',
            'no-files gone.jsonl',
          ]),
        );
      session.setFile(pair, [], true);
      await expect
        .poll(() => beside().filter((finding) => finding.endsWith('scores.jsonl')), { timeout: 8000 })
        .toEqual([]);
    } finally {
      feed.dispose();
    }
  }, 20_000);
});

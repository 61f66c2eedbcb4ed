/** Review of a comparison, without an editor around it: queues, verdicts, and what a blind queue keeps to itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QueueSpec } from '../../src/core/annotations/events';
import { ComparisonAnnotations } from '../../src/host/annotations/comparisonAnnotations';
import { ReadMarks } from '../../src/host/readMarks';
import { ReviewDesk } from '../../src/host/review/reviewDesk';
import { ComparisonSession } from '../../src/host/session';
import { ViewStore } from '../../src/host/viewState';
import { emptyFolder } from '../io/annotations/folders';

let folder: string;
let session: ComparisonSession;
let notes: ComparisonAnnotations;
let desk: ReviewDesk;
let author: string;

const labels = ['Qwen-base', 'SimpleRL'];
/** Correct samples of each problem by run, of 10. */
const correct: Record<string, number[][]> = {
  p1: [[2, 7], [0]],
  p2: [[5], [3, 4]],
  p3: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], []],
};

beforeEach(async () => {
  folder = emptyFolder();
  author = 'Ada <ada@example.org>';
  labels.forEach((label, run) => writeFileSync(join(folder, `${label}.jsonl`), dumpOf(run)));
  session = new ComparisonSession({
    path: join(folder, 'pair'),
    load: { baseDir: folder },
    views: new ViewStore({ get: () => undefined, update: async () => undefined }),
    marks: new ReadMarks({ get: () => undefined, update: async () => undefined }),
    defaultTau: 0.5,
    log: () => undefined,
  });
  const runs = labels.map((label, i) => ({
    label,
    role: i ? ('rl' as const) : ('base' as const),
    paths: [`${label}.jsonl`],
  }));
  session.setFile({ title: 'Pair', runs }, [], true);
  await session.whenRead();
  notes = await ComparisonAnnotations.open({ annotations: join(folder, 'pair.annotations.jsonl') }, () => author);
  desk = new ReviewDesk(session, async () => notes);
  await desk.load();
});
afterEach(async () => {
  desk.dispose();
  session.dispose();
  await notes.dispose();
});

/** Texts say which sample they are, in words that name no run. */
function dumpOf(run: number): string {
  const rows = Object.entries(correct).flatMap(([task_id, ofRuns]) =>
    Array.from({ length: 10 }, (_, i) => {
      const completion = `Way ${run * 100 + i} to ${task_id}.\nSo it is done.`;
      return { task_id, completion, passed: ofRuns[run].includes(i), result: 'x' };
    }),
  );
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

const spec: QueueSpec = { runs: labels, band: { above: 0, below: 0.3 }, verdicts: ['correct'], seed: 7 };

async function queue(reviewer = author, of = spec): Promise<string> {
  const samples = (await desk.anchorsOf(of, () => true))!;
  const object = `queue of ${reviewer}`;
  const payload = { name: 'Chains', reviewer, blind: true, spec: of, samples };
  await notes.record([{ kind: 'queueCreated', object, payload }]);
  desk.show(object);
  return object;
}

/** What must not be said while a queue is blind. */
const telling = /Qwen|SimpleRL|jsonl|"run"|"sample"|"index"|"offset"|"file"/;

describe('a blind queue', () => {
  it('holds the correct samples of problems in the band, in the order of its seed', async () => {
    const id = await queue();
    const { samples } = notes.state.queues.get(id)!;
    const named = samples.map(({ run, problem, index }) => `${run} ${problem} ${index}`);
    expect([...named].sort()).toEqual([
      'Qwen-base p1 2',
      'Qwen-base p1 7',
      'Qwen-base p2 5',
      'SimpleRL p1 0',
      'SimpleRL p2 3',
      'SimpleRL p2 4',
    ]);
    const again = (await desk.anchorsOf(spec, () => true))!;
    expect(again).toEqual(samples);
  });

  it('tells of no run, sample or file before a verdict, and of the last one’s after it', async () => {
    const id = await queue();
    const chains = await Promise.all([0, 1, 2, 3, 4, 5].map((place) => desk.readChain(id, place)));
    expect(JSON.stringify([desk.state, chains, desk.onScreen])).not.toMatch(telling);
    await desk.judge(id, 0, 'valid', 'neat');
    const { last, ...rest } = desk.state.queue!;
    const { run, index } = notes.state.queues.get(id)!.samples[0];
    expect(last).toMatchObject({ place: 0, verdict: 'valid', reason: 'neat', named: { label: run, sample: index } });
    expect(JSON.stringify([rest, await desk.readChain(id, 1)])).not.toMatch(telling);
  });

  it('gives results when it is done, in the words of the study', async () => {
    const id = await queue();
    expect(desk.state.queue).toMatchObject({ hidden: true, read: 0 });
    const { samples } = notes.state.queues.get(id)!;
    for (const [place, { run }] of samples.entries())
      await desk.judge(id, place, run === 'SimpleRL' ? 'invalid' : 'valid', '');
    const { hidden, results } = desk.state.queue!;
    expect(hidden).toBe(false);
    expect(results?.sentence).toBe('Problems with at least one valid chain: Qwen-base 2 of 2, SimpleRL 0 of 2.');
    expect((await desk.readChain(id, 0)).named?.label).toBe(samples[0].run);
  });

  it('can be shown anyway, and says so ever after', async () => {
    const id = await queue();
    await desk.unblind(id);
    expect(desk.state.queue).toMatchObject({ hidden: false, unblinded: true, blind: true });
    expect(readFileSync(notes.path, 'utf8')).toContain('"unblinded"');
  });
});

describe('verdicts', () => {
  it('are on the disk when they are acknowledged, and the Overview has them', async () => {
    const id = await queue();
    await desk.judge(id, 2, 'invalid', 'a guess');
    expect(readFileSync(notes.path, 'utf8')).toContain('a guess');
    expect(session.judgements).toMatchObject([{ verdict: 'invalid', reviewer: author }]);
    expect(desk.state.queue).toMatchObject({ read: 1, counts: { invalid: 1 } });
  });

  it('are taken back one by one, and a chain whose model was named is no longer blind', async () => {
    const id = await queue();
    await desk.judge(id, 0, 'valid', '');
    await desk.judge(id, 3, 'ambiguous', '');
    expect(await desk.undo(id)).toEqual({ place: 3 });
    expect(await desk.undo(id)).toEqual({ place: 0 });
    expect(await desk.undo(id)).toBeNull();
    expect(desk.state.queue).toMatchObject({ read: 0, hidden: true });
    expect(notes.state.queues.get(id)!.unblinded.map(({ place }) => place)).toEqual([3, 0]);
  });

  it('are of the chain itself, also when its dump was made anew in another order', async () => {
    const id = await queue();
    const before = await Promise.all([0, 1, 2, 3, 4, 5].map((place) => desk.readChain(id, place)));
    const rows = dumpOf(0).trimEnd().split('\n').reverse();
    writeFileSync(join(folder, 'Qwen-base.jsonl'), rows.map((row) => `${row}\n`).join(''));
    session.reading.again();
    await session.whenRead();
    const after = await Promise.all([0, 1, 2, 3, 4, 5].map((place) => desk.readChain(id, place)));
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  });
});

describe('a second reviewer', () => {
  it('has the same chains; agreement is shown when the own queue is done, and disagreements are decided', async () => {
    const first = await queue();
    for (let place = 0; place < 6; place++) await desk.judge(first, place, place < 3 ? 'valid' : 'invalid', '');
    const second = await queue('Ben');
    expect(desk.state.queue).toMatchObject({ others: [{ reviewer: 'Ada', read: 6 }] });
    for (let place = 0; place < 5; place++) await desk.judge(second, place, place < 2 ? 'valid' : 'invalid', '');
    expect(desk.state.queue?.agreement).toBeUndefined();
    await desk.judge(second, 5, 'invalid', '');
    const { agreement } = desk.state.queue!;
    expect(agreement).toMatchObject({ reviewers: ['Ada', 'Ben'], chains: 6, percent: { value: 5 / 6 } });
    expect(agreement?.kappa?.value).toBeCloseTo(2 / 3);
    expect(agreement?.disagreements).toMatchObject([{ place: 2 }]);
    await desk.adjudicate(second, 2, 'ambiguous', 'unclear');
    expect(desk.state.queue?.agreement?.disagreements).toMatchObject([{ place: 2, decided: 'ambiguous' }]);
    expect(session.judgements.at(-1)).toMatchObject({ adjudicated: true, verdict: 'ambiguous' });
    expect(readFileSync(notes.path, 'utf8')).toContain('"adjudicated"');
  });
});

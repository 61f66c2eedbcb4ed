import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noTale, readWorkerEvents, stateAfter, taleOf } from '../../../src/core/evals/workerEvents';

const planned = new Set(['c1', 'c2', 'c3']);
const done = (id: string, file = '0-a1.jsonl') => ({
  ...{ type: 'chunk.done', id, file, n: 4, ms: 10, finish: { stop: 4 }, size: 100, sha256: 'a'.repeat(64) },
});

describe('what a worker tells', () => {
  it('is finished chunks with size and hash, failed ones, and how each shard stands', () => {
    const { chunks, tale, events } = readWorkerEvents(
      [
        { type: 'worker.begin', file: '0-a1.jsonl' },
        done('c1'),
        { type: 'chunk.failed', id: 'c2', code: 'engine', message: 'no', file: '0-a1.jsonl' },
        { type: 'worker.end', exit: 75, code: 'engine', message: 'Later.', file: '0-a1.jsonl' },
        { type: 'worker.begin', file: '1-a1.jsonl' },
      ],
      planned,
      1,
    );
    expect(chunks).toEqual([{ id: 'c1', size: 100, sha256: 'a'.repeat(64) }]);
    expect(tale.failed).toEqual([{ id: 'c2', code: 'engine', message: 'no' }]);
    expect(tale.shards).toEqual({ 0: { end: { exit: 75, code: 'engine', message: 'Later.' } }, 1: {} });
    expect(events.map(({ type }) => type)).toEqual(['chunk.done', 'chunk.failed']);
  });

  it('counts of an older attempt only what is finished', () => {
    const told = [done('c1'), { type: 'worker.end', exit: 143, file: '0-a1.jsonl' }, done('c2', '0-a2.jsonl')];
    const { chunks, tale, events } = readWorkerEvents(told, planned, 2);
    expect([chunks.map(({ id }) => id), tale.shards, events.length]).toEqual([['c1', 'c2'], {}, 1]);
  });

  it('may be anything, and is then passed over', () => {
    const fileless = fc.anything();
    const withFile = fc.record({
      file: fc.constantFrom('0-a1.jsonl', '../x', 7),
      type: fc.constantFrom('chunk.done', 'chunk.failed', 'chunk.retry', 'worker.end', 'warning', 'x'),
      id: fc.constantFrom('c1', 'unknown', 3),
      size: fc.anything(),
      sha256: fc.anything(),
      exit: fc.anything(),
      code: fc.anything(),
      message: fc.anything(),
      finish: fc.anything(),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(fileless, withFile)), (told) => {
        const { chunks, tale } = readWorkerEvents(told, planned, 1);
        expect(chunks.every(({ id }) => planned.has(id))).toBe(true);
        expect(taleOf(JSON.parse(JSON.stringify(tale)))).toEqual(tale);
      }),
    );
    expect(taleOf('nonsense')).toEqual(noTale);
  });
});

describe('an engine that runs nothing any more', () => {
  const after = (...exits: (number | undefined)[]) =>
    stateAfter(
      Object.fromEntries(exits.map((exit, i) => [i, exit === undefined ? {} : { end: { exit } }])),
      2,
      'job 7',
    );

  it('has ended, was cancelled, failed or never knew the job, as its workers say', () => {
    expect(after(0, 0)).toEqual({ state: 'ended' });
    expect(after(143, 0)).toEqual({ state: 'cancelled' });
    expect(after()).toEqual({ state: 'gone' });
    expect(after(0, 2)).toMatchObject({ state: 'failed', error: { code: 'engine' } });
    expect(after(143, 75)).toMatchObject({ state: 'failed' });
  });

  it('has lost a worker that did not say how it ended', () => {
    const { state, error } = after(0, undefined);
    expect(state).toBe('failed');
    expect(error?.message).toBe(
      '1 of 2 workers of job 7 ended without a word: killed, out of memory or out of time. Resume to draw what is missing.',
    );
  });
});

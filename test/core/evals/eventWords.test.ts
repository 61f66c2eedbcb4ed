import { describe, expect, it } from 'vitest';
import { eventWords } from '../../../src/core/evals/eventWords';

describe('the log of evals', () => {
  it('says what happened, a line each', () => {
    const lines = [
      eventWords({ type: 'run.state', from: 'running', to: 'failed', attempt: 2, reason: 'the token is wrong' }),
      eventWords({ type: 'chunk.retry', id: 'abc', why: 'HTTP 503', attempt: 3 }),
      eventWords({ type: 'chunk.failed', id: 'abc', code: 'engine', message: 'stub answered 500 3 times.' }),
      eventWords({ type: 'warning', code: 'choices-missing', message: 'stub gave 1 of 8 choices.' }),
      eventWords({ type: 'engine.state', raw: '1 RUNNING' }),
      eventWords({ type: 'model.accepted', servedModel: 'm', before: '/a', now: '/b' }),
    ];
    expect(lines).toEqual([
      'running → failed, attempt 2: the token is wrong',
      'chunk abc is asked for again (3): HTTP 503',
      'chunk abc failed (engine): stub answered 500 3 times.',
      'stub gave 1 of 8 choices.',
      'the engine says 1 RUNNING',
      'resumed although m is now "/b", before "/a"',
    ]);
  });

  it('is not flooded by what goes well', () => {
    expect(eventWords({ type: 'chunk.started', id: 'abc' })).toBeUndefined();
    expect(eventWords({ type: 'chunk.done', id: 'abc', n: 8, finish: { stop: 8 }, ms: 5 })).toBeUndefined();
  });
});

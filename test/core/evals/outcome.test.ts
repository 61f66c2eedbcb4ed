import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from '../../../src/core/evals/backoff';
import { decide, type Circumstances, type Failure } from '../../../src/core/evals/outcome';

const half = (): number => 0.5;
function after(failure: Failure, circumstances: Partial<Circumstances> = {}) {
  return decide(failure, { tries: 1, isFirst: false, server: 'vllm-a', model: 'm', random: half, ...circumstances });
}
const answered = (status: number, rest: { retryAfterMs?: number; message?: string } = {}): Failure => ({
  kind: 'status',
  status,
  ...rest,
});

describe('the outcome table', () => {
  for (const status of [429, 503, 502, 504, 408]) {
    it(`${status}: waits with jitter, six tries, and asks for fewer requests`, () => {
      expect(after(answered(status), { tries: 3 })).toEqual({
        do: 'retry',
        afterMs: 1000,
        why: `HTTP ${status}`,
        pressure: true,
      });
      expect(after(answered(status), { tries: 6 })).toMatchObject({ do: 'failChunk' });
    });
  }

  it('429 with Retry-After waits as long as the server asks', () => {
    expect(after(answered(429, { retryAfterMs: 7000 }))).toMatchObject({ do: 'retry', afterMs: 7000 });
  });

  for (const how of ['reset', 'truncated', 'noFinish', 'idle', 'malformed'] as const) {
    it(`${how}: the same chunk again, six tries, then the chunk is missing`, () => {
      for (let tries = 1; tries < 6; tries++) expect(after({ kind: 'broken', how }, { tries }).do).toBe('retry');
      expect(after({ kind: 'broken', how }, { tries: 6 })).toMatchObject({ do: 'failChunk' });
    });
  }

  it('unreachable: never gives up by itself and never fails a chunk', () => {
    for (const tries of [1, 6, 1000])
      expect(after({ kind: 'unreachable', message: 'refused' }, { tries })).toMatchObject({
        do: 'retry',
        unreachable: true,
        pressure: false,
      });
  });

  for (const status of [400, 422]) {
    it(`${status}: not tried again; the eval fails on its first chunk, later only the chunk`, () => {
      const failure = answered(status, { message: 'max_tokens is too large.\n' });
      expect(after(failure, { isFirst: true })).toEqual({
        do: 'failEval',
        code: 'config',
        message: `vllm-a refuses the request with ${status} (max_tokens is too large). Change the eval's settings or the target.`,
      });
      expect(after(failure)).toMatchObject({ do: 'failChunk', code: 'config' });
    });
  }

  for (const status of [401, 403]) {
    it(`${status}: the eval stops at once and asks for the token`, () => {
      expect(after(answered(status))).toMatchObject({ do: 'failEval', code: 'auth' });
    });
  }

  it('404: the eval stops and lists what is served', () => {
    expect(after(answered(404), { models: ['a', 'b'] })).toEqual({
      do: 'failEval',
      code: 'notFound',
      message: 'vllm-a knows no model m. It serves a, b.',
    });
  });

  for (const status of [500, 501, 507, 599]) {
    it(`${status}: three tries, then the chunk is missing`, () => {
      expect(after(answered(status), { tries: 2 })).toMatchObject({ do: 'retry', pressure: false });
      expect(after(answered(status), { tries: 3 })).toMatchObject({ do: 'failChunk', code: 'engine' });
    });
  }

  it('treats a redirect or any other odd answer as refused', () => {
    for (const status of [301, 204, 418, 100]) expect(after(answered(status), { isFirst: true }).do).toBe('failEval');
  });

  it('shortens what a server says about itself', () => {
    const decision = after(answered(500, { message: 'x'.repeat(5000) }), { tries: 3 });
    expect(decision.do === 'failChunk' && decision.message.length).toBeLessThan(400);
  });
});

describe('waiting', () => {
  it('grows from half a second to at most a minute, by chance below that', () => {
    expect([1, 2, 3, 7, 8, 9, 1000].map((tries) => backoffMs(tries, () => 1))).toEqual([
      500, 1000, 2000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(backoffMs(5, () => 0)).toBe(0);
  });

  it('reads Retry-After as seconds or as a date, at most ten minutes', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(retryAfterMs('3', now)).toBe(3000);
    expect(retryAfterMs(' 1.5 ', now)).toBe(1500);
    expect(retryAfterMs('Sat, 21 Nov 2026 10:00:09 GMT', now)).toBe(9000);
    expect(retryAfterMs('Sat, 21 Nov 2020 10:00:09 GMT', now)).toBe(0);
    expect(retryAfterMs('86400', now)).toBe(600_000);
    for (const text of [undefined, '', 'soon', '-3', '1e99x']) expect(retryAfterMs(text, now)).toBeUndefined();
  });
});

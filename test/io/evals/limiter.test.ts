import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Limiter, TargetLease, type Slot } from '../../../src/io/evals/limiter';
import { folder } from './evalsAt';

const signal = new AbortController().signal;

describe('the limiter of a target', () => {
  it('gives slots in the order in which they are asked for', async () => {
    const limiter = new Limiter(1);
    const first = await limiter.acquire(signal);
    const order: number[] = [];
    const later = [1, 2, 3].map((i) => limiter.acquire(signal).then((slot) => (order.push(i), slot)));
    let slot: Slot = first;
    for (const next of later) {
      slot.release('success');
      slot = await next;
    }
    expect(order).toEqual([1, 2, 3]);
  });

  it('forgets who does not wait any more', async () => {
    const limiter = new Limiter(1);
    const slot = await limiter.acquire(signal);
    const stop = new AbortController();
    const waiting = limiter.acquire(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('Stopped');
    slot.release('other');
    expect(limiter.inFlight).toBe(0);
    await expect(limiter.acquire(stop.signal)).rejects.toThrow('Stopped');
  });
});

describe('windows that share a target', () => {
  it('have a part of its cap each, until one is gone', async () => {
    const dir = await folder();
    const [a, b] = [new Limiter(4), new Limiter(4)];
    const [one, two] = [new TargetLease(dir, 'one', a), new TargetLease(dir, 'two', b)];
    await one.open();
    expect(a.limit).toBe(4);
    await two.open();
    await one.renew();
    expect([a.limit, b.limit]).toEqual([2, 2]);
    const long = new Date(Date.now() - 60_000);
    await utimes(join(dir, 'two.lease'), long, long);
    await one.renew();
    expect(a.limit).toBe(4);
    await one.close();
    await two.close();
    expect(await readdir(dir)).toEqual([]);
  });
});

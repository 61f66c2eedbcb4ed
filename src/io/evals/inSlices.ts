import { setImmediate } from 'node:timers/promises';

/** Runs a long computation in pieces of about 8 ms, so that nothing else has to wait for it. */
export async function inSlices<T>(steps: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + 8;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}

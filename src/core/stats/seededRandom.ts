/**
 * A repeatable source of random numbers: the same seed gives the same sequence on every machine.
 *
 * @param seed a whole number in 0 … 2³² − 1; shown to the user, so nothing is hashed or rounded silently.
 * @returns a function giving the next number in [0, 1), a multiple of 2⁻³². Not for secrets.
 * @throws RangeError for any other seed.
 * Source: mulberry32 by Tommy Ettinger (public domain); 32 bits of state, period 2³², enough for resampling.
 */
export function seededRandom(seed: number): () => number {
  if (seed !== seed >>> 0) throw new RangeError(`seed must be a whole number in 0…${2 ** 32 - 1}, got ${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Quantiles of whole numbers: each is the smallest value that at least a fraction `q` of them do not exceed, so it is a
 * value that occurs. Counts values instead of sorting them where their range allows.
 *
 * @param values whole numbers ≥ 0; the array is left as it is.
 * @returns one number per entry of `qs`, NaN without values.
 */
export function integerQuantiles(values: Int32Array, qs: readonly number[]): number[] {
  if (values.length === 0) return qs.map(() => NaN);
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  if (largest > 4_000_000) return sortedQuantiles(Float64Array.from(values).sort(), qs);
  const counts = new Uint32Array(largest + 1);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return qs.map((q) => {
    let left = rank(q, values.length);
    let value = 0;
    while (left >= counts[value]) left -= counts[value++];
    return value;
  });
}

/** As `integerQuantiles`, of numbers that rise. */
export function sortedQuantiles(sorted: ArrayLike<number>, qs: readonly number[]): number[] {
  return qs.map((q) => (sorted.length === 0 ? NaN : sorted[rank(q, sorted.length)]));
}

/** Place from 0; never interpolates, so that ends such as "> K" stay what they are. */
function rank(q: number, count: number): number {
  return Math.max(0, Math.ceil(q * count) - 1);
}

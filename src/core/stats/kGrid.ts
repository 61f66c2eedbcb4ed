/**
 * The k that curves are computed at, rising: every k up to 16, then twelve an octave, all powers of two, `K`, and those of
 * `also` that are at most `K`. Enough that straight lines between them look like the curve.
 *
 * @param K the largest k; [] for 0.
 */
export function kGrid(K: number, also: readonly number[] = []): number[] {
  const ks = new Set(also.filter((k) => Number.isInteger(k) && k >= 1 && k <= K));
  for (let k = 1; k <= Math.min(16, K); k++) ks.add(k);
  for (let step = 48; ; step++) {
    const k = Math.round(2 ** (step / 12));
    if (k > K) break;
    ks.add(k);
  }
  if (K >= 1) ks.add(K);
  return [...ks].sort((a, b) => a - b);
}

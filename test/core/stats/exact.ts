// Slow and exact counterparts of the statistics, for comparison.

/** A fraction of two big integers as the nearest number, to 18 decimals. */
function toNumber(numerator: bigint, denominator: bigint): number {
  const scale = 10n ** 18n;
  return Number((numerator * scale) / denominator) / 1e18;
}

/** 1 − C(n−c,k)/C(n,k) for k = 1…n, in exact integers until the last step. */
export function exactPassAtKCurve(n: number, c: number): number[] {
  const curve: number[] = [];
  let wrong = 1n; // C(n−c,k)
  let all = 1n; // C(n,k)
  for (let k = 1; k <= n; k++) {
    wrong = (wrong * BigInt(Math.max(0, n - c - k + 1))) / BigInt(k);
    all = (all * BigInt(n - k + 1)) / BigInt(k);
    curve.push(toNumber(all - wrong, all));
  }
  return curve;
}

/** The share of all k-subsets of n samples, the first c of them correct, that contain a correct one; by listing them. */
export function enumeratedPassAtK(n: number, c: number, k: number): number {
  let subsets = 0;
  let hits = 0;
  for (let subset = 0; subset < 2 ** n; subset++) {
    const chosen = Array.from({ length: n }, (_, i) => i).filter((i) => (subset >> i) & 1);
    if (chosen.length !== k) continue;
    subsets++;
    if (chosen.some((i) => i < c)) hits++;
  }
  return hits / subsets;
}

/** I_x(a, b) at x = `numerator`/`denominator` for whole a, b ≥ 1: the chance of a or more hits in a+b−1 trials. */
export function exactBeta(numerator: bigint, denominator: bigint, a: number, b: number): number {
  const trials = a + b - 1;
  const miss = denominator - numerator;
  let choose = 1n;
  let sum = 0n;
  for (let j = 0; j <= trials; j++) {
    if (j >= a) sum += choose * numerator ** BigInt(j) * miss ** BigInt(trials - j);
    choose = (choose * BigInt(trials - j)) / BigInt(j + 1);
  }
  return toNumber(sum, denominator ** BigInt(trials));
}

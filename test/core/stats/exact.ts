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

function chooseExact(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let value = 1n;
  for (let i = 0; i < k; i++) value = (value * BigInt(n - i)) / BigInt(i + 1);
  return value;
}

/** Σ over j ≥ `least` of C(c,j)·C(n−c,k−j)/C(n,k), in exact integers until the last step. */
export function exactAtLeast(n: number, c: number, k: number, least: number): number {
  let hits = 0n;
  for (let j = least; j <= k; j++) hits += chooseExact(c, j) * chooseExact(n - c, k - j);
  return toNumber(hits, chooseExact(n, k));
}

/** maj@k by going through every subset of k samples. `answers` holds each sample's answer, '' for none. */
export function enumeratedMajority(answers: readonly string[], correct: readonly boolean[], k: number): number {
  const shareOf = (answer: string) => {
    const members = answers.map((_, i) => i).filter((i) => answers[i] === answer);
    return members.filter((i) => correct[i]).length / members.length;
  };
  let subsets = 0;
  let earned = 0;
  for (let subset = 0; subset < 2 ** answers.length; subset++) {
    const chosen = answers.map((_, i) => i).filter((i) => (subset >> i) & 1);
    if (chosen.length !== k) continue;
    subsets++;
    const votes = new Map<string, number>();
    for (const i of chosen) if (answers[i]) votes.set(answers[i], (votes.get(answers[i]) ?? 0) + 1);
    const most = Math.max(0, ...votes.values());
    const winners = [...votes.keys()].filter((answer) => votes.get(answer) === most);
    if (winners.length > 0) earned += winners.reduce((sum, answer) => sum + shareOf(answer), 0) / winners.length;
  }
  return earned / subsets;
}

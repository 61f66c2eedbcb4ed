// The beta distribution: what c correct of n samples say about a problem's chance p of a correct sample is
// Beta(c+1, n−c+1). Written for a, b from 1 to about 1e6. The usual log-gamma form loses digits as a + b grows, because
// it subtracts large logarithms; here the large parts are cancelled on paper first (Loader 2000).

/**
 * Regularised incomplete beta function I_x(a, b): the chance that p ~ Beta(a, b) is at most `x`.
 *
 * @returns a fraction in [0, 1], accurate to 1e-10 or better.
 * @throws RangeError unless a > 0, b > 0 (finite) and 0 ≤ x ≤ 1.
 * Source: DLMF 8.17.22, continued fraction by Lentz's method ("Numerical Recipes", 3rd ed., §6.4).
 */
export function betaRegularised(x: number, a: number, b: number): number {
  checkShape(a, b);
  checkFraction('x', x);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast below the mean; above it the mirror image does.
  const value = x < (a + 1) / (a + b + 2) ? lowerTail(x, 1 - x, a, b) : 1 - lowerTail(1 - x, x, b, a);
  return Math.min(1, Math.max(0, value));
}

/**
 * The `p` quantile of Beta(a, b): the x with I_x(a, b) = p.
 *
 * @returns a fraction in [0, 1], with I_x within 1e-10 of `p` for a, b ≥ 1.
 * @throws RangeError unless a > 0, b > 0 (finite) and 0 ≤ p ≤ 1.
 * Source: Newton's method, kept inside a shrinking bracket by bisection ("Numerical Recipes", 3rd ed., §9.4).
 */
export function betaQuantile(p: number, a: number, b: number): number {
  checkShape(a, b);
  checkFraction('p', p);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  let lastMove = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const error = betaRegularised(x, a, b) - p;
    if (error > 0) high = x;
    else low = x;
    const newton = x - error / density(x, a, b);
    if (Math.abs(newton - x) <= 1e-13 * x) return newton;
    const trusted = newton > low && newton < high && Math.abs(newton - x) <= lastMove / 2;
    const next = trusted ? newton : (low + high) / 2;
    lastMove = Math.abs(next - x);
    x = next;
  }
  return x;
}

/** I_x(a, b) for x below the mean; `y` is 1 − x. */
function lowerTail(x: number, y: number, a: number, b: number): number {
  return (powerTerm(x, y, a, b) / a) * betaFraction(x, a, b);
}

function density(x: number, a: number, b: number): number {
  return powerTerm(x, 1 - x, a, b) / (x * (1 - x));
}

/** `x^a · y^b / B(a, b)`. Source: C. Loader 2000, "Fast and Accurate Computation of Binomial Probabilities". */
function powerTerm(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.sqrt((a / n) * b) * Math.exp(exponent) * Math.sqrt(1 / (2 * Math.PI));
}

/** `value·ln(value/mean) + mean − value`, without cancellation when the two are close. */
function deviance(value: number, mean: number): number {
  const v = (value - mean) / (value + mean);
  if (Math.abs(v) >= 0.1) return value * Math.log(value / mean) + mean - value;
  let sum = (value - mean) * v;
  let term = 2 * value * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** ln Γ(z+1) less Stirling's `(z + ½)·ln z − z + ½·ln 2π`, z > 0. Source: DLMF 5.11.1; from 16 up five terms suffice. */
function stirlingError(z: number): number {
  if (z < 16) return stirlingError(z + 1) - 1 + (z + 0.5) * Math.log1p(1 / z);
  const z2 = z * z;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / z2) / z2) / z2) / z2) / z;
}

/** The continued fraction of DLMF 8.17.22. Takes about √max(a, b) rounds; the cap is far beyond that. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const nonZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let numerator = 1;
  let denominator = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  const advance = (coefficient: number): number => {
    denominator = 1 / nonZero(1 + coefficient * denominator);
    numerator = nonZero(1 + coefficient / numerator);
    const factor = numerator * denominator;
    value *= factor;
    return factor;
  };
  for (let m = 1; m <= 100_000; m++) {
    advance((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const factor = advance((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

function checkShape(a: number, b: number): void {
  if (!(a > 0 && b > 0 && a + b < Infinity)) throw new RangeError(`beta needs finite a, b > 0, got ${a}, ${b}`);
}

function checkFraction(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be in [0, 1], got ${value}`);
}

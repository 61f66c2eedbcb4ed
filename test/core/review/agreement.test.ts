import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf, tagAgreement, type Rating } from '../../../src/core/review/agreement';
import { spanAgreement, type MarkedTrace } from '../../../src/core/review/spanAgreement';

/** A rater a row, a unit a column; `.` is a missing value. */
function table(rows: string[]): Rating[] {
  return rows.flatMap((row, rater) =>
    Array.from(row).flatMap((label, unit) =>
      label === '.' ? [] : [{ unit: `u${unit + 1}`, rater: `r${rater + 1}`, label }],
    ),
  );
}

/** Two raters, from counts of each pair of labels. */
function pairs(counts: [first: string, second: string, times: number][]): Rating[] {
  let unit = 0;
  return counts.flatMap(([first, second, times]) =>
    Array.from({ length: times }, () => `u${unit++}`).flatMap((name) => [
      { unit: name, rater: 'first', label: first },
      { unit: name, rater: 'second', label: second },
    ]),
  );
}

const few = { resamples: 200 };

describe('published worked examples', () => {
  // Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", parts A, B and C.
  it.each([
    ['A, two observers, two labels', ['0100000010', '1110010000'], 0.095, 10],
    ['B, two observers, five labels', ['aabbdcccedda', 'babbbccceddd'], 0.692, 12],
    ['C, four observers, missing values', ['123321412...', '1233224125.3', '.3332342251.', '12332441251.'], 0.743, 11],
  ])('Krippendorff 2011, %s', (_, rows, alpha, units) => {
    const found = agreementOf(table(rows), few);
    expect(found.alpha.value).toBeCloseTo(alpha, 3);
    expect(found.units).toBe(units);
  });

  it('Cohen 1960, table 1: κ = 0.492', () => {
    const found = agreementOf(
      pairs([
        ['1', '1', 88],
        ['1', '2', 14],
        ['1', '3', 18],
        ['2', '1', 10],
        ['2', '2', 40],
        ['2', '3', 10],
        ['3', '1', 2],
        ['3', '2', 6],
        ['3', '3', 12],
      ]),
      few,
    );
    expect(found.kappa?.value).toBeCloseTo(0.492, 3);
    expect(found.percent.value).toBeCloseTo(0.7, 12);
  });

  it('the textbook example of 50 proposals read by two readers: κ = 0.40', () => {
    const found = agreementOf(
      pairs([
        ['yes', 'yes', 20],
        ['yes', 'no', 5],
        ['no', 'yes', 10],
        ['no', 'no', 15],
      ]),
    );
    expect(found.kappa?.value).toBeCloseTo(0.4, 12);
    // Large-sample 95 % interval 0.15 … 0.65 (Fleiss, Cohen & Everitt 1969).
    expect(found.kappa?.lo).toBeCloseTo(0.15, 1);
    expect(found.kappa?.hi).toBeCloseTo(0.65, 1);
  });
});

describe('agreement', () => {
  it('is 1 for raters who always agree, whatever they say, and no number where they only ever say one thing', () => {
    const found = agreementOf(table(['aab', 'aab']), few);
    expect([found.percent.value, found.kappa?.value, found.alpha.value]).toEqual([1, 1, 1]);
    expect(found.alpha.undefinedResamples).toBeGreaterThan(0);
    expect(found.disagreements).toEqual([]);
    const one = agreementOf(table(['aaa', 'aaa']), few);
    expect([one.percent.value, one.kappa?.value, one.alpha.value]).toEqual([1, NaN, NaN]);
  });

  it('speaks of units with two ratings or more, and lists where raters differ', () => {
    const found = agreementOf(table(['ab.c', 'aa..', '..cc']), few);
    expect(found.units).toBe(3);
    expect(found.raters).toEqual(['r1', 'r2', 'r3']);
    expect(found.kappa).toBeUndefined();
    expect(found.disagreements).toEqual([
      {
        unit: 'u2',
        labels: [
          { rater: 'r1', label: 'b' },
          { rater: 'r2', label: 'a' },
        ],
      },
    ]);
  });

  it('has no number without units', () => {
    const found = agreementOf([], few);
    expect(found).toMatchObject({ units: 0, percent: { value: NaN }, alpha: { value: NaN } });
  });

  it('gives the same for the same seed, and an interval around the value', () => {
    const ratings = table(['0100000010', '1110010000']);
    expect(agreementOf(ratings, { seed: 3 })).toEqual(agreementOf(ratings, { seed: 3 }));
    const { alpha } = agreementOf(ratings);
    expect(alpha.lo).toBeLessThan(alpha.value);
    expect(alpha.hi).toBeGreaterThan(alpha.value);
  });

  it('does not depend on the names of raters and labels, nor on order', () => {
    const label = fc.constantFrom('a', 'b', 'c', '.');
    const row = fc.array(label, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 4 }), (rows) => {
        const texts = rows.map((one) => one.join(''));
        const renamed = texts.map((one) => one.replace(/[abc]/g, (c) => ({ a: 'x', b: 'a', c: 'b' })[c] ?? c));
        const value = agreementOf(table(texts), { resamples: 1 }).alpha.value;
        const other = agreementOf(table([...renamed].reverse()), { resamples: 1 }).alpha.value;
        if (Number.isNaN(value)) expect(other).toBeNaN();
        else expect(other).toBeCloseTo(value, 10);
      }),
    );
  });
});

it('agreement on tags asks of each tag whether a trace has it; a trace without tags is a no', () => {
  const reading = (trace: string, rater: string, ...tags: string[]) => ({ trace, rater, tags });
  const found = tagAgreement(
    [
      reading('1', 'ann', 'check'),
      reading('1', 'bob', 'check', 'back'),
      reading('2', 'ann'),
      reading('2', 'bob'),
      reading('3', 'ann', 'check'),
    ],
    few,
  );
  expect([...found.keys()]).toEqual(['check', 'back']);
  expect(found.get('check')).toMatchObject({ units: 2, percent: { value: 1 }, kappa: { value: 1 } });
  expect(found.get('back')).toMatchObject({ units: 2, percent: { value: 0.5 }, disagreements: [{ unit: '1' }] });
});

describe('agreement on spans', () => {
  const marked = (trace: string, rater: string, ...spans: [string, number, number][]): MarkedTrace => ({
    trace,
    rater,
    spans: spans.map(([tag, start, end]) => ({ tag, start, end })),
  });

  it('forgives boundaries, and asks for the same tag', () => {
    const found = spanAgreement(
      [
        marked('1', 'ann', ['check', 0, 100], ['back', 200, 300], ['back', 400, 500]),
        marked('1', 'bob', ['check', 10, 105], ['check', 200, 300], ['back', 480, 600]),
        marked('2', 'ann', ['check', 0, 10]),
        marked('3', 'ann'),
        marked('3', 'bob'),
      ],
      ['ann', 'bob'],
    );
    expect(found).toMatchObject({ traces: 2, spans: [3, 3], matched: 1, threshold: 0.5 });
    expect(found.f1.value).toBeCloseTo(1 / 3, 12);
    expect(found.characterF1.value).toBeCloseTo((2 * (90 + 20)) / (300 + 315), 12);
  });

  it('matches one to one', () => {
    const found = spanAgreement(
      [marked('1', 'ann', ['t', 0, 100], ['t', 1, 100]), marked('1', 'bob', ['t', 0, 99])],
      ['ann', 'bob'],
      few,
    );
    expect(found.matched).toBe(1);
    expect(found.f1.value).toBeCloseTo(2 / 3, 12);
  });

  it('is the same either way round, and 1 for the same spans', () => {
    const span = fc
      .tuple(fc.constantFrom('a', 'b'), fc.nat(50), fc.integer({ min: 1, max: 20 }))
      .map(([tag, start, length]): [string, number, number] => [tag, start, start + length]);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), fc.array(span, { minLength: 1, maxLength: 6 }), (one, two) => {
        const traces = [marked('1', 'ann', ...one), marked('1', 'bob', ...two)];
        const options = { resamples: 1 };
        const there = spanAgreement(traces, ['ann', 'bob'], options);
        const back = spanAgreement(traces, ['bob', 'ann'], options);
        expect(back.f1.value).toBe(there.f1.value);
        expect(back.characterF1.value).toBe(there.characterF1.value);
        const same = spanAgreement([traces[1], { ...traces[1], rater: 'ann' }], ['ann', 'bob'], options);
        expect([same.f1.value, same.characterF1.value]).toEqual([1, 1]);
      }),
    );
  });
});

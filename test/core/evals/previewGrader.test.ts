import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxedAnswer, surelyEqual } from '../../../src/core/evals/previewGrader';

describe('the preview grader', () => {
  const equal: [string, string][] = [
    ['42', '42'],
    ['42.0', '42'],
    ['0.5', '\\frac{1}{2}'],
    ['\\dfrac12', '1/2'],
    ['-\\frac{3}{4}', '-0.75'],
    ['\\frac{-3}{4}', '-\\frac{3}{4}'],
    ['1,234,567', '1234567'],
    ['1{,}000', '1000'],
    [' $ 7 $ ', '7'],
    ['\\text{yes}', 'yes'],
    ['\\left( 1, 2 \\right)', '(1,2)'],
    ['x^{2}', 'x^2'],
    ['2 \\cdot 3', '2 \\times 3'],
    ['90^\\circ', '90^{\\circ}'],
    ['5.', '5'],
    ['−3', '-3'],
  ];
  it('knows what writing differs in by habit', () => {
    for (const [a, b] of equal) expect(surelyEqual(a, b), `${a} = ${b}`).toBe(true);
  });

  const unequal: [string, string][] = [
    ['50\\%', '50'],
    ['\\sqrt{3}', '1.732'],
    ['[0,1)', '(0,1]'],
    ['(1,2)', '(2,1)'],
    ['12', '1,2'],
    ['1,2', '12'],
    ['7 cm', '7'],
    ['3', '-3'],
    ['', ''],
    ['1/0', '2/0'],
    ['.', '.'],
    ['__import__("os")', '1'],
    ['x'.repeat(501), 'x'.repeat(501)],
  ];
  it('errs towards no', () => {
    for (const [a, b] of unequal) expect(surelyEqual(a, b), `${a} = ${b}`).toBe(false);
  });

  it('compares any two decimals and fractions by value', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -999n, max: 999n }),
        fc.bigInt({ min: 1n, max: 99n }),
        fc.bigInt({ min: 1n, max: 9n }),
        (a, b, k) => {
          expect(surelyEqual(`\\frac{${a * k}}{${b * k}}`, `\\frac{${a}}{${b}}`)).toBe(true);
          expect(surelyEqual(`\\frac{${a}}{${b}}`, `\\frac{${a + 1n}}{${b}}`)).toBe(false);
        },
      ),
    );
  });

  it('takes the last closed box of a trace', () => {
    expect(boxedAnswer('so \\boxed{1}, no: \\boxed{\\frac{1}{2}} is it')).toBe('\\frac{1}{2}');
    expect(boxedAnswer('\\boxed{\\{1, 2\\}}')).toBe('\\{1, 2\\}');
    for (const text of ['', 'the answer is 4', '\\boxed{1', `\\boxed{${'x'.repeat(600)}}`])
      expect(boxedAnswer(text)).toBeUndefined();
  });

  it('never throws and never hangs, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void surelyEqual(a, b)));
    for (const odd of ['{'.repeat(400), '1,'.repeat(240), '\\frac{'.repeat(80), '9'.repeat(499), '^{'.repeat(200)])
      expect(surelyEqual(odd, '1')).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxedAnswer, surelyEqual } from '../../../../src/core/evals/previewGrader';
import { pairs } from './pairs';

/** Pieces that answers are made of, so that most of what is drawn has some structure. */
const pieces = [
  ...[
    '1',
    '2',
    '12',
    '0',
    '.5',
    ',',
    '/',
    '-',
    '+',
    ' ',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '\\{',
    '\\}',
    '\\frac',
    '\\sqrt',
  ],
  ...[
    '^',
    '_',
    '²',
    '½',
    '\\text{',
    '\\left(',
    '\\right)',
    '\\boxed{',
    '%',
    '\\%',
    '$',
    '\\',
    'x',
    '\\infty',
    '\u0000',
    '𝟙',
  ],
];
const answer = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 100 }),
);

describe('the preview grader on pairs made by hand', () => {
  it('says of each what is expected', () => {
    const wrong = pairs.filter(({ answer, reference, preview }) => surelyEqual(answer, reference) !== preview);
    expect(wrong).toEqual([]);
  });

  it('accepts none that a mathematician would not', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(80);
    expect(pairs.filter(({ same, preview }) => preview && !same)).toEqual([]);
  });

  it('says the same with answer and reference exchanged', () => {
    for (const { answer, reference, preview } of pairs) expect(surelyEqual(reference, answer)).toBe(preview);
    fc.assert(fc.property(answer, answer, (a, b) => surelyEqual(a, b) === surelyEqual(b, a)));
  });

  it('never throws, and finds an answer equal to itself if to anything', () => {
    fc.assert(
      fc.property(answer, answer, (a, b) => {
        boxedAnswer(a);
        if (surelyEqual(a, b)) expect(surelyEqual(a, a)).toBe(true);
      }),
    );
  });

  it('never accepts different numbers, however they are written', () => {
    const number = fc.tuple(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(1, 2, 4, 5, 8, 10, 100));
    const style = fc.constantFrom<(a: number, b: number) => string>(
      (a, b) => `\\frac{${a}}{${b}}`,
      (a, b) => (a < 0 ? `-\\dfrac{${-a}}{${b}}` : `${a}/${b}`),
      (a, b) => String(a / b),
      (a, b) => `$${(a / b).toFixed(4)}$`,
      (a, b) => `\\text{${a / b}}`,
    );
    const wrap = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `(${text}, 1)`,
      (text) => `\\left[0,${text}\\right)`,
    );
    fc.assert(
      fc.property(number, number, style, style, wrap, ([a, b], [c, d], write, writeOther, around) => {
        const isSame = a * d === c * b;
        expect(surelyEqual(around(write(a, b)), around(writeOther(c, d)))).toBe(isSame);
      }),
    );
  });

  it('finds a set equal in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2, maxLength: 8 }), fc.integer(), (members, seed) => {
        const turned = members.map((_, i) => members[(i + Math.abs(seed)) % members.length]);
        expect(surelyEqual(`\\{${members.join(', ')}\\}`, `\\{${turned.join(',')}\\}`)).toBe(true);
        const more = [...members.slice(1), members[0] + 1];
        expect(surelyEqual(`\\{${members.join(',')}\\}`, `\\{${more.join(',')}\\}`)).toBe(false);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTraces, type DiffRow, type TraceDiff } from '../../../src/core/trace/diff';
import type { Span } from '../../../src/core/trace/regions';
import { nastyTraces, traceText } from './texts';

const base = `Let me first count all ordered triples of positive integers with a + b + c = 30.
By stars and bars there are 406 ordered triples.
The order counts, so (1, 2, 27) and (2, 1, 27) are two different triples.
Suppose a = b. Then there are 14 triples.
Wait, (10, 10, 10) satisfies all three conditions.
Hence the count is 406 - 40 = 366.`;
const rl = `We count the ordered triples with a + b + c = 30.
By stars and bars there are 406 ordered triples.
Suppose a = b. Then there are 14 triples.
The order counts, so (1, 2, 27) and (2, 1, 27) are two different triples.
Hence the count is 406 - 42 = 364.`;

/** Pairs of traces that have steps in common. */
const pair = fc
  .tuple(fc.array(traceText, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()))
  .map(([parts, numbers]) => {
    const take = () => (numbers.next().value as number) % parts.length;
    return [parts.join('\n'), parts.map(() => parts[take()]).join('\n')] as const;
  });

/** Steps of a side in the order of the rows. */
function stepsOn(side: 'left' | 'right', rows: DiffRow[]): number[] {
  return rows.flatMap((row) => {
    if (row.kind === 'moved') return row.side === side ? [row[side]] : [];
    return side in row ? [(row as Record<typeof side, number>)[side]] : [];
  });
}

const words = (text: string, spans: Span[]): string[] => spans.map(({ start, end }) => text.slice(start, end));
const kinds = ({ rows }: TraceDiff): string[] => rows.map((row) => row.kind);

describe('a diff of two traces', () => {
  it('aligns steps, marks words, and tells what moved', () => {
    const diff = diffTraces(base, rl);
    expect(diff.counts).toEqual({ same: 2, changed: 2, onlyLeft: 1, onlyRight: 0, moved: 1 });
    const last = diff.rows.at(-1);
    expect(last?.kind === 'changed' && [words(base, last.leftWords), words(rl, last.rightWords)]).toEqual([
      ['40 = 366'],
      ['42 = 364'],
    ]);
  });

  it('joins changes with one or two words between them', () => {
    const left = 'We know that one apple and two pears are three fruits in the bowl.';
    const right = 'We know that six apple and nine pears are three fruits in the bowl.';
    const [row] = diffTraces(left, right).rows;
    expect(row.kind === 'changed' && words(left, row.leftWords)).toEqual(['one apple and two']);
  });

  it('ignores white space, but not the indentation of code', () => {
    expect(kinds(diffTraces('a  b\n\nc', 'a b\nc'))).toEqual(['same', 'same']);
    expect(kinds(diffTraces('```\nif x:\n  y\n```', '```\nif x:\ny\n```'))).toEqual(['changed']);
  });

  it('gives up on traces without a step alike, or with too much work, and says so', () => {
    expect(diffTraces('one two three', 'four five six')).toMatchObject({ kind: 'tooDifferent', rows: [] });
    expect(diffTraces(base, rl, 10).kind).toBe('tooDifferent');
    expect(diffTraces('', 'a').counts.onlyRight).toBe(1);
    expect(diffTraces('', '')).toMatchObject({ kind: 'diff', rows: [] });
  });

  it('has every step of both sides once, in order', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const diff = diffTraces(left, right);
        if (diff.kind === 'tooDifferent') return;
        const text = (side: 'left' | 'right', whole: string) =>
          words(
            whole,
            stepsOn(side, diff.rows).map((step) => diff[`${side}Steps`][step]),
          ).join('');
        expect(text('left', left)).toBe(left);
        expect(text('right', right)).toBe(right);
      }),
    );
  });

  it('finds no difference between equal traces', () => {
    fc.assert(
      fc.property(traceText, (text) => {
        const { kind, rows } = diffTraces(text, text);
        expect(kind).toBe('diff');
        expect(rows.filter((row) => row.kind !== 'same')).toEqual([]);
      }),
    );
  });

  it('is the same the other way round', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const [there, back] = [diffTraces(left, right), diffTraces(right, left)];
        expect(back.kind).toBe(there.kind);
        const { onlyLeft, onlyRight, ...both } = there.counts;
        expect(back.counts).toEqual({ ...both, onlyLeft: onlyRight, onlyRight: onlyLeft });
      }),
    );
  });

  it('marks words inside their step, in order, and all that differs between them', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const diff = diffTraces(left, right);
        for (const row of diff.rows) {
          if (row.kind !== 'changed') continue;
          const rest = (text: string, step: Span, spans: Span[]) => {
            let [kept, done] = ['', step.start];
            for (const { start, end } of spans) {
              expect(start >= done && end > start && end <= step.end).toBe(true);
              kept += text.slice(done, start);
              done = end;
            }
            return (kept + text.slice(done, step.end)).replace(/\s/g, '');
          };
          expect(rest(left, diff.leftSteps[row.left], row.leftWords)).toBe(
            rest(right, diff.rightSteps[row.right], row.rightWords),
          );
        }
      }),
    );
  });

  it.each(Object.entries(nastyTraces))('ends for %s', (_, text) => {
    const other = `x ${text.slice(7)} y`;
    expect(stepsOn('left', diffTraces(text, other).rows).length).toBeLessThanOrEqual(2000);
  });
});

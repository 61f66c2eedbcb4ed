import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Finish, Verdict } from '../../src/core/runIndex';
import type { SampleStrip } from '../../src/core/compare/strip';
import { cellAt, stripGeometry } from '../../webview/traces/stripGeometry';
import { cellKind, stripPaths } from '../../webview/traces/stripPaths';

const thirds = (n: number) => [Math.floor(n / 3), Math.floor((2 * n) / 3)].filter((start) => start > 0 && start < n);

describe('the strip', () => {
  test('up to 64 samples has glyphs of 15 × 18, 32 a row', () => {
    const geometry = stripGeometry(64, [], 530);
    expect(geometry).toMatchObject({ kind: 'glyphs', count: 64, width: 480, height: 36 });
    expect([geometry.x[33], geometry.y[33]]).toEqual([15, 18]);
  });

  test('up to 256 samples has cells of 8 × 5 in 8 rows, column by column', () => {
    const geometry = stripGeometry(256, [], 530);
    expect(geometry).toMatchObject({ kind: 'cells', cellWidth: 8, bin: 1, width: 256, height: 40 });
    expect([geometry.x[9], geometry.y[9]]).toEqual([8, 5]);
  });

  test('has 1,024 samples of four files in 530 px', () => {
    const geometry = stripGeometry(1024, [256, 512, 768], 530);
    expect(geometry).toMatchObject({ cellWidth: 4, bin: 1, width: 527 });
    expect(geometry.x[256] - geometry.x[255]).toBe(4 + 5);
  });

  test('puts more samples into bins, and says how many are in one', () => {
    expect(stripGeometry(4096, [], 530)).toMatchObject({ bin: 4, count: 1024 });
    expect(stripGeometry(1024, [], 260).bin).toBe(4 / 2);
  });

  test('with a file for each sample has no gaps', () => {
    const starts = Array.from({ length: 99 }, (_, i) => i + 1);
    expect(stripGeometry(100, starts, 530).width).toBe(13 * 8);
  });

  test('fits its room, overlaps nowhere, and finds each cell again from its middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 120, max: 700 }), (n, room) => {
        const geometry = stripGeometry(n, thirds(n), room);
        expect(geometry.width).toBeLessThanOrEqual(Math.max(room, 250));
        expect(geometry.count).toBe(Math.ceil(n / geometry.bin));
        const places = new Set(Array.from(geometry.x, (x, i) => `${x} ${geometry.y[i]}`));
        expect(places.size).toBe(geometry.count);
        const cell = n % geometry.count;
        const at = cellAt(
          geometry,
          geometry.x[cell] + geometry.cellWidth / 2,
          geometry.y[cell] + geometry.cellHeight / 2,
        );
        expect(at).toBe(cell);
      }),
      { numRuns: 60 },
    );
  });
});

describe('cells', () => {
  const strip: SampleStrip = {
    verdict: Uint8Array.of(Verdict.wrong, Verdict.correct, Verdict.unscored, Verdict.wrong),
    finish: Uint8Array.of(Finish.stop, Finish.stop, Finish.stop, Finish.length),
    fileStarts: [],
    answers: [],
    otherAnswers: 0,
    noAnswer: 0,
  };

  test('say correct before anything else, then what is unusual', () => {
    expect([0, 1, 2, 3].map((i) => cellKind(strip, i, i + 1))).toEqual(['wrong', 'correct', 'unscored', 'truncated']);
    expect(cellKind(strip, 0, 4)).toBe('correct');
    expect(cellKind(strip, 2, 4)).toBe('unscored');
  });

  test('are drawn as one path a kind', () => {
    const paths = stripPaths(strip, stripGeometry(4, [], 500));
    for (const kind of ['correct', 'wrong', 'unscored', 'truncated'] as const) expect(paths[kind]).toMatch(/^M/);
  });
});

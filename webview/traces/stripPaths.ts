/** The drawing of a strip as one SVG path for each kind of cell, so that 1,024 samples are five nodes. Pure. */
import type { SampleStrip } from '../../src/core/compare/strip';
import { Finish, Verdict } from '../../src/core/runIndex';
import type { StripGeometry } from './stripGeometry';

export type CellKind = 'correct' | 'wrong' | 'truncated' | 'unscored';
export type StripPaths = Record<CellKind, string> & { tint: string };

export function stripPaths(strip: SampleStrip, geometry: StripGeometry): StripPaths {
  const parts: Record<keyof StripPaths, string[]> = { correct: [], wrong: [], truncated: [], unscored: [], tint: [] };
  const draw = geometry.kind === 'glyphs' ? glyph : cell;
  for (let i = 0; i < geometry.count; i++) {
    const kind = cellKind(strip, i * geometry.bin, Math.min(strip.verdict.length, (i + 1) * geometry.bin));
    parts[kind].push(draw(kind, geometry.x[i], geometry.y[i], geometry));
    if (geometry.kind === 'glyphs' && kind === 'correct')
      parts.tint.push(`M${geometry.x[i] + 0.5} ${geometry.y[i] + 0.5}h14v17h-14z`);
  }
  const join = (kind: keyof StripPaths) => parts[kind].join('');
  return {
    correct: join('correct'),
    wrong: join('wrong'),
    truncated: join('truncated'),
    unscored: join('unscored'),
    tint: join('tint'),
  };
}

/** The ground of cells all of whose samples have been read. */
export function readPath(
  read: Uint8Array | undefined,
  { count, bin, x, y, cellWidth, cellHeight }: StripGeometry,
): string {
  if (!read) return '';
  let path = '';
  for (let i = 0; i < count; i++) {
    const samples = read.subarray(i * bin, (i + 1) * bin);
    if (samples.length > 0 && samples.every(Boolean))
      path += `M${x[i]} ${y[i]}h${cellWidth}v${cellHeight}h${-cellWidth}z`;
  }
  return path;
}

/** What a cell of samples `start … end` shows: any correct one first, then what is unusual. */
export function cellKind(strip: SampleStrip, start: number, end: number): CellKind {
  let kind: CellKind = 'wrong';
  for (let i = start; i < end; i++) {
    if (strip.verdict[i] === Verdict.correct) return 'correct';
    if (strip.verdict[i] === Verdict.unscored) kind = 'unscored';
    else if (strip.finish[i] === Finish.length && kind === 'wrong') kind = 'truncated';
  }
  return kind;
}

function cell(kind: CellKind, x: number, y: number, { cellWidth, cellHeight }: StripGeometry): string {
  const middle = { x: x + cellWidth / 2, y: y + cellHeight / 2 };
  switch (kind) {
    case 'correct':
      return `M${x} ${y}h${cellWidth}v${cellHeight}h${-cellWidth}z`;
    case 'wrong':
      return `M${middle.x - 0.65} ${middle.y - 0.65}h1.3v1.3h-1.3z`;
    case 'truncated':
      return `M${x} ${middle.y}h${cellWidth}`;
    case 'unscored':
      return `M${x + 0.5} ${y + 0.5}h${cellWidth - 1}v${cellHeight - 1}h${1 - cellWidth}z`;
  }
}

function glyph(kind: CellKind, x: number, y: number): string {
  switch (kind) {
    case 'correct':
      return `M${x + 4} ${y + 9.5}l2.6 2.8 4.6-6.4`;
    case 'wrong':
      return `M${x + 5} ${y + 6.5}l5 5.2m0-5.2l-5 5.2`;
    case 'truncated':
      return `M${x + 3} ${y + 11}h1.4m2.4 0h1.4m2.4 0h1.4`;
    case 'unscored':
      return `M${x + 5.6} ${y + 7}a2 2 0 1 1 3 1.8q-1.1 .6 -1.1 1.7m0 1.8v1.2`;
  }
}

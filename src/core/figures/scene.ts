// A figure as plain data: what is drawn where, in the units of its axes, with its words and its table. The page's charts
// and the SVG writer both draw scenes; neither computes. Colours are roles, never values.
import type { CurveOf, Target } from '../overview/targets';

export const figureIds = [
  'pass-at-k',
  'coverage',
  'sets',
  'accuracy',
  'flow',
  'ladder',
  'lengths',
  'answers',
  'perplexity',
  'support',
  'forecast',
] as const;
export type FigureId = (typeof figureIds)[number];

/** `run1` … `run6` are the places in the comparison; from the seventh run on hues repeat with the next dash. */
export type ColourRole = `run${1 | 2 | 3 | 4 | 5 | 6}` | 'text' | 'muted' | 'grid' | 'strip' | 'accent' | 'background';

export interface Scene {
  id: FigureId;
  title: string;
  /** How to read it, in a few words: the caption where the page around says the rest. */
  about: string;
  /** `about`, filters, n, interval method, seed, dumps. */
  caption: string;
  /** What the figure shows, in one sentence, for those who do not see it. */
  aria: string;
  /** Suggested size in px; drawing scales. */
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  /** Drawn in this order. */
  marks: Mark[];
  table: FigureTable;
}

export interface Axis {
  label: string;
  /** `band`: places 0, 1, 2 … with half a unit on either side. */
  scale: 'linear' | 'log' | 'band';
  from: number;
  to: number;
  ticks: { at: number; label: string }[];
  /** Lines across the plot at the ticks. */
  grid: boolean;
}

/** All positions in axis units. `target`: what the mark stands for when it is chosen. */
export type Mark = LineMark | AreaMark | RectMark | PointMark | RuleMark | TextMark;

export interface LineMark {
  kind: 'line';
  role: ColourRole;
  /** Lengths in px of strokes and gaps; [] is solid. */
  dash: number[];
  points: [x: number, y: number][];
  /** Name at the line's end. */
  label?: string;
  target?: Target;
  /** It is a curve over k: each of its points stands for what this run solves there. */
  curve?: CurveOf;
}

/** Between two lines; a 95 % band. */
export interface AreaMark {
  kind: 'area';
  role: ColourRole;
  opacity: number;
  points: [x: number, lo: number, hi: number][];
}

export interface RectMark {
  kind: 'rect';
  role: ColourRole;
  x: [from: number, to: number];
  y: [from: number, to: number];
  /** 0: hollow. */
  fill: number;
  outline: boolean;
  label?: string;
  target?: Target;
}

export interface PointMark {
  kind: 'point';
  role: ColourRole;
  x: number;
  y: number;
  filled: boolean;
  radius: number;
  label?: string;
  target?: Target;
}

/** A straight stroke: a whisker, a cursor, the crossover. */
export interface RuleMark {
  kind: 'rule';
  role: ColourRole;
  dash: number[];
  width: number;
  from: [x: number, y: number];
  to: [x: number, y: number];
}

export interface TextMark {
  kind: 'text';
  role: ColourRole;
  x: number;
  y: number;
  text: string;
  anchor: 'start' | 'middle' | 'end';
  /** px below the point; negative above. */
  dy: number;
  strong: boolean;
  target?: Target;
}

/** A list is of problems' ids. */
export type Cell = string | number | null | readonly string[];

/** `id`, `ids`: problems, by which a page leads to their traces. */
export type ColumnKind = 'text' | 'id' | 'ids' | 'count' | 'fraction' | 'number';

/** The figure's numbers. Numbers are unrounded; null is undefined. */
export interface FigureTable {
  columns: { name: string; kind: ColumnKind }[];
  rows: Cell[][];
}

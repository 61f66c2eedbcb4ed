import type { Axis, Scene } from './scene';

/** Where axis units are on a drawing, in px. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: (value: number) => number;
  y: (value: number) => number;
  /** A stretch of the y axis that stands for a place, not for an amount: its label goes inside. */
  isCell: (y: readonly [number, number]) => boolean;
}

/** Width of a letter at 11 px, about; there is no font to measure here. */
const LETTER = 6.1;
/** In a wide font: what is cut to fit must fit there too, and what has room by this is not cut. */
const WIDE_LETTER = 6.7;
/** Strong letters are so much wider. */
export const STRONG = 1.1;

/** The text, or where it needs more than `room` px its two ends around an ellipsis. */
export function fitText(text: string, room: number): string {
  const letters = Array.from(text);
  const most = Math.max(3, Math.floor(room / WIDE_LETTER));
  if (letters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
}

/** Leaves room for ticks at the left and below, and for names at the ends of lines. */
export function plotOf(scene: Scene, offset = 0): Plot {
  const { width, height, x, y, marks } = scene;
  const tick = Math.max(0, ...y.ticks.map(({ label }) => label.length));
  const names = marks.map((mark) => (mark.kind === 'line' && mark.label ? mark.label.length : 0));
  const name = Math.max(0, ...names);
  const left = Math.min(width / 3, 14 + tick * WIDE_LETTER);
  // Names of places are cut to the width of their place; half of any other label stands past the end.
  const lastTick = x.scale === 'band' ? 0 : (x.ticks.at(-1)?.label.length ?? 0) * (LETTER / 2);
  const right = width - (name > 0 ? Math.min(width / 3, 14 + name * WIDE_LETTER * STRONG) : Math.max(14, lastTick + 2));
  const top = offset + (y.label ? 22 : 14);
  const bottom = offset + height - (x.label ? 36 : 22);
  return {
    left,
    right,
    top,
    bottom,
    x: (value) => left + (right - left) * fractionOf(x, value),
    y: (value) => bottom - (bottom - top) * fractionOf(y, value),
    isCell: ([from]) => y.scale === 'band' && y.ticks.some(({ at }) => from === at - 0.5),
  };
}

/** Places of labels on a drawing, in px. One that would touch an earlier one is left out; its number is in the table. */
export class Labels {
  readonly #taken: { x: number; y: number; width: number }[] = [];

  /** Takes the place of a label around `x`, with its line at `y`. @returns false when it is taken already */
  take(x: number, y: number, width: number, height: number): boolean {
    const touches = (other: { x: number; y: number; width: number }) =>
      Math.abs(other.x - x) < (other.width + width) / 2 + 1 && Math.abs(other.y - y) < height;
    if (this.#taken.some(touches)) return false;
    this.#taken.push({ x, y, width });
    return true;
  }
}

function fractionOf({ scale, from, to }: Axis, value: number): number {
  if (scale === 'log') return Math.log(value / from) / Math.log(to / from);
  return (value - from) / (to - from);
}

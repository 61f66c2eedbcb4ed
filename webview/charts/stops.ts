/** What one can stop at in a figure: its marks that stand for something, each once, and the way from one to the next. */
import type { Target } from '../../src/core/overview/targets';
import type { Axis, Mark, Scene } from '../../src/core/figures/scene';

export interface Stop {
  target: Target;
  /** Marks that stand for it. */
  marks: Mark[];
  /** Its place, in fractions of the plot from the left and from below. */
  x: number;
  y: number;
}

/** Two targets are one when this is equal. */
export function keyOf(target: Target): string {
  return JSON.stringify(target);
}

/** From left to right, then from above. On a curve over k one stops at the axis' ticks and at the k in use. */
export function stopsOf(scene: Scene): Stop[] {
  const stops = new Map<string, Stop>();
  const add = (target: Target, mark: Mark | undefined, x: number, y: number) => {
    const key = keyOf(target);
    const known = stops.get(key);
    if (!known)
      stops.set(key, { target, marks: mark ? [mark] : [], x: fractionOf(scene.x, x), y: fractionOf(scene.y, y) });
    else if (mark) known.marks.push(mark);
  };
  for (const mark of scene.marks) {
    if (mark.kind === 'line' && mark.curve)
      for (const [k, value] of kPoints(scene, mark.points)) add({ kind: 'k', k, ...mark.curve }, undefined, k, value);
    if ('target' in mark && mark.target) add(mark.target, mark, ...placeOf(mark));
  }
  return [...stops.values()].sort((a, b) => a.x - b.x || b.y - a.y);
}

function kPoints({ x }: Scene, points: readonly [number, number][]): readonly [number, number][] {
  return points.filter(([k]) => x.ticks.some(({ at }) => at === k));
}

function placeOf(mark: Mark): [number, number] {
  switch (mark.kind) {
    case 'rect':
      return [(mark.x[0] + mark.x[1]) / 2, (mark.y[0] + mark.y[1]) / 2];
    case 'line':
      return mark.points.at(-1) ?? [0, 0];
    case 'point':
    case 'text':
      return [mark.x, mark.y];
    case 'area':
      return [mark.points[0][0], mark.points[0][1]];
    case 'rule':
      return mark.from;
  }
}

/** Where a value stands on its axis, 0 … 1. */
export function fractionOf({ scale, from, to }: Axis, value: number): number {
  if (scale === 'log') return Math.log(value / from) / Math.log(to / from);
  return (value - from) / (to - from);
}

/** The arrows' way through the stops: ← → in their order, ↑ ↓ to the nearest one above or below. */
export function stopAfter(stops: readonly Stop[], current: number, key: string): number {
  if (stops.length === 0) return -1;
  if (current < 0) return key === 'End' || key === 'ArrowLeft' ? stops.length - 1 : 0;
  switch (key) {
    case 'ArrowRight':
      return Math.min(stops.length - 1, current + 1);
    case 'ArrowLeft':
      return Math.max(0, current - 1);
    case 'Home':
      return 0;
    case 'End':
      return stops.length - 1;
    case 'ArrowUp':
      return nearest(stops, current, 1);
    case 'ArrowDown':
      return nearest(stops, current, -1);
  }
  return current;
}

/** A step sideways counts twice: straight up is better than slanted. */
function nearest(stops: readonly Stop[], current: number, direction: 1 | -1): number {
  const from = stops[current];
  let best = current;
  let least = Infinity;
  for (const [i, stop] of stops.entries()) {
    const rise = (stop.y - from.y) * direction;
    if (rise <= 1e-9) continue;
    const distance = rise + 2 * Math.abs(stop.x - from.x);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

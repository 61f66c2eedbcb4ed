/** Which mark is under the pointer. */
import type { Target } from '../../src/core/overview/targets';
import type { Mark, Scene } from '../../src/core/figures/scene';

/** Axis units to px of the canvas. */
export interface Scales {
  x(value: number): number;
  y(value: number): number;
}

/** A pointer is this near to a point or a line to mean it, px. */
const NEAR = 7;
/** Width of a letter of a label, about, px. */
const LETTER = 6;

/** The target at a place of the canvas, in px; of several the one drawn last, points before areas. */
export function targetAt(scene: Scene, scales: Scales, x: number, y: number): Target | undefined {
  let found: Target | undefined;
  for (const mark of scene.marks) {
    if (!('target' in mark) || !mark.target) continue;
    if (isOver(mark, scales, x, y)) found = mark.target;
  }
  return found ?? kAt(scene, scales, x, y);
}

function isOver(mark: Mark, scales: Scales, x: number, y: number): boolean {
  switch (mark.kind) {
    case 'rect': {
      const [left, right] = [scales.x(mark.x[0]), scales.x(mark.x[1])];
      const [top, bottom] = [scales.y(mark.y[1]), scales.y(mark.y[0])];
      // A bar of little height is hard to meet.
      return x >= left && x <= right && y >= Math.min(top, bottom - NEAR) && y <= bottom;
    }
    case 'point':
      return Math.hypot(scales.x(mark.x) - x, scales.y(mark.y) - y) <= mark.radius + NEAR / 2;
    case 'line':
      return mark.points.some(([px, py]) => Math.hypot(scales.x(px) - x, scales.y(py) - y) <= NEAR);
    case 'text': {
      const width = LETTER * mark.text.length;
      const left = scales.x(mark.x) - { start: 0, middle: width / 2, end: width }[mark.anchor];
      const below = scales.y(mark.y) + mark.dy;
      return x >= left && x <= left + width && y >= below - 2 * NEAR && y <= below + NEAR / 2;
    }
    default:
      return false;
  }
}

/** Among curves over k every place means one: that of the nearest point, of the nearest curve. */
function kAt({ marks, x: axis, y: upright }: Scene, scales: Scales, x: number, y: number): Target | undefined {
  const isInside = x >= scales.x(axis.from) - NEAR && x <= scales.x(axis.to) + NEAR;
  if (!isInside || y < scales.y(upright.to) - NEAR || y > scales.y(upright.from) + NEAR) return undefined;
  let found: { distance: number; rise: number; target: Target } | undefined;
  for (const mark of marks) {
    if (mark.kind !== 'line' || !mark.curve) continue;
    for (const [k, value] of mark.points) {
      const distance = Math.abs(scales.x(k) - x);
      const rise = Math.abs(scales.y(value) - y);
      if (found && (distance > found.distance || (distance === found.distance && rise >= found.rise))) continue;
      found = { distance, rise, target: { kind: 'k', k, ...mark.curve } };
    }
  }
  return found?.target;
}

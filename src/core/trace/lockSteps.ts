/** Which place of one trace belongs beside which of another, for scrolling them together. */
import type { TraceDiff } from './diff';

/** A step of the left trace beside one of the right, both rising. */
export type Anchor = readonly [left: number, right: number];

/** The aligned steps of a difference, and both ends; without a difference the ends alone. */
export function anchorsOf(diff: TraceDiff | undefined, leftSteps: number, rightSteps: number): Anchor[] {
  const aligned = (diff?.rows ?? []).flatMap((row): Anchor[] =>
    row.kind === 'same' || row.kind === 'changed' ? [[row.left, row.right]] : [],
  );
  const inside = aligned.filter(([left, right]) => left > 0 && right > 0 && left < leftSteps && right < rightSteps);
  return [[0, 0], ...inside, [leftSteps, rightSteps]];
}

/**
 * The place of the other trace for a place of one, in steps (3.5: the middle of the fourth). Between anchors it goes
 * in proportion, so that it never goes back.
 */
export function placeBeside(anchors: readonly Anchor[], place: number, from: 'left' | 'right'): number {
  const [own, other] = from === 'left' ? [0, 1] : [1, 0];
  const after = anchors.findIndex((anchor) => anchor[own] > place);
  const next = after < 0 ? anchors.length - 1 : Math.max(1, after);
  const [a, b] = [anchors[next - 1], anchors[next] ?? anchors[next - 1]];
  const length = b[own] - a[own];
  const share = length > 0 ? Math.min(1, Math.max(0, (place - a[own]) / length)) : 0;
  return a[other] + share * (b[other] - a[other]);
}

/** A trace, or a difference, at a glance: where what is, in proportion to its length. A click goes there. */
import type { JSX } from 'preact';
import { rulerPath, rowAt, type RulerRow } from './rulerGeometry';

interface RulerProps {
  rows: readonly RulerRow[];
  onGo(row: number): void;
}

const kinds = ['step', 'cue', 'answer', 'changed', 'left', 'right', 'moved'] as const;

/** Nothing here that keys and rows don't give too, so it is hidden from screen readers. */
export function Ruler({ rows, onGo }: RulerProps): JSX.Element {
  const onPointerDown = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    event.preventDefault();
    onGo(rowAt(rows, (event.clientY - box.top) / Math.max(1, box.height)));
  };
  return (
    <svg
      class="ruler"
      viewBox="0 0 14 1000"
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={onPointerDown}
    >
      {kinds.map((kind) => (
        <path key={kind} class={`ruler-${kind}`} d={rulerPath(rows, kind)} />
      ))}
    </svg>
  );
}

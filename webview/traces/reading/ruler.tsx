/** A trace, or a difference, at a glance: where what is, in proportion to its length. A click goes there. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useStore } from '../../state/store';
import { find } from '../find/findState';
import { rulerPath, rulerPlaces, rowAt, type RulerRow } from './rulerGeometry';

interface RulerProps {
  rows: readonly RulerRow[];
  /** Panes whose text the rows show. */
  panes: readonly number[];
  onGo(row: number): void;
}

const kinds = ['step', 'cue', 'answer', 'changed', 'left', 'right', 'moved'] as const;

/** Nothing here that keys and rows don't give too, so it is hidden from screen readers. */
export function Ruler({ rows, panes, onGo }: RulerProps): JSX.Element {
  const paths = useMemo(() => kinds.map((kind) => [kind, rulerPath(rows, kind)] as const), [rows]);
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
      {paths.map(([kind, path]) => (
        <path key={kind} class={`ruler-${kind}`} d={path} />
      ))}
      {panes.map((pane, side) => (
        <FindMarks key={pane} rows={rows} pane={pane} side={side} />
      ))}
    </svg>
  );
}

/** Where the matches of a pane are. */
function FindMarks({
  rows,
  pane,
  side,
}: {
  rows: readonly RulerRow[];
  pane: number;
  side: number;
}): JSX.Element | null {
  const spans = useStore(find, (value) => value.matches[pane]);
  const current = useStore(find, (value) => (value.current.pane === pane ? value.current.index : -1));
  const path = useMemo(() => {
    const starts = (spans ?? []).map(({ start }) => start);
    const heights = rulerPlaces(rows, side, starts);
    return heights.map((y) => `M8 ${y}h6v3h-6z`).join('');
  }, [rows, side, spans]);
  if (!spans?.length) return null;
  const [y] = spans[current] ? rulerPlaces(rows, side, [spans[current].start]) : [];
  return (
    <>
      <path class="ruler-match" d={path} />
      {y !== undefined && <path class="ruler-match-current" d={`M4 ${y}h10v5h-10z`} />}
    </>
  );
}

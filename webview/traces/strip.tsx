/** All samples of a pane's run for this problem, in the order drawn; one slider, moved by click and arrows. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SampleStrip } from '../../src/core/compare/strip';
import { formatCount } from '../../src/core/format';
import { cellAt, stripGeometry } from './stripGeometry';
import { readPath, stripPaths } from './stripPaths';
import { sampleWords } from './samples';

interface StripProps {
  strip: SampleStrip;
  sample: number;
  /** Samples that have been read, as 1. */
  read?: Uint8Array | undefined;
  label: string;
  onChoose(sample: number): void;
}

/** Room for the ring around a cell at the border. */
const PAD = 4;

export function Strip({ strip, sample, read, label, onChoose }: StripProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const n = strip.verdict.length;
  const room = useWidth(element) - 2 * PAD;
  const geometry = useMemo(() => stripGeometry(n, strip.fileStarts, Math.max(60, room)), [strip, room]);
  const paths = useMemo(() => stripPaths(strip, geometry), [strip, geometry]);
  const readCells = useMemo(() => readPath(read, geometry), [read, geometry]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ArrowLeft: sample - 1,
      ArrowDown: sample - 1,
      ArrowRight: sample + 1,
      ArrowUp: sample + 1,
      Home: 0,
      End: n - 1,
    }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(Math.max(0, Math.min(n - 1, next)));
  };
  const onPointerDown = (event: PointerEvent) => {
    const box = element.current!.getBoundingClientRect();
    const cell = cellAt(geometry, event.clientX - box.left - PAD, event.clientY - box.top - PAD);
    if (cell >= 0) onChoose(cell * geometry.bin);
  };
  return (
    <div
      class="strip"
      ref={element}
      role="slider"
      tabIndex={0}
      aria-label={`Samples of ${label}`}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, n)}
      aria-valuenow={sample + 1}
      aria-valuetext={n > 0 ? sampleWords(strip, sample) : 'no samples'}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <svg
        width={geometry.width + 2 * PAD}
        height={geometry.height + 2 * PAD}
        aria-hidden="true"
        class={`strip-${geometry.kind}`}
      >
        <g transform={`translate(${PAD} ${PAD})`}>
          <path class="strip-read" d={readCells} />
          <path class="strip-tint" d={paths.tint} />
          <path class="strip-wrong" d={paths.wrong} />
          <path class="strip-truncated" d={paths.truncated} />
          <path class="strip-unscored" d={paths.unscored} />
          <path class="strip-correct" d={paths.correct} />
          {n > 0 && <Ring geometry={geometry} cell={Math.floor(sample / geometry.bin)} />}
        </g>
      </svg>
      {geometry.bin > 1 && (
        <span class="caption">each cell is {formatCount(geometry.bin)} samples; full: one or more is correct</span>
      )}
    </div>
  );
}

function Ring({ geometry, cell }: { geometry: ReturnType<typeof stripGeometry>; cell: number }): JSX.Element {
  const { x, y, cellWidth, cellHeight, kind } = geometry;
  const [width, height] = kind === 'glyphs' ? [14, 17] : [10, 10];
  const left = x[cell] + (cellWidth - width) / 2;
  const top = y[cell] + (cellHeight - height) / 2;
  return <rect class="strip-ring" x={left} y={top} width={width} height={height} rx="2" />;
}

function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(560);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** The log slider of k. Arrows go from tick to tick, with Shift by one; the triangle marks the crossover. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { K } from '../../src/core/stats/solved';
import { formatCount } from '../../src/core/format';
import { wordsForCrossing, type CrossingFacts } from '../../src/core/overview/crossing';
import { kAtPlace, kLabels, kPlace, kStops, nextK, nextStop } from './kScale';

interface KSliderProps {
  /** Of the rail, in pixels. */
  length: number;
  k: K;
  /** 0: nothing to choose from. */
  maxK: number;
  crossing: CrossingFacts | undefined;
  onChange(k: K): void;
}

const PAD = 8;
const LINE = 14.5;

export function KSlider({ length, k, maxK, crossing, onChange }: KSliderProps): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const x = (at: K) => PAD + kPlace(at, maxK) * length;
  const choose = (event: PointerEvent) => {
    const left = svg.current?.getBoundingClientRect().left ?? 0;
    onChange(kAtPlace((event.clientX - left - PAD) / length, maxK));
  };
  const onPointerDown = (event: PointerEvent) => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    choose(event);
  };
  const onPointerMove = (event: PointerEvent) => {
    if ((event.currentTarget as Element).hasPointerCapture(event.pointerId)) choose(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyTarget(event, k, maxK);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
  };
  return (
    <div
      class="k-slider"
      role="slider"
      tabIndex={0}
      aria-label="k, number of draws"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, maxK)}
      aria-valuenow={k === 'n' ? Math.max(1, maxK) : k}
      aria-valuetext={k === 'n' ? 'n, all samples' : formatCount(k)}
      aria-disabled={maxK < 1}
      aria-description={crossing && wordsForCrossing(crossing)}
      title={crossing && wordsForCrossing(crossing)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    >
      <svg ref={svg} width={length + 2 * PAD} height="38" aria-hidden="true">
        <path class="rail" d={`M${PAD} ${LINE}h${length}`} />
        <path class="chosen" d={`M${PAD} ${LINE}H${x(k)}`} />
        <path
          class="ticks"
          d={kStops(maxK)
            .map((stop) => `M${Math.round(x(stop)) + 0.5} 18v4`)
            .join('')}
        />
        {kLabels(maxK).map((label) => (
          <text key={label} x={x(label)} y="33">
            {label}
          </text>
        ))}
        {crossing && crossing.k !== null && <Crossover crossing={crossing} k={crossing.k} x={x} />}
        <circle class="thumb" cx={x(k)} cy={LINE} r="5.5" />
      </svg>
    </div>
  );
}

interface CrossoverProps {
  crossing: CrossingFacts;
  k: number;
  x(at: K): number;
}

/** A triangle at the crossover under the bar of its interval; an end beyond K is open. */
function Crossover({ crossing, k, x }: CrossoverProps): JSX.Element {
  const { lo, hi, K, resamples } = crossing;
  const [from, to] = [x(lo ?? K), x(hi ?? K)];
  return (
    <>
      {resamples > 0 && (
        <path class="crossover-bar" d={`M${from} 2.5H${to}M${from} .5v4${hi === null ? '' : `M${to} .5v4`}`} />
      )}
      <path class="crossover" d={`M${x(k) - 4} 4h8l-4 5z`} />
    </>
  );
}

function keyTarget(event: KeyboardEvent, k: K, maxK: number): K | undefined {
  const step = event.shiftKey ? nextK : nextStop;
  switch (event.key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return step(k, 1, maxK);
    case 'ArrowLeft':
    case 'ArrowDown':
      return step(k, -1, maxK);
    case 'PageUp':
      return nextStop(k, 1, maxK);
    case 'PageDown':
      return nextStop(k, -1, maxK);
    case 'Home':
      return 1;
    case 'End':
      return 'n';
  }
  return undefined;
}

/** pass@k over 0…1: filled above τ, hollow below, τ as a dashed tick, the 95 % interval as a whisker. */
import type { JSX } from 'preact';
import { runClass } from '../ui/marks';

interface BarProps {
  run: number;
  /** NaN: nothing but the empty track. */
  value: number;
  tau: number;
  solved: boolean;
  interval?: [lo: number, hi: number];
  width: number;
}

const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;
const THICKNESS = 6;

export function Bar({ run, value, tau, solved, interval, width }: BarProps): JSX.Element {
  const end = Number.isNaN(value) ? 0 : value * width;
  return (
    <svg class={`bar ${runClass(run)}`} width={width} height={HEIGHT} aria-hidden="true">
      <rect class="track" y={MIDDLE - THICKNESS / 2} width={width} height={THICKNESS} />
      {end > 0 && solved && (
        <rect class="above" y={MIDDLE - THICKNESS / 2} width={Math.max(1, end)} height={THICKNESS} />
      )}
      {end > 0 && !solved && (
        <rect
          class="below"
          x=".5"
          y={MIDDLE - THICKNESS / 2 + 0.5}
          width={Math.max(1, end - 1)}
          height={THICKNESS - 1}
        />
      )}
      <path class="tau" d={`M${snap(tau * width)} 2V${HEIGHT - 2}`} />
      {interval && <path class="whisker" d={whisker(interval, width)} />}
    </svg>
  );
}

function whisker([lo, hi]: [number, number], width: number): string {
  const left = Math.min(snap(lo * width), width - 1.5);
  const right = Math.max(left + 1, Math.min(snap(hi * width), width - 0.5));
  const end = `M${right} ${MIDDLE - 2.5}v5`;
  return right - left < 2.5 ? end : `M${left} ${MIDDLE - 2.5}v5M${left} ${MIDDLE}H${right}${end}`;
}

/** The middle of a pixel, where a line of 1 px is sharp. */
function snap(x: number): number {
  return Math.floor(x) + 0.5;
}

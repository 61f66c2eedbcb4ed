/** At the right of a pane: where in the text the matches are. */
import type { JSX } from 'preact';
import { useStore } from '../../state/store';
import { find } from './findState';

/** Units of the drawing; more marks than this would lie on each other. */
const HEIGHT = 1000;

export function FindRuler({ pane, length }: { pane: number; length: number }): JSX.Element | null {
  const spans = useStore(find, (value) => value.matches[pane]);
  const current = useStore(find, (value) => (value.current.pane === pane ? value.current.index : -1));
  if (!spans?.length || length === 0) return null;
  const place = (start: number) => Math.floor((start / length) * (HEIGHT - 4));
  const path = [...new Set(spans.map(({ start }) => place(start)))].map((y) => `M0 ${y}h10v4h-10z`).join('');
  return (
    <svg class="find-ruler" viewBox={`0 0 10 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="find-mark" d={path} />
      {spans[current] && <path class="find-mark-current" d={`M0 ${place(spans[current].start)}h10v6h-10z`} />}
    </svg>
  );
}

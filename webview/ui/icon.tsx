/** Icons as strokes in the text's colour, 16 px. Each stands beside a word or on a named button. */
import type { JSX } from 'preact';

const paths = {
  search: 'M10.3 10.3 14 14M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z',
  up: 'm3 10.5 5-5 5 5',
  down: 'm3 5.5 5 5 5-5',
  right: 'm5.5 3 5 5-5 5',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
  close: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3Z',
  warning: 'M8 2 14.5 13.5h-13ZM8 6.5v3.5M8 11.5v.6',
  info: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 7.3v3.7M8 5v.6',
  error: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  arrowDown: 'M8 3v9.5M4.5 9 8 12.5 11.5 9',
  arrowUp: 'M8 13V3.5M4.5 7 8 3.5 11.5 7',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  wrap: 'M2 4h12M2 8h9.5a2.2 2.2 0 0 1 0 4.4H8M9.8 10.4 7.8 12.4l2 2M2 12h3',
  check: 'm2.5 8.5 3.5 3.5 7.5-8',
  slash: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM3.8 12.2l8.4-8.4',
  table: 'M2.5 3h11v10h-11ZM2.5 6.5h11M2.5 9.7h11M6.2 3v10M9.8 3v10',
  export: 'M2 3.5v9M5 8h8.5M10.5 5l3 3-3 3',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7',
  question: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM6.3 6.4a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.2M8 11v.4',
  skip: 'M3 10.5A5 5 0 0 1 12.6 9M13 5.5V9H9.5M8 12.5h.01',
  arrowRight: 'M2.5 8H13M9 4l4 4-4 4',
  hidden: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4ZM9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0ZM2.5 13.5l11-11',
  dots: 'M2.5 10.5h1M7.5 10.5h1M12.5 10.5h1',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, class: className }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg class={`icon ${className ?? ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

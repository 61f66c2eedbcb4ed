/** How wide the page is, in the steps of `design.md`, "Widths". */
import { createStore } from '../state/store';

export type PageWidth = 'wide' | 'medium' | 'narrow' | 'tiny';

export const pageWidth = createStore<PageWidth>('wide');

export function widthStep(pixels: number): PageWidth {
  return pixels < 520 ? 'tiny' : pixels < 700 ? 'narrow' : pixels < 900 ? 'medium' : 'wide';
}

/** One column for traces, no question in the grid. */
export function isNarrow(width: PageWidth): boolean {
  return width === 'narrow' || width === 'tiny';
}

export function watchPageWidth(): void {
  const update = () => pageWidth.set(widthStep(document.documentElement.clientWidth));
  update();
  new ResizeObserver(update).observe(document.documentElement);
}

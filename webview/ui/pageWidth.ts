/** How wide the page is, in the steps of `design.md`, "Widths". */
import { createStore } from '../state/store';

export type PageWidth = 'wide' | 'medium' | 'narrow' | 'tiny';

export const pageWidth = createStore<PageWidth>('wide');

export function widthStep(pixels: number): PageWidth {
  return pixels < 520 ? 'tiny' : pixels < 700 ? 'narrow' : pixels < 900 ? 'medium' : 'wide';
}

/** There is room for the outline of steps beside the traces. */
export const outlineFits = createStore(false);
const OUTLINE_FROM = 1600;

/** There is room for a column that may be empty beside the questions. */
export const notesFit = createStore(true);
const NOTES_FROM = 1100;

/** There is room for the slider of k at its full length, and for findings in words. */
export const topBarFits = createStore(true);
const TOP_BAR_FROM = 1024;

/** One column for traces, no question in the grid. */
export function isNarrow(width: PageWidth): boolean {
  return width === 'narrow' || width === 'tiny';
}

export function watchPageWidth(): void {
  const update = () => {
    const { clientWidth } = document.documentElement;
    pageWidth.set(widthStep(clientWidth));
    outlineFits.set(clientWidth >= OUTLINE_FROM);
    notesFit.set(clientWidth >= NOTES_FROM);
    topBarFits.set(clientWidth >= TOP_BAR_FROM);
  };
  update();
  new ResizeObserver(update).observe(document.documentElement);
}

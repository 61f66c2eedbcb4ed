/** Where in each trace one was: the first line in view, kept by the editor across a reload of the page. */
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { saveState, savedState } from '../state/host';

/** Traces whose place is kept; the ones read longest ago go first. */
const KEPT = 300;
const SAVE_AFTER_MS = 300;

/** Line (from 0) by trace, read from what the editor keeps once. */
let places: Map<string, number> | undefined;

function known(): Map<string, number> {
  if (places) return places;
  const saved = savedState().reading;
  const entries = Array.isArray(saved) ? (saved as unknown[]) : [];
  const isPlace = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === 'string' && Number.isInteger(entry[1]);
  return (places = new Map(entries.filter(isPlace)));
}

/**
 * Brings a trace to where it was left, else to its beginning, and keeps where it is.
 *
 * @param key names the trace; undefined without one.
 * @param trace another one when the text is another.
 */
export function useReadingPosition(
  element: { current: HTMLElement | null },
  key: string | undefined,
  trace: unknown,
): void {
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    box.scrollTop = 0;
    const line = key === undefined ? 0 : (known().get(key) ?? 0);
    if (line > 0 && trace) restore(box, line);
  }, [trace]);
  useEffect(() => {
    const box = element.current;
    if (!box || key === undefined || !trace) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        keep(key, firstLine(box));
      }, SAVE_AFTER_MS);
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      box.removeEventListener('scroll', onScroll);
    };
  }, [trace]);
}

/** The rest of a long text comes frame by frame. */
function restore(box: HTMLElement, line: number, tries = 30): void {
  const element = box.querySelector('.lines')?.children[line];
  if (element) element.scrollIntoView({ block: 'start' });
  else if (tries > 0) requestAnimationFrame(() => restore(box, line, tries - 1));
}

function firstLine(box: HTMLElement): number {
  const lines = box.querySelector('.lines')?.children ?? [];
  const { top } = box.getBoundingClientRect();
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].getBoundingClientRect().bottom > top + 1) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low);
}

function keep(key: string, line: number): void {
  const all = known();
  all.delete(key);
  if (line > 0) all.set(key, line);
  for (const oldest of [...all.keys()].slice(0, Math.max(0, all.size - KEPT))) all.delete(oldest);
  saveState({ reading: [...all] });
}

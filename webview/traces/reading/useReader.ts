/** Puts rows into the document and lets them be read; keeps one's place. */
import { useLayoutEffect } from 'preact/hooks';
import { Reader, readers, type ReaderName, type ReaderRow } from './reader';
import { keepPlace, keptPlace } from './readingPlace';

export interface Rows {
  elements: HTMLElement[];
  rows: ReaderRow[];
  /** Row that holds the answer; -1: unknown. */
  answer: number;
}

interface Reading {
  /** What is read; another way of showing it keeps the place. */
  source: unknown;
  /** Under which the place is kept; undefined: not kept. */
  place: string | undefined;
}

const KEEP_AFTER_MS = 300;

/** The reader of an element's rows, and what it reads. */
const shown = new WeakMap<HTMLElement, { source: unknown; reader: Reader }>();

/**
 * @param make called anew when `inputs` change.
 * @param onReader what is to be done with the new reader, and undone.
 */
export function useReader<Made extends Rows>(
  name: ReaderName,
  lines: { current: HTMLElement | null },
  { source, place }: Reading,
  make: () => Made,
  onReader: (reader: Reader, made: Made) => () => void,
  inputs: readonly unknown[],
): void {
  useLayoutEffect(() => {
    const box = lines.current!;
    const scroller = box.parentElement!;
    const before = shown.get(box);
    const same = before?.source === source ? before?.reader : undefined;
    const kept = same?.place() ?? (place === undefined ? undefined : keptPlace(place));
    const current = same?.current ?? -1;
    const made = make();
    // Before the new rows are there: behind them it would lay all of them out.
    scroller.scrollTop = 0;
    box.replaceChildren(...made.elements);
    const reader = new Reader(scroller, made.rows, made.answer);
    reader.restore(kept ?? { top: 0, folded: [], opened: [] }, current);
    shown.set(box, { source, reader });
    readers.set(name, reader);
    const undo = onReader(reader, made);
    const stopKeeping = place === undefined || made.rows.length === 0 ? undefined : keep(place, reader, scroller);
    return () => {
      stopKeeping?.();
      undo();
      reader.dispose();
      if (readers.get(name) === reader) readers.delete(name);
    };
  }, inputs);
}

/** Keeps the place soon after it changed, and before its rows go. @returns a function that stops it. */
function keep(place: string, reader: Reader, scroller: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keepChanged = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    keepPlace(place, reader.place());
  };
  const onChange = () => {
    timer ??= setTimeout(keepChanged, KEEP_AFTER_MS);
  };
  scroller.addEventListener('scroll', onChange, { passive: true });
  window.addEventListener('pagehide', keepChanged);
  const stopWatching = reader.watchFolds(onChange);
  return () => {
    keepChanged();
    stopWatching();
    scroller.removeEventListener('scroll', onChange);
    window.removeEventListener('pagehide', keepChanged);
  };
}

/** Which samples of the panes on screen have been read. */
import { useEffect, useRef } from 'preact/hooks';
import { host } from '../state/host';
import { useRequest } from '../state/request';
import { createStore, useStore } from '../state/store';

/** By pane, for the keys; 1: read. */
export const paneMarks = new Map<number, Uint8Array>();

/** Counts up whenever marks changed in the host. */
const changes = createStore(0);

/** By problem, over all runs; problems without one are absent. */
export const readCounts = createStore<Readonly<Record<string, number>>>({});

/** Asks for the counts again; they are shown while the old ones are. */
export function askReadCounts(): void {
  host()
    .request('readCounts', null)
    .then(
      (counts) => readCounts.set(counts),
      (error: Error) => console.warn(error.message),
    );
}

export function marksChanged(): void {
  askReadCounts();
  changes.set(changes.get() + 1);
}

/** @param behind says what the marks depend on beside the marks themselves. */
export function useReadMarks(
  pane: number,
  asked: { problem: string; run: number } | undefined,
  behind: string,
): Uint8Array | undefined {
  const version = useStore(changes, (value) => value);
  const { value } = useRequest('readMarks', asked, `${behind} ${version}`);
  // Until the new ones are there, those of the same samples serve.
  const last = useRef<{ behind: string; marks: Uint8Array }>();
  if (value) last.current = { behind, marks: value };
  const marks = last.current?.behind === behind ? last.current.marks : undefined;
  useEffect(() => {
    if (marks) paneMarks.set(pane, marks);
    return () => void paneMarks.delete(pane);
  }, [marks, pane]);
  return marks;
}

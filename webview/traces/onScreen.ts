/** What follows from a trace being on screen: it can be searched, a link can lead into it, and after a while it is read. */
import { useEffect } from 'preact/hooks';
import type { SampleRef, Trace } from '../../src/protocol/comparePage';
import { host } from '../state/host';
import { stay } from '../state/navigation';
import { showText } from './find/findState';
import { useHighlights } from './find/highlights';

/** A trace that is shown for so long has been read. */
const READ_AFTER_MS = 1000;

/** @param legible its text is on screen, not its head alone. */
export function useTraceOnScreen(
  pane: number,
  sample: SampleRef | undefined,
  trace: Trace | undefined,
  legible: boolean,
): void {
  useEffect(() => {
    showText(pane, sample && trace ? { ref: sample, text: trace.text } : undefined);
    return () => showText(pane, undefined);
  }, [trace, pane]);
  useEffect(() => {
    if (!sample || !trace?.hasText || !legible) return;
    const timer = setTimeout(() => {
      stay();
      markRead(sample);
    }, READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [trace, legible]);
  useHighlights(pane);
}

function markRead(sample: SampleRef): void {
  if (document.visibilityState !== 'visible') return;
  host()
    .request('markRead', sample)
    .catch((error: Error) => console.warn(error.message));
}

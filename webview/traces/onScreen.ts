/** What follows from a trace being on screen: it can be searched, a link can lead into it, and after a while it is read. */
import { useCallback, useEffect } from 'preact/hooks';
import type { SampleRef, Trace } from '../../src/protocol/comparePage';
import type { TextSpan } from '../../src/core/search/query';
import { host } from '../state/host';
import { stay } from '../state/navigation';
import { showText } from './find/findState';
import { useHighlights } from './find/highlights';
import { useReadingPosition } from './readingPosition';
import { rangesInLines } from './find/textRanges';

/** A trace that is shown for so long has been read. */
const READ_AFTER_MS = 1000;

/** @param element what shows the text, by `ExactText`. */
export function useTraceOnScreen(
  pane: number,
  sample: SampleRef | undefined,
  trace: Trace | undefined,
  element: { current: HTMLElement | null },
): void {
  const text = trace?.text ?? '';
  useEffect(() => {
    showText(pane, sample && trace ? { ref: sample, text: trace.text } : undefined);
    return () => showText(pane, undefined);
  }, [trace, pane]);
  useEffect(() => {
    if (!sample || !trace?.hasText) return;
    const timer = setTimeout(() => {
      stay();
      markRead(sample);
    }, READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [trace]);
  const rangesOf = useCallback(
    (spans: readonly TextSpan[]) => {
      const lines = element.current?.querySelector<HTMLElement>('.lines');
      return lines ? rangesInLines(lines, text, spans) : [];
    },
    [text],
  );
  useHighlights(pane, element, rangesOf);
  useReadingPosition(element, sample && `${sample.run} ${sample.problem} ${sample.sample}`, trace);
}

function markRead(sample: SampleRef): void {
  if (document.visibilityState !== 'visible') return;
  host()
    .request('markRead', sample)
    .catch((error: Error) => console.warn(error.message));
}

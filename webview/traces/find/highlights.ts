/** Marks matches in a pane's text with the browser's own highlights: the document stays as it is. */
import { useEffect } from 'preact/hooks';
import type { TextSpan } from '../../../src/core/search/query';
import { useStore } from '../../state/store';
import { find, ledTo } from './findState';

/** Names of the highlights, as the style sheet has them. */
const MATCHES = 'trace-find';
const CURRENT = 'trace-find-current';
const LED = 'trace-led-to';
/** Marked at once; all are counted. */
const MOST_MARKED = 2000;

/** Ranges of the spans in what is on screen; `rangesInLines` for an exact text. */
export type RangesOf = (spans: readonly TextSpan[]) => Range[];

const marked = new Map<string, Map<number, Range[]>>([
  [MATCHES, new Map()],
  [CURRENT, new Map()],
  [LED, new Map()],
]);

function mark(name: string, pane: number, ranges: Range[]): void {
  // Where there is no such thing (tests without a browser), nothing is marked.
  if (typeof Highlight === 'undefined') return;
  const panes = marked.get(name)!;
  panes.set(pane, ranges);
  const highlight = new Highlight(...[...panes.values()].flat());
  highlight.priority = name === CURRENT ? 2 : 1;
  CSS.highlights.set(name, highlight);
}

/**
 * Keeps the matches of a pane marked, and its current one in view.
 *
 * @param element what shows the text, its lines under `.lines`.
 * @param rangesOf another one when the text is another.
 */
export function useHighlights(pane: number, element: { current: HTMLElement | null }, rangesOf: RangesOf): void {
  const spans = useStore(find, (value) => value.matches[pane]);
  const current = useStore(find, (value) => (value.current.pane === pane ? value.current.index : -1));
  useEffect(() => {
    const draw = () => mark(MATCHES, pane, rangesOf(around(spans ?? [], current)));
    draw();
    const lines = element.current?.querySelector('.lines');
    if (!lines || !spans?.length) return;
    // The rest of a long text follows frame by frame.
    const observer = new MutationObserver(draw);
    observer.observe(lines, { childList: true });
    return () => observer.disconnect();
  }, [spans, rangesOf, Math.floor(Math.max(0, current) / (MOST_MARKED / 4))]);
  useEffect(() => {
    const span = spans?.[current];
    const [range] = span ? rangesOf([span]) : [];
    mark(CURRENT, pane, range ? [range] : []);
    if (range) bringIntoView(range);
  }, [spans, current, rangesOf]);
  const led = useStore(ledTo, (value) => (value?.pane === pane ? value.span : undefined));
  useEffect(() => {
    const [range] = led ? rangesOf([led]) : [];
    mark(LED, pane, range ? [range] : []);
    if (range) bringIntoView(range);
  }, [led, rangesOf]);
  useEffect(
    () => () => {
      mark(LED, pane, []);
      mark(MATCHES, pane, []);
      mark(CURRENT, pane, []);
    },
    [pane],
  );
}

/** So many of the matches, those about the current one. */
function around(spans: readonly TextSpan[], current: number): readonly TextSpan[] {
  const from = Math.max(0, Math.min(current - MOST_MARKED / 2, spans.length - MOST_MARKED));
  return spans.slice(from, from + MOST_MARKED);
}

/** In two steps: lines far away have no true place until they are near. */
function bringIntoView(range: Range): void {
  const { startContainer } = range;
  const line = startContainer instanceof Element ? startContainer : startContainer.parentElement;
  line?.scrollIntoView({ block: 'center', inline: 'nearest' });
  requestAnimationFrame(() => {
    const box = line?.closest('.pane-text');
    if (!box) return;
    const [at, view] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
    if (at.top < view.top || at.bottom > view.bottom) box.scrollTop += at.top - view.top - view.height / 3;
    if (at.left < view.left || at.right > view.right) box.scrollLeft += at.left - view.left - view.width / 3;
  });
}

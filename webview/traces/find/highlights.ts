/** Marks matches in a pane's text with the browser's own highlights: the document stays as it is. */
import { useEffect } from 'preact/hooks';
import type { TextSpan } from '../../../src/core/search/query';
import { useStore } from '../../state/store';
import { textViews, type TextView } from '../reading/textView';
import { find, ledTo } from './findState';

/** Names of the highlights, as the style sheet has them. */
const MATCHES = 'trace-find';
const CURRENT = 'trace-find-current';
const LED = 'trace-led-to';

/** Where several lie over each other; all others are below them. */
const priorities: Record<string, number> = { [MATCHES]: 1, [LED]: 1, [CURRENT]: 2, 'trace-token': 3 };

/** By name and pane. */
const marked = new Map<string, Map<number, Range[]>>();
/** Elements that stand for a match which has no text on screen. */
const instead = new Map<string, Element[]>();

/** Marks ranges of a pane by a name that the style sheet knows, in place of those it had. */
export function mark(name: string, pane: number, ranges: Range[]): void {
  markInstead(`${name} ${pane}`, name, ranges);
  // Where there is no such thing (tests without a browser), nothing is marked.
  if (typeof Highlight === 'undefined') return;
  const panes = marked.get(name) ?? new Map<number, Range[]>();
  marked.set(name, panes.set(pane, ranges));
  const highlight = new Highlight(...[...panes.values()].flat());
  highlight.priority = priorities[name] ?? 0;
  CSS.highlights.set(name, highlight);
}

/** A formula is drawn beside its text: it is marked as a whole. The current match in hidden markup marks its step. */
function markInstead(key: string, name: string, ranges: Range[]): void {
  for (const element of instead.get(key) ?? []) element.classList.remove(`${name}-here`);
  const elements = ranges.flatMap((range) => {
    const within = elementAt(range);
    const formula = within?.closest('.maths');
    const hidden = name === MATCHES ? undefined : within?.closest('.markup')?.closest('.step');
    return formula ?? hidden ?? [];
  });
  for (const element of elements) element.classList.add(`${name}-here`);
  instead.set(key, elements);
}

function elementAt({ startContainer }: Range): Element | null {
  return startContainer instanceof Element ? startContainer : startContainer.parentElement;
}

/** Keeps the matches of a pane marked, and its current one in view. */
export function useHighlights(pane: number): void {
  const view = useStore(textViews, (value) => value[pane]);
  const spans = useStore(find, (value) => value.matches[pane]);
  const current = useStore(find, (value) => (value.current.pane === pane ? value.current.index : -1));
  const led = useStore(ledTo, (value) => (value?.pane === pane ? value.span : undefined));
  useEffect(() => {
    const draw = () => mark(MATCHES, pane, view && spans ? view.piecesOf(overlapping(spans, view.nearSpan())) : []);
    draw();
    if (view && spans?.length) return view.reader.watchNear(draw);
  }, [spans, view]);
  useEffect(() => markOne(CURRENT, pane, view, spans?.[current]), [spans, current, view]);
  useEffect(() => markOne(LED, pane, view, led), [led, view]);
  useEffect(() => () => [LED, MATCHES, CURRENT].forEach((name) => mark(name, pane, [])), [pane]);
}

function markOne(name: string, pane: number, view: TextView | undefined, span: TextSpan | undefined): void {
  if (span) view?.reveal(span.start);
  const [range] = (span && view?.rangesOf([span])) ?? [];
  mark(name, pane, range ? [range] : []);
  if (range) bringIntoView(range);
}

/** Those near the view: the browser goes through all it has whenever it paints. */
function overlapping(spans: readonly TextSpan[], { start, end }: TextSpan): readonly TextSpan[] {
  const from = spans.findIndex((span) => span.end > start);
  const to = spans.findIndex((span) => span.start >= end);
  return from < 0 ? [] : spans.slice(from, to < 0 ? undefined : to);
}

/** A place is looked after for so many frames at most, and until it has stayed in view for so many. */
const MOST_FRAMES = 30;
const STILL_FRAMES = 3;

/** What is brought into view now; another one takes its place. */
let bringing = 0;

/** Frame by frame: lines far away have no true height until they are near, and push the place away when they get it. */
export function bringIntoView(range: Range): void {
  const within = elementAt(range);
  const seen = within?.closest('.maths') ?? within?.closest('.markup')?.closest('.step') ?? within;
  const box = seen?.closest('.pane-text');
  const mine = ++bringing;
  seen?.scrollIntoView({ block: 'center', inline: 'nearest' });
  let still = 0;
  const look = (frames: number) => {
    if (!seen || !box || mine !== bringing || !seen.isConnected) return;
    const at = boxOf(seen === within ? range : seen, seen);
    const view = box.getBoundingClientRect();
    const isHigh = at.top < view.top || at.bottom > view.bottom;
    // What is higher than the view is in view when it begins there.
    const fits = at.height <= view.height ? !isHigh : at.top <= view.bottom && at.bottom >= view.top;
    if (!fits) box.scrollTop += at.top - view.top - view.height / 3;
    if (at.left < view.left || at.right > view.right) box.scrollLeft += at.left - view.left - view.width / 3;
    still = fits ? still + 1 : 0;
    if (still < STILL_FRAMES && frames < MOST_FRAMES) requestAnimationFrame(() => look(frames + 1));
  };
  requestAnimationFrame(() => look(0));
}

/** What is skipped because it is far away has no box of its own yet: that of its row serves. */
function boxOf(place: Range | Element, seen: Element): DOMRect {
  const own = place.getBoundingClientRect();
  if (own.height > 0 || own.top !== 0) return own;
  return (seen.closest('.diff-row') ?? seen.closest('.step') ?? seen).getBoundingClientRect();
}

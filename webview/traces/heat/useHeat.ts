/** Colours the tokens of a pane's trace, and keeps the token in focus in view. */
import { useEffect } from 'preact/hooks';
import type { SampleRef, Trace } from '../../../src/protocol/comparePage';
import { page } from '../../state/page';
import { useRequest } from '../../state/request';
import { useStore } from '../../state/store';
import { bringIntoView, mark } from '../find/highlights';
import type { TextSpan } from '../../../src/core/search/query';
import { textViews } from '../reading/textView';
import { focusedToken, heatOf, heats } from './heatState';
import { levelCount, levelOf, tokenAt } from './heatLevels';

const HEAT = 'trace-heat';
const TOKEN = 'trace-token';

export function useHeat(pane: number, sample: SampleRef | undefined, trace: Trace | undefined, behind: string): void {
  const kind = useStore(page, ({ heat }) => heat);
  const wanted = kind !== 'off' && trace?.hasText ? sample : undefined;
  const { value, error } = useRequest('readTokens', wanted, behind);
  const answer = value ?? (error === undefined ? undefined : { kind: 'none' as const, why: error });
  const view = useStore(textViews, (views) => views[pane]);
  const focused = useStore(focusedToken, (at) => (at?.pane === pane ? at.token : -1));
  useEffect(() => {
    heats.update({ [pane]: answer });
    return () => heats.update({ [pane]: undefined });
  }, [answer, pane]);
  useEffect(() => () => focusedToken.get()?.pane === pane && focusedToken.set(undefined), [trace, pane]);
  useEffect(() => {
    if (kind === 'off' || answer?.kind !== 'tokens' || !view || view.text !== trace?.text) return;
    const draw = () => {
      const levels: TextSpan[][] = Array.from({ length: levelCount + 1 }, () => []);
      const { start, end } = view.nearSpan();
      for (let token = Math.max(0, tokenAt(answer, start)); answer.starts[token] < end; token++)
        levels[levelOf(answer, kind, token)].push({ start: answer.starts[token], end: answer.starts[token + 1] });
      levels.slice(1).forEach((spans, i) => mark(`${HEAT}-${i + 1}`, pane, view.rangesOf(joined(spans))));
    };
    draw();
    const undo = view.reader.watchNear(draw);
    const onSelection = () => focusSelected(pane);
    document.addEventListener('selectionchange', onSelection);
    return () => {
      undo();
      document.removeEventListener('selectionchange', onSelection);
      for (let level = 1; level <= levelCount; level++) mark(`${HEAT}-${level}`, pane, []);
    };
  }, [kind, answer, view, trace, pane]);
  useEffect(() => {
    const heat = heatOf(pane);
    if (focused < 0 || !heat || !view) return;
    const span = { start: heat.starts[focused], end: heat.starts[focused + 1] };
    view.reveal(span.start);
    const ranges = view.rangesOf([span]);
    mark(TOKEN, pane, ranges);
    const [range] = ranges;
    if (range && !isSelectedIn(range)) bringIntoView(range);
    return () => mark(TOKEN, pane, []);
  }, [focused, view, pane]);
}

/** Neighbours of one level are one stretch: half as many ranges. */
function joined(spans: readonly TextSpan[]): TextSpan[] {
  const all: TextSpan[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    if (last?.end === span.start) last.end = span.end;
    else if (span.end > span.start) all.push({ ...span });
  }
  return all;
}

/** A click into the text puts the token there into focus. */
function focusSelected(pane: number): void {
  const selection = document.getSelection();
  const [view, heat] = [textViews.get()[pane], heatOf(pane)];
  if (!view || !heat || !selection || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  if (!view.holds(range.startContainer)) return;
  const token = tokenAt(heat, view.spanOf(range).start);
  if (token >= 0) focusedToken.set({ pane, token });
}

/** What was clicked is where the reader looks already. */
function isSelectedIn(range: Range): boolean {
  const selection = document.getSelection();
  return selection?.anchorNode != null && range.isPointInRange(selection.anchorNode, selection.anchorOffset);
}

/** Lights passages in the text of a pane with the browser's own highlights. */
import { useEffect } from 'preact/hooks';
import type { TextSpan } from '../../src/core/search/query';
import { useStore } from '../state/store';
import { mark } from '../traces/find/highlights';
import { textViews } from '../traces/reading/textView';

/** Names of the highlights, as the style sheet has them. */
const NOVEL = 'trace-novel';
const CLAIMED = 'trace-claimed';

/** @param text of the trace that the spans are of; another one in the pane is not marked. */
export function useNovelMarks(
  pane: number,
  text: string | undefined,
  novel: readonly TextSpan[] | undefined,
  claimed: readonly TextSpan[],
): void {
  const view = useStore(textViews, (views) => views[pane]);
  const key = claimed.map(({ start, end }) => `${start} ${end}`).join();
  useEffect(() => {
    if (!view || view.text !== text) return;
    const draw = () => {
      const near = view.nearSpan();
      const isNear = ({ start, end }: TextSpan): boolean => start < near.end && end > near.start;
      mark(NOVEL, pane, view.piecesOf((novel ?? []).filter(isNear)));
      mark(CLAIMED, pane, view.piecesOf(claimed.filter(isNear)));
    };
    draw();
    const undo = view.reader.watchNear(draw);
    return () => {
      undo();
      mark(NOVEL, pane, []);
      mark(CLAIMED, pane, []);
    };
  }, [view, text, novel, key, pane]);
}

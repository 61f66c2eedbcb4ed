/** Panes that scroll together: the one that is scrolled leads, the others follow step by step. */
import { useEffect } from 'preact/hooks';
import { anchorsOf, placeBeside } from '../../../src/core/trace/lockSteps';
import type { TraceDiff } from '../../../src/core/trace/diff';
import { useStore } from '../../state/store';
import type { Reader } from './reader';
import { textViews } from './textView';

/** Scrolling of a pane so soon behind another one's is its following. */
const FOLLOWS_MS = 150;

/** @param diff of the first two panes, where it is known. */
export function useScrollLock(on: boolean, diff: TraceDiff | undefined): void {
  const views = useStore(textViews, (value) => value);
  useEffect(() => {
    const readers = [0, 1, 2, 3].map((pane) => views[pane]?.reader);
    if (on) return lockTogether(readers, diff);
  }, [on, diff, views]);
}

function lockTogether(readers: readonly (Reader | undefined)[], diff: TraceDiff | undefined): () => void {
  let leader: Reader | undefined;
  let ledAt = 0;
  let frame = 0;
  const follow = (from: number) => {
    const reader = readers[from]!;
    const top = reader.exactTop();
    readers.forEach((other, to) => {
      if (!other || other === reader) return;
      const [a, b] = from < to ? [from, to] : [to, from];
      const known = a === 0 && b === 1 ? diff : undefined;
      const anchors = anchorsOf(known, readers[a]!.length, readers[b]!.length);
      other.scrollTo(placeBeside(anchors, top, from < to ? 'left' : 'right'));
    });
  };
  const undo = readers.map((reader, pane) => {
    if (!reader) return undefined;
    const onScroll = () => {
      const now = performance.now();
      if (leader !== reader && now - ledAt < FOLLOWS_MS) return;
      [leader, ledAt] = [reader, now];
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => follow(pane));
    };
    reader.scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => reader.scroller.removeEventListener('scroll', onScroll);
  });
  return () => {
    cancelAnimationFrame(frame);
    undo.forEach((stop) => stop?.());
  };
}

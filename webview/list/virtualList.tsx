/** A scrolling list that keeps only its visible rows in the document, below a head that stays on top. */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { rowsInWindow, rowsPerPage, scrollToShow, type RowRange, type Viewport } from './window';

export interface ListHandle {
  /** Scrolls by as little as needed. */
  show(row: number): void;
  rowsPerPage(): number;
}

interface VirtualListProps {
  count: number;
  rowHeight: number;
  headHeight: number;
  head: ComponentChildren;
  /** A row that stays in the document while scrolled out of sight, since it has the focus; −1: none. */
  kept: number;
  renderRow(row: number): JSX.Element;
  handle: RefObject<ListHandle>;
  /** Offset to start at, and where to tell later ones. */
  scrollTop: number;
  onScroll(scrollTop: number): void;
  /** Attributes of the scrolling element. */
  attributes: JSX.HTMLAttributes<HTMLDivElement>;
}

const OVERSCAN = 8;

export function VirtualList(props: VirtualListProps): JSX.Element {
  const { count, rowHeight, headHeight } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useCallback(
    (): Viewport => ({
      scrollTop: scroller.current?.scrollTop ?? props.scrollTop,
      height: (scroller.current?.clientHeight ?? 800) - headHeight,
    }),
    [headHeight],
  );
  const range = useRange(scroller, viewport, props);
  useImperativeHandle(props.handle, () => ({
    show: (row) => {
      if (scroller.current) scroller.current.scrollTop = scrollToShow(row, viewport(), rowHeight);
    },
    rowsPerPage: () => rowsPerPage(viewport().height, rowHeight),
  }));
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = props.scrollTop;
  }, []);

  const rows: number[] = [];
  for (let row = range.start; row < Math.min(range.end, count); row++) rows.push(row);
  if (props.kept >= 0 && props.kept < count && !rows.includes(props.kept)) rows.push(props.kept);
  return (
    <div {...props.attributes} ref={scroller}>
      {props.head}
      <div role="rowgroup" class="list-body" style={{ height: `${count * rowHeight}px` }}>
        {rows.map(props.renderRow)}
      </div>
    </div>
  );
}

function useRange(scroller: RefObject<HTMLDivElement>, viewport: () => Viewport, props: VirtualListProps): RowRange {
  const { count, rowHeight, onScroll } = props;
  const compute = () => rowsInWindow(viewport(), rowHeight, count, OVERSCAN);
  const [range, setRange] = useState(compute);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = () => setRange((old) => sameRange(old, compute()));
    const scrolled = () => {
      update();
      onScroll(element.scrollTop);
    };
    update();
    element.addEventListener('scroll', scrolled, { passive: true });
    const resizes = new ResizeObserver(update);
    resizes.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      resizes.disconnect();
    };
  }, [count, rowHeight, onScroll]);
  return range;
}

/** The old object when nothing changed, so that nothing renders. */
function sameRange(old: RowRange, next: RowRange): RowRange {
  return old.start === next.start && old.end === next.end ? old : next;
}

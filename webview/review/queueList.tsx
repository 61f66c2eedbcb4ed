/** The queue at the left: number, problem, verdict. Arrows move, Enter goes there. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatCount } from '../../src/core/format';
import type { OpenQueue } from '../../src/protocol/comparePage';
import { VirtualList, type ListHandle } from '../list/virtualList';
import { goToPlace } from '../state/review';
import { Icon } from '../ui/icon';
import { ChainGlyph, countWords } from './words';

const ROW_HEIGHT = 22;
const HEAD_HEIGHT = 24;

export function QueueList({ queue, place }: { queue: OpenQueue; place: number }): JSX.Element {
  const list = useRef<ListHandle>(null);
  useEffect(() => list.current?.show(place), [place]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = list.current?.rowsPerPage() ?? 10;
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -rows, PageDown: rows };
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? queue.size - 1 : place + (steps[event.key] ?? 0);
    if (to === place) return;
    event.preventDefault();
    goToPlace(Math.max(0, Math.min(queue.size - 1, to)));
  };
  return (
    <VirtualList
      count={queue.size}
      rowHeight={ROW_HEIGHT}
      headHeight={HEAD_HEIGHT}
      head={
        <div class="queue-head" role="row">
          <span role="columnheader">queue</span>
          <span role="columnheader">{formatCount(queue.size - queue.read)} left</span>
        </div>
      }
      kept={place}
      handle={list}
      scrollTop={Math.max(0, place - 4) * ROW_HEIGHT}
      onScroll={() => undefined}
      attributes={{
        class: 'queue-list',
        role: 'grid',
        'aria-label': 'Queue',
        'aria-rowcount': queue.size + 1,
        'aria-colcount': 2,
        tabIndex: 0,
        'aria-activedescendant': `place-${place}`,
        onKeyDown,
      }}
      renderRow={(row) => <QueueRow key={row} queue={queue} row={row} isCurrent={row === place} />}
    />
  );
}

function QueueRow({ queue, row, isCurrent }: { queue: OpenQueue; row: number; isCurrent: boolean }): JSX.Element {
  const verdict = queue.verdicts[row];
  const problem = queue.problems[queue.problemAt[row]];
  return (
    <div
      role="row"
      id={`place-${row}`}
      class="queue-row"
      aria-rowindex={row + 2}
      aria-selected={isCurrent}
      style={{ top: `${row * ROW_HEIGHT}px` }}
      onClick={() => goToPlace(row)}
    >
      <span role="gridcell" class="queue-problem">
        <span class="queue-number">{formatCount(row + 1)}</span>
        <bdi title={problem}>{problem}</bdi>
      </span>
      <span role="gridcell">
        {verdict ? <ChainGlyph verdict={verdict} /> : isCurrent && <Icon name="arrowRight" />}
        <span class="visually-hidden">{verdict ? countWords[verdict] : 'no verdict'}</span>
      </span>
    </div>
  );
}

/** The grid of problems: one row a problem, one cell a run, one cell in focus. */
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { VirtualList, type ListHandle } from '../list/virtualList';
import { changeView } from '../state/comparison';
import { rowOfProblem, type Shown } from '../state/derived';
import { saveState, savedState } from '../state/host';
import { openTrace } from '../state/navigation';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { tagCounts } from '../tags/tagState';
import { readCounts } from '../traces/readMarks';
import { isNarrow, notesFit, pageWidth } from '../ui/pageWidth';
import { barWidth, columnsOf, type Column } from './columns';
import { GridHead, HEAD_HEIGHT } from './gridHead';
import { movedBy, type GridPlace } from './gridKeys';
import { GridRow } from './gridRow';
import { noteOf } from './rowWords';
import { useSelection } from './selection';

const ROW_HEIGHT = 22;

export function ProblemGrid({ shown }: { shown: Shown }): JSX.Element {
  const { state, rows, evaluation } = shown;
  const columns = useColumns(shown);
  const focus = useFocusedCell(shown, columns);
  const list = useRef<ListHandle>(null);
  const grid = useRef<HTMLDivElement>(null);
  useFollowFocus(grid, list, focus, shown.view.sort);
  const selection = useSelection(shown, focus.row);

  const move = (to: GridPlace) => {
    focusCell(shown, columns, to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || (event.target as Element).closest('button')) return;
    if (selection.onKeyDown(event)) return;
    if (event.metaKey) return;
    const size = { rows: rows.length, columns: columns.length, rowsPerPage: list.current?.rowsPerPage() ?? 10 };
    const to = movedBy(event.key, event.ctrlKey, focus, size);
    if (to) {
      selection.onMove(to.row, event.shiftKey);
      move(to);
    } else if (event.key === 'Enter' && rows.length > 0) openCell(shown, columns[focus.column]);
    else return;
    event.preventDefault();
  };
  const onChoose = (to: GridPlace, event: MouseEvent) => {
    selection.onClick(to.row, event);
    move(to);
  };
  const width = useStore(pageWidth, (value) => value);
  const byClass = shown.view.sort.column === 'class';
  return (
    <div class="grid-frame" ref={grid}>
      <VirtualList
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        headHeight={HEAD_HEIGHT}
        head={<GridHead columns={columns} shown={shown} />}
        kept={focus.row}
        handle={list}
        scrollTop={useMemo(savedScroll, [])}
        onScroll={saveScroll}
        attributes={{
          class: `problem-grid runs-${state.runs.length >= 3 ? 'many' : state.runs.length} ${isNarrow(width) ? 'width-narrow' : ''}`,
          role: 'grid',
          'aria-label': 'Problems',
          'aria-multiselectable': true,
          'aria-rowcount': rows.length + 2,
          'aria-colcount': columns.length,
          style: { '--columns': columns.map((column) => column.track).join(' ') },
          onKeyDown,
        }}
        renderRow={(place) => (
          <GridRow
            key={rows[place]}
            place={place}
            row={rows[place]}
            top={place * ROW_HEIGHT}
            columns={columns}
            shown={shown}
            barWidth={barWidth(state.runs.length, width)}
            focusedColumn={place === focus.row ? focus.column : -1}
            selected={selection.has(place)}
            startsGroup={
              byClass && place > 0 && evaluation.courses[rows[place]] !== evaluation.courses[rows[place - 1]]
            }
            onChoose={(column, event) => onChoose({ row: place, column }, event)}
            onOpen={(column) => openCell(shown, columns[column], rows[place])}
          />
        )}
      />
    </div>
  );
}

function useColumns({ state }: Shown): Column[] {
  const arrived = state.arrived !== undefined;
  const width = useStore(pageWidth, (value) => value);
  const fit = useStore(notesFit, (value) => value);
  const tagged = useStore(tagCounts, hasAny);
  const read = useStore(readCounts, hasAny);
  return useMemo(() => {
    const idLength = state.table.ids.reduce((longest, id) => Math.max(longest, id.length), 0);
    const notes = state.table.ids.some((_, row) => noteOf(state, row) !== '');
    const roomy = fit || tagged || read;
    return columnsOf({ runs: state.runs.length, idLength, notes, roomy, arrived, width });
  }, [state.table, state.runs.length, arrived, width, fit, tagged, read]);
}

const hasAny = (counts: object): boolean => Object.keys(counts).length > 0;

function useFocusedCell({ state, rows, view }: Shown, columns: Column[]): GridPlace {
  const chosen = useStore(page, (value) => value.column);
  const row = useMemo(() => rows.indexOf(rowOfProblem(state, view.problem)), [rows, state, view.problem]);
  const known = columns.findIndex((column) => column.id === chosen);
  const column =
    known >= 0 && columns[known].kind !== 'run' ? known : columns.findIndex(({ id }) => id === `run:${view.run}`);
  return { row: Math.max(0, row), column: Math.max(0, column) };
}

function focusCell({ state, rows, view }: Shown, columns: Column[], { row, column }: GridPlace): void {
  const { id, kind, run } = columns[column];
  page.update({ column: id });
  changeView({ problem: state.table.ids[rows[row]], run: kind === 'run' ? run : view.run });
}

function openCell({ state, rows, view }: Shown, column: Column, row?: number): void {
  const problem = row === undefined ? (view.problem ?? state.table.ids[rows[0]]) : state.table.ids[row];
  openTrace(problem, column.kind === 'run' ? column.run : view.run);
}

/** Scrolls to the focused cell when it moves, and moves the document's focus with it when that is in the grid. */
function useFollowFocus(
  grid: { current: HTMLElement | null },
  list: { current: ListHandle | null },
  focus: GridPlace,
  sort: unknown,
): void {
  const last = useRef<{ row: number; sort: unknown }>();
  useLayoutEffect(() => {
    const moved = last.current && (last.current.row !== focus.row || last.current.sort !== sort);
    if (moved) list.current?.show(focus.row);
    last.current = { row: focus.row, sort };
    const active = document.activeElement;
    if (active?.getAttribute('role') !== 'gridcell' || !grid.current?.contains(active)) return;
    focusedCellOf(grid.current)?.focus({ preventScroll: true });
  });
}

function focusedCellOf(grid: HTMLElement): HTMLElement | null {
  return grid.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
}

/** Gives the focus to the grid's cell, if the page shows a grid. */
export function focusGrid(): void {
  const grid = document.querySelector<HTMLElement>('[role="grid"]');
  if (grid) focusedCellOf(grid)?.focus({ preventScroll: true });
}

function savedScroll(): number {
  const { scrollTop } = savedState();
  return typeof scrollTop === 'number' ? scrollTop : 0;
}

let scrollTimer: ReturnType<typeof setTimeout> | undefined;

function saveScroll(scrollTop: number): void {
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(() => saveState({ scrollTop }), 200);
}

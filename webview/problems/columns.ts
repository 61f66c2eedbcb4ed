/** Which columns the grid has, how wide they are, and what sorting by one means. Pure. */
import type { SortColumn, Sort } from '../../src/core/compare/comparison';
import { isNarrow, type PageWidth } from '../ui/pageWidth';

export interface Column {
  id: string;
  kind: 'problem' | 'question' | 'notes' | 'run' | 'delta' | 'class';
  /** Column of `ProblemTable.runs`; −1 for the other kinds. */
  run: number;
  /** Track of the CSS grid. */
  track: string;
  sort: SortColumn;
}

export interface GridShape {
  runs: number;
  /** Width that the longest id needs, in `ch`. */
  idLength: number;
  /** Some problem has something odd to note, such as unscored samples. */
  notes: boolean;
  /** There is room for the column also while nothing is in it (`notesFit`), or samples are read or tagged. */
  roomy?: boolean;
  /** Some problem has new samples. */
  arrived?: boolean;
  width: PageWidth;
}

/** From three runs on cells have a short bar and no value; the numbers are in the foot line. */
export function isLadder(runs: number): boolean {
  return runs >= 3;
}

export function columnsOf({ runs, idLength, notes, roomy = true, arrived = false, width }: GridShape): Column[] {
  // Where there is no question, new samples stand behind the id.
  const idWidth = Math.min(idLength, 40) + 1;
  const beside = arrived && isNarrow(width);
  const idTrack = beside ? `${idWidth + 8}ch` : `minmax(${isNarrow(width) ? 64 : 86}px, ${idWidth}ch)`;
  const columns: Column[] = [column('problem', idTrack, 'id')];
  if (!isNarrow(width)) columns.push(column('question', 'minmax(80px, 1fr)', 'question'));
  // Of three runs and more there is no room but for what is odd; of fewer, an empty column would squeeze the question.
  if (width === 'wide' && (notes || (runs < 3 && roomy))) columns.push(column('notes', '92px', 'order'));
  for (let run = 0; run < runs; run++)
    columns.push({ ...column('run', runTrack(runs, width, arrived), `pass:${run}`), id: `run:${run}`, run });
  if (runs === 2 && width === 'wide') columns.push(column('delta', '62px', 'delta'));
  if (runs >= 2) columns.push(column('class', isLadder(runs) ? '148px' : width === 'tiny' ? '90px' : '98px', 'class'));
  return columns;
}

function column(kind: Column['kind'], track: string, sort: SortColumn): Column {
  return { id: kind, kind, run: -1, track, sort };
}

function runTrack(runs: number, width: PageWidth, arrived: boolean): string {
  if (isLadder(runs)) return '122px';
  return {
    wide: '258px',
    medium: '218px',
    narrow: `minmax(${arrived ? 166 : 150}px, 1fr)`,
    tiny: 'minmax(117px, 1fr)',
  }[width];
}

/** Width of a cell's bar in pixels; 0: there is no room for one. */
export function barWidth(runs: number, width: PageWidth): number {
  if (isLadder(runs)) return 46;
  return { wide: 104, medium: 64, narrow: 40, tiny: 0 }[width];
}

/** Sorting by a column again turns it round, and a third time gives the order of the dump back. */
export function nextSort(sort: Sort, column: SortColumn): Sort {
  const first = startsDescending(column);
  if (sort.column !== column) return { column, descending: first };
  if (sort.descending === first) return { column, descending: !first };
  return { column: 'order', descending: false };
}

/** Numbers start with the largest, words with the first. */
function startsDescending(column: SortColumn): boolean {
  return column.startsWith('c:') || column.startsWith('pass:') || column === 'delta';
}

/** Where the arrow keys lead in the grid. Pure. */
import { clamp } from '../list/window';

export interface GridPlace {
  row: number;
  column: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  rowsPerPage: number;
}

/** The cell that a key leads to, inside the grid; undefined for keys that don't move. */
export function movedBy(key: string, ctrl: boolean, from: GridPlace, size: GridSize): GridPlace | undefined {
  const to = target(key, ctrl, from, size);
  if (!to || size.rows === 0) return undefined;
  return { row: clamp(to.row, 0, size.rows - 1), column: clamp(to.column, 0, size.columns - 1) };
}

function target(key: string, ctrl: boolean, { row, column }: GridPlace, size: GridSize): GridPlace | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'PageUp':
      return { row: row - size.rowsPerPage, column };
    case 'PageDown':
      return { row: row + size.rowsPerPage, column };
    case 'Home':
      return ctrl ? { row: 0, column: 0 } : { row, column: 0 };
    case 'End':
      return ctrl ? { row: size.rows - 1, column: size.columns - 1 } : { row, column: size.columns - 1 };
  }
  return undefined;
}

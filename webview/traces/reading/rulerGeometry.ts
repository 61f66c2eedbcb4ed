/** Where the rows of a trace are on its ruler, 14 wide and 1000 high. */

export interface RulerRow {
  /** Share of the ruler, in any unit: UTF-16 units of the row. */
  length: number;
  marks: readonly RulerMark[];
}
export type RulerMark = 'step' | 'cue' | 'answer' | 'changed' | 'left' | 'right' | 'moved';

const HEIGHT = 1000;
/** No mark is lower than this, so that it is seen in a long trace. */
const LOWEST = 3;
/** x and width of each kind of mark. */
const columns: Record<RulerMark, [x: number, width: number]> = {
  step: [3, 1],
  cue: [5, 4],
  answer: [2, 10],
  changed: [2, 10],
  left: [2, 5],
  right: [7, 5],
  moved: [5, 4],
};

/** All marks of a kind as one path of rectangles; '' for none. */
export function rulerPath(rows: readonly RulerRow[], kind: RulerMark): string {
  const scale = HEIGHT / Math.max(1, total(rows));
  const [x, width] = columns[kind];
  let path = '';
  let done = 0;
  for (const { length, marks } of rows) {
    const height = Math.max(LOWEST, length * scale - 1);
    if (marks.includes(kind)) path += `M${x} ${(done * scale).toFixed(1)}h${width}v${height.toFixed(1)}h-${width}z`;
    done += length;
  }
  return path;
}

/** Row at a share (0…1) of the height. */
export function rowAt(rows: readonly RulerRow[], share: number): number {
  let left = share * total(rows);
  for (let row = 0; row < rows.length; row++) {
    left -= rows[row].length;
    if (left < 0) return row;
  }
  return rows.length - 1;
}

function total(rows: readonly RulerRow[]): number {
  return rows.reduce((sum, { length }) => sum + length, 0);
}

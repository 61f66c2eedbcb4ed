/** Where the rows of a trace are on its ruler, 14 wide and 1000 high. */

export interface RulerRow {
  /** Share of the ruler, in any unit: UTF-16 units of the row. */
  length: number;
  /** Where the row's step begins in the text of each pane; undefined: that pane has none here. */
  starts: readonly (number | undefined)[];
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

/** Heights (from 0, below `HEIGHT`) of places in one pane's text, rising and each once. */
export function rulerPlaces(rows: readonly RulerRow[], pane: number, places: readonly number[]): number[] {
  const scale = HEIGHT / Math.max(1, total(rows));
  const known: { start: number; at: number; length: number }[] = [];
  let done = 0;
  for (const { length, starts } of rows) {
    const start = starts[pane];
    if (start !== undefined) known.push({ start, at: done, length });
    done += length;
  }
  const heights = new Set<number>();
  let row = 0;
  for (const place of places) {
    while (row + 1 < known.length && known[row + 1].start <= place) row++;
    const { start, at, length } = known[row] ?? { start: 0, at: 0, length: 0 };
    heights.add(Math.min(HEIGHT - LOWEST, Math.floor((at + Math.min(place - start, length)) * scale)));
  }
  return [...heights];
}

function total(rows: readonly RulerRow[]): number {
  return rows.reduce((sum, { length }) => sum + length, 0);
}

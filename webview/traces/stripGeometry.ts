/**
 * Where each sample stands in the strip. Up to 64 samples are glyphs in rows of 32; more are cells in 8 rows, filled
 * column by column in the order drawn; what would be wider than there is room is binned, 2, 4, 8 … samples a cell.
 */

export interface StripGeometry {
  kind: 'glyphs' | 'cells';
  cellWidth: number;
  cellHeight: number;
  /** Samples a cell; above 1 the strip says so. */
  bin: number;
  /** Cells, and the left top corner of each. */
  count: number;
  x: Float32Array;
  y: Float32Array;
  width: number;
  height: number;
}

const GLYPH = { width: 15, height: 18, perRow: 32 };
const ROWS = 8;
const CELL_HEIGHT = 5;
/** Between files (seeds, shards). */
const GAP = 5;
/** With more files than this a gap for each would leave no room for the samples. */
const MAX_GAPS = 16;

/** Lays out `n` samples in at most `room` pixels, leaving a gap before each of `fileStarts`. */
export function stripGeometry(n: number, fileStarts: readonly number[], room: number): StripGeometry {
  const starts = fileStarts.length <= MAX_GAPS ? fileStarts : [];
  if (n <= 64 && (n <= 16 || room >= GLYPH.width * GLYPH.perRow * 0.5)) return glyphs(n, starts, room);
  const widths = n <= 256 ? [8, 6, 4, 3] : [4, 3];
  for (let bin = 1; ; bin *= 2) {
    for (const width of widths) {
      const geometry = cells(n, starts, width, bin);
      if (geometry.width <= room || bin >= n) return geometry;
    }
  }
}

function glyphs(n: number, starts: readonly number[], room: number): StripGeometry {
  const perRow = Math.max(8, Math.min(GLYPH.perRow, Math.floor(room / GLYPH.width / 8) * 8));
  const geometry = empty('glyphs', GLYPH.width, GLYPH.height, 1, n);
  const gapped = new Set(starts);
  let gaps = 0;
  for (let i = 0; i < n; i++) {
    const column = i % perRow;
    if (column === 0) gaps = 0;
    else if (gapped.has(i)) gaps++;
    place(geometry, i, column * GLYPH.width + gaps * GAP, Math.floor(i / perRow) * GLYPH.height);
  }
  return geometry;
}

function cells(n: number, starts: readonly number[], width: number, bin: number): StripGeometry {
  const count = Math.ceil(n / bin);
  const geometry = empty('cells', width, CELL_HEIGHT, bin, count);
  // A file starts a new column, so that its samples stand together; in bins only where the bin starts too.
  const gapped = new Set(starts.filter((start) => start % bin === 0).map((start) => start / bin));
  let column = -1;
  let row = ROWS - 1;
  let gaps = 0;
  for (let i = 0; i < count; i++) {
    const newFile = gapped.has(i);
    row = newFile || row === ROWS - 1 ? 0 : row + 1;
    if (row === 0) column++;
    if (newFile) gaps++;
    place(geometry, i, column * width + gaps * GAP, row * CELL_HEIGHT);
  }
  return geometry;
}

function empty(
  kind: StripGeometry['kind'],
  cellWidth: number,
  cellHeight: number,
  bin: number,
  count: number,
): StripGeometry {
  return {
    kind,
    cellWidth,
    cellHeight,
    bin,
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    width: 0,
    height: 0,
  };
}

function place(geometry: StripGeometry, i: number, x: number, y: number): void {
  geometry.x[i] = x;
  geometry.y[i] = y;
  geometry.width = Math.max(geometry.width, x + geometry.cellWidth);
  geometry.height = Math.max(geometry.height, y + geometry.cellHeight);
}

/** The cell under a point, or the nearest one to it; −1 for an empty strip. */
export function cellAt(geometry: StripGeometry, x: number, y: number): number {
  let nearest = -1;
  let least = Infinity;
  for (let i = 0; i < geometry.count; i++) {
    const distance =
      (geometry.x[i] + geometry.cellWidth / 2 - x) ** 2 + (geometry.y[i] + geometry.cellHeight / 2 - y) ** 2;
    if (distance >= least) continue;
    least = distance;
    nearest = i;
  }
  return nearest;
}

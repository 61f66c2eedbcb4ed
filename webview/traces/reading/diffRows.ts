/** The rows of a difference, as elements. */
import type { DiffRow, TraceDiff } from '../../../src/core/trace/diff';
import type { TextPart } from '../find/textRanges';
import { setClosed } from './folding';
import type { ReaderRow } from './reader';
import type { RulerMark, RulerRow } from './rulerGeometry';
import { stepCell } from './stepCell';
import type { TraceModel } from './traceModel';

export interface DiffSide {
  text: string;
  /** Of the run; names the other place of a moved step. */
  label: string;
  /** Class that gives the run's colour. */
  runClass: string;
}
type Side = DiffSide & { model: TraceModel };

/** Same steps kept in sight before and behind what differs. */
const CONTEXT = 1;
/** Fewer same steps are not folded away. */
const LEAST_FOLDED = 3;

export interface DiffRows {
  elements: HTMLElement[];
  rows: ReaderRow[];
  /** Where the text of each step of a side is, and in which row. */
  parts: Record<'left' | 'right', (TextPart & { row: number })[]>;
}

export function diffRows(diff: TraceDiff, sides: readonly [Side, Side], rendered: boolean): DiffRows {
  const parts: DiffRows['parts'] = { left: [], right: [] };
  const moves = movedPlaces(diff.rows);
  const rows = diff.rows.map((row, i) => rowOf(row, i, { sides, rendered, moves, parts }));
  const elements: HTMLElement[] = [];
  const differs = diff.rows.some(({ kind }) => kind !== 'same');
  for (let i = 0; i < rows.length;) {
    let end = i;
    while (end < rows.length && diff.rows[end].kind === 'same') end++;
    const [from, to] = [i + (i > 0 ? CONTEXT : 0), end - (end < rows.length ? CONTEXT : 0)];
    if (differs && to - from >= LEAST_FOLDED) {
      elements.push(...rows.slice(i, from).map(elementOf));
      elements.push(foldedRows(diff, rows, from, to));
      elements.push(...rows.slice(to, end).map(elementOf));
    } else elements.push(...rows.slice(i, end).map(elementOf));
    if (end < rows.length) elements.push(rows[end].element);
    i = end + 1;
  }
  return { elements, rows, parts };
}

const elementOf = ({ element }: ReaderRow): HTMLElement => element;

/** Row of each side of a moved step, by its left step. */
type Moves = Map<number, { left: number; right: number }>;

function movedPlaces(rows: readonly DiffRow[]): Moves {
  const moves: Moves = new Map();
  rows.forEach((row, i) => {
    if (row.kind !== 'moved') return;
    const known = moves.get(row.left) ?? { left: -1, right: -1 };
    moves.set(row.left, { ...known, [row.side]: i });
  });
  return moves;
}

const signs: Record<DiffRow['kind'], string> = {
  same: '=',
  changed: '≠',
  onlyLeft: '−',
  onlyRight: '+',
  moved: '⇄',
};

interface RowsBeingMade {
  sides: readonly [Side, Side];
  rendered: boolean;
  moves: Moves;
  parts: DiffRows['parts'];
}

function rowOf(row: DiffRow, place: number, { sides, rendered, moves, parts }: RowsBeingMade): ReaderRow {
  const [left, right] = sides;
  const element = create('div', `diff-row diff-${row.kind}`);
  const fills: (() => void)[] = [];
  const add = (side: Side, step: number, which: 'left' | 'right'): void => {
    const words = row.kind === 'changed' ? (which === 'left' ? row.leftWords : row.rightWords) : [];
    const options = { rendered, sign: signs[row.kind], words, wordClass: `word-${which}` };
    const cell = stepCell(side.model, step, options);
    cell.element.classList.add(`${which}-cell`, side.runClass);
    element.append(cell.element);
    fills.push(cell.fill);
    parts[which][step] = { start: side.model.steps[step].start, element: cell.text, row: place };
  };
  const empty = (which: 'left' | 'right'): void => element.append(own(create('div', `hatch ${which}-cell`)));
  const moved = row.kind === 'moved' ? moves.get(row.left) : undefined;
  const placeholder = (which: 'left' | 'right'): void => {
    if (row.kind !== 'moved' || !moved) return;
    const cell = own(create('div', `moved-note ${which}-cell`));
    cell.textContent = movedWords(row, moved, left.label, right.label);
    element.append(cell);
  };
  const stepOn = (which: 'left' | 'right'): number => {
    if (row.kind === 'moved' && row.side !== which) return -1;
    return which === 'left' ? ('left' in row ? row.left : -1) : 'right' in row ? row.right : -1;
  };
  for (const [side, which] of [
    [left, 'left'],
    [right, 'right'],
  ] as const) {
    const step = stepOn(which);
    if (step >= 0) add(side, step, which);
    else if (row.kind === 'moved') placeholder(which);
    else empty(which);
  }
  const hasCue =
    (stepOn('left') >= 0 && left.model.stepCues.has(stepOn('left'))) ||
    (stepOn('right') >= 0 && right.model.stepCues.has(stepOn('right')));
  return {
    element,
    fill: () => fills.forEach((fill) => fill()),
    isDifference: row.kind !== 'same',
    hasCue,
    moveTo: row.kind === 'moved' ? (moved?.left === place ? moved.right : moved?.left) : undefined,
  };
}

/** `moved: base step 3 is RL step 12, 8 rows down`: where the step is that is not here. */
function movedWords(
  row: Extract<DiffRow, { kind: 'moved' }>,
  places: { left: number; right: number },
  left: string,
  right: string,
): string {
  const here = row.side === 'left' ? places.right - places.left : places.left - places.right;
  const rows = `${Math.abs(here)} ${Math.abs(here) === 1 ? 'row' : 'rows'} ${here > 0 ? 'down' : 'up'}`;
  const [a, b] = [`${left} step ${row.left + 1}`, `${right} step ${row.right + 1}`];
  return `moved: ${row.side === 'left' ? `${a} is ${b}` : `${b} is ${a}`}, ${rows}`;
}

/** A run of same steps under one line that opens them. */
function foldedRows(diff: TraceDiff, rows: readonly ReaderRow[], from: number, to: number): HTMLElement {
  const [first, last] = [diff.rows[from], diff.rows[to - 1]];
  const group = create('div', 'same-group');
  const line = own(create('button', 'fold-line'));
  line.type = 'button';
  const range = (side: 'left' | 'right'): string => {
    const [a, b] = [first, last].map((row) => (row.kind === 'same' ? row[side] + 1 : 0));
    return `steps ${a} – ${b}`;
  };
  for (const side of ['left', 'right'] as const) {
    const half = create('span', 'fold-half');
    half.textContent = `${range(side)}  ${to - from} same steps`;
    line.append(half);
  }
  const content = create('div', 'same-rows');
  content.append(...rows.slice(from, to).map(elementOf));
  group.append(line, content);
  setClosed(group, true);
  return group;
}

/** Marks an element as the page's own words, which are not copied with the trace. */
function own<T extends HTMLElement>(element: T): T {
  element.dataset.own = '';
  return element;
}

function create<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

const rulerMarks: Record<DiffRow['kind'], RulerMark> = {
  same: 'step',
  changed: 'changed',
  onlyLeft: 'left',
  onlyRight: 'right',
  moved: 'moved',
};

/** Rows of the ruler, each as long as the longer of its steps. */
export function differenceRuler({ rows, leftSteps, rightSteps }: TraceDiff): RulerRow[] {
  const lengthOf = (span: { start: number; end: number } | undefined): number => (span ? span.end - span.start : 0);
  return rows.map((row) => {
    const left = 'left' in row ? lengthOf(leftSteps[row.left]) : 0;
    const right = 'right' in row ? lengthOf(rightSteps[row.right]) : 0;
    const starts = [
      'left' in row && !(row.kind === 'moved' && row.side === 'right') ? leftSteps[row.left]?.start : undefined,
      'right' in row && !(row.kind === 'moved' && row.side === 'left') ? rightSteps[row.right]?.start : undefined,
    ];
    return { length: Math.max(left, right), starts, marks: row.kind === 'same' ? [] : [rulerMarks[row.kind]] };
  });
}

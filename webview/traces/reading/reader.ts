/**
 * A column of rows that one reads step by step: fills rows piece by piece so that the page never waits, and moves from
 * row to row by key. Knows neither what is in a row nor how it is made.
 */

export interface ReaderRow {
  element: HTMLElement;
  /** Fills the element, once. */
  fill(): void;
  isDifference: boolean;
  hasCue: boolean;
  /** Row of the other place of a moved step. */
  moveTo?: number;
}

/** Longest time for filling before the page gets its turn. */
const SLICE_MS = 16;

export class Reader {
  #current = -1;
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #filled = new Set<number>();

  constructor(
    private readonly scroller: HTMLElement,
    private readonly rows: readonly ReaderRow[],
    /** Row that holds the answer; -1: unknown, then the last. */
    private readonly answer: number,
  ) {
    this.#fillSlice();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  get current(): number {
    return this.#current;
  }

  /** Fills all rows now: something needs the whole text. */
  fillAll(): void {
    this.rows.forEach((_, row) => this.#fill(row));
  }

  step(direction: 1 | -1): void {
    this.#goToNext(direction, ({ element }) => element.offsetParent !== null);
  }

  difference(direction: 1 | -1): void {
    this.#goToNext(direction, (row, i) => row.isDifference && !this.rows[i - 1]?.isDifference);
  }

  cue(direction: 1 | -1): void {
    this.#goToNext(direction, (row) => row.hasCue);
  }

  first(): void {
    this.goTo(0);
  }

  toAnswer(): void {
    this.goTo(this.answer >= 0 ? this.answer : this.rows.length - 1);
  }

  followMove(): void {
    const to = this.rows[this.#current]?.moveTo;
    if (to !== undefined) this.goTo(to);
    else this.#goToNext(1, (row) => row.moveTo !== undefined);
  }

  toggleFold(): void {
    this.rows[this.#current < 0 ? this.#top() : this.#current]?.element.classList.toggle('step-folded');
  }

  toggleFoldAll(): void {
    const fold = !this.rows.every(({ element }) => element.classList.contains('step-folded'));
    for (const { element } of this.rows) element.classList.toggle('step-folded', fold);
  }

  /** Makes a row the current one and brings it into view. */
  goTo(row: number): void {
    const { element } = this.rows[row] ?? {};
    if (!element) return;
    this.rows[this.#current]?.element.classList.remove('step-current');
    this.#current = row;
    for (let i = Math.max(0, row - 3); i < Math.min(this.rows.length, row + 12); i++) this.#fill(i);
    element.closest('.same-folded')?.classList.remove('same-folded');
    element.classList.add('step-current');
    element.scrollIntoView({ block: this.#isFar(element) ? 'start' : 'nearest' });
  }

  #isFar(element: HTMLElement): boolean {
    const [box, view] = [element.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    return box.top < view.top || box.bottom > view.bottom;
  }

  #goToNext(direction: 1 | -1, wanted: (row: ReaderRow, i: number) => boolean): void {
    const from = this.#current >= 0 ? this.#current : this.#top() - direction;
    for (let i = from + direction; i >= 0 && i < this.rows.length; i += direction)
      if (wanted(this.rows[i], i)) return this.goTo(i);
  }

  /** First row in view. */
  #top(): number {
    const { top } = this.scroller.getBoundingClientRect();
    const found = this.rows.findIndex(({ element }) => element.getBoundingClientRect().bottom > top);
    return Math.max(0, found);
  }

  #fill(row: number): void {
    if (this.#filled.has(row)) return;
    this.#filled.add(row);
    this.rows[row].fill();
  }

  #fillSlice(): void {
    const end = performance.now() + SLICE_MS;
    while (this.#next < this.rows.length && performance.now() < end) this.#fill(this.#next++);
    if (this.#next < this.rows.length) this.#timer = setTimeout(() => this.#fillSlice(), 0);
  }
}

/** Readers on screen: of each pane, or of the difference that stands for all panes. */
export const readers = new Map<number | 'diff', Reader>();

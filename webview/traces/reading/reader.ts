/**
 * A column of rows that one reads step by step: fills rows piece by piece so that the page never waits, folds them, and
 * moves from row to row by key. Knows neither what is in a row nor how it is made.
 */
import { groupOf, isClosed, isFolded, setClosed, setFolded } from './folding';
import type { ReadingPlace } from './readingPlace';

export interface ReaderRow {
  element: HTMLElement;
  /** Fills the element, once. */
  fill(): void;
  isDifference: boolean;
  hasCue: boolean;
  /** Row of the other place of a moved step. */
  moveTo?: number;
}

/** Rows filled before anything is painted, and longest time for it: about what a screen shows. */
const FIRST_ROWS = 24;
const FIRST_MS = 8;
/** Longest time for filling when the page never gets idle. */
const SLICE_MS = 6;
/** Filling waits no longer than this for the page to be idle. */
const IDLE_WITHIN_MS = 200;

export class Reader {
  #current = -1;
  #next = 0;
  #idle = 0;
  readonly #unfilled: Set<number>;
  readonly #rowOf: Map<Element, number>;
  readonly #observer: IntersectionObserver;
  readonly #near = new Set<number>();
  readonly #nearWatchers = new Set<() => void>();
  readonly #currentWatchers = new Set<() => void>();
  readonly #foldWatchers = new Set<() => void>();

  constructor(
    readonly scroller: HTMLElement,
    private readonly rows: readonly ReaderRow[],
    /** Row that holds the answer; -1: unknown, then the last. */
    private readonly answer: number,
  ) {
    this.#unfilled = new Set(rows.keys());
    this.#rowOf = new Map(rows.map(({ element }, row) => [element, row]));
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), {
      root: scroller,
      rootMargin: '100% 0px',
    });
  }

  dispose(): void {
    cancelIdleCallback(this.#idle);
    this.#observer.disconnect();
  }

  get current(): number {
    return this.#current;
  }

  place(): ReadingPlace {
    const folded = this.rows.flatMap(({ element }, row) => (isFolded(element) ? [row] : []));
    const groups = this.rows.map(({ element }) => groupOf(element));
    const opened = groups.flatMap((group, row) =>
      group && group !== groups[row - 1] && !isClosed(group) ? [row] : [],
    );
    return { top: this.exactTop(), folded, opened };
  }

  /** Shows the text from a place on, in a view that is at its top: what is seen at once now, the rest soon. */
  restore({ top, folded, opened }: ReadingPlace, current = -1): void {
    for (const row of folded) if (this.rows[row]) setFolded(this.rows[row].element, true);
    for (const row of opened) this.#openGroup(row);
    this.#fillFirst(Math.min(Math.floor(top), this.rows.length - 1));
    if (current >= 0) this.#mark(current);
    if (top > 0) this.scrollTo(top);
    for (const { element } of this.rows) this.#observer.observe(element);
    this.#fillOn();
  }

  /** First and last of the rows that are on screen or a screen away from it; they are filled. `last` -1: none yet. */
  get near(): { first: number; last: number } {
    if (this.#near.size === 0) return { first: 0, last: -1 };
    return { first: Math.min(...this.#near), last: Math.max(...this.#near) };
  }

  /** Calls back when other rows are near. @returns a function that ends it. */
  watchNear(listener: () => void): () => void {
    this.#nearWatchers.add(listener);
    return () => this.#nearWatchers.delete(listener);
  }

  /** Calls back when another row is the current one. @returns a function that ends it. */
  watchCurrent(listener: () => void): () => void {
    this.#currentWatchers.add(listener);
    return () => this.#currentWatchers.delete(listener);
  }

  /** Calls back when rows were folded or unfolded. @returns a function that ends it. */
  watchFolds(listener: () => void): () => void {
    this.#foldWatchers.add(listener);
    return () => this.#foldWatchers.delete(listener);
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

  /** Folds or unfolds a row: the one in which `within` is, else the current one, else the first in view. */
  toggleFold(within?: Element): void {
    const row = within ? this.rowAround(within) : this.#current < 0 ? this.top() : this.#current;
    const { element } = this.rows[row] ?? {};
    if (!element) return;
    setFolded(element, !isFolded(element));
    this.#folded();
  }

  toggleFoldAll(): void {
    const fold = !this.rows.every(({ element }) => isFolded(element));
    for (const { element } of this.rows) setFolded(element, fold);
    this.#folded();
  }

  /** Opens or closes the group of same steps in which `within` is. */
  toggleGroup(within: Element): void {
    const group = groupOf(within);
    if (!group) return;
    setClosed(group, !isClosed(group));
    this.#folded();
  }

  /** Makes a row the current one and brings it into view. */
  goTo(row: number): void {
    const { element } = this.rows[row] ?? {};
    if (!element) return;
    this.#mark(row);
    this.#fillAround(row);
    this.#openGroup(row);
    element.scrollIntoView({ block: this.#isFar(element) ? 'start' : 'nearest' });
  }

  /** Fills and unfolds a row, so that all of it can be seen. */
  reveal(row: number): void {
    const { element } = this.rows[row] ?? {};
    if (!element) return;
    this.#fillAround(row);
    this.#openGroup(row);
    if (!isFolded(element)) return;
    setFolded(element, false);
    this.#folded();
  }

  /** First row in view. */
  top(): number {
    const { top } = this.scroller.getBoundingClientRect();
    const isSeen = ({ element }: ReaderRow): boolean => element.getBoundingClientRect().bottom > top + 1;
    // Rows before those near are above the view; after a jump they may not be known yet.
    const { first } = this.near;
    const from = this.rows[first - 1] && !isSeen(this.rows[first - 1]) ? first : 0;
    const found = this.rows.findIndex((row, i) => i >= from && isSeen(row));
    return Math.max(0, found);
  }

  /** The current row while it is in view, else the first row in view. */
  currentInView(): number {
    const element = this.rows[this.#current]?.element;
    return element && !this.#isOutside(element) ? this.#current : this.top();
  }

  /** First row in view and how much of it is above the view, as in `ReadingPlace`. */
  exactTop(): number {
    if (this.scroller.scrollTop === 0) return 0;
    const row = this.top();
    const box = this.rows[row]?.element.getBoundingClientRect();
    if (!box || box.height === 0) return row;
    return row + Math.min(0.99, Math.max(0, (this.scroller.getBoundingClientRect().top - box.top) / box.height));
  }

  /** Scrolls to a place as `exactTop` gives it. */
  scrollTo(top: number): void {
    const element = top > 0 ? this.rows[Math.floor(top)]?.element : undefined;
    if (!element) return void (this.scroller.scrollTop = 0);
    element.scrollIntoView({ block: 'start' });
    this.scroller.scrollTop += (top % 1) * element.getBoundingClientRect().height;
  }

  /** Row in which an element is; -1: in none. */
  rowAround(element: Element | null): number {
    for (let at = element; at && at !== this.scroller; at = at.parentElement) {
      const row = this.#rowOf.get(at);
      if (row !== undefined) return row;
    }
    return -1;
  }

  /** The element of a row. */
  elementOf(row: number): HTMLElement | undefined {
    return this.rows[row]?.element;
  }

  get length(): number {
    return this.rows.length;
  }

  /** Opens the group in which a row is, if it is in one. */
  #openGroup(row: number): void {
    const group = this.rows[row] && groupOf(this.rows[row].element);
    if (!group || !isClosed(group)) return;
    setClosed(group, false);
    this.#folded();
  }

  #folded(): void {
    for (const listener of this.#foldWatchers) listener();
  }

  #mark(row: number): void {
    this.rows[this.#current]?.element.classList.remove('step-current');
    this.#current = row;
    this.rows[row]?.element.classList.add('step-current');
    for (const listener of this.#currentWatchers) listener();
  }

  #isOutside(element: HTMLElement): boolean {
    const [box, view] = [element.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    return box.bottom <= view.top || box.top >= view.bottom;
  }

  #isFar(element: HTMLElement): boolean {
    const [box, view] = [element.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    return box.top < view.top || box.bottom > view.bottom;
  }

  #goToNext(direction: 1 | -1, wanted: (row: ReaderRow, i: number) => boolean): void {
    const from = this.#current >= 0 ? this.#current : this.top() - direction;
    for (let i = from + direction; i >= 0 && i < this.rows.length; i += direction)
      if (wanted(this.rows[i], i)) return this.goTo(i);
  }

  #fill(row: number): void {
    if (!this.#unfilled.delete(row)) return;
    this.rows[row].fill();
  }

  #fillAround(row: number): void {
    for (let i = Math.max(0, row - 3); i < Math.min(this.rows.length, row + 12); i++) this.#fill(i);
  }

  #fillFirst(from: number): void {
    const end = performance.now() + FIRST_MS;
    for (let row = Math.max(0, from - 1); row < Math.min(this.rows.length, from + FIRST_ROWS); row++) {
      this.#fill(row);
      if (performance.now() > end) return;
    }
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      const row = this.#rowOf.get(target);
      if (row === undefined) continue;
      if (!isIntersecting) this.#near.delete(row);
      else this.#fill(row);
      if (isIntersecting) this.#near.add(row);
    }
    for (const listener of this.#nearWatchers) listener();
  }

  #fillOn(): void {
    if (this.#unfilled.size === 0) return;
    this.#idle = requestIdleCallback(
      (deadline) => {
        const end = performance.now() + Math.max(SLICE_MS, deadline.timeRemaining() - 4);
        while (this.#next < this.rows.length && performance.now() < end) this.#fill(this.#next++);
        this.#fillOn();
      },
      { timeout: IDLE_WITHIN_MS },
    );
  }
}

export type ReaderName = number | 'diff';

/** Readers on screen: of each pane, or of the difference that stands for two of them. */
export const readers = new Map<ReaderName, Reader>();

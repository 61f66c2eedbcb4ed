/**
 * Problems chosen together, as in the editor's lists: Ctrl or Cmd and a click takes one in or out, Shift reaches from where
 * one was, Ctrl+A takes all that the filter shows, a plain click none. Arrows alone move the focus and leave the selection.
 */
import { useMemo, useRef } from 'preact/hooks';
import { selectedAmong } from '../../src/core/compare/view';
import { changeView } from '../state/comparison';
import { lastOf, type Shown } from '../state/derived';

/** Ids in the order shown. */
export function selectedIn({ state, rows, view }: Shown): string[] {
  return shownSelection(state.table, rows, view.selected);
}

const shownSelection = lastOf(selectedAmong);

interface Selection {
  /** Whether a row looks selected: one of the selection; without one, the row in focus. */
  has(place: number): boolean;
  /** Before the focus moves there by a key. */
  onMove(place: number, shift: boolean): void;
  /** Before the focus moves there by a click. */
  onClick(place: number, event: MouseEvent): void;
  /** @returns whether it was a key of the selection, which neither the browser nor the editor gets then */
  onKeyDown(event: KeyboardEvent): boolean;
}

/** @param focus place of the row in focus */
export function useSelection(shown: Shown, focus: number): Selection {
  const { state, rows } = shown;
  const idAt = (place: number): string => state.table.ids[rows[place]];
  const ids = selectedIn(shown);
  const known = useMemo(() => new Set(ids), [ids]);
  /** Where reaching began; undefined: it begins at the focus. */
  const anchor = useRef<string>();
  const reach = (place: number): void => {
    anchor.current ??= idAt(focus);
    const from = rows.findIndex((row) => state.table.ids[row] === anchor.current);
    const [first, last] = from < 0 ? [place, place] : [Math.min(from, place), Math.max(from, place)];
    changeView({ selected: Array.from(rows.subarray(first, last + 1), (row) => state.table.ids[row]) });
  };
  const toggle = (place: number): void => {
    const id = idAt(place);
    const before = ids.length > 0 ? ids : [idAt(focus)];
    changeView({ selected: before.includes(id) ? before.filter((other) => other !== id) : [...before, id] });
    anchor.current = id;
  };
  return {
    has: (place) => (ids.length > 0 ? known.has(idAt(place)) : place === focus),
    onMove: (place, shift) => {
      if (!shift) anchor.current = undefined;
      else if (place !== focus) reach(place);
    },
    onClick: (place, event) => {
      // The other buttons are for menus, which are about what is selected.
      if (event.button !== 0) return;
      if (event.shiftKey) {
        // Else the browser selects the text in between; the focus it would have set goes with it.
        event.preventDefault();
        (event.currentTarget as HTMLElement).focus({ preventScroll: true });
        reach(place);
      } else if (event.ctrlKey || event.metaKey) toggle(place);
      else {
        anchor.current = undefined;
        if (ids.length > 0) changeView({ selected: [] });
      }
    },
    onKeyDown: (event) => {
      const { key, ctrlKey, metaKey, shiftKey } = event;
      if (shiftKey || rows.length === 0 || !(ctrlKey || metaKey)) return false;
      if (key === 'a') changeView({ selected: Array.from(rows, (row) => state.table.ids[row]) });
      else if (key === ' ') toggle(focus);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

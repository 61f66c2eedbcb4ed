/** Where in each trace one was, and what was folded: kept by the editor across a reload of the page. */
import { saveState, savedState } from '../../state/host';

export interface ReadingPlace {
  /** First row in view, from 0, and how much of it is out of view: 3.5 is half of the fourth row. */
  top: number;
  /** Rows that are folded, by rising number. */
  folded: readonly number[];
  /** First rows of the groups of same steps that are open, by rising number. */
  opened: readonly number[];
}

/** Traces whose place is kept; the ones read longest ago go first. */
const KEPT = 300;

let places: Map<string, ReadingPlace> | undefined;

/** By trace; read from what the editor keeps once. */
function known(): Map<string, ReadingPlace> {
  if (places) return places;
  const saved = savedState().reading;
  const entries = Array.isArray(saved) ? (saved as unknown[]).flatMap(placeFrom) : [];
  return (places = new Map(entries));
}

function placeFrom(entry: unknown): [string, ReadingPlace][] {
  if (!Array.isArray(entry)) return [];
  const [key, top, ...rows] = entry as unknown[];
  if (typeof key !== 'string' || !isPlace(top)) return [];
  const [folded, opened] = [0, 1].map((i) => (Array.isArray(rows[i]) ? (rows[i] as unknown[]).filter(isRow) : []));
  return [[key, { top, folded, opened }]];
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRow(value: unknown): value is number {
  return isPlace(value) && Number.isInteger(value);
}

export function keptPlace(key: string): ReadingPlace | undefined {
  return known().get(key);
}

export function keepPlace(key: string, place: ReadingPlace): void {
  const all = known();
  all.delete(key);
  if (place.top > 0 || place.folded.length > 0 || place.opened.length > 0) all.set(key, place);
  for (const oldest of [...all.keys()].slice(0, Math.max(0, all.size - KEPT))) all.delete(oldest);
  saveState({ reading: [...all].map(([name, { top, folded, opened }]) => [name, top, folded, opened]) });
}

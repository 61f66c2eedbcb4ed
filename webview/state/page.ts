/** State of this page alone, which the host need not know; kept by the editor across a reload. */
import { createStore, type Store } from './store';
import type { HeatKind } from '../traces/heat/heatLevels';
import { saveState, savedState } from './host';

export interface PageState {
  /** Whole question of the focused problem, above the foot of the Problems page. */
  questionOpen: boolean;
  /** Long lines of a trace go on below. */
  wrap: boolean;
  /** Face of trace text; `auto`: the editor's for code, else the page's. */
  face: 'auto' | 'page' | 'editor';
  /** Markdown, maths and code of traces are drawn; else their text is shown as it is. */
  rendered: boolean;
  /** Two traces are shown as their difference. */
  diff: boolean;
  /** Traces beside each other scroll together, step by step. */
  lock: boolean;
  /** What the tokens of traces are coloured by. */
  heat: 'off' | HeatKind;
  /** Places where tags are suggested are marked. */
  suggestions: boolean;
  /** Evidence of novelty beside the traces. */
  evidence: boolean;
  /** What tests said is shown in full under traces. */
  testsOpen: boolean;
  /** Pane that the keys of the Traces page speak to. */
  pane: number;
  keysOpen: boolean;
  /** Run whose field mapping is shown instead of the pages. */
  mapping: number | undefined;
  /** Column of the grid in focus, by its id. */
  column: string;
}

export const page: Store<PageState> = createStore<PageState>({
  questionOpen: false,
  wrap: true,
  face: 'auto',
  rendered: true,
  diff: true,
  lock: true,
  heat: 'off',
  suggestions: false,
  evidence: false,
  testsOpen: false,
  pane: 0,
  keysOpen: false,
  mapping: undefined,
  column: '',
});

const kept = [
  'questionOpen',
  'wrap',
  'face',
  'rendered',
  'diff',
  'lock',
  'heat',
  'suggestions',
  'evidence',
  'testsOpen',
  'pane',
  'column',
] as const;

/** Takes over what the editor kept, and keeps every later change there. */
export function restorePage(): void {
  const saved = savedState().page;
  if (typeof saved === 'object' && saved !== null) {
    const known = kept.filter((name) => typeof Reflect.get(saved, name) === typeof page.get()[name]);
    page.update(Object.fromEntries(known.map((name) => [name, Reflect.get(saved, name)])));
  }
  page.subscribe(() => {
    const state = page.get();
    saveState({ page: Object.fromEntries(kept.map((name) => [name, state[name]])) });
  });
}

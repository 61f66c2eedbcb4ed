/** What the host last told of the Overview, and where one is on its page. */
import type { Target } from '../../src/core/overview/targets';
import type { OverviewUpdate } from '../../src/protocol/comparePage';
import { createStore, type Store } from './store';

export const overviewUpdate = createStore<OverviewUpdate | undefined>(undefined);

export interface OverviewPlace {
  /** Key of the figure in focus, also after the focus left it. */
  figure: string;
  /** Key of the mark in focus or under the pointer, in that figure. */
  mark: string | undefined;
  /** The mark last chosen: it may be gone from its figure once problems are filtered by it. */
  chosen: Target | undefined;
  /** One line on what the figure or the tile in focus is. */
  definition: string;
  /** Figures shown as their tables. */
  tables: readonly string[];
  /** Figure whose export menu is open. */
  menu: string | undefined;
  /** What the foot says of the mark, the tile, or what was just done. */
  name: string;
  says: string;
  enter: string | undefined;
}

export const overviewPlace: Store<OverviewPlace> = createStore<OverviewPlace>({
  figure: '',
  mark: undefined,
  chosen: undefined,
  definition: '',
  tables: [],
  menu: undefined,
  name: '',
  says: '',
  enter: undefined,
});

/** What the foot says. */
export function say(name: string, says: string, enter?: string): void {
  overviewPlace.update({ name, says, enter });
}

export function toggleTable(figure = overviewPlace.get().figure): void {
  const { tables } = overviewPlace.get();
  if (figure === '') return;
  overviewPlace.update({
    figure,
    tables: tables.includes(figure) ? tables.filter((other) => other !== figure) : [...tables, figure],
  });
}

export function openExport(figure = overviewPlace.get().figure): void {
  if (figure !== '') overviewPlace.update({ figure, menu: overviewPlace.get().menu === figure ? undefined : figure });
}

/** *Find* in the traces on screen: the query, its matches in each pane, and which of them is the current one. */
import { textMatcher, type SearchQuery, type TextSpan } from '../../../src/core/search/query';
import { host } from '../../state/host';
import { page } from '../../state/page';
import { createStore } from '../../state/store';
import type { CompareEvents, SampleRef } from '../../../src/protocol/comparePage';

export interface FindState {
  open: boolean;
  query: SearchQuery;
  /** Matches of each pane on screen, by pane. */
  matches: readonly (readonly TextSpan[])[];
  /** The current match; `index` -1: none. */
  current: { pane: number; index: number };
  /** What is wrong with the query. */
  error: string | undefined;
}

export const find = createStore<FindState>({
  open: false,
  query: { text: '' },
  matches: [],
  current: { pane: 0, index: -1 },
  error: undefined,
});

/** A text on screen: which sample it is of. */
export interface ShownText {
  ref: SampleRef;
  text: string;
}

/** By pane; a pane enters its text when it has come. */
const texts = new Map<number, ShownText>();
/** More are neither counted nor marked; as the host has it. */
const MOST_MATCHES = 10_000;

/** The text of a pane is another, or (undefined) gone. */
export function showText(pane: number, shown: ShownText | undefined): void {
  if (shown) texts.set(pane, shown);
  else texts.delete(pane);
  if (find.get().open) void search(false);
}

export function shownText(pane: number): ShownText | undefined {
  return texts.get(pane);
}

/** Opens the row with what is selected, else with what was looked for last. */
export function openFind(): void {
  const selected = document.getSelection()?.toString() ?? '';
  const text = selected !== '' && !selected.includes('\n') && selected.length < 200 ? selected : undefined;
  find.update({ open: true });
  if (text !== undefined) setQuery({ ...find.get().query, text, regex: undefined });
  else void search(true);
}

export function closeFind(): void {
  find.update({ open: false, matches: [], current: { pane: 0, index: -1 }, error: undefined });
}

export function setQuery(query: SearchQuery): void {
  find.update({ query });
  void search(true);
}

/** The host leads to a match, or to a stretch of a text; the panes may still have to come. */
export function leadTo(where: CompareEvents['find']): void {
  const { pane } = where;
  page.update({ pane });
  if ('span' in where) return ledTo.set(where);
  find.update({ open: true, query: where.query, current: { pane, index: -1 } });
  void search(true);
}

/** The stretch that a link led to; marked until the pane shows another text. */
export const ledTo = createStore<{ span: TextSpan; pane: number } | undefined>(undefined);

let latest = 0;

/** @param fresh the current match is looked for anew, else it stays where it is. */
async function search(fresh: boolean): Promise<void> {
  const mine = ++latest;
  const { query, current } = find.get();
  const panes = Math.max(-1, ...texts.keys()) + 1;
  try {
    const found = await Promise.all(Array.from({ length: panes }, (_, pane) => matchesIn(query, texts.get(pane))));
    if (mine !== latest) return;
    find.update({
      matches: found,
      error: undefined,
      current: placed(found, fresh ? page.get().pane : current.pane, current.index, fresh),
    });
  } catch (error) {
    if (mine !== latest) return;
    const message = error instanceof Error ? error.message : String(error);
    find.update({ matches: [], current: { pane: current.pane, index: -1 }, error: message });
  }
}

async function matchesIn(query: SearchQuery, shown: ShownText | undefined): Promise<readonly TextSpan[]> {
  if (!shown || query.text === '') return [];
  // An expression may never end: the host looks in a place that it can stop.
  if (query.regex) return host().request('findInTrace', { ...shown.ref, query });
  return textMatcher(query).spans(shown.text, MOST_MATCHES);
}

/** The current match, where there is one: of its pane, else of the first pane that has any. */
function placed(
  matches: readonly (readonly TextSpan[])[],
  pane: number,
  index: number,
  fresh: boolean,
): FindState['current'] {
  const first = (matches[pane]?.length ?? 0) > 0 ? pane : matches.findIndex((spans) => spans.length > 0);
  if (first < 0) return { pane, index: -1 };
  const last = matches[first].length - 1;
  return { pane: first, index: fresh || first !== pane ? 0 : Math.min(Math.max(0, index), last) };
}

/** The next (1) or previous (−1) match: to the pane's end, then the next pane's; round the end. */
export function stepMatch(by: 1 | -1): void {
  const { matches, current, open } = find.get();
  if (!open) return openFind();
  const all = matches.flatMap((spans, pane) => spans.map((_, index) => ({ pane, index })));
  if (all.length === 0) return;
  const at = all.findIndex(({ pane, index }) => pane === current.pane && index === current.index);
  const next = all[(at + by + all.length) % all.length];
  page.update({ pane: next.pane });
  find.update({ current: next });
}

/** `3 of 14 · both panes`; `or more` where a pane has as many as are counted. */
export function findWords({ matches, current, query, error }: FindState): string {
  if (error !== undefined) return error;
  if (query.text === '') return '';
  const all = matches.reduce((sum, spans) => sum + spans.length, 0);
  if (all === 0) return 'no match';
  const before = matches.slice(0, current.pane).reduce((sum, spans) => sum + spans.length, 0);
  const panes = matches.length === 1 ? '' : matches.length === 2 ? ' · both panes' : ` · ${matches.length} panes`;
  const more = matches.some(({ length }) => length >= MOST_MATCHES) ? ' or more' : '';
  return `${before + current.index + 1} of ${all}${more}${panes}`;
}

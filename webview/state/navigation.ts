/** Going from place to place: pages, problems, the trace behind a cell; and back again. */
import type { ProblemFilter, View } from '../../src/core/compare/comparison';
import { changeView, comparison, view } from './comparison';
import { currentRows, rowOfProblem } from './derived';
import { page } from './page';
import { asksBeforeLeaving } from './review';

type Place = Pick<View, 'page' | 'problem' | 'run' | 'panes' | 'samples' | 'filter'>;

const past: (Place & Partial<View>)[] = [];
const future: (Place & Partial<View>)[] = [];
const LONGEST = 100;

/** The present place, and whatever else of the view the way `to` the next one changes. */
function here(to: Partial<View>): Place & Partial<View> {
  const now = view.get();
  const { page, problem, run, panes, samples, filter } = now;
  const more = Object.fromEntries(Object.entries(now).filter(([name]) => name in to));
  return { page, problem, run, panes, samples, filter, ...more };
}

/** Goes to a place, from where `goBack` comes back to this one. */
function goTo(place: Partial<View>): void {
  leave(place);
  page.update({ mapping: undefined });
  changeView(place);
}

function leave(to: Partial<View>): void {
  past.push(here(to));
  if (past.length > LONGEST) past.shift();
  future.length = 0;
  stayed = false;
}

/** Whether what is on screen has been there long enough to come back to. */
let stayed = false;

/** The traces on screen have been there for a while: stepping on from them can be taken back. */
export function stay(): void {
  stayed = true;
}

/** Steps on to another sample or problem; `goBack` comes back here unless this was only passed by. */
export function stepTo(place: Partial<View>): void {
  if (stayed) leave(place);
  changeView(place);
}

export function goBack(): void {
  if (asksBeforeLeaving(past.at(-1)?.page ?? 'review')) return;
  const place = past.pop();
  if (!place) return;
  future.push(here(place));
  changeView(place);
}

export function goForward(): void {
  if (asksBeforeLeaving(future.at(-1)?.page ?? 'review')) return;
  const place = future.pop();
  if (!place) return;
  past.push(here(place));
  changeView(place);
}

/** Filters problems, and changes what else of the view goes with it; `goBack` takes both back. */
export function setFilter(filter: ProblemFilter, also: Partial<View> = {}): void {
  goTo({ filter, ...also });
}

export function showPage(name: View['page']): void {
  if (asksBeforeLeaving(name)) return;
  page.update({ mapping: undefined });
  if (view.get().page === name) return;
  if (name === 'traces' && view.get().problem === undefined) goTo({ page: name, problem: firstProblem() });
  else goTo({ page: name });
}

/** Id of the first problem shown; undefined without one. */
export function firstProblem(): string | undefined {
  const state = comparison.get();
  return state && currentRows(state).length > 0 ? state.table.ids[currentRows(state)[0]] : undefined;
}

/** Next (1) or previous (−1) problem in the order shown; from one that is filtered out, the first. */
export function stepProblem(direction: 1 | -1): void {
  const state = comparison.get();
  if (!state) return;
  const rows = currentRows(state);
  const place = rows.indexOf(rowOfProblem(state, view.get().problem));
  const next = place < 0 ? 0 : place + direction;
  if (next >= 0 && next < rows.length) stepTo({ problem: state.table.ids[rows[next]] });
}

/** Opens the trace that proves a cell: the first correct sample, or the first when none is. */
export function openTrace(problem: string, run: number): void {
  const state = comparison.get();
  if (!state || !state.runs[run]) return;
  const panes = panesWith(run, view.get().panes, state.runs.length);
  const { samples } = view.get();
  const chosen = Object.entries(samples[problem] ?? {}).filter(([label]) => label !== state.runs[run].label);
  goTo({ page: 'traces', problem, run, panes, samples: { ...samples, [problem]: Object.fromEntries(chosen) } });
  page.update({ pane: panes.indexOf(run) });
}

/** Panes of which one shows `run`: the present ones if so, else with the last one changed to it. */
export function panesWith(run: number, panes: readonly number[], runs: number): number[] {
  const known = panesOf(panes, runs);
  return known.includes(run) ? known : [...known.slice(0, Math.max(0, known.length - 1)), run];
}

/** The view's panes without runs that are not there; at least one. */
export function panesOf(panes: readonly number[], runs: number): number[] {
  const known = panes.filter((run) => run < runs);
  return known.length > 0 ? known : [0];
}

/** What the host told of the comparison, and the view: changed here at once, and told to the host soon after. */
import { defaultView, type ComparisonState, type View } from '../../src/core/compare/comparison';
import { createStore } from './store';
import { host } from './host';

export const comparison = createStore<ComparisonState | undefined>(undefined);
export const view = createStore<View>(defaultView);

/** A slider drag would otherwise send a message for each pixel. */
const SEND_AFTER_MS = 50;

let unsent: Partial<View> = {};
let timer: ReturnType<typeof setTimeout> | undefined;

/** Changes the view in the page now, and in the host within `SEND_AFTER_MS`. */
export function changeView(change: Partial<View>): void {
  view.update(change);
  unsent = { ...unsent, ...change };
  timer ??= setTimeout(sendView, SEND_AFTER_MS);
}

/** The host changed the view: its word counts, also over changes not yet sent. */
export function takeView(change: Partial<View>): void {
  unsent = Object.fromEntries(Object.entries(unsent).filter(([name]) => !(name in change)));
  view.update(change);
}

export function sendView(): void {
  clearTimeout(timer);
  timer = undefined;
  if (Object.keys(unsent).length === 0) return;
  const change = unsent;
  unsent = {};
  host()
    .request('setView', change)
    .catch((error: Error) => console.warn(error.message));
}

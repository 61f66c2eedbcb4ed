/** Token heat of the panes on screen, and the token in focus. */
import type { TokenAnswer, TokenHeat } from '../../../src/core/trace/tokenHeat';
import { page } from '../../state/page';
import { createStore } from '../../state/store';
import { textViews } from '../reading/textView';
import { nextToken, type HeatKind } from './heatLevels';

/** By pane; absent while it is on its way. */
export const heats = createStore<Partial<Record<number, TokenAnswer>>>({});

export const focusedToken = createStore<{ pane: number; token: number } | undefined>(undefined);

/** Off, log-probability, entropy where a pane has it, off. */
export function toggleHeat(): void {
  const { heat } = page.get();
  const hasEntropy = Object.values(heats.get()).some((answer) => answer?.kind === 'tokens' && answer.entropies);
  focusedToken.set(undefined);
  page.update({ heat: heat === 'off' ? 'logProb' : heat === 'logProb' && hasEntropy ? 'entropy' : 'off' });
}

export function heatOf(pane: number): TokenHeat | undefined {
  const answer = heats.get()[pane];
  return answer?.kind === 'tokens' ? answer : undefined;
}

/** From the token in focus, else from the first one in view. Turns heat on where it is off. */
export function stepToken(direction: 1 | -1, unlikely: boolean): void {
  const { heat: kind, pane } = page.get();
  if (kind === 'off') return toggleHeat();
  const heat = heatOf(pane);
  if (!heat) return;
  const focused = focusedToken.get();
  const from = focused?.pane === pane ? focused.token : firstInView(heat, pane) - direction;
  const token = nextToken(heat, kind satisfies HeatKind, from, direction, unlikely);
  // None is further on: then the place before the first one in view is no token.
  if (token !== from) focusedToken.set({ pane, token });
}

function firstInView(heat: TokenHeat, pane: number): number {
  const view = textViews.get()[pane];
  const place = view ? view.placeOfRow(view.reader.top()) : 0;
  const found = heat.starts.findIndex((start) => start >= place);
  return Math.max(0, Math.min(found, heat.logProbs.length - 1));
}

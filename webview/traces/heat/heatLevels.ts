/** Token heat as levels, words and steps from token to token. Pure. */
import type { TokenHeat } from '../../../src/core/trace/tokenHeat';
import { formatCount } from '../../../src/core/format';

export type HeatKind = 'logProb' | 'entropy';

export const levelCount = 4;

/** Bounds between levels 0 (not coloured) to 4: chances of the token, and nats. */
const chanceBounds = [0.9, 0.5, 0.1, 0.01];
const entropyBounds = [0.1, 0.5, 1, 2];

/** Words of the legend, by level from 1. */
export const legends: Record<HeatKind, readonly string[]> = {
  logProb: ['below 90 %', '50 %', '10 %', '1 %'],
  entropy: ['from 0.1', '0.5', '1', '2 nats'],
};

/** 0: likely, or not known; then 1 to 4. */
export function levelOf(heat: TokenHeat, kind: HeatKind, token: number): number {
  if (kind === 'entropy') {
    const entropy = heat.entropies?.[token] ?? NaN;
    return entropyBounds.filter((bound) => entropy >= bound).length;
  }
  const chance = Math.exp(heat.logProbs[token]);
  return chanceBounds.filter((bound) => chance < bound).length;
}

/** The token that holds a place of the text; the next one for a place that none holds; -1 behind the last. */
export function tokenAt({ starts }: TokenHeat, place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle + 1] > place) high = middle;
    else low = middle + 1;
  }
  return low < starts.length - 1 ? low : -1;
}

/** The next token that is on screen at all and, if `unlikely`, of level 3 or more; `from` when there is none. */
export function nextToken(heat: TokenHeat, kind: HeatKind, from: number, direction: 1 | -1, unlikely: boolean): number {
  const { starts } = heat;
  for (let token = from + direction; token >= 0 && token < starts.length - 1; token += direction)
    if (starts[token + 1] > starts[token] && (!unlikely || levelOf(heat, kind, token) >= 3)) return token;
  return from;
}

/** `token 312 of 1,184 “ wait”: log-probability −4.61, chance 1.00 %, entropy 2.10 nats` */
export function tokenWords(heat: TokenHeat, token: number, text: string): string {
  const { starts, logProbs, entropies } = heat;
  const shown = JSON.stringify(text.slice(starts[token], starts[token + 1])).slice(1, -1);
  const value = logProbs[token];
  const values = [
    ...(Number.isNaN(value)
      ? ['no log-probability']
      : [`log-probability ${signed(value)}`, `chance ${chanceWords(Math.exp(value))}`]),
    ...(entropies ? [`entropy ${entropies[token].toFixed(2)} nats`] : []),
  ];
  return `token ${formatCount(token + 1)} of ${formatCount(logProbs.length)} “${shown}”: ${values.join(', ')}`;
}

function signed(value: number): string {
  return value
    .toFixed(2)
    .replace('-', '−')
    .replace(/^−(0\.00)$/, '$1');
}

function chanceWords(chance: number): string {
  if (chance < 0.0001) return 'below 0.01 %';
  return chance > 0.9999 && chance < 1 ? '99.99+ %' : `${(100 * chance).toFixed(2)} %`;
}

/** The log scale of k: which values it stops at, where they stand, and which value a place stands for. */
import { clamp } from '../list/window';
import type { K } from '../../src/core/stats/solved';

/** Stops of the arrow keys: powers of two below `maxK`, then n. */
export function kStops(maxK: number): K[] {
  const stops: K[] = [];
  for (let k = 1; k < maxK; k *= 2) stops.push(k);
  return [...stops, 'n'];
}

/** Place of `k` on a scale of 1 … `maxK`, 0…1. Equal factors are equally far apart; n stands at the end. */
export function kPlace(k: K, maxK: number): number {
  if (k === 'n' || maxK <= 1) return 1;
  return clamp(Math.log2(k) / Math.log2(maxK), 0, 1);
}

/** The value for a place 0…1: the nearest stop within `snap`, else the nearest whole k. */
export function kAtPlace(place: number, maxK: number, snap = 0.02): K {
  const stop = kStops(maxK).find((k) => Math.abs(kPlace(k, maxK) - place) <= snap);
  if (stop !== undefined) return stop;
  return clamp(Math.round(2 ** (clamp(place, 0, 1) * Math.log2(Math.max(1, maxK)))), 1, Math.max(1, maxK));
}

/** The next stop to the right (`direction` 1) or left (−1); stays at the ends. */
export function nextStop(k: K, direction: 1 | -1, maxK: number): K {
  const stops = kStops(maxK);
  const at = (stop: K) => (stop === 'n' ? Infinity : stop);
  const from = k === 'n' ? Infinity : k;
  if (direction > 0) return stops.find((stop) => at(stop) > from) ?? 'n';
  return stops.findLast((stop) => at(stop) < from) ?? stops[0];
}

/** One more or one less; past `maxK` comes n, and before n comes `maxK`. */
export function nextK(k: K, direction: 1 | -1, maxK: number): K {
  if (k === 'n') return direction > 0 || maxK < 1 ? 'n' : maxK;
  return k + direction > maxK ? 'n' : Math.max(1, k + direction);
}

/** Stops that are written out: 1, 8, 64 … as far as they don't crowd n. */
export function kLabels(maxK: number): K[] {
  const labels: K[] = [];
  for (let k = 1; k < maxK && 1 - kPlace(k, maxK) > 0.12; k *= 8) labels.push(k);
  return [...labels, 'n'];
}

/** Reads what was typed into the k field. @returns a sentence that says what is wrong instead, if something is. */
export function parseK(text: string, maxK: number): { k: K } | { error: string } {
  const typed = text.trim().toLowerCase();
  if (typed === 'n') return { k: 'n' };
  const k = Number(typed.replaceAll(',', ''));
  if (typed === '' || !Number.isInteger(k) || k < 1) return { error: 'k is a whole number from 1, or n.' };
  if (maxK < 1) return { error: 'No problem has samples in every run yet.' };
  if (k > maxK)
    return { error: `k is at most ${maxK.toLocaleString('en-US')} here, the smallest n of these problems.` };
  return { k };
}

/** Reads what was typed into the τ field, with a point or a comma. */
export function parseTau(text: string): { tau: number } | { error: string } {
  const tau = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !(tau > 0 && tau <= 1)) return { error: 'τ is a number above 0 and at most 1.' };
  return { tau };
}

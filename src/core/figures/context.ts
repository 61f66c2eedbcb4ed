import { formatCount, formatNoun } from '../format';
import type { Overview } from '../overview/overview';
import type { Axis, ColourRole } from './scene';

/** What figures need beside the numbers: names. */
export interface FigureContext {
  overview: Overview;
  /** By run. */
  labels: readonly string[];
  /** By table row. */
  ids: readonly string[];
  /** By run: names the very dump, '' where that is not known. */
  dumps?: readonly string[];
}

const runRoles = ['run1', 'run2', 'run3', 'run4', 'run5', 'run6'] as const satisfies ColourRole[];
/** px of strokes and gaps by place; the colour's second sign. From "Colour" in the design. */
const runDashes = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4]];

/** Colour belongs to the place in the comparison: filters never recolour. */
export function roleOf(run: number): ColourRole {
  return runRoles[run % runRoles.length];
}

/** From the seventh run on hues repeat with the next dash. */
export function dashOf(run: number): number[] {
  return runDashes[(run + Math.floor(run / runRoles.length)) % runDashes.length];
}

/** What a figure's caption says: `about`, then filters, n, how intervals were made, seed, dumps. */
export function captionsOf({ overview, dumps }: FigureContext, about: string): { about: string; caption: string } {
  const { problems, K, interval, filters, guessable } = overview;
  const { method, seed, done, resamples } = interval;
  const drawn = done < resamples ? `${formatCount(done)} of ${formatCount(resamples)}` : formatCount(resamples);
  const bootstrap = `bootstrap over problems, ${drawn} resamples, seed ${seed}`;
  const intervals = method === 'bootstrap' ? bootstrap : `closed form; crossover: ${bootstrap}`;
  const parts = [
    about,
    `${formatNoun(problems.shown, 'problem')}${problems.shown < problems.total ? ` of ${formatCount(problems.total)}` : ''}`,
    `smallest n ${formatCount(K)}`,
    problems.shown === 1 ? 'no intervals over one problem' : `95 % intervals: ${intervals}`,
    filters.length > 0 ? `filters: ${filters.join(', ')}` : '',
    guessable ? `${formatNoun(guessable.removed.length, 'guessable problem')} left out` : '',
    dumps?.some(Boolean) ? `dumps: ${dumps.filter(Boolean).join(', ')}` : '',
  ];
  return { about, caption: `${parts.filter(Boolean).join('; ')}.` };
}

/** 0 to 1, in fifths: `.2 .4`. */
export function fractionAxis(label: string): Axis {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({
    at,
    label: at === 0 || at === 1 ? String(at) : `.${at * 10}`,
  }));
  return { label, scale: 'linear', from: 0, to: 1, ticks, grid: true };
}

/** Powers of two from 1, and the last k; labels thin out where there are many. */
export function kAxis(K: number): Axis {
  const powers: number[] = [];
  for (let k = 1; k < K; k *= 2) powers.push(k);
  const every = Math.ceil(powers.length / 11);
  const shown = powers.filter((k, i) => i % every === 0 && k * 1.35 < K);
  const ticks = [...shown, K].map((at) => ({ at, label: formatCount(at) }));
  return { label: 'k', scale: 'log', from: 1, to: Math.max(2, K), ticks, grid: false };
}

/** Whole numbers from 0 to at least `most`, in at most five steps. */
export function countAxis(label: string, most: number): Axis {
  const step = niceStep(Math.max(1, most) / 4);
  // The label of the longest bar stands above it.
  const top = Math.max(1, Math.ceil((most * 1.06) / step)) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({
    at: i * step,
    label: formatCount(i * step),
  }));
  return { label, scale: 'linear', from: 0, to: top, ticks, grid: true };
}

/** Places with names. */
export function bandAxis(label: string, names: readonly string[]): Axis {
  const ticks = names.map((name, at) => ({ at, label: name }));
  return { label, scale: 'band', from: -0.5, to: Math.max(0.5, names.length - 0.5), ticks, grid: false };
}

/** A log axis around positive values, with ticks at 1, 2 and 5 of each decade, or fewer. */
export function logAxis(label: string, least: number, most: number): Axis {
  const from = least / 1.15;
  const to = Math.max(most * 1.15, from * 1.5);
  const ticks: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(from)); decade <= to; decade *= 10)
    for (const digit of [1, 1.2, 1.5, 2, 3, 5, 7]) ticks.push(Number((digit * decade).toPrecision(3)));
  const inside = ticks.filter((at) => at >= from && at <= to);
  const coarse = inside.filter((at) => /^[0.]*[125]0*(\.0*)?$/.test(String(at)) && !/^1\.[25]$/.test(String(at)));
  const shown = to / from > 8 ? coarse : inside;
  return { label, scale: 'log', from, to, ticks: shown.map((at) => ({ at, label: tickLabel(at) })), grid: true };
}

function tickLabel(at: number): string {
  return at >= 1000 ? formatCount(at) : String(at);
}

function niceStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5, 10].find((digits) => digits * decade >= least * (1 - 1e-9)) ?? 10;
  return Math.max(1, digit * decade);
}

import type { Random } from './clock';

const firstMs = 500;
const mostMs = 60_000;
/** No server may stop an eval for longer with one header. */
const mostRetryAfterMs = 600_000;

/**
 * How long to wait before try `tries + 1`: a random share of 0.5 s · 2^(tries − 1), at most 60 s, so that those who failed
 * together don't come back together. Source: "Exponential backoff and jitter", AWS, full jitter.
 */
export function backoffMs(tries: number, random: Random): number {
  return Math.round(random() * Math.min(mostMs, firstMs * 2 ** Math.max(0, tries - 1)));
}

/**
 * The header `Retry-After`: seconds or a date.
 *
 * @returns ms from `now`, at most 10 min; undefined for anything else.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(mostRetryAfterMs, Math.max(0, Math.round(ms)));
}

/** Date.parse alone takes `-3` for a year. */
const dateOf = (text: string): number => (/[a-z]{3}.*\d:\d/i.test(text) ? Date.parse(text) : NaN);

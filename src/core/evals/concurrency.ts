/**
 * How many requests may be under way at once: up by one when as many as are allowed went well, down to a half when the
 * server had too much (AIMD). A value; each function gives the next one.
 */
export interface Concurrency {
  /** Requests allowed at once. */
  readonly limit: number;
  /** Successes since the limit last changed. */
  readonly clean: number;
  /** Requests started before this one say nothing about the present limit. */
  readonly changedAt: number;
}

const first = 4;
export const defaultMostAtOnce = 16;

/** @param most the user's cap, at least 1 */
export function startConcurrency(most: number): Concurrency {
  return { limit: Math.min(first, most), clean: 0, changedAt: -1 };
}

/** @param startedAt number of the request, counting all of them up */
export function afterSuccess(now: Concurrency, startedAt: number, most: number, requests: number): Concurrency {
  if (startedAt < now.changedAt) return now;
  const clean = now.clean + 1;
  if (clean < now.limit || now.limit >= most) return { ...now, clean };
  return { limit: now.limit + 1, clean: 0, changedAt: requests };
}

/** Several requests of one crowd fail together: they halve the limit once. */
export function afterPressure(now: Concurrency, startedAt: number, requests: number): Concurrency {
  if (startedAt < now.changedAt) return now;
  return { limit: Math.max(1, Math.floor(now.limit / 2)), clean: 0, changedAt: requests };
}

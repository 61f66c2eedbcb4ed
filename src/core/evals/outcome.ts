/**
 * What follows from how a request ended: the table of the contract, one function. The rule behind it: what is the sampler's
 * or the line's trouble is tried again with the same seed; what is the user's is said at once; a sample that did not come is
 * missing and never wrong.
 */
import type { HarnessErrorCode } from './adapter';
import { backoffMs } from './backoff';
import type { Random } from './clock';

/** How a request ended that gave no samples. */
export type Failure =
  | { kind: 'status'; status: number; retryAfterMs?: number; message?: string }
  | { kind: 'unreachable'; message: string }
  /** `idle`: no byte for longer than is allowed. `noFinish`: the stream ended and a choice has no finish reason. */
  | { kind: 'broken'; how: 'reset' | 'truncated' | 'noFinish' | 'idle' | 'malformed' };

export interface Circumstances {
  /** Failed tries of this chunk, this one included; of its kind. */
  tries: number;
  /** No request of this attempt has succeeded yet: then a refused request means that all will be. */
  isFirst: boolean;
  /** Who answers, for the sentences. */
  server: string;
  model: string;
  /** Ids that the server lists, if it was asked. */
  models?: readonly string[];
  random: Random;
}

export type Decision =
  /** `pressure`: the server has too much to do. `unreachable`: tries are not counted; see `unreachableAfterMs`. */
  | { do: 'retry'; afterMs: number; why: string; pressure: boolean; unreachable?: true }
  | { do: 'failChunk'; code: HarnessErrorCode; message: string }
  | { do: 'failEval'; code: HarnessErrorCode; message: string };

/** Without an answer for so long the eval is `waiting`. */
export const unreachableAfterMs = 120_000;
const busyTries = 6;
const brokenTries = 6;
const errorTries = 3;

export function decide(failure: Failure, circumstances: Circumstances): Decision {
  if (failure.kind === 'unreachable') return unreachable(failure.message, circumstances);
  if (failure.kind === 'broken') return broken(failure.how, circumstances);
  const { status } = failure;
  if (status === 401 || status === 403) return denied(status, circumstances);
  if (status === 404) return notFound(circumstances);
  if ([408, 429, 502, 503, 504].includes(status)) return busy(failure, circumstances);
  if (status >= 500) return serverError(failure, circumstances);
  return refused(failure, circumstances);
}

type Answer = Extract<Failure, { kind: 'status' }>;

function unreachable(message: string, { tries, random }: Circumstances): Decision {
  return { do: 'retry', afterMs: backoffMs(tries, random), why: message, pressure: false, unreachable: true };
}

const brokenWords = {
  reset: 'the connection was reset',
  truncated: 'the answer was cut off',
  noFinish: 'the answer ended without a finish reason',
  idle: 'nothing came for too long',
  malformed: 'the answer is not what an OpenAI-compatible server sends',
};

function broken(how: keyof typeof brokenWords, { tries, random, server }: Circumstances): Decision {
  const why = brokenWords[how];
  if (tries < brokenTries) return { do: 'retry', afterMs: backoffMs(tries, random), why, pressure: how === 'idle' };
  const code = how === 'malformed' ? 'corrupt' : 'engine';
  return { do: 'failChunk', code, message: `${server}: ${why}, ${tries} times in a row. Resume to try again.` };
}

function busy({ status, retryAfterMs, message }: Answer, { tries, random, server }: Circumstances): Decision {
  const afterMs = retryAfterMs ?? backoffMs(tries, random);
  if (tries < busyTries) return { do: 'retry', afterMs, why: `HTTP ${status}`, pressure: true };
  const code = status === 429 ? 'quota' : 'engine';
  const said = saying(message);
  return { do: 'failChunk', code, message: `${server} answered ${status} ${tries} times${said}. Resume later.` };
}

function serverError({ status, message }: Answer, { tries, random, server }: Circumstances): Decision {
  if (tries < errorTries)
    return { do: 'retry', afterMs: backoffMs(tries, random), why: `HTTP ${status}`, pressure: false };
  const sentence = `${server} answered ${status} ${tries} times${saying(message)}. See its log, then resume.`;
  return { do: 'failChunk', code: 'engine', message: sentence };
}

function refused({ status, message }: Answer, { isFirst, server }: Circumstances): Decision {
  const sentence = `${server} refuses the request with ${status}${saying(message)}.`;
  return isFirst
    ? { do: 'failEval', code: 'config', message: `${sentence} Change the eval's settings or the target.` }
    : { do: 'failChunk', code: 'config', message: sentence };
}

function denied(status: number, { server }: Circumstances): Decision {
  const message = `${server} answers ${status}: the token is missing or wrong. Set the token, then resume.`;
  return { do: 'failEval', code: 'auth', message };
}

function notFound({ server, model, models }: Circumstances): Decision {
  const listed = models && models.length > 0 ? ` It serves ${models.slice(0, 5).join(', ')}.` : '';
  return { do: 'failEval', code: 'notFound', message: `${server} knows no model ${model}.${listed}` };
}

/** What a server said about itself, shortened. */
function saying(message: string | undefined): string {
  const text = message?.replace(/\s+/g, ' ').trim() ?? '';
  return text === '' ? '' : ` (${text.length > 200 ? `${text.slice(0, 199)}…` : text.replace(/\.$/, '')})`;
}

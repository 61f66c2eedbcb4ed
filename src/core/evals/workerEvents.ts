/** What the Python worker tells of its work: lines of `events/<shard>-a<attempt>.jsonl`, from a machine that may be any. */
import { harnessErrorCodes, type HarnessErrorCode, type PollResult } from './adapter';
import type { EvalEventBody, WarningCode } from './events';
import { asName, asNumber, asObject, asText, asWhole, isJson, Malformed, maybe, oneOf } from './narrow';

/** How one shard of one attempt ended: 0, 2, 75 or 143, and why where it is not 0. */
export interface WorkerEnd {
  exit: number;
  code?: HarnessErrorCode;
  message?: string;
}

/** By shard: begun and not ended, or ended. */
export type WorkerShards = Record<string, { end?: WorkerEnd }>;

/** What stands of one attempt; JSON, part of an adapter's cursor. */
export interface WorkerTale {
  shards: WorkerShards;
  /** Chunks given up in this attempt, all of them. */
  failed: NonNullable<PollResult['failed']>;
}

export interface WorkerNews {
  /** New ones. */
  chunks: PollResult['chunks'];
  /** New ones. */
  events: EvalEventBody[];
  tale: WorkerTale;
}

export const noTale: WorkerTale = { shards: {}, failed: [] };

const fileName = /^(\d{1,4})-a(\d{1,6})\.jsonl$/;
const sha256Pattern = /^[0-9a-f]{64}$/;
const finishPattern = /^[\w.-]{1,64}$/;
const warningCodes: readonly WarningCode[] = [
  'field-not-sent',
  'choices-missing',
  'duplicate-choices',
  'server-changed',
  'corrupt-chunk',
];

/**
 * @param told events with their `file`, oldest first within a file. What is no event, and chunks that the plan does not have,
 * are passed over: chunk files decide, and they are checked by themselves.
 * @param planned ids of the plan.
 * @param before `tale` of the last call.
 */
export function readWorkerEvents(
  told: readonly unknown[],
  planned: ReadonlySet<string>,
  attempt: number,
  before: WorkerTale = noTale,
): WorkerNews {
  const tale = { shards: { ...before.shards }, failed: [...before.failed] };
  const news: WorkerNews = { chunks: [], events: [], tale };
  for (const entry of told) {
    if (!isJson(entry) || typeof entry.file !== 'string') continue;
    const [, shard, number] = fileName.exec(entry.file) ?? [];
    if (shard === undefined) continue;
    try {
      take(entry, news, planned, Number(number) === attempt ? shard : undefined);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }
  return news;
}

/** @param shard undefined for an event of an older attempt: only its chunks are still true. */
function take(
  entry: Record<string, unknown>,
  news: WorkerNews,
  planned: ReadonlySet<string>,
  shard: string | undefined,
): void {
  const id = typeof entry.id === 'string' && planned.has(entry.id) ? entry.id : undefined;
  if (entry.type === 'chunk.done' && id !== undefined) {
    const size = asWhole(entry.size, 'size', 1);
    news.chunks.push({ id, size, sha256: asName(entry.sha256, 'sha256', sha256Pattern) });
  }
  if (shard === undefined) return;
  if (entry.type === 'worker.begin') news.tale.shards[shard] = {};
  if (entry.type === 'worker.end') news.tale.shards[shard] = { end: endOf(entry) };
  const event = bodyOf(entry, id);
  if (!event) return;
  news.events.push(event);
  if (event.type === 'chunk.failed') news.tale.failed.push({ id: event.id, code: event.code, message: event.message });
}

/** A tale read back from a file; what is none is passed over. */
export function taleOf(value: unknown): WorkerTale {
  const tale: WorkerTale = { shards: {}, failed: [] };
  if (!isJson(value)) return tale;
  try {
    for (const [shard, entry] of Object.entries(isJson(value.shards) ? value.shards : {}))
      if (isJson(entry)) tale.shards[shard] = isJson(entry.end) ? { end: endOf(entry.end) } : {};
    for (const entry of Array.isArray(value.failed) ? value.failed : []) {
      const event = isJson(entry) && bodyOf({ ...entry, type: 'chunk.failed' }, asText(entry.id, 'id', 64));
      if (event && event.type === 'chunk.failed')
        tale.failed.push({ id: event.id, code: event.code, message: event.message });
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return tale;
}

function endOf(entry: Record<string, unknown>): WorkerEnd {
  return {
    exit: asWhole(entry.exit, 'exit', 0, 255),
    code: maybe(entry.code, 'code', (value, where) => oneOf(value, where, harnessErrorCodes)),
    message: maybe(entry.message, 'message', (value, where) => asText(value, where, 1000)),
  };
}

function bodyOf(entry: Record<string, unknown>, id: string | undefined): EvalEventBody | undefined {
  const message = (): string => asText(entry.message, 'message', 1000);
  if (entry.type === 'warning')
    return { type: 'warning', code: oneOf(entry.code, 'code', warningCodes), message: message() };
  if (id === undefined) return undefined;
  switch (entry.type) {
    case 'chunk.started':
      return { type: 'chunk.started', id };
    case 'chunk.retry':
      return {
        type: 'chunk.retry',
        id,
        why: asText(entry.why, 'why', 1000),
        attempt: asWhole(entry.attempt, 'attempt', 0),
      };
    case 'chunk.failed':
      return { type: 'chunk.failed', id, code: oneOf(entry.code, 'code', harnessErrorCodes), message: message() };
    case 'chunk.done': {
      const counts = Object.entries(asObject(entry.finish, 'finish')).slice(0, 64);
      const finish = Object.fromEntries(
        counts.map(([name, count]) => [asName(name, 'finish', finishPattern), asWhole(count, 'finish', 0)]),
      );
      return { type: 'chunk.done', id, n: asWhole(entry.n, 'n', 1), ms: asNumber(entry.ms, 'ms'), finish };
    }
    default:
      return undefined;
  }
}

/**
 * What follows when the engine no longer runs anything of the attempt, from what its workers said last.
 *
 * @param shards how many there should be.
 * @param job as in "job 17", for the sentence.
 */
export function stateAfter(ended: WorkerShards, shards: number, job: string): Pick<PollResult, 'state' | 'error'> {
  const all = Object.values(ended);
  const ends = all.flatMap(({ end }) => end ?? []);
  const worst = ends.find(({ exit }) => exit === 2) ?? ends.find(({ exit }) => exit !== 0 && exit !== 143);
  if (worst) {
    const message = worst.message ?? `A worker of ${job} ended with ${worst.exit}. See its log, then resume.`;
    return { state: 'failed', error: { code: worst.code ?? 'engine', message } };
  }
  if (ends.some(({ exit }) => exit === 143)) return { state: 'cancelled' };
  if (ends.length >= shards) return { state: 'ended' };
  if (all.length === 0) return { state: 'gone' };
  const silent = shards - ends.length;
  const message = `${silent} of ${shards} workers of ${job} ended without a word: killed, out of memory or out of time. Resume to draw what is missing.`;
  return { state: 'failed', error: { code: 'engine', message } };
}

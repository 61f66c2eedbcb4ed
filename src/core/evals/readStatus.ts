import { harnessErrorCodes } from './adapter';
import { asObject, asText, asWhole, fail, Malformed, maybe, oneOf } from './narrow';
import { evalStates, type EvalCounts, type EvalProblemReport, type EvalStatus } from './states';

/** `state.json` as found on disk. Never throws; undefined for a file that is none. */
export function readStatus(value: unknown, evalId: string): EvalStatus | undefined {
  try {
    const json = asObject(value, 'state.json');
    if (json.evalId !== evalId) fail('evalId', evalId);
    const time = (at: unknown, where: string): string => asText(at, where, 40);
    return {
      evalId,
      state: oneOf(json.state, 'state', evalStates),
      attempt: asWhole(json.attempt, 'attempt', 0, 1_000_000),
      handle: json.handle,
      cursor: json.cursor,
      counts: countsOf(json.counts),
      startedAt: maybe(json.startedAt, 'startedAt', time),
      endedAt: maybe(json.endedAt, 'endedAt', time),
      updatedAt: time(json.updatedAt, 'updatedAt'),
      error: maybe(json.error, 'error', reportOf),
      targetFingerprint: maybe(json.targetFingerprint, 'targetFingerprint', asText),
    };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function countsOf(value: unknown): EvalCounts {
  const json = asObject(value, 'counts');
  const count = (name: keyof EvalCounts): number => asWhole(json[name], name, 0);
  const finish = Object.entries(asObject(json.finish, 'finish'));
  return {
    chunks: count('chunks'),
    chunksDone: count('chunksDone'),
    chunksFailed: count('chunksFailed'),
    samples: count('samples'),
    samplesDone: count('samplesDone'),
    finish: Object.fromEntries(finish.map(([reason, many]) => [reason, asWhole(many, reason, 0)])),
  };
}

function reportOf(value: unknown): EvalProblemReport {
  const json = asObject(value, 'error');
  return {
    code: oneOf(json.code, 'error.code', harnessErrorCodes),
    message: asText(json.message, 'error.message', 10_000),
    at: asText(json.at, 'error.at', 40),
  };
}

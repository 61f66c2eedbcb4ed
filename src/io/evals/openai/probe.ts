/** What a server does of what it is asked: found out with two small requests, never assumed. */
import { HarnessError, type ServerCapability } from '../../../core/evals/adapter';
import { isJson } from '../../../core/evals/narrow';
import type { Failure } from '../../../core/evals/outcome';
import type { EvalProblem, Sampling } from '../../../core/evals/spec';
import { RequestFailed, type HttpClient } from '../httpClient';
import type { OpenAiTarget } from './openAiTarget';
import { choiceReader, type Answer } from './readChoices';
import { droppable, pathOf, requestBody } from './requestBody';

export interface ProbeCall {
  client: HttpClient;
  target: OpenAiTarget;
  token: string | undefined;
  servedName: string;
  /** Sent with its fields and one token. */
  problem: Pick<EvalProblem, 'prompt' | 'messages'>;
  sampling: Sampling;
  /** Samples that the eval wants of a request. */
  n: number;
  signal: AbortSignal;
}

/** What it takes to ask for what needs no prompt. */
type AskingCall = Omit<ProbeCall, 'problem' | 'sampling' | 'n'>;

/** What is known of the server besides what it can do; compared later to tell whether it is still the same. */
export interface Probed extends ServerCapability {
  /** Name that its answers bear. */
  answersAs?: string;
  /** `root` and context of the model, as it lists them. */
  identity: string;
}

/** @throws HarnessError for anything that would keep an eval from running; `AbortError`. */
export async function probeServer(call: ProbeCall): Promise<Probed> {
  try {
    return await probe(call);
  } catch (error) {
    if (error instanceof RequestFailed) throw asHarnessError(error.failure, call);
    throw error;
  }
}

/** Ids of the models that it lists. @throws HarnessError; `AbortError` */
export async function servedModels(call: AskingCall): Promise<string[]> {
  try {
    return (await listModels(call)).models;
  } catch (error) {
    if (error instanceof RequestFailed) throw asHarnessError(error.failure, call);
    throw error;
  }
}

async function probe(call: ProbeCall): Promise<Probed> {
  const listed = await listModels(call);
  if (listed.models.length > 0 && !listed.models.includes(call.servedName))
    throw new HarnessError('notFound', unknownModel(call, listed.models));
  const version = await serverVersion(call);
  const found = await tryFields(call);
  return {
    servedModel: call.servedName,
    models: listed.models,
    maxModelLen: listed.maxModelLen,
    identity: listed.identity,
    version,
    systemFingerprint: found.answer.systemFingerprint,
    answersAs: found.answer.model,
    nMax: found.answer.choices.filter((choice) => choice).length < found.n ? 1 : found.n,
    stream: found.stream,
    seed: found.notSent.includes('seed') ? 'refused' : 'unknown',
    notSent: found.notSent,
    probeMs: found.ms,
  };
}

function unknownModel(
  { target, servedName }: Pick<ProbeCall, 'target' | 'servedName'>,
  models: readonly string[],
): string {
  const more = models.length > 5 ? ` and ${models.length - 5} more` : '';
  return `${target.label} knows no model ${servedName}. It serves ${models.slice(0, 5).join(', ')}${more}.`;
}

interface Listed {
  models: string[];
  maxModelLen?: number;
  identity: string;
}

/** Servers without the list (404) are taken as they are. */
export async function listModels(call: AskingCall): Promise<Listed> {
  const body = await getJson(call, new URL('models', call.target.base)).catch((error: unknown) => {
    if (error instanceof RequestFailed && error.failure.kind === 'status' && error.failure.status === 404)
      return undefined;
    throw error;
  });
  const data = isJson(body) && Array.isArray(body.data) ? body.data.filter(isJson) : [];
  const ours = data.find(({ id }) => id === call.servedName);
  const maxModelLen = typeof ours?.max_model_len === 'number' ? ours.max_model_len : undefined;
  const models = data.map(({ id }) => id).filter((id) => typeof id === 'string');
  return { models, maxModelLen, identity: `${String(ours?.root ?? '')} ${maxModelLen ?? ''}`.trim() };
}

/** vLLM says it at `/version` beside `/v1`; others don't. */
async function serverVersion(call: ProbeCall): Promise<string | undefined> {
  const body = await getJson(call, new URL('../version', call.target.base)).catch((error: unknown) => {
    if (error instanceof RequestFailed) return undefined;
    throw error;
  });
  return isJson(body) && typeof body.version === 'string' ? body.version.slice(0, 100) : undefined;
}

const mostListChars = 4_000_000;

async function getJson({ client, token, signal }: Pick<ProbeCall, 'client' | 'token' | 'signal'>, url: URL) {
  let text = '';
  await client.call({ method: 'GET', url, token, signal }, (piece) => {
    if (text.length < mostListChars) text += piece;
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

interface Found {
  answer: Answer;
  notSent: string[];
  n: number;
  stream: boolean;
  ms: number;
}

/**
 * One token, every field, as many choices as a request of the eval asks for (two where it asks for one): llama.cpp refuses
 * more than it has slots. What the server names in a refusal is left out of the next try, else half as many are asked for.
 */
async function tryFields(call: ProbeCall): Promise<Found> {
  const notSent: string[] = [];
  let n = Math.max(2, call.n);
  let stream = true;
  for (;;) {
    const body = bodyOf(call, n, stream, notSent);
    const reader = choiceReader(stream);
    const url = new URL(pathOf(call.problem), call.target.base);
    const t0 = performance.now();
    try {
      const { client, token, signal } = call;
      await client.call({ method: 'POST', url, token, body, signal }, reader.take);
      return { answer: reader.end(), notSent, n, stream, ms: performance.now() - t0 };
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const refused = refusedField(error.failure, body);
      if (refused) notSent.push(refused);
      else if (isRefusal(error.failure) && stream && /stream/i.test(messageOf(error.failure))) stream = false;
      else if (isRefusal(error.failure) && n > 1) n >>= 1;
      else throw error;
    }
  }
}

function bodyOf({ problem, servedName, sampling }: ProbeCall, n: number, stream: boolean, notSent: readonly string[]) {
  const seed = sampling.seedBase;
  return requestBody({ problem, servedName, sampling: { ...sampling, max_tokens: 1 }, n, seed, stream, notSent });
}

const isRefusal = (failure: Failure): boolean =>
  failure.kind === 'status' && (failure.status === 400 || failure.status === 422);

const messageOf = (failure: Failure): string => (failure.kind === 'status' ? (failure.message ?? '') : '');

/** The field of the request that a refusal speaks of. */
function refusedField(failure: Failure, body: string): string | undefined {
  if (!isRefusal(failure)) return undefined;
  const message = messageOf(failure);
  return droppable.find((field) => body.includes(`"${field}":`) && new RegExp(`\\b${field}\\b`).test(message));
}

function asHarnessError(failure: Failure, call: AskingCall): HarnessError {
  const name = call.target.label;
  if (failure.kind === 'unreachable')
    return new HarnessError('unreachable', `${name} can't be reached: ${failure.message}.`, { retryable: true });
  if (failure.kind === 'broken')
    return new HarnessError('engine', `${name} gave no whole answer to a request of one token.`, { retryable: true });
  const { status, message = '' } = failure;
  const said = message.trim() === '' ? '' : ` (${message.replace(/\s+/g, ' ').trim().slice(0, 200)})`;
  if (status === 401 || status === 403)
    return new HarnessError(
      'auth',
      `${name} answers ${status}: the token is missing or wrong. Set the token, then try again.`,
    );
  if (status === 404) return new HarnessError('notFound', unknownModel(call, []).replace(' It serves .', said));
  if (status === 429 || status >= 500)
    return new HarnessError('unreachable', `${name} answers ${status}${said}.`, {
      retryable: true,
      retryAfterMs: failure.retryAfterMs,
    });
  return new HarnessError('config', `${name} refuses the request with ${status}${said}.`);
}

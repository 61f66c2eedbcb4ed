import { readFile } from 'node:fs/promises';
import type {
  CheckCall,
  CheckResult,
  HandleCall,
  HarnessAdapter,
  SubmitCall,
  LogPiece,
  PollResult,
} from '../../../core/evals/adapter';
import { HarnessError } from '../../../core/evals/adapter';
import type { Clock, Random } from '../../../core/evals/clock';
import { samplingWith } from '../../../core/evals/samplingWith';
import type { EvalProblem, EvalSpec, Sampling } from '../../../core/evals/spec';
import { formatCount } from '../../../core/format';
import type { Target } from '../../../core/evals/target';
import { systemReason } from '../../errors';
import { HttpClient, type HttpLimits } from '../httpClient';
import { Limiter, TargetLease } from '../limiter';
import { systemClock } from '../systemClock';
import { lastServers } from './lastServers';
import { needsConsent, openAiTarget, type OpenAiTarget } from './openAiTarget';
import { probeServer, servedModels, type Probed } from './probe';
import { otherModel, SamplingJob, swapped } from './samplingJob';

export interface OpenAiAdapterOptions {
  clock?: Clock;
  random?: Random;
  limits?: Partial<HttpLimits>;
  /** Where windows tell each other which targets they use, in the extension's own storage. Absent: this window is alone. */
  leases?: { dir: string; owner: string };
}

/** The embedded harness: this process samples any OpenAI-compatible server. It ends with the window. */
export class OpenAiAdapter implements HarnessAdapter {
  readonly id = 'openai';
  readonly label = 'OpenAI-compatible server';
  readonly capabilities = {
    resumable: true,
    partialResults: true,
    logs: false,
    detached: false,
    needsPython: false,
    writesChunks: true,
  };
  private readonly clock: Clock;
  private readonly jobs = new Map<string, SamplingJob>();
  private readonly limiters = new Map<string, { limiter: Limiter; lease: Promise<TargetLease | undefined> }>();
  private readonly clients = new Set<HttpClient>();

  constructor(private readonly options: OpenAiAdapterOptions = {}) {
    this.clock = options.clock ?? systemClock;
  }

  fingerprint(target: Target): string {
    return `openai ${openAiTarget(target).base.href}`;
  }

  tokenOrigin(target: Target): string {
    return openAiTarget(target).base.origin;
  }

  async check(call: CheckCall): Promise<CheckResult[]> {
    try {
      const results: CheckResult[] = [];
      for (const { servedName } of call.spec?.models ?? [])
        results.push(...resultsOf(await this.probe(call, servedName), call.spec));
      return results;
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      return [{ level: 'error', code: error.code, message: error.userMessage }];
    }
  }

  /**
   * What the server does of what it is asked. The eval's `notSent` comes from here.
   *
   * @param problem whose prompt is sent, for one token; absent: a short one.
   * @throws HarnessError
   */
  async probe(
    { target, token, spec, signal }: CheckCall,
    servedName: string,
    sampling: Sampling = spec?.sampling ?? samplingWith(),
    problem: Pick<EvalProblem, 'prompt' | 'messages'> = spec?.problems[0] ?? { prompt: '1 + 1 =' },
  ): Promise<Probed> {
    const narrowed = openAiTarget(target);
    const client = await this.clientFor(narrowed);
    try {
      const secret = await tokenFor(narrowed, token);
      const n = spec?.chunking.nPerRequest ?? 1;
      return await probeServer({ client, target: narrowed, token: secret, servedName, problem, sampling, n, signal });
    } finally {
      this.close(client);
    }
  }

  /** Ids of the models that a server lists; empty for one that lists none. @throws HarnessError */
  async models({ target, token, signal }: CheckCall): Promise<string[]> {
    const narrowed = openAiTarget(target);
    const client = await this.clientFor(narrowed);
    try {
      const secret = await tokenFor(narrowed, token);
      const call = { client, target: narrowed, token: secret, servedName: '', signal };
      return await servedModels(call);
    } finally {
      this.close(client);
    }
  }

  /**
   * Connections to a server for something that is no eval; they are closed behind `use`.
   *
   * @throws HarnessError
   */
  async connect<T>(
    { target, token }: Pick<CheckCall, 'target' | 'token'>,
    use: (client: HttpClient, server: { base: URL; token?: string }) => Promise<T>,
  ): Promise<T> {
    const narrowed = openAiTarget(target);
    const client = await this.clientFor(narrowed);
    try {
      return await use(client, { base: narrowed.base, token: await tokenFor(narrowed, token) });
    } finally {
      this.close(client);
    }
  }

  async submit(call: SubmitCall): Promise<unknown> {
    const handle = { evalId: call.spec.evalId, attempt: call.attempt };
    const key = keyOf(handle);
    if (this.jobs.has(key)) return handle;
    const target = openAiTarget(call.target);
    const token = await tokenFor(target, call.token);
    const probed = new Map<string, Probed>();
    for (const { servedName } of call.spec.models) probed.set(servedName, await this.probe(call, servedName));
    if (call.store.done().size > 0) await checkSame(call, probed, target);
    for (const found of probed.values()) {
      call.tell({ type: 'capability', capability: found });
      checkNotSent(call.spec.notSent, found, target);
    }
    const client = await this.clientFor(target);
    const { spec, missing, store, tell } = call;
    const { clock } = this;
    const random = this.options.random ?? Math.random;
    const limiter = this.limiterFor(target);
    const job = new SamplingJob({ spec, missing, target, client, limiter, store, token, probed, clock, random, tell });
    this.jobs.set(key, job);
    void job.finished.finally(() => this.close(client));
    return handle;
  }

  poll({ handle, cursor }: HandleCall & { cursor: unknown }): Promise<PollResult> {
    const job = this.jobs.get(keyOf(handle));
    return Promise.resolve(job?.poll(cursor) ?? { state: 'gone', chunks: [], cursor });
  }

  async *fetch(): AsyncGenerator<never> {
    // Chunks are written where they belong.
  }

  logs(): Promise<LogPiece> {
    return Promise.resolve({ text: '', end: 0 });
  }

  async cancel({ handle }: HandleCall): Promise<void> {
    const job = this.jobs.get(keyOf(handle));
    job?.cancel();
    await job?.finished;
  }

  cleanup(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    for (const job of this.jobs.values()) job.cancel();
    for (const { lease } of this.limiters.values()) void lease.then((open) => open?.close());
    for (const client of this.clients) client.dispose();
    this.jobs.clear();
    this.limiters.clear();
  }

  /** Requests under way at a target, and how many are allowed now. */
  load(targetId: string): { inFlight: number; limit: number } | undefined {
    const found = this.limiters.get(targetId)?.limiter;
    return found && { inFlight: found.inFlight, limit: found.limit };
  }

  private limiterFor(target: OpenAiTarget): Limiter {
    const known = this.limiters.get(target.id);
    if (known) {
      known.limiter.setMostAtOnce(target.mostAtOnce);
      return known.limiter;
    }
    const limiter = new Limiter(target.mostAtOnce);
    this.limiters.set(target.id, { limiter, lease: this.openLease(target, limiter) });
    return limiter;
  }

  private async openLease({ id }: OpenAiTarget, limiter: Limiter): Promise<TargetLease | undefined> {
    const { leases } = this.options;
    if (!leases) return undefined;
    const lease = new TargetLease(`${leases.dir}/${id}`, leases.owner, limiter);
    await lease.open().catch(() => undefined);
    return lease;
  }

  private async clientFor({ label, caFile }: OpenAiTarget): Promise<HttpClient> {
    const ca = caFile === undefined ? undefined : await readCa(caFile, label);
    const client = new HttpClient(this.clock, { ca, limits: this.options.limits });
    this.clients.add(client);
    return client;
  }

  private close(client: HttpClient): void {
    client.dispose();
    this.clients.delete(client);
  }
}

function keyOf(handle: unknown): string {
  const { evalId, attempt } = (handle ?? {}) as { evalId?: unknown; attempt?: unknown };
  return JSON.stringify([evalId, attempt]);
}

/** @throws HarnessError when the token would be readable on its way and nobody has agreed to that. */
async function tokenFor(target: OpenAiTarget, token: () => Promise<string | undefined>): Promise<string | undefined> {
  const secret = await token();
  if (secret === undefined || !needsConsent(target)) return secret;
  const way = 'Use https or a tunnel, or set allowPlainHttp in the target';
  throw new HarnessError(
    'config',
    `The token of ${target.label} would go over plain http to ${target.base.host}. ${way}.`,
  );
}

async function readCa(path: string, label: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new HarnessError('config', `The CA file of ${label}, ${path}, can't be read: ${systemReason(error)}.`);
  }
}

/** Samples of another model under the same name would be counted with those that are here. */
async function checkSame(
  { dir, acceptsOtherModel, tell }: SubmitCall,
  probed: ReadonlyMap<string, Probed>,
  { label }: OpenAiTarget,
): Promise<void> {
  const before = await lastServers(dir);
  for (const now of probed.values()) {
    const known = before.get(now.servedModel);
    const other = known && otherModel(known, now);
    if (!other) continue;
    if (!acceptsOtherModel) throw new HarnessError('otherModel', swapped(label, other));
    tell({ type: 'model.accepted', servedModel: now.servedModel, ...other });
  }
}

/** Samples drawn with other fields than those the eval began with are other samples. */
function checkNotSent(agreed: readonly string[], { notSent, servedModel }: Probed, { label }: OpenAiTarget): void {
  const extra = notSent.filter((field) => !agreed.includes(field));
  if (extra.length === 0) return;
  const what = extra.join(', ');
  throw new HarnessError(
    'config',
    `${label} refuses ${what} for ${servedModel}, which this eval sends. Make a new eval without.`,
  );
}

function resultsOf({ servedModel, notSent, nMax, maxModelLen }: Probed, spec: EvalSpec | undefined): CheckResult[] {
  const results: CheckResult[] = [
    { level: 'ok', code: 'model', message: `The server has ${servedModel} and answers.` },
    ...notSent.map((field) => ({
      level: 'warning' as const,
      code: 'field-not-sent',
      message: `It refuses ${field}: samples are drawn without it.`,
    })),
  ];
  if (nMax === 1)
    results.push({
      level: 'warning',
      code: 'one-choice',
      message: 'It gives one sample a request; they are asked for one by one.',
    });
  else if (spec && nMax < spec.chunking.nPerRequest)
    results.push({ level: 'ok', code: 'few-choices', message: `It gives at most ${nMax} samples a request.` });
  if (maxModelLen !== undefined) results.push(contextResult(maxModelLen, spec));
  return results;
}

/** A token is taken for four characters, as long as nothing has counted them. */
const tokenChars = 4;

function contextResult(most: number, spec: EvalSpec | undefined): CheckResult {
  const holds = `Its context holds ${formatCount(most)} tokens, prompt included`;
  const longest = spec?.problems.reduce((chars, problem) => Math.max(chars, charsOf(problem)), 0) ?? 0;
  const wanted = Math.ceil(longest / tokenChars) + (spec?.sampling.max_tokens ?? 0);
  if (wanted <= most) return { level: 'ok', code: 'context', message: `${holds}.` };
  return {
    level: 'warning',
    code: 'context',
    message: `${holds}; this eval asks for up to about ${formatCount(wanted)}. It may cut traces short or refuse them.`,
    fix: 'Ask for fewer tokens, or serve the model with a longer context.',
  };
}

const charsOf = ({ prompt, messages }: EvalProblem): number =>
  prompt?.length ?? messages?.reduce((sum, { content }) => sum + content.length, 0) ?? 0;

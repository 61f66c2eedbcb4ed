/**
 * Draws what is missing of one eval from one server. It writes whole chunks only; what is under way when it stops is drawn
 * again with the same seeds.
 */
import { setMaxListeners } from 'node:events';
import { HarnessError, type ChunkStore, type HarnessErrorCode, type PollResult } from '../../../core/evals/adapter';
import { sleep } from '../systemClock';
import type { Clock, Random } from '../../../core/evals/clock';
import { repeatedChoices } from '../../../core/evals/duplicates';
import type { EvalEventBody } from '../../../core/evals/events';
import { decide, unreachableAfterMs, type Failure } from '../../../core/evals/outcome';
import type { Chunk } from '../../../core/evals/plan';
import type { SampleLine } from '../../../core/evals/sampleLine';
import type { EvalModel, EvalProblem, EvalSpec } from '../../../core/evals/spec';
import { RequestFailed, type HttpClient } from '../httpClient';
import type { Limiter, SlotEnd } from '../limiter';
import type { OpenAiTarget } from './openAiTarget';
import type { KnownServer } from './lastServers';
import { listModels, type Probed } from './probe';
import { choiceReader, type Answer, type Choice } from './readChoices';
import { pathOf, requestBody } from './requestBody';

export interface JobParts {
  spec: EvalSpec;
  missing: readonly string[];
  target: OpenAiTarget;
  client: HttpClient;
  limiter: Limiter;
  store: Pick<ChunkStore, 'putLines'>;
  token: string | undefined;
  /** By served name. */
  probed: ReadonlyMap<string, Probed>;
  clock: Clock;
  random: Random;
  tell(event: EvalEventBody): void;
}

/** Samples `start … start + n - 1` of a chunk, asked for at once. */
interface Piece {
  start: number;
  n: number;
}

interface Drawn {
  choice: Choice;
  index: number;
  answer: Answer;
  /** Choices of its request. */
  of: number;
  t0: number;
  t1: number;
}

/** Ends the whole eval. */
class EvalFailed extends Error {
  constructor(
    readonly code: HarnessErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Ends one chunk; its samples are missing. */
class ChunkFailed extends EvalFailed {}

type End = { state: 'ended' | 'cancelled' } | { state: 'failed'; error: { code: HarnessErrorCode; message: string } };

export class SamplingJob {
  private readonly stop = new AbortController();
  private readonly queue: Chunk[];
  private readonly problems: Map<string, EvalProblem>;
  private readonly models: Map<string, EvalModel>;
  private readonly done: string[] = [];
  private readonly failed: { id: string; code: HarnessErrorCode; message: string }[] = [];
  private end: End | undefined;
  private isFinished = false;
  /** A request of this attempt has given samples. */
  private hasAnswer = false;
  /** Since when nothing could be reached. */
  private awaySince: number | undefined;
  /** Models whose n or seed turned out not to be what the probe had shown. */
  private readonly oneAtATime = new Set<string>();
  private readonly warned = new Set<string>();
  readonly finished: Promise<void>;

  constructor(private readonly parts: JobParts) {
    const { spec } = parts;
    const missing = new Set(parts.missing);
    this.queue = spec.chunks.filter(({ id }) => missing.has(id)).reverse();
    this.problems = new Map(spec.problems.map((problem) => [keyOf(problem.id, problem.benchmark), problem]));
    this.models = new Map(spec.models.map((model) => [model.name, model]));
    // Each request under way listens to it.
    setMaxListeners(0, this.stop.signal);
    this.finished = this.run();
  }

  /** Where it stands; `cursor` counts chunks that were told of. */
  poll(cursor: unknown): PollResult {
    const from = typeof cursor === 'number' && cursor >= 0 && cursor <= this.done.length ? cursor : 0;
    const end = this.isFinished ? this.end : undefined;
    const away = this.awaySince !== undefined && this.parts.clock.now() - this.awaySince >= unreachableAfterMs;
    return {
      state: end?.state ?? (away ? 'waiting' : 'running'),
      error: end?.state === 'failed' ? end.error : undefined,
      chunks: this.done.slice(from).map((id) => ({ id })),
      failed: [...this.failed],
      cursor: this.done.length,
    };
  }

  /** Closes all connections. What is whole is kept; `finished` resolves when nothing is written any more. */
  cancel(): void {
    this.end ??= { state: 'cancelled' };
    this.stop.abort();
  }

  private async run(): Promise<void> {
    // While a chunk is written (and a disk may be slow to confirm) or waits for its next try, its place at the server is
    // another's.
    const loops = Math.min(this.queue.length, 4 * this.parts.target.mostAtOnce);
    await Promise.all(Array.from({ length: loops }, () => this.drawAll()));
    this.end ??= { state: 'ended' };
    this.isFinished = true;
  }

  private async drawAll(): Promise<void> {
    for (let chunk = this.queue.pop(); chunk && !this.end; chunk = this.queue.pop()) {
      try {
        await this.drawChunk(chunk);
      } catch (error) {
        if (this.end) return;
        this.give(chunk, error);
      }
    }
  }

  private give(chunk: Chunk, error: unknown): void {
    if (error instanceof ChunkFailed) {
      this.failed.push({ id: chunk.id, code: error.code, message: error.message });
      this.parts.tell({ type: 'chunk.failed', id: chunk.id, code: error.code, message: error.message });
      return;
    }
    const code = error instanceof EvalFailed || error instanceof HarnessError ? error.code : 'engine';
    const message = error instanceof Error ? error.message : String(error);
    this.end = { state: 'failed', error: { code, message } };
    this.stop.abort();
  }

  private async drawChunk(chunk: Chunk): Promise<void> {
    const { clock, tell, store, spec } = this.parts;
    tell({ type: 'chunk.started', id: chunk.id });
    const started = clock.now();
    const drawn = await this.drawChoices(chunk);
    const lines = this.linesOf(chunk, drawn);
    await store.putLines(chunk.id, lines);
    this.done.push(chunk.id);
    const tokens = lines.reduce((sum, { usage }) => sum + (usage?.completion_tokens ?? 0), 0);
    const finish: Record<string, number> = {};
    for (const { finish_reason } of lines) finish[finish_reason] = (finish[finish_reason] ?? 0) + 1;
    const ms = clock.now() - started;
    tell({ type: 'chunk.done', id: chunk.id, n: chunk.n, finish, ms, ...(tokens > 0 && { tokens }) });
    // Those of one request were looked at when it came.
    if (drawn.every(({ of }) => of > 1)) return;
    const repeats = repeatedChoices(
      lines.map(({ text }) => text),
      spec.sampling.temperature,
    );
    if (repeats > 0) this.warnOnce('duplicate-choices', this.repeatWords(repeats, chunk));
  }

  private async drawChoices(chunk: Chunk): Promise<Drawn[]> {
    const { servedName } = this.models.get(chunk.model)!;
    const most = this.oneAtATime.has(servedName) ? 1 : this.parts.probed.get(servedName)!.nMax;
    if (most === 1 && chunk.n > 1) return this.drawSingly(chunk, []);
    const drawn = await this.drawPieces(chunk, most);
    if (this.isSuspicious(chunk, drawn)) {
      this.oneAtATime.add(servedName);
      // What came under its own seed is kept unless it came several times.
      return this.drawSingly(chunk, drawn.length < chunk.n ? drawn.filter(({ index }) => index === chunk.start) : []);
    }
    return drawn;
  }

  private async drawPieces(chunk: Chunk, most: number): Promise<Drawn[]> {
    const pieces: Piece[] = [];
    const end = chunk.start + chunk.n;
    for (let start = chunk.start; start < end; start += most) pieces.push({ start, n: Math.min(most, end - start) });
    return (await Promise.all(pieces.map((piece) => this.drawPiece(chunk, piece)))).flat();
  }

  private async drawSingly(chunk: Chunk, kept: Drawn[]): Promise<Drawn[]> {
    const missing = Array.from({ length: chunk.n }, (_, i) => chunk.start + i).filter(
      (start) => !kept.some(({ index }) => index === start),
    );
    const drawn = await Promise.all(missing.map((start) => this.drawPiece(chunk, { start, n: 1 })));
    if (drawn.some((piece) => piece.length !== 1))
      throw new ChunkFailed('corrupt', `${this.parts.target.label} gave no text for a sample.`);
    return [...kept, ...drawn.flat()].sort((a, b) => a.index - b.index);
  }

  /** Fewer choices than asked for, or one draw told several times. */
  private isSuspicious(chunk: Chunk, drawn: readonly Drawn[]): boolean {
    const { target, spec } = this.parts;
    if (drawn.length < chunk.n) {
      const message = `${target.label} gave ${drawn.length} of ${chunk.n} choices; samples are now asked for one by one.`;
      this.warnOnce('choices-missing', message);
      return true;
    }
    if (chunk.n === 1) return false;
    const repeats = repeatedChoices(
      drawn.map(({ choice }) => choice.text),
      spec.sampling.temperature,
    );
    if (repeats === 0) return false;
    this.warnOnce('duplicate-choices', `${this.repeatWords(repeats, chunk)} Samples are now asked for one by one.`);
    return true;
  }

  private repeatWords(repeats: number, chunk: Chunk): string {
    return `${this.parts.target.label} gave ${repeats} of ${chunk.n} choices twice, under different seeds.`;
  }

  /** One request, again and again until the outcome table says otherwise. */
  private async drawPiece(chunk: Chunk, piece: Piece): Promise<Drawn[]> {
    const tries = { unreachable: 0, status: 0, broken: 0 };
    for (;;) {
      const outcome = await this.ask(chunk, piece);
      if ('drawn' in outcome) return outcome.drawn;
      const { failure } = outcome;
      const decision = this.decide(failure, ++tries[failure.kind], chunk);
      if (decision.do === 'failEval') throw new EvalFailed(decision.code, decision.message);
      if (decision.do === 'failChunk') throw new ChunkFailed(decision.code, decision.message);
      if (decision.unreachable) this.awaySince ??= this.parts.clock.now();
      this.parts.tell({ type: 'chunk.retry', id: chunk.id, why: decision.why, attempt: tries[failure.kind] });
      await sleep(this.parts.clock, decision.afterMs, this.stop.signal);
    }
  }

  private decide(failure: Failure, tries: number, chunk: Chunk) {
    const { target, random, probed } = this.parts;
    const model = this.models.get(chunk.model)!.servedName;
    const isFirst = !this.hasAnswer;
    return decide(failure, { tries, isFirst, server: target.label, model, models: probed.get(model)?.models, random });
  }

  private async ask(chunk: Chunk, piece: Piece): Promise<{ drawn: Drawn[] } | { failure: Failure }> {
    const { limiter, clock } = this.parts;
    const slot = await limiter.acquire(this.stop.signal);
    let end: SlotEnd = 'other';
    try {
      const t0 = clock.now();
      const answer = await this.request(chunk, piece);
      end = 'success';
      this.hasAnswer = true;
      return { drawn: drawnOf(answer, piece, t0, clock.now()) };
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const { failure } = error;
      if (this.decide(failure, 1, chunk).do === 'retry' && isPressure(failure)) end = 'pressure';
      return { failure };
    } finally {
      slot.release(end);
    }
  }

  private async request(chunk: Chunk, { start, n }: Piece): Promise<Answer> {
    const { spec, target, client, token, probed } = this.parts;
    const problem = this.problems.get(keyOf(chunk.problem, chunk.benchmark))!;
    const { servedName } = this.models.get(chunk.model)!;
    const { stream } = probed.get(servedName)!;
    const seed = chunk.seed + start - chunk.start;
    const { sampling, notSent } = spec;
    const body = requestBody({ problem, servedName, sampling, n, seed, stream, notSent });
    const reader = choiceReader(stream);
    const url = new URL(pathOf(problem), target.base);
    await client.call({ method: 'POST', url, token, body, signal: this.stop.signal }, reader.take);
    const answer = reader.end();
    await this.checkServer(servedName, answer);
    return answer;
  }

  /** Samples of another model under the same name would be counted with these: stop, and say so. */
  private async checkServer(servedName: string, answer: Answer): Promise<void> {
    const { target, client, token, probed } = this.parts;
    const known = probed.get(servedName)!;
    const other = otherModel(known, { identity: known.identity, answersAs: answer.model });
    if (other) throw new EvalFailed('otherModel', swapped(target.label, other));
    if (answer.systemFingerprint !== known.systemFingerprint)
      this.warnOnce(
        'server-changed',
        `${target.label} now answers as another build (${answer.systemFingerprint ?? 'none'}).`,
      );
    if (this.awaySince === undefined) return;
    const { identity } = await listModels({ client, target, token, servedName, signal: this.stop.signal });
    const another = otherModel(known, { identity });
    if (another) throw new EvalFailed('otherModel', swapped(target.label, another));
    this.awaySince = undefined;
  }

  private warnOnce(code: Extract<EvalEventBody, { type: 'warning' }>['code'], message: string): void {
    if (this.warned.has(code)) return;
    this.warned.add(code);
    this.parts.tell({ type: 'warning', code, message });
  }

  private linesOf(chunk: Chunk, drawn: readonly Drawn[]): SampleLine[] {
    const { spec, target, probed } = this.parts;
    const known = probed.get(this.models.get(chunk.model)!.servedName)!;
    const server = { id: target.id, version: known.version };
    const takesSeed = !spec.notSent.includes('seed');
    return drawn.map(({ choice, index, answer, of, t0, t1 }, i) => ({
      evalId: spec.evalId,
      chunkId: chunk.id,
      model: chunk.model,
      problem: chunk.problem,
      ...(chunk.benchmark !== undefined && { benchmark: chunk.benchmark }),
      index,
      seed: takesSeed ? chunk.seed + index - chunk.start : null,
      text: choice.text,
      finish_reason: choice.finish_reason,
      ...(of === 1 && answer.usage?.completion_tokens !== undefined && { tokens: answer.usage.completion_tokens }),
      ...(answer !== drawn[i - 1]?.answer && answer.usage && { usage: answer.usage }),
      t0,
      t1,
      server: { ...server, systemFingerprint: answer.systemFingerprint },
    }));
  }
}

const keyOf = (problem: string, benchmark: string | undefined): string => JSON.stringify([problem, benchmark]);

/** Two models under one name, as the server's list or its answers name them. */
export interface OtherModel {
  before: string;
  now: string;
}

/** undefined: as far as the server tells, it is the same. */
export function otherModel(before: KnownServer, now: KnownServer): OtherModel | undefined {
  if (before.identity !== now.identity) return { before: before.identity, now: now.identity };
  if (before.answersAs === undefined || now.answersAs === undefined || before.answersAs === now.answersAs)
    return undefined;
  return { before: before.answersAs, now: now.answersAs };
}

export const swapped = (server: string, { before, now }: OtherModel): string =>
  `${server} serves another model than when the eval began ("${now}", before "${before}"), so nothing more is drawn. Resume it only if the weights are the same, or make a new eval.`;

function isPressure(failure: Failure): boolean {
  if (failure.kind === 'status') return [408, 429, 502, 503, 504].includes(failure.status);
  return failure.kind === 'broken' && failure.how === 'idle';
}

/** Choices beyond those asked for are passed over. */
function drawnOf(answer: Answer, piece: Piece, t0: number, t1: number): Drawn[] {
  const drawn: Drawn[] = [];
  for (let i = 0; i < piece.n; i++) {
    const choice = answer.choices[i];
    if (choice) drawn.push({ choice, index: piece.start + i, answer, of: piece.n, t0, t1 });
  }
  return drawn;
}

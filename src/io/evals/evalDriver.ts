/**
 * Leads one eval from where it is to its end: prepares, submits, polls, fetches, concludes. There is one driver per eval,
 * held by `owner.lock`; whatever happens to it, the chunk files say what is left to do.
 */
import { createHash } from 'node:crypto';
import {
  HarnessError,
  type HandleCall,
  type HarnessAdapter,
  type HarnessErrorCode,
  type PollResult,
} from '../../core/evals/adapter';
import { backoffMs } from '../../core/evals/backoff';
import type { Clock, Random } from '../../core/evals/clock';
import type { EvalEventBody } from '../../core/evals/events';
import { countChunk, emptyCounts, endOf, stateOf } from '../../core/evals/progress';
import { readGrades } from '../../core/evals/readGrades';
import { redact } from '../../core/evals/redact';
import type { GradeLine, SampleLine } from '../../core/evals/sampleLine';
import type { EvalSpec } from '../../core/evals/spec';
import { formatOf } from '../../core/format';
import { isLegal, isResting, type EvalCounts, type EvalState, type EvalStatus } from '../../core/evals/states';
import type { Target } from '../../core/evals/target';
import { EvalDump } from './evalDump';
import type { EvalStore } from './evalStore';
import { OwnerLock } from './ownerLock';
import { sleep, systemClock } from './systemClock';

export interface DriveOptions {
  store: EvalStore;
  adapter: HarnessAdapter;
  /** From the user's settings, looked up by `spec.target.id`. */
  target: Target;
  token(): Promise<string | undefined>;
  /** See `SubmitCall`. */
  acceptsOtherModel?: boolean;
  /** At every change of state, and at most every 250 ms while samples come. */
  onChange?(status: EvalStatus): void;
  onEvent?(event: EvalEventBody): void;
  /** Judges samples as they come, where no verdicts came with them; absent: they stay unscored until they are re-graded. */
  grade?(lines: readonly SampleLine[], spec: EvalSpec): Promise<GradeLine[]>;
  clock?: Clock;
  random?: Random;
}

const localPollMs = 250;
const remotePollMs = 2_000;
const mostPollMs = 30_000;
const statusEveryMs = 1_000;
const publishEveryMs = 1_000;
/** A chunk that arrives damaged so often is not asked for again in this attempt. */
const mostDamaged = 3;

/** Ends the loop: the window closes, or the lock is another's. */
class Left extends Error {}
/** Cancelled while nothing was submitted yet. */
class CancelledEarly extends Error {}

export class EvalDriver {
  /** Resolves with the last status when nothing is driven any more; never rejects. */
  readonly finished: Promise<EvalStatus>;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly stop = new AbortController();
  private wake = new AbortController();
  private isCancelling = false;
  private cancelAsked = false;
  private readonly damaged = new Map<string, number>();
  private readonly counted = new Set<string>();
  /** Chunks that are not in the dump yet. */
  private fresh: { id: string; lines: readonly SampleLine[] }[] = [];
  private freshGrades: GradeLine[] = [];
  private readonly dump: EvalDump;
  private dumpedAt = -Infinity;
  private secrets: string[] = [];
  private writtenAt = -Infinity;

  private constructor(
    private readonly options: DriveOptions,
    private readonly spec: EvalSpec,
    private readonly lock: OwnerLock,
    private now: EvalStatus,
  ) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    const { store, grade } = options;
    this.dump = new EvalDump(store, spec, grade && ((lines) => grade(lines, spec)));
    this.finished = this.drive();
  }

  /**
   * Starts or resumes an eval.
   *
   * @returns undefined when another window drives it.
   * @throws HarnessError `config` for a directory that holds no eval, or whose target is not the one that it was made with.
   */
  static async start(options: DriveOptions): Promise<EvalDriver | undefined> {
    const { store, target, adapter } = options;
    const read = await store.readSpec();
    if (!read.spec) throw new HarnessError('config', `This eval can't be run: ${read.why}`);
    checkTarget(read.spec, target, adapter);
    const holder: { driver?: EvalDriver } = {};
    const lock = await OwnerLock.acquire(store.dir, () => void holder.driver?.leave());
    if (!lock) return undefined;
    const status = (await store.readStatus()) ?? newStatus(read.spec);
    holder.driver = new EvalDriver(options, read.spec, lock, status);
    return holder.driver;
  }

  get status(): EvalStatus {
    return this.now;
  }

  /** Ends the eval and keeps its samples. `finished` tells when the engine has confirmed. */
  cancel(): void {
    this.isCancelling = true;
    this.wake.abort();
  }

  /** The window closes: work elsewhere goes on, work here ends and can be resumed. */
  async leave(): Promise<void> {
    this.stop.abort();
    this.wake.abort();
    await this.finished;
  }

  private async drive(): Promise<EvalStatus> {
    try {
      await this.lead();
    } catch (error) {
      await this.endWith(error);
    } finally {
      await this.options.store.settled();
      await this.lock.release().catch(() => undefined);
    }
    return this.now;
  }

  private async lead(): Promise<void> {
    const { adapter } = this.options;
    await this.count();
    const isAttached = adapter.capabilities.detached && !isResting(this.now.state) && this.now.handle !== undefined;
    if (!isAttached) {
      await this.begin().catch((error: unknown) => {
        if (!(error instanceof CancelledEarly)) throw error;
      });
    }
    await this.conclude(await this.follow());
  }

  /** Chunks that are there, read and checked; damaged ones are put aside and drawn again. */
  private async count(): Promise<void> {
    const { store } = this.options;
    const counts = emptyCounts(this.spec.chunks);
    for (const id of [...(await store.scan(true))]) {
      if (await store.readChunk(id)) {
        countChunk(counts, store.finishOf(id)!);
        this.counted.add(id);
      } else {
        await store.discard(id);
        this.warn(
          'corrupt-chunk',
          `Chunk ${id} is damaged and is drawn again; the file is kept as ${id}.jsonl.damaged.`,
        );
      }
    }
    this.now = { ...this.now, counts };
    await this.dump.open();
  }

  /** Lets the comparison see what has come since; grades it first, if there is a grader here. */
  private async publish(always: boolean): Promise<void> {
    const isDue = always || this.clock.now() - this.dumpedAt >= publishEveryMs;
    if (this.fresh.length === 0 || !isDue) return;
    this.dumpedAt = this.clock.now();
    const { fresh, freshGrades } = this;
    this.fresh = [];
    this.freshGrades = [];
    const lines = fresh.flatMap((chunk) => chunk.lines);
    const ungraded = freshGrades.length === 0 ? await this.options.grade?.(lines, this.spec) : undefined;
    await this.dump.add(fresh, ungraded ?? freshGrades);
  }

  private async begin(): Promise<void> {
    if (!isResting(this.now.state)) await this.to('interrupted', 'its driver went away');
    const attempt = this.now.attempt + 1;
    const startedAt = this.now.startedAt ?? this.time();
    const { counts } = this.now;
    this.now = {
      ...this.now,
      attempt,
      startedAt,
      counts,
      handle: undefined,
      cursor: undefined,
      error: undefined,
      endedAt: undefined,
    };
    await this.to('preparing');
    const missing = this.missing();
    if (missing.length === 0) return;
    await this.to('submitting');
    const { adapter, target, acceptsOtherModel } = this.options;
    const handle = await this.untilReached('submitting', () =>
      adapter.submit({ ...this.call(), attempt, missing, acceptsOtherModel }),
    );
    this.now = { ...this.now, handle, targetFingerprint: adapter.fingerprint(target) };
    await this.to(adapter.capabilities.detached ? 'queued' : 'running');
  }

  /** Polls until the engine has ended. */
  private async follow(): Promise<PollResult> {
    const { adapter } = this.options;
    const nothing: PollResult = { state: this.isCancelling ? 'cancelled' : 'ended', chunks: [], cursor: undefined };
    if (this.now.handle === undefined) return nothing;
    let pause = adapter.capabilities.detached ? remotePollMs : localPollMs;
    for (;;) {
      if (this.isCancelling) await this.askToCancel();
      const polled = await this.untilReached(undefined, () =>
        adapter.poll({ ...this.handle(), cursor: this.now.cursor }),
      );
      const moved = await this.absorb(polled);
      if (stateOf(polled) === undefined) return polled;
      pause = this.nextPause(pause, moved);
      await this.pause(pause);
    }
  }

  private nextPause(pause: number, moved: boolean): number {
    if (!this.options.adapter.capabilities.detached) return localPollMs;
    return moved ? remotePollMs : Math.min(mostPollMs, pause * 1.5);
  }

  private async askToCancel(): Promise<void> {
    await this.to('cancelling');
    if (this.cancelAsked) return;
    await this.untilReached(undefined, () => this.options.adapter.cancel(this.handle()));
    this.cancelAsked = true;
  }

  /** @returns whether anything has changed. */
  private async absorb(polled: PollResult): Promise<boolean> {
    for (const event of polled.events ?? []) this.tell(event);
    if (polled.engineState !== undefined) this.tell({ type: 'engine.state', raw: this.clean(polled.engineState) });
    const before = this.now.counts.chunksDone;
    await this.collect(polled.chunks);
    this.now = { ...this.now, cursor: polled.cursor };
    await this.publish(false);
    this.now.counts.chunksFailed = polled.failed?.length ?? 0;
    const next = stateOf(polled);
    if (next && !this.isCancelling && next !== this.now.state && isLegal(this.now.state, next)) await this.to(next);
    else await this.saveNow(false);
    return this.now.counts.chunksDone > before;
  }

  private async collect(offered: PollResult['chunks']): Promise<void> {
    const { adapter } = this.options;
    if (adapter.capabilities.writesChunks) {
      for (const { id } of offered) this.countStored(id);
      return;
    }
    const hashes = new Map(offered.map(({ id, sha256 }) => [id, sha256]));
    const wanted = offered.map(({ id }) => id).filter((id) => this.wants(id));
    if (wanted.length === 0) return;
    let bytes = 0;
    const ids: string[] = [];
    for await (const chunk of adapter.fetch({ ...this.handle(), chunkIds: wanted })) {
      if (!this.wants(chunk.id)) continue;
      bytes += chunk.bytes.length;
      if (!(await this.keep(chunk.id, chunk.bytes, hashes.get(chunk.id)))) continue;
      ids.push(chunk.id);
      if (chunk.grades) this.freshGrades.push(...readGrades(new TextDecoder().decode(chunk.grades)));
    }
    for (const id of ids) this.countStored(id);
    if (ids.length > 0) this.tell({ type: 'fetch.done', ids, bytes });
  }

  private wants(id: string): boolean {
    return !this.options.store.done().has(id) && (this.damaged.get(id) ?? 0) < mostDamaged;
  }

  private async keep(id: string, bytes: Uint8Array, expected: string | undefined): Promise<boolean> {
    try {
      if (expected !== undefined && createHash('sha256').update(bytes).digest('hex') !== expected)
        throw new HarnessError('corrupt', `Chunk ${id} is damaged: its hash is not the one it was sent with.`);
      await this.options.store.put(id, bytes);
      return true;
    } catch (error) {
      if (!(error instanceof HarnessError) || error.code !== 'corrupt') throw error;
      this.damaged.set(id, (this.damaged.get(id) ?? 0) + 1);
      this.warn('corrupt-chunk', error.userMessage);
      return false;
    }
  }

  private countStored(id: string): void {
    const { store } = this.options;
    const lines = store.take(id);
    if (lines) this.fresh.push({ id, lines });
    const finish = store.finishOf(id);
    if (finish && !this.counted.has(id)) countChunk(this.now.counts, finish);
    this.counted.add(id);
  }

  private async conclude(polled: PollResult): Promise<void> {
    if (!this.isCancelling) await this.to('collecting');
    else if (this.now.state !== 'cancelling') await this.to('cancelling');
    const left = this.missing();
    if (left.length > 0 && this.now.handle !== undefined && polled.state !== 'gone')
      await this.untilReached(undefined, () => this.collect(left.map((id) => ({ id }))));
    const { isCancelling } = this;
    const { detached: isDetached } = this.options.adapter.capabilities;
    await this.publish(true);
    const end = endOf(polled, this.now.counts, { isCancelling, isDetached });
    const why = polled.error ?? (end === 'completedWithGaps' ? whyGaps(polled, this.now.counts) : undefined);
    if (why) this.report(why.code, why.message);
    this.now = { ...this.now, endedAt: this.time() };
    await this.to(end, why?.message);
    this.tell({ type: 'run.closed', state: end });
  }

  private async endWith(error: unknown): Promise<void> {
    const isLeft = error instanceof Left || this.stop.signal.aborted;
    const { adapter } = this.options;
    try {
      if (isLeft && adapter.capabilities.detached) return await this.saveNow(true);
      if (this.now.handle !== undefined && !adapter.capabilities.detached) await adapter.cancel(this.handle(true));
      for (const id of this.options.store.done()) this.countStored(id);
      await this.publish(true).catch(() => undefined);
      if (isLeft) return await this.to('interrupted', 'the window was closed');
      const code = error instanceof HarnessError ? error.code : 'engine';
      this.report(code, error instanceof HarnessError ? error.userMessage : String(error));
      await this.to('failed', this.now.error?.message);
    } catch {
      // The disk takes no state: what is known stays on screen, and the chunks that are there say the rest.
      this.changed();
    }
  }

  /** Repeats what can't reach the target, for as long as it takes. */
  private async untilReached<T>(back: EvalState | undefined, action: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const result = await action();
        if (tries > 1 && back && this.now.state === 'waiting') await this.to(back);
        return result;
      } catch (error) {
        if (this.stop.signal.aborted) throw new Left();
        if (!(error instanceof HarnessError) || !error.retryable) throw error;
        this.report(error.code, error.userMessage);
        if (this.now.state !== 'waiting' && isLegal(this.now.state, 'waiting'))
          await this.to('waiting', error.userMessage);
        await this.pause(error.options.retryAfterMs ?? backoffMs(tries + 2, this.random));
        if (this.isCancelling && this.now.handle === undefined) throw new CancelledEarly();
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    if (this.stop.signal.aborted) throw new Left();
    await sleep(this.clock, ms, this.wake.signal);
    if (this.wake.signal.aborted) this.wake = new AbortController();
    if (this.stop.signal.aborted) throw new Left();
  }

  private missing(): string[] {
    const done = this.options.store.done();
    return this.spec.chunks.map(({ id }) => id).filter((id) => !done.has(id));
  }

  private async to(state: EvalState, reason?: string): Promise<void> {
    const from = this.now.state;
    if (from === state) return;
    if (!isLegal(from, state)) throw new Error(`An eval can't go from ${from} to ${state}.`);
    this.now = { ...this.now, state };
    const { attempt } = this.now;
    this.tell({
      type: 'run.state',
      from,
      to: state,
      attempt,
      ...(reason !== undefined && { reason: this.clean(reason) }),
    });
    await this.saveNow(true);
  }

  private report(code: HarnessErrorCode, message: string): void {
    this.now = { ...this.now, error: { code, message: this.clean(message), at: this.time() } };
  }

  private warn(code: Extract<EvalEventBody, { type: 'warning' }>['code'], message: string): void {
    this.tell({ type: 'warning', code, message });
  }

  private tell(event: EvalEventBody): void {
    this.options.store.tell(event, new Date(this.clock.now()));
    this.options.onEvent?.(event);
  }

  private async saveNow(always: boolean): Promise<void> {
    this.now = { ...this.now, updatedAt: this.time() };
    this.changed();
    if (!always && this.clock.now() - this.writtenAt < statusEveryMs) return;
    this.writtenAt = this.clock.now();
    await this.options.store.writeStatus(this.now);
  }

  private changed(): void {
    this.options.onChange?.({ ...this.now, counts: { ...this.now.counts, finish: { ...this.now.counts.finish } } });
  }

  private clean(text: string): string {
    return redact(text, this.secrets);
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString();
  }

  private call() {
    const { store, target, token } = this.options;
    return {
      spec: this.spec,
      target,
      dir: store.dir,
      store,
      token: async () => {
        const secret = await token();
        if (secret !== undefined) this.secrets = [secret];
        return secret;
      },
      tell: (event: EvalEventBody) => this.tell(event),
      signal: this.stop.signal,
    };
  }

  /** @param last a call that must still be made although the driver stops */
  private handle(last = false): HandleCall {
    const call = { ...this.call(), handle: this.now.handle };
    return last ? { ...call, signal: new AbortController().signal } : call;
  }
}

/** What a person is told of pieces that are missing for good: how many, and why the last of them is. */
function whyGaps({ failed }: PollResult, { chunks, chunksDone }: EvalCounts): PollResult['error'] {
  const last = failed?.at(-1);
  if (!last) return undefined;
  const words = `${formatOf(chunks - chunksDone, chunks)} pieces could not be drawn. ${last.message}`;
  return { code: last.code, message: words };
}

function newStatus(spec: EvalSpec): EvalStatus {
  const counts = emptyCounts(spec.chunks);
  return { evalId: spec.evalId, state: 'draft', attempt: 0, counts, updatedAt: spec.createdAt };
}

/** A directory found on disk, or a target that was edited, must not send this eval's prompts or a token elsewhere. */
function checkTarget(spec: EvalSpec, target: Target, adapter: HarnessAdapter): void {
  const made = spec.target;
  if (made.id !== target.id || made.adapter !== adapter.id || target.adapter !== adapter.id)
    throw new HarnessError(
      'config',
      `This eval belongs to the target ${made.id} (${made.adapter}), not to ${target.id}.`,
    );
  const now = adapter.fingerprint(target);
  if (made.fingerprint !== now)
    throw new HarnessError(
      'config',
      `The target ${target.label} is not what it was when this eval was made (${now}, not ${made.fingerprint}). Set it back, or make a new eval.`,
    );
}

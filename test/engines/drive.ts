/** Drives an adapter as the extension does, in few lines: submit, poll, fetch, check what came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HandleCall, HarnessAdapter, JobCall, PollResult } from '../../src/core/evals/adapter';
import { readChunk } from '../../src/core/evals/readChunk';
import type { SampleLine } from '../../src/core/evals/sampleLine';
import type { EvalEventBody } from '../../src/core/evals/events';
import type { EvalSpec } from '../../src/core/evals/spec';
import type { Target } from '../../src/core/evals/target';
import { sha256 } from './evalSpec';

export class Drive {
  readonly samples = new Map<string, SampleLine>();
  readonly grades: Record<string, unknown>[] = [];
  readonly events: EvalEventBody[] = [];
  readonly done = new Set<string>();
  readonly dir = mkdtempSync(join(tmpdir(), 'drive-'));
  attempt = 0;
  last?: PollResult;
  private handle: unknown;
  private cursor: unknown;
  private readonly told = new Map<string, { size?: number; sha256?: string }>();
  private readonly control = new AbortController();

  constructor(
    readonly adapter: HarnessAdapter,
    readonly spec: EvalSpec,
    private readonly options: Target['options'],
    private readonly token?: string,
  ) {}

  get call(): JobCall {
    const { spec, done, dir } = this;
    return {
      target: { id: 'cluster', adapter: this.adapter.id, label: 'cluster', options: this.options },
      token: () => Promise.resolve(this.token),
      ...{ spec, dir, signal: this.control.signal },
      store: { done: () => done, put: () => Promise.resolve(), putLines: () => Promise.resolve(), sha256 },
      tell: (event) => this.events.push(event),
    };
  }

  get handleCall(): HandleCall {
    return { ...this.call, handle: JSON.parse(JSON.stringify(this.handle ?? null)) as unknown };
  }

  /** Starts, or goes on with what is missing. */
  async submit(): Promise<unknown> {
    this.attempt++;
    this.handle = await this.again();
    this.cursor = undefined;
    return this.handle;
  }

  /** The same submission once more: must find the job of the first. */
  again(): Promise<unknown> {
    const missing = this.spec.chunks.map(({ id }) => id).filter((id) => !this.done.has(id));
    return this.adapter.submit({ ...this.call, attempt: this.attempt, missing });
  }

  async poll(): Promise<PollResult> {
    const result = await this.adapter.poll({ ...this.handleCall, cursor: this.cursor });
    this.cursor = JSON.parse(JSON.stringify(result.cursor ?? null)) as unknown;
    for (const { id, ...about } of result.chunks) this.told.set(id, about);
    this.events.push(...(result.events ?? []));
    this.last = result;
    return result;
  }

  /** Takes all chunks that were told of and are not here. @throws Error for one that is not what was told. */
  async fetch(): Promise<void> {
    const ids = [...this.told.keys()].filter((id) => !this.done.has(id));
    if (ids.length === 0) return;
    for await (const { id, bytes, grades } of this.adapter.fetch({ ...this.handleCall, chunkIds: ids })) {
      const told = this.told.get(id);
      if (told?.sha256 !== undefined && sha256(bytes) !== told.sha256) throw new Error(`Chunk ${id} is damaged.`);
      const chunk = this.spec.chunks.find((entry) => entry.id === id);
      if (!chunk || this.done.has(id)) throw new Error(`Chunk ${id} was not asked for.`);
      const read = readChunk(Buffer.from(bytes).toString('utf8'), chunk, this.spec.evalId);
      if (!read.lines) throw new Error(`Chunk ${id}: ${read.why}`);
      for (const line of read.lines) this.samples.set(`${line.model} ${line.problem} ${line.index}`, line);
      const rows = grades ? Buffer.from(grades).toString('utf8').split('\n').filter(Boolean) : [];
      this.grades.push(...rows.map((row) => JSON.parse(row) as Record<string, unknown>));
      this.done.add(id);
    }
  }

  /** Polls and fetches until the engine has ended, or `isEnough`. */
  async follow(isEnough: () => boolean = () => false, fetches = true): Promise<PollResult> {
    for (let i = 0; ; i++) {
      const result = await this.poll();
      if (fetches) await this.fetch();
      if (!['queued', 'running', 'waiting'].includes(result.state) || isEnough()) return result;
      if (i > 500) throw new Error(`It does not end: ${JSON.stringify(result).slice(0, 500)}`);
      await new Promise((wait) => setTimeout(wait, 200));
    }
  }

  cancel(): Promise<void> {
    return this.adapter.cancel(this.handleCall);
  }

  /** Also ends what a failed test left running. */
  async close(): Promise<void> {
    if (this.handle !== undefined) await this.cancel().catch(() => undefined);
    this.control.abort();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * An eval's directory. Chunks appear whole or not at all and never change; `state.json` is replaced as a whole; events are
 * appended. Anyone may read; only who holds `owner.lock` writes (see `ownerLock.ts`).
 */
import { appendFile, link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import writeFileAtomic from 'write-file-atomic';
import { HarnessError, type ChunkStore } from '../../core/evals/adapter';
import type { EvalEvent, EvalEventBody } from '../../core/evals/events';
import type { Chunk } from '../../core/evals/plan';
import { chunkText, readChunk } from '../../core/evals/readChunk';
import { readSpecSteps, type ReadSpec } from '../../core/evals/readSpec';
import { readStatus } from '../../core/evals/readStatus';
import type { SampleLine } from '../../core/evals/sampleLine';
import type { EvalSpec } from '../../core/evals/spec';
import type { EvalStatus } from '../../core/evals/states';
import { systemReason } from '../errors';
import { inSlices } from './inSlices';
import { sha256 } from './sha256';

/** Largest `run.json` that is read: its prompts are in it. */
const mostSpecBytes = 1_000_000_000;
const diskFull = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export class EvalStore implements ChunkStore {
  readonly sha256 = sha256;
  private readonly kept = new Set<string>();
  /** Finish reasons of the samples of chunks that were read or put. */
  private readonly finishes = new Map<string, string[]>();
  private readonly fresh = new Map<string, readonly SampleLine[]>();
  private chunks = new Map<string, Chunk>();
  private appending = Promise.resolve();
  private pending = '';

  /** @param dir `<name>.evals/<evalId>`; its name is the eval's id. */
  constructor(readonly dir: string) {}

  /** Makes the directory of a new eval. @throws HarnessError when it exists or can't be written. */
  static async create(dir: string, spec: EvalSpec): Promise<EvalStore> {
    const store = new EvalStore(dir);
    await guarded(dir, async () => {
      if (existsSync(join(dir, 'run.json'))) throw new HarnessError('config', `${dir} holds an eval already.`);
      for (const name of ['chunks', 'grades']) await mkdir(join(dir, name), { recursive: true });
    });
    await store.writeSpec(spec);
    return store;
  }

  /** @returns the spec, or the sentence that says why the file is none. */
  async readSpec(): Promise<ReadSpec> {
    const read = await readJson(join(this.dir, 'run.json'), mostSpecBytes);
    if ('why' in read) return read;
    const found = await inSlices(readSpecSteps(read.value, basename(this.dir), sha256));
    if (found.spec) this.chunks = new Map(found.spec.chunks.map((chunk) => [chunk.id, chunk]));
    return found;
  }

  /** For a new eval, and for one whose n has grown. */
  async writeSpec(spec: EvalSpec): Promise<void> {
    await guarded(this.dir, () => writeFileAtomic(join(this.dir, 'run.json'), `${JSON.stringify(spec)}\n`));
    this.chunks = new Map(spec.chunks.map((chunk) => [chunk.id, chunk]));
  }

  /** undefined: never started, or the file can't be read. */
  async readStatus(): Promise<EvalStatus | undefined> {
    const read = await readJson(join(this.dir, 'state.json'), 10_000_000);
    return 'why' in read ? undefined : readStatus(read.value, basename(this.dir));
  }

  async writeStatus(status: EvalStatus): Promise<void> {
    const text = `${JSON.stringify(status, null, 2)}\n`;
    await guarded(this.dir, () => writeFileAtomic(join(this.dir, 'state.json'), text, { fsync: false }));
  }

  /** Events are written in the order they are told; a disk that takes none loses events and no samples. */
  tell(body: EvalEventBody, at = new Date()): void {
    const event: EvalEvent = { at: at.toISOString(), ...body };
    const isIdle = this.pending === '';
    this.pending += `${JSON.stringify(event)}\n`;
    if (isIdle) this.appending = this.appending.then(() => this.flush());
  }

  /** When everything that was told is in the file, or can't be. */
  async settled(): Promise<void> {
    await this.appending;
  }

  private async flush(): Promise<void> {
    const text = this.pending;
    this.pending = '';
    await appendFile(join(this.dir, 'events.jsonl'), text).catch(() => undefined);
  }

  done(): ReadonlySet<string> {
    return this.kept;
  }

  /**
   * Finds the chunks that are there. Files that are not of the plan are passed over, unfinished ones removed if `own`.
   *
   * @param own this process drives the eval, so nobody else is writing
   */
  async scan(own: boolean): Promise<ReadonlySet<string>> {
    this.kept.clear();
    const dir = join(this.dir, 'chunks');
    for (const name of await readdir(dir).catch(() => [])) {
      const id = name.endsWith('.jsonl') ? name.slice(0, -6) : '';
      if (this.chunks.has(id)) this.kept.add(id);
      else if (own && name.endsWith('.tmp')) await unlink(join(dir, name)).catch(() => undefined);
    }
    return this.kept;
  }

  /** `put` for samples that this process has made of the plan itself: they are written without being read again. */
  async putLines(chunkId: string, lines: readonly SampleLine[]): Promise<void> {
    if (!this.chunks.has(chunkId) || this.kept.has(chunkId)) return;
    await guarded(this.dir, () => this.keep(chunkId, chunkText(lines)));
    this.kept.add(chunkId);
    this.remember(chunkId, lines);
    this.fresh.set(chunkId, lines);
  }

  async put(chunkId: string, bytes: Uint8Array | string): Promise<void> {
    const chunk = this.chunks.get(chunkId);
    if (!chunk) throw new HarnessError('corrupt', `${chunkId} is no chunk of this eval.`);
    if (this.kept.has(chunkId)) return;
    const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
    const read = readChunk(text, chunk, basename(this.dir));
    if (!read.lines) throw new HarnessError('corrupt', `Chunk ${chunkId} is damaged: ${read.why}`, { retryable: true });
    await guarded(this.dir, () => this.keep(chunkId, text));
    this.kept.add(chunkId);
    this.remember(chunkId, read.lines);
    this.fresh.set(chunkId, read.lines);
  }

  /** The lines of a chunk that was put and not taken yet, so that they need not be read again. */
  take(chunkId: string): readonly SampleLine[] | undefined {
    const lines = this.fresh.get(chunkId);
    this.fresh.delete(chunkId);
    return lines;
  }

  /** Of each sample of a chunk that this object has put or read. */
  finishOf(chunkId: string): readonly string[] | undefined {
    return this.finishes.get(chunkId);
  }

  private remember(chunkId: string, lines: readonly SampleLine[]): void {
    this.finishes.set(
      chunkId,
      lines.map(({ finish_reason }) => finish_reason),
    );
  }

  /** @returns undefined when the chunk is not there or not right; it then counts as missing. */
  async readChunk(chunkId: string): Promise<SampleLine[] | undefined> {
    const chunk = this.chunks.get(chunkId);
    if (!chunk) return undefined;
    const text = await readFile(this.chunkPath(chunkId), 'utf8').catch(() => undefined);
    const lines = text === undefined ? undefined : readChunk(text, chunk, basename(this.dir)).lines;
    if (lines) this.remember(chunkId, lines);
    return lines;
  }

  /** Takes away a chunk whose file is damaged, so that it is drawn again. */
  async discard(chunkId: string): Promise<void> {
    await rename(this.chunkPath(chunkId), `${this.chunkPath(chunkId)}.damaged`);
    this.kept.delete(chunkId);
  }

  private chunkPath(id: string): string {
    return join(this.dir, 'chunks', `${id}.jsonl`);
  }

  /** Written aside, synced, and given its name only if no chunk has it. */
  private async keep(id: string, text: string): Promise<void> {
    const aside = join(this.dir, 'chunks', `.${id}.${randomUUID()}.tmp`);
    try {
      const file = await open(aside, 'wx');
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await link(aside, this.chunkPath(id)).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        // File systems without hard links: two writers of one chunk write the same samples or one of them has lost the lock.
        if (error.code === 'ENOTSUP' || error.code === 'EPERM' || error.code === 'ENOSYS')
          await rename(aside, this.chunkPath(id));
        else throw error;
      });
    } finally {
      await unlink(aside).catch(() => undefined);
    }
  }
}

/** @throws HarnessError `quota` for a full disk, `config` for one that can't be written. */
export async function guarded<T>(dir: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (diskFull.has(code))
      throw new HarnessError('quota', `The disk of ${dir} is full. Make room, then resume; no sample is lost.`);
    throw new HarnessError('config', `${dir} can't be written: ${systemReason(error)}.`);
  }
}

async function readJson(path: string, mostBytes: number): Promise<{ value: unknown } | { why: string }> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > mostBytes) return { why: `${basename(path)} is larger than ${mostBytes} bytes.` };
      return { value: JSON.parse(await file.readFile('utf8')) as unknown };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { why: `${basename(path)} is not JSON.` };
    return { why: `${basename(path)} can't be read: ${systemReason(error)}.` };
  }
}

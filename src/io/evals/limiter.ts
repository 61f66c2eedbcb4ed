/**
 * How many requests a target gets at once: one limiter per target, shared by all evals of this window, and by a lease file
 * each with those of other windows.
 */
import { mkdir, readdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterPressure, afterSuccess, startConcurrency, type Concurrency } from '../../core/evals/concurrency';
import { abortError } from './httpClient';

export type SlotEnd = 'success' | 'pressure' | 'other';

export interface Slot {
  /** Exactly once. */
  release(end: SlotEnd): void;
}

interface Waiting {
  give: (slot: Slot) => void;
}

export class Limiter {
  private concurrency: Concurrency;
  private active = 0;
  private requests = 0;
  private readonly waiting: Waiting[] = [];
  /** Windows that use the target now. */
  private sharers = 1;

  /** @param mostAtOnce the user's cap for the target, over all windows */
  constructor(private mostAtOnce: number) {
    this.concurrency = startConcurrency(mostAtOnce);
  }

  /** What is allowed at once here and now. */
  get limit(): number {
    return Math.min(this.concurrency.limit, this.share);
  }

  get inFlight(): number {
    return this.active;
  }

  /** Slots are given in the order in which they are asked for. @throws AbortError */
  acquire(signal: AbortSignal): Promise<Slot> {
    if (signal.aborted) return Promise.reject(abortError());
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        give: (slot) => {
          signal.removeEventListener('abort', abort);
          resolve(slot);
        },
      };
      const abort = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(abortError());
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(entry);
      this.serve();
    });
  }

  setSharers(count: number): void {
    this.sharers = Math.max(1, count);
    this.serve();
  }

  setMostAtOnce(most: number): void {
    this.mostAtOnce = most;
    this.concurrency = { ...this.concurrency, limit: Math.min(this.concurrency.limit, most) };
    this.serve();
  }

  /** Fair by windows: each has the same part of the cap, at least one request. */
  private get share(): number {
    return Math.max(1, Math.floor(this.mostAtOnce / this.sharers));
  }

  private serve(): void {
    while (this.active < this.limit) {
      const next = this.waiting.shift();
      if (!next) return;
      this.active++;
      const startedAt = this.requests++;
      next.give({ release: (end) => this.released(startedAt, end) });
    }
  }

  private released(startedAt: number, end: SlotEnd): void {
    this.active--;
    const { concurrency, requests, share } = this;
    if (end === 'success') this.concurrency = afterSuccess(concurrency, startedAt, share, requests);
    if (end === 'pressure') this.concurrency = afterPressure(concurrency, startedAt, requests);
    this.serve();
  }
}

/** A lease that was not renewed for so long is a window that is gone. */
const staleMs = 30_000;
const renewMs = 5_000;

/** Tells other windows that this one uses a target, and counts them. */
export class TargetLease {
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param dir of all leases, in the extension's own storage
   * @param owner unique to this window
   */
  constructor(
    private readonly dir: string,
    owner: string,
    private readonly limiter: Pick<Limiter, 'setSharers'>,
  ) {
    this.file = join(dir, `${owner}.lease`);
  }

  async open(): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await writeFile(this.file, '', { mode: 0o600 });
    await this.renew();
    // A lease that can't be written makes no eval fail: then this window counts itself alone.
    this.timer = setInterval(() => void this.renew().catch(() => undefined), renewMs);
    this.timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await unlink(this.file).catch(() => undefined);
  }

  /** Exposed for tests: what happens every 5 s. */
  async renew(): Promise<void> {
    const now = new Date();
    await utimes(this.file, now, now);
    const names = (await readdir(this.dir)).filter((name) => name.endsWith('.lease'));
    const live = await Promise.all(names.map((name) => this.isLive(join(this.dir, name), now.getTime())));
    this.limiter.setSharers(live.filter(Boolean).length);
  }

  private async isLive(path: string, now: number): Promise<boolean> {
    const found = await stat(path).catch(() => undefined);
    if (!found) return false;
    if (now - found.mtimeMs < staleMs) return true;
    await unlink(path).catch(() => undefined);
    return false;
  }
}

/**
 * `owner.lock`: one window drives an eval, the others watch. The holder touches the file; whoever finds it untouched for too
 * long, or its process gone, takes it over. A holder that slept through that notices, and stops driving. Whatever happens,
 * chunks are never overwritten, so two drivers cost requests and no sample.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, rmdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isJson } from '../../core/evals/narrow';

export interface Owner {
  /** Of the lock, not of the window: each holder has another. */
  token: string;
  pid: number;
  host: string;
  /** Process ids of another boot mean nothing. */
  bootId: string;
}

const renewMs = 5_000;
const staleMs = 30_000;
/** Also where the process seems to live: ids are used again. */
const surelyStaleMs = 120_000;

export interface LockTimes {
  renewMs: number;
  staleMs: number;
  surelyStaleMs: number;
}

export class OwnerLock {
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly path: string,
    private readonly owner: Owner,
    private readonly onLost: () => void,
  ) {}

  /**
   * @param onLost another process has taken the lock over
   * @returns undefined when someone else holds it
   */
  static async acquire(
    dir: string,
    onLost: () => void,
    times: Partial<LockTimes> = {},
  ): Promise<OwnerLock | undefined> {
    const all = { renewMs, staleMs, surelyStaleMs, ...times };
    const path = join(dir, 'owner.lock');
    const owner = { token: randomUUID(), pid: process.pid, host: hostname(), bootId: bootId() };
    const isOurs = (await create(path, owner)) || ((await removeStale(path, all)) && (await create(path, owner)));
    if (!isOurs) return undefined;
    const lock = new OwnerLock(path, owner, onLost);
    lock.timer = setInterval(() => void lock.renew(), all.renewMs);
    lock.timer.unref();
    return lock;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if (await this.isOurs()) await unlink(this.path).catch(() => undefined);
  }

  /** Writes the same again: the file's time is then the file system's, which is what others compare with. */
  private async renew(): Promise<void> {
    const file = await open(this.path, 'r+').catch(() => undefined);
    try {
      if (file && ownerIn(await file.readFile('utf8'))?.token === this.owner.token)
        return void (await file.write(JSON.stringify(this.owner), 0));
    } catch {
      // A disk that takes nothing now may later; whoever finds the lock stale by then takes it over.
      return;
    } finally {
      await file?.close();
    }
    clearInterval(this.timer);
    this.onLost();
  }

  private async isOurs(): Promise<boolean> {
    return (await lookAt(this.path))?.owner?.token === this.owner.token;
  }
}

/**
 * Tells by looking again and again who else drives what. A lock is judged by whether it changes between two of these looks,
 * since the clocks of two machines and of a network disk need not agree: one whose holder can't be asked for (on another
 * machine) counts as held until it has rested for long enough.
 */
export class LockWatch {
  private readonly seen = new Map<string, { mark: string; since: number }>();

  /** @param now ms of a clock that is never set */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether some process drives the eval now. */
  async isHeld(dir: string): Promise<boolean> {
    const found = await lookAt(join(dir, 'owner.lock'));
    if (!found) {
      this.seen.delete(dir);
      return false;
    }
    const mark = `${found.mtimeMs} ${found.owner?.token}`;
    const last = this.seen.get(dir);
    const since = last?.mark === mark ? last.since : this.now();
    this.seen.set(dir, { mark, since });
    return !isGone(found.owner, this.now() - since, { staleMs, surelyStaleMs });
  }
}

/** @returns false when the file exists. */
async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(owner)).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder is gone. A folder beside it, which only one process can make, keeps two of them from removing
 * each other's new locks; its time is the file system's now, whatever the clocks of the machines say.
 */
async function removeStale(path: string, times: LockTimes): Promise<boolean> {
  const guard = `${path}.taking`;
  try {
    await mkdir(guard);
  } catch {
    const found = await stat(guard).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > times.staleMs) await rmdir(guard).catch(() => undefined);
    return false;
  }
  try {
    const { mtimeMs } = await stat(guard);
    const found = await lookAt(path);
    if (found && !isGone(found.owner, mtimeMs - found.mtimeMs, times)) return false;
    await unlink(path).catch(() => undefined);
    return true;
  } finally {
    await rmdir(guard).catch(() => undefined);
  }
}

/** @param age ms for which it has not been written */
function isGone(owner: Owner | undefined, age: number, times: Omit<LockTimes, 'renewMs'>): boolean {
  if (age > times.surelyStaleMs) return true;
  // A file that is being written has no owner yet.
  if (owner?.host !== hostname()) return age > times.staleMs;
  return owner.bootId !== bootId() || !isAlive(owner.pid);
}

/** Opened, because network disks may answer for a closed file from memory. @returns undefined where there is no lock */
async function lookAt(path: string): Promise<{ mtimeMs: number; owner: Owner | undefined } | undefined> {
  const file = await open(path).catch(() => undefined);
  try {
    return file && { mtimeMs: (await file.stat()).mtimeMs, owner: ownerIn(await file.readFile('utf8')) };
  } finally {
    await file?.close();
  }
}

function ownerIn(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJson(value)) return undefined;
    const { token, pid, host, bootId } = value;
    if (typeof token !== 'string' || typeof pid !== 'number' || typeof host !== 'string' || typeof bootId !== 'string')
      return undefined;
    return Number.isInteger(pid) && pid > 0 ? { token, pid, host, bootId } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** '' where the system names none: then a dead process is told by its id alone. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * One compaction at a time, and no append that is confirmed while one is at work. A compaction reads the file when it has
 * the lock, and an append is confirmed when there was no lock after it was written and the file still has its name then:
 * so it was read, or it stands in the new file, also when the compaction is killed in between.
 */
import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, isMissing } from '../errors';

/** A compaction takes a second. A lock this old is left over, in ms: its process may be of another machine, or its number reused. */
const staleMs = 30_000;
/** How often a lock is looked at, in ms. */
const lookMs = 25;

class LockedError extends Error {
  constructor() {
    super('another window is compacting it');
  }
}

/**
 * Does some work while nobody else has the lock of a file. A lock that is left over from a process that was killed is taken
 * away.
 *
 * @param work is told how to ask whether the lock is still its own.
 * @throws Error with the reason: another one is at work, or the lock can't be made.
 */
export async function whileLocked<T>(path: string, work: (isOwn: () => Promise<boolean>) => Promise<T>): Promise<T> {
  const lock = await lockOf(path);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  if (await isHeld(lock)) throw new LockedError();
  await takeAway(lock);
  await make(lock, own);
  const until = performance.now() + staleMs;
  const isOurs = async (): Promise<boolean> => (await contentOf(lock)) === own;
  try {
    return await work(async () => performance.now() < until && (await isOurs()));
  } finally {
    if (await isOurs()) await rm(lock, { force: true });
  }
}

/** Waits until no compaction of the file is at work; a lock that is left over counts as none. */
export async function untilUnlocked(path: string): Promise<void> {
  const lock = await lockOf(path);
  const until = performance.now() + staleMs;
  while (performance.now() < until && (await isHeld(lock))) await sleep(lookMs);
}

/** Beside the file itself, whichever link leads to it. */
async function lockOf(path: string): Promise<string> {
  return `${await realpath(path).catch(() => path)}.lock`;
}

async function make(lock: string, content: string): Promise<void> {
  try {
    const handle = await open(lock, 'wx');
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new LockedError();
    throw error;
  }
}

async function isHeld(lock: string): Promise<boolean> {
  const content = await contentOf(lock);
  const made = content === undefined ? undefined : await stat(lock).catch(() => undefined);
  if (content === undefined || made === undefined || Date.now() - made.mtimeMs > staleMs) return false;
  const pid = ownPid(content);
  return pid === undefined || isAlive(pid);
}

/**
 * Under a name of its own first: of two who take a lock for left over, one gets it, and what that one then has may be a lock
 * that was made just now.
 */
async function takeAway(lock: string): Promise<void> {
  if ((await contentOf(lock)) === undefined) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const isFresh = await isHeld(aside);
  await rm(aside, { force: true });
  if (isFresh) throw new LockedError();
}

async function contentOf(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Undefined: of another machine, or not written to its end. */
function ownPid(content: string): number | undefined {
  const [, pid, host] = /^\{"pid":(\d+),"host":("(?:[^"\\]|\\.)*")/.exec(content) ?? [];
  return host === JSON.stringify(hostname()) ? Number(pid) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Someone else's process can't be asked, and is there.
    return hasCode(error, 'EPERM');
  }
}

/** Programs that a test starts and ends again, each by its own process id. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';

/** What `npm run test:engines` found or made; by part, a reason why it is not there. */
export interface Parts {
  /** Python of the virtual environment. */
  python?: string;
  missing: Record<string, string | undefined>;
}

export const parts: Parts = process.env.TRACE_ENGINES
  ? (JSON.parse(process.env.TRACE_ENGINES) as Parts)
  : {
      missing: Object.fromEntries(['slurm', 'ray', 'model', 'palette', 'inspect'].map((name) => [name, 'not set up'])),
    };

/** Folder for everything that the daemons write. */
export const engineDir = resolve('.cache/engines/run');

export interface Daemon {
  readonly pid: number;
  /** What it said so far. */
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program that stays in the foreground. */
export function startDaemon(argv: readonly string[], logPath: string, env: Record<string, string> = {}): Daemon {
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, 'w');
  const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  closeSync(log);
  const ended = new Promise<void>((done) => {
    child.on('exit', () => done());
    child.on('error', () => done());
  });
  process.on('exit', () => child.kill('SIGKILL'));
  return {
    pid: child.pid ?? -1,
    log: () => readFileSync(logPath, 'utf8'),
    stop: (signal = 'SIGTERM') => endChild(child, ended, signal),
  };
}

async function endChild(child: ChildProcess, ended: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 8000);
  await ended;
  clearTimeout(timer);
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}.`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** @throws Error with what the program said, unless it went well. */
export function run(argv: readonly string[], env: Record<string, string> = {}, input?: string): string {
  const result = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', env: { ...process.env, ...env }, input });
  if (result.status !== 0)
    throw new Error(`${argv.join(' ')} ended with ${result.status}: ${result.error ?? result.stderr}`);
  return result.stdout;
}

/** A port of this machine that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

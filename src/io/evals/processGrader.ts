/**
 * A grader in a process of its own, because what it reads was written by a model: an interpreter, a script of ours that
 * keeps within its memory, a line of JSON for each pair in and out. A pair that takes too long ends the process, one that
 * takes too much memory ends it by itself; the pair stays without a verdict, and another process goes on behind it.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { HarnessError } from '../../core/evals/adapter';
import { isJson } from '../../core/evals/narrow';
import { systemReason } from '../errors';

export interface Pair {
  gold: string;
  text: string;
}

export interface Graded {
  /** null: it could not tell. */
  verdict: boolean | null;
  extracted?: string;
  ms: number;
  note?: string;
}

export interface ProcessGraderOptions {
  /** Interpreter and script: `['/usr/bin/python3', '…/trace_worker.py', 'grade']`. Started without a shell. */
  command: readonly [string, ...string[]];
  /** Variables besides those of this process. */
  env?: Record<string, string>;
  /** Sentences behind the program's name: what it lacks when it starts and is no grader, and the way on for both. */
  words: { lacks: string; wayOn: string };
  /** For one pair. */
  pairMs?: number;
  /** Until the script says that it is ready: sympy takes seconds to load. */
  startMs?: number;
}

/** Characters from the end of a trace that are sent. */
const mostTextChars = 262_144;
const usualPairMs = 5_000;
const mostNoteChars = 1000;

export class ProcessGrader {
  private running: { child: ChildProcessWithoutNullStreams; lines: Answers } | undefined;
  private said: { grader: string; version: string } | undefined;

  constructor(private readonly options: ProcessGraderOptions) {}

  /** @throws HarnessError `config` when the interpreter or Math-Verify is not there. */
  async name(): Promise<{ grader: string; version: string }> {
    await this.started();
    return this.said!;
  }

  /**
   * One pair after the other; a process is used for one caller at a time.
   *
   * @throws HarnessError `config` as `name`.
   */
  async grade({ gold, text }: Pair): Promise<Graded> {
    const { child, lines } = await this.started();
    const began = performance.now();
    child.stdin.write(`${JSON.stringify({ gold, text: text.slice(-mostTextChars) })}\n`);
    const { pairMs = usualPairMs } = this.options;
    const answer = await lines.next(pairMs);
    const ms = Math.round(performance.now() - began);
    if (answer) return gradedOf(answer, ms);
    const why = lines.isClosed ? 'the grader broke off, out of memory perhaps' : `no verdict within ${pairMs / 1000} s`;
    this.dispose();
    return { verdict: null, ms, note: why };
  }

  dispose(): void {
    this.running?.child.kill('SIGKILL');
    this.running = undefined;
  }

  private async started() {
    if (this.running && !this.running.lines.isClosed) return this.running;
    const { command, env, words } = this.options;
    const [file, ...argv] = command;
    const child = spawn(file, argv, { shell: false, windowsHide: true, env: { ...process.env, ...env } });
    child.stderr.resume();
    // A process that is gone answers nothing; that is all there is to know.
    child.stdin.on('error', () => undefined);
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (error) =>
        reject(new HarnessError('config', `${file} can't be started: ${systemReason(error)}. ${words.wayOn}`)),
      );
    });
    failed.catch(() => undefined);
    const lines = new Answers(createInterface(child.stdout));
    this.running = { child, lines };
    const hello = await Promise.race([lines.next(this.options.startMs ?? 60_000), failed]);
    if (!hello || typeof hello.grader !== 'string' || typeof hello.version !== 'string') {
      this.dispose();
      throw new HarnessError('config', `${file} ${words.lacks}. ${words.wayOn}`);
    }
    this.said = { grader: hello.grader, version: hello.version };
    return this.running;
  }
}

/** Lines of JSON in the order in which they come. */
class Answers {
  private readonly ready: Record<string, unknown>[] = [];
  private give: ((answer: Record<string, unknown> | undefined) => void) | undefined;
  isClosed = false;

  constructor(lines: Interface) {
    lines.on('line', (line) => {
      const answer = objectIn(line);
      if (!answer) return;
      if (this.give) this.give(answer);
      else this.ready.push(answer);
    });
    lines.on('close', () => {
      this.isClosed = true;
      this.give?.(undefined);
    });
  }

  /** undefined: none came in time, or none will. */
  next(withinMs: number): Promise<Record<string, unknown> | undefined> {
    const first = this.ready.shift();
    if (first || this.isClosed) return Promise.resolve(first);
    return new Promise((resolve) => {
      const end = (answer: Record<string, unknown> | undefined): void => {
        clearTimeout(timer);
        this.give = undefined;
        resolve(answer);
      };
      const timer = setTimeout(() => end(undefined), withinMs);
      this.give = end;
    });
  }
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function gradedOf({ verdict, extracted, note }: Record<string, unknown>, ms: number): Graded {
  return {
    verdict: typeof verdict === 'boolean' ? verdict : null,
    ...(typeof extracted === 'string' && { extracted: extracted.slice(0, mostNoteChars) }),
    ms,
    ...(typeof note === 'string' && { note: note.slice(0, mostNoteChars) }),
  };
}

/**
 * A grader in a process of its own, because what it reads was written by a model: an interpreter, a script of ours that
 * keeps within its memory, a line of JSON for each pair in and out. A pair that takes too long ends the process, one that
 * takes too much memory ends it by itself; the pair stays without a verdict, and another process goes on behind it.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
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
const usualStartMs = 60_000;
const mostNoteChars = 1000;

interface Asked {
  line: string;
  resolve(graded: Graded): void;
  reject(error: Error): void;
}

export class ProcessGrader {
  private child: ChildProcessWithoutNullStreams | undefined;
  private said: Promise<{ grader: string; version: string }> | undefined;
  private isReady = false;
  /** Without an answer, oldest first. */
  private readonly asked: Asked[] = [];
  /** For the start, then for the oldest pair, which began at `since`. */
  private timer: NodeJS.Timeout | undefined;
  private since = 0;

  constructor(private readonly options: ProcessGraderOptions) {}

  /** @throws HarnessError `config` when there is no such program, or it is no grader. */
  name(): Promise<{ grader: string; version: string }> {
    return (this.said ??= this.start());
  }

  /**
   * Pairs are judged one after the other, in the order asked; who asks for a few at once does not wait for the way there and
   * back.
   *
   * @throws HarnessError `config` as `name`.
   */
  grade({ gold, text }: Pair): Promise<Graded> {
    const line = `${JSON.stringify({ gold, text: text.slice(-mostTextChars) })}\n`;
    return new Promise((resolve, reject) => {
      this.asked.push({ line, resolve, reject });
      if (!this.isReady) return void this.name().catch(() => undefined);
      this.child?.stdin.write(line);
      if (this.asked.length === 1) this.watch();
    });
  }

  dispose(): void {
    this.end();
    for (const { resolve } of this.asked.splice(0)) resolve({ verdict: null, ms: 0, note: 'grading was stopped' });
  }

  private start(): Promise<{ grader: string; version: string }> {
    const { command, env, words, startMs = usualStartMs } = this.options;
    const [file, ...argv] = command;
    const child = spawn(file, argv, { shell: false, windowsHide: true, env: { ...process.env, ...env } });
    this.child = child;
    child.stderr.resume();
    // A process that is gone answers nothing; that is all there is to know.
    child.stdin.on('error', () => undefined);
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        if (child !== this.child) return;
        this.end();
        const error = new HarnessError('config', `${file} ${why}. ${words.wayOn}`);
        for (const asked of this.asked.splice(0)) asked.reject(error);
        reject(error);
      };
      this.timer = setTimeout(() => fail(words.lacks), startMs);
      child.once('error', (error) => fail(`can't be started: ${systemReason(error)}`));
      const lines = createInterface(child.stdout);
      lines.on('line', (line) => {
        const said = objectIn(line);
        if (!said || child !== this.child) return;
        if (this.isReady) return this.answered(said);
        const { grader, version } = said;
        if (typeof grader !== 'string' || typeof version !== 'string') return fail(words.lacks);
        resolve({ grader, version });
        this.began(child);
      });
      lines.on('close', () => {
        if (child !== this.child) return;
        if (this.isReady) this.giveUp('the grader broke off, out of memory perhaps');
        else fail(words.lacks);
      });
    });
  }

  private began({ stdin }: ChildProcessWithoutNullStreams): void {
    this.isReady = true;
    for (const { line } of this.asked) stdin.write(line);
    this.watch();
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.asked.length === 0) return;
    const { pairMs = usualPairMs } = this.options;
    this.since = performance.now();
    this.timer = setTimeout(() => this.giveUp(`no verdict within ${pairMs / 1000} s`), pairMs);
  }

  private answered(said: Record<string, unknown>): void {
    this.asked.shift()?.resolve(gradedOf(said, Math.round(performance.now() - this.since)));
    this.watch();
  }

  /** The oldest pair has kept the process or ended it; the others are asked of another one. */
  private giveUp(note: string): void {
    this.end();
    const ms = Math.round(performance.now() - this.since);
    this.asked.shift()?.resolve({ verdict: null, ms, note });
    if (this.asked.length > 0) this.name().catch(() => undefined);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.said = undefined;
    this.isReady = false;
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

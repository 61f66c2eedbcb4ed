/**
 * What a harness must do to draw samples for us. An adapter is thin and keeps nothing between calls but what it is doing
 * right now; whatever it needs is in its arguments. It never writes `state.json` and never decides that an eval is complete:
 * the driver does, by the chunk files.
 */
import type { EvalEventBody } from './events';
import type { Sha256 } from './plan';
import type { SampleLine } from './sampleLine';
import type { EvalSpec } from './spec';
import type { Target } from './target';

/** Version of this interface, for extensions that register an adapter of their own. */
export const harnessApiVersion = 1;

export interface HarnessAdapter {
  /** Stable; stands in settings and in `run.json`. */
  readonly id: string;
  /** Shown to people. */
  readonly label: string;
  readonly capabilities: HarnessCapabilities;
  /**
   * What a target is, without secrets: adapter and origin or host. An eval goes on only on a target whose fingerprint is the
   * one it was made with. Pure.
   * @throws HarnessError `config` for options that make no target.
   */
  fingerprint(target: Target): string;
  /** Origin (scheme, host, port) that the target's token belongs to; undefined: it uses none. Pure. */
  tokenOrigin(target: Target): string | undefined;
  /**
   * Can it work: reachable, signed in, versions, a directory that can be written, Python of at least 3.8, host key. Has no
   * effect but `mkdir`. Problems are results, never errors (an abort is one).
   */
  check(call: CheckCall): Promise<CheckResult[]>;
  /**
   * Starts what is missing of the plan. Idempotent on (eval, attempt): on doubt it looks for the job first.
   * @returns a handle: JSON, without secrets; the driver stores it.
   */
  submit(call: SubmitCall): Promise<unknown>;
  /** One round trip, safe to repeat; asked at most every 2 s, backing off to 30 s (in process: every 250 ms). */
  poll(call: HandleCall & { cursor: unknown }): Promise<PollResult>;
  /**
   * The bytes of finished chunks, in any order; those it can't give are left out and asked for again. The driver checks
   * hash, number of lines and fields before it keeps them. Not called when `writesChunks`.
   */
  fetch(call: HandleCall & { chunkIds: readonly string[] }): AsyncIterable<FetchedChunk>;
  /** A piece of the job's log; the caller redacts it before it is shown. */
  logs(call: HandleCall & { from: LogPlace }): Promise<LogPiece>;
  /** Asks the engine to stop. Idempotent. The eval is cancelled when `poll` says that the engine has ended. */
  cancel(call: HandleCall): Promise<void>;
  /** Removes what the job left at the target, and only in a directory that holds our marker file with this eval's id. */
  cleanup(call: HandleCall): Promise<void>;
  /** Ends what this process is doing. Never cancels work elsewhere. */
  dispose(): void;
}

export interface HarnessCapabilities {
  /** A second `submit` skips chunks that are there. */
  resumable: boolean;
  /** Chunks can be fetched while the job runs. */
  partialResults: boolean;
  logs: boolean;
  /** The job goes on when the window closes. */
  detached: boolean;
  needsPython: boolean;
  /** It writes the chunk files into the eval's own directory by itself (through `JobCall.store`). */
  writesChunks: boolean;
}

export interface CheckCall {
  target: Target;
  /** The token for `tokenOrigin(target)`, if the user gave one. Asked each time; never kept. */
  token(): Promise<string | undefined>;
  /** Absent: the target by itself is looked at. */
  spec?: EvalSpec;
  signal: AbortSignal;
}

export interface JobCall extends CheckCall {
  spec: EvalSpec;
  /** The eval's directory on this machine. */
  dir: string;
  store: ChunkStore;
  /** Appends to the eval's events. */
  tell(event: EvalEventBody): void;
}

export interface SubmitCall extends JobCall {
  attempt: number;
  /** Ids of chunks. */
  missing: readonly string[];
  /** Somebody was told that another model answers now (`otherModel`), and wants what is missing drawn from it. */
  acceptsOtherModel?: boolean;
}

export interface HandleCall extends JobCall {
  /** What `submit` returned, read back from a file: unchecked. */
  handle: unknown;
}

/** The door to the eval's directory. */
export interface ChunkStore {
  /** Ids of chunks that are there, whole. */
  done(): ReadonlySet<string>;
  /**
   * Keeps a chunk: checks its lines against the plan, then writes, syncs and renames. A chunk that is there already stays.
   * @throws HarnessError `corrupt` for lines that are not this chunk's, `quota` when the disk is full.
   */
  put(chunkId: string, bytes: Uint8Array | string): Promise<void>;
  /** The same for lines that this process has made of the plan itself: they are not checked again. */
  putLines(chunkId: string, lines: readonly SampleLine[]): Promise<void>;
  sha256: Sha256;
}

export interface CheckResult {
  level: 'ok' | 'warning' | 'error';
  /** Stable: `auth`, `model`, `python`. */
  code: string;
  /** One sentence. */
  message: string;
  /** The way on, if there is one. */
  fix?: string;
}

export interface PollResult {
  state: EngineState;
  /** The engine's own words, for the log. */
  engineState?: string;
  /** Why it ended badly; the driver turns it into `failed(code)`. */
  error?: { code: HarnessErrorCode; message: string };
  shards?: { done: number; total: number };
  /** Finished chunks the caller has not been told of since `cursor`; size and hash where the engine knows them. */
  chunks: { id: string; size?: number; sha256?: string }[];
  /** Chunks that failed for good in this attempt. */
  failed?: { id: string; code: HarnessErrorCode; message: string }[];
  events?: EvalEventBody[];
  /** JSON; handed back with the next call. */
  cursor: unknown;
}

/** `gone`: the engine does not know the job. `ended`: it stopped, for whatever reason; chunks decide what that means. */
export type EngineState = 'queued' | 'running' | 'waiting' | 'ended' | 'cancelled' | 'failed' | 'gone';

export interface FetchedChunk {
  id: string;
  bytes: Uint8Array;
  /** Verdicts that came with it: lines of `GradeLine`, unchecked. */
  grades?: Uint8Array;
}

/** `tail`: the last so many bytes. */
export type LogPlace = { offset: number } | { tail: number };
export interface LogPiece {
  text: string;
  /** Where the next piece begins. */
  end: number;
}

export const harnessErrorCodes = [
  'auth',
  'unreachable',
  'hostKey',
  'config',
  'quota',
  'notFound',
  'engine',
  'corrupt',
  'otherModel',
  'aborted',
] as const;

/**
 * `quota`: a limit of the target, or the disk is full. `notFound`: no such model, job or file. `engine`: it answered with an
 * error of its own. `corrupt`: what came is not what was asked for. `otherModel`: under the name there is another model than
 * the one that drew the samples which are here.
 */
export type HarnessErrorCode = (typeof harnessErrorCodes)[number];

/** The only error that leaves an adapter. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  constructor(
    readonly code: HarnessErrorCode,
    /** One sentence for people: the thing, the number, the way on. No secret, no text of a sample. */
    readonly userMessage: string,
    readonly options: {
      /** The same call may work later. */
      retryable?: boolean;
      /** For the log; redacted by the caller. */
      detail?: string;
      /** What the server asked to wait, ms. */
      retryAfterMs?: number;
    } = {},
  ) {
    super(userMessage);
  }

  get retryable(): boolean {
    return this.options.retryable ?? this.code === 'unreachable';
  }
}

/** What a server does of what it is asked; probed, never assumed. Kept per target, model and server version. */
export interface ServerCapability {
  servedModel: string;
  /** Ids that it lists. */
  models: string[];
  /** Tokens of prompt and trace together. */
  maxModelLen?: number;
  version?: string;
  systemFingerprint?: string;
  /** Choices that one request gives, of as many as the eval asks for: 1 where `n` is ignored. */
  nMax: number;
  stream: boolean;
  seed: 'taken' | 'refused' | 'unknown';
  /** Sampler fields that it refused. */
  notSent: string[];
  /** One answer took so long, ms; for the estimate of time. */
  probeMs: number;
}

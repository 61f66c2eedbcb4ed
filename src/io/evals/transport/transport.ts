/** Where commands run: on this machine, or on another one through ssh. Who uses it need not know which. */
import { HarnessError } from '../../../core/evals/adapter';

export interface Transport {
  /** For sentences: `this machine`, or the host. */
  readonly label: string;
  /**
   * Runs one program to its end, without a shell of ours: each argument arrives as it is.
   *
   * @throws HarnessError `unreachable`, `hostKey` or `auth` when the machine can't be reached; `aborted`; `config` when the
   * program (or ssh) is not there; `corrupt` when it says more than is allowed. An exit code other than 0 is a result.
   */
  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /** Ends connections that are kept open. */
  dispose(): void;
}

export interface ExecOptions {
  stdin?: string | Uint8Array;
  signal: AbortSignal;
  /** Of standard output; default 64 MiB. */
  maxBytes?: number;
  /** Default 60 s. */
  timeoutMs?: number;
}

export interface ExecResult {
  /** null: ended by a signal. */
  code: number | null;
  stdout: Buffer;
  /** The last 16 KiB. */
  stderr: string;
}

/** What a command that failed said. @param what as in "squeue failed on login-1" */
export function commandError({ code, stderr }: ExecResult, what: string, where: string): HarnessError {
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  const said = last === '' ? '' : `: ${last.replace(/\.$/, '')}`;
  const isFull = /no space left|quota exceeded/i.test(stderr);
  const sentence = `${what} failed on ${where} (exit ${code ?? 'by signal'})${said}.`;
  return new HarnessError(isFull ? 'quota' : 'engine', sentence, { detail: stderr });
}

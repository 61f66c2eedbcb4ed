import { spawn, type ChildProcess } from 'node:child_process';
import { HarnessError } from '../../../core/evals/adapter';
import type { ExecOptions, ExecResult } from './transport';

const defaultMostBytes = 64 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
const keptStderr = 16 * 1024;

/**
 * Runs a program of this machine without a shell and takes what it says. See `Transport.exec` for errors.
 *
 * @param missing what to say when the program is not there.
 */
export function runProgram(argv: readonly string[], options: ExecOptions, missing: string): Promise<ExecResult> {
  const { signal, stdin = '', maxBytes = defaultMostBytes, timeoutMs = defaultTimeoutMs } = options;
  if (signal.aborted) return Promise.reject(new HarnessError('aborted', 'Stopped.'));
  const child = spawn(argv[0], argv.slice(1), { shell: false, windowsHide: true, stdio: 'pipe' });
  return new Promise<ExecResult>((resolve, reject) => {
    const give = (error: HarnessError): void => {
      child.kill('SIGTERM');
      reject(error);
    };
    const stop = (): void => give(new HarnessError('aborted', 'Stopped.'));
    const late = `${argv[0]} did not answer within ${Math.round(timeoutMs / 1000)} s.`;
    const timer = setTimeout(() => give(new HarnessError('unreachable', late)), timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    collect(child, maxBytes)
      .then(resolve, (error: unknown) => give(startError(error, argv[0], missing)))
      .finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      });
    // Who does not read its input is told of by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/**
 * Resolves when the program has ended and said everything. Standard error is not waited for: the connection that ssh keeps
 * open in the background holds it.
 */
function collect(child: ChildProcess, maxBytes: number): Promise<ExecResult> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxBytes) reject(new HarnessError('corrupt', `More than ${maxBytes} bytes came from a command.`));
      else pieces.push(piece);
    });
    child.stderr?.on('data', (piece: Buffer) => {
      stderr = (stderr + piece.toString('utf8')).slice(-keptStderr);
    });
    child.on('error', reject);
    const exited = new Promise<number | null>((done) => child.on('exit', done));
    const said = new Promise((done) => child.stdout?.on('close', done));
    void Promise.all([exited, said]).then(async ([code]) => {
      await new Promise((done) => setImmediate(done));
      resolve({ code, stdout: Buffer.concat(pieces), stderr });
    });
  });
}

function startError(error: unknown, program: string, missing: string): HarnessError {
  if (error instanceof HarnessError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'EACCES') return new HarnessError('config', missing, { detail: String(error) });
  return new HarnessError('engine', `${program} could not be started.`, { detail: String(error) });
}

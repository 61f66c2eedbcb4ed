/** An eval's folder on the machine where the worker runs: making it, watching it, taking chunks out of it, removing it. */
import { createGzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { HarnessError, type FetchedChunk, type LogPiece, type LogPlace } from '../../../core/evals/adapter';
import { asList, asObject, Malformed } from '../../../core/evals/narrow';
import type { EvalSpec } from '../../../core/evals/spec';
import { idPattern } from '../../../core/evals/target';
import { commandError, type Transport } from '../transport/transport';
import { unpackChunks } from './unpackChunks';

/** Only a folder that holds this file, with the eval's id in it, is ever removed. */
export const markerName = '.trace-inspector-eval';
const foreignExit = 73;
const missingExit = 66;
const batch = 200;

export class RunFolder {
  constructor(
    readonly transport: Transport,
    readonly path: string,
    readonly evalId: string,
  ) {
    if (!idPattern.test(evalId)) throw new HarnessError('config', `"${evalId}" is no id of an eval.`);
  }

  /**
   * Makes the folder and writes files into it.
   * @throws HarnessError `config` when something else is there already.
   */
  async send(files: Record<string, string | Uint8Array>, signal: AbortSignal): Promise<void> {
    const archive = await packed({ ...files, [markerName]: `${this.evalId}\n` });
    const script = `mkdir -p -- "$1" && cd -- "$1" || exit 1
if [ -e ${markerName} ]; then [ "$(cat ${markerName})" = "$2" ] || exit ${foreignExit}
elif [ -n "$(ls -A)" ]; then exit ${foreignExit}; fi
mkdir -p logs && tar -xzf -`;
    const result = await this.sh(script, [], signal, archive);
    if (result.code === foreignExit)
      throw new HarnessError(
        'config',
        `${this.path} on ${this.transport.label} holds something else. Change the target.`,
      );
    if (result.code !== 0) throw commandError(result, `Writing to ${this.path}`, this.transport.label);
  }

  /**
   * Runs a script with the folder as `$1`, the eval's id as `$2` and `args` behind.
   * Its errors are exit codes; `missingExit` is for a folder that is gone.
   */
  sh(script: string, args: readonly string[], signal: AbortSignal, stdin?: string | Uint8Array) {
    const maxBytes = 256 * 1024 * 1024;
    const argv = ['sh', '-c', script, 'sh', this.path, this.evalId, ...args];
    return this.transport.exec(argv, { stdin, signal, maxBytes, timeoutMs: 120_000 });
  }

  /**
   * Runs `script`, which prints what it finds, and then asks the worker's files what is new. One call.
   *
   * @param python `$3` of the script; more arguments follow.
   * @returns undefined when the folder is gone.
   */
  async poll(
    script: string,
    args: readonly [python: string, ...rest: string[]],
    offsets: unknown,
    signal: AbortSignal,
  ): Promise<{ said: string; events: unknown[]; offsets: unknown; more: boolean } | undefined> {
    const whole = `[ -f "$1/trace_worker.py" ] || exit ${missingExit}
${script}
printf '\\n==events==\\n'
exec "$3" "$1/trace_worker.py" poll "$1"`;
    const result = await this.sh(whole, args, signal, JSON.stringify(offsets ?? null));
    if (result.code === missingExit) return undefined;
    if (result.code !== 0) throw commandError(result, 'Looking after the eval', this.transport.label);
    const [said, news = ''] = result.stdout.toString('utf8').split('\n==events==\n');
    try {
      const json = asObject(JSON.parse(news), 'events');
      const events = asList(json.events, 'events', (event) => event);
      return { said, events, offsets: json.cursor, more: json.more === true };
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof SyntaxError)) throw error;
      const message = `What ${this.transport.label} says of the eval can't be read.`;
      throw new HarnessError('corrupt', message, { retryable: true, detail: String(error) });
    }
  }

  /** Chunks and their grades, packed by `tar`, some hundred at a time. Those that are not there are left out. */
  async *fetch(spec: EvalSpec, ids: readonly string[], signal: AbortSignal): AsyncIterable<FetchedChunk> {
    const script = `cd -- "$1" || exit ${missingExit}
while read -r id; do for f in "chunks/$id.jsonl" "grades/$id.jsonl"; do [ ! -f "$f" ] || printf '%s\\n' "$f"; done; done |
tar -czf - -T -`;
    for (let start = 0; start < ids.length; start += batch) {
      const some = ids.slice(start, start + batch).filter((id) => idPattern.test(id));
      const result = await this.sh(script, [], signal, some.map((id) => `${id}\n`).join(''));
      if (result.code !== 0) throw commandError(result, 'Fetching samples', this.transport.label);
      yield* await unpackChunks(result.stdout, spec, new Set(some));
    }
  }

  /** The logs of an attempt's shards, one behind the other. */
  async logs(attempt: number, from: LogPlace, signal: AbortSignal): Promise<LogPiece> {
    const script = `cd -- "$1" && cat logs/a"$3"-*.log logs/a"$3".log 2>/dev/null`;
    const { stdout } = await this.sh(script, [String(attempt)], signal);
    const start = 'tail' in from ? Math.max(0, stdout.length - from.tail) : from.offset;
    return { text: stdout.subarray(start).toString('utf8'), end: stdout.length };
  }

  /** @throws HarnessError `config` when the folder is not this eval's. A folder that is gone is well. */
  async remove(signal: AbortSignal): Promise<void> {
    const script = `[ -e "$1" ] || exit 0
[ ! -L "$1" ] && [ "$(cat -- "$1/${markerName}" 2>/dev/null)" = "$2" ] || exit ${foreignExit}
rm -rf -- "$1"`;
    const result = await this.sh(script, [], signal);
    if (result.code === foreignExit)
      throw new HarnessError(
        'config',
        `${this.path} on ${this.transport.label} is not this eval's; nothing was removed.`,
      );
    if (result.code !== 0) throw commandError(result, `Removing ${this.path}`, this.transport.label);
  }
}

/** A gzipped tar of files that only their owner reads. */
async function packed(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mode: 0o600 }, Buffer.from(content));
  archive.finalize();
  return buffer(archive.pipe(createGzip()));
}

/**
 * Any command line program: started detached, here or over ssh, followed by its process and its files. What it draws is read
 * by our format adapters when it has ended, or, where it is our own worker, chunk by chunk.
 */
import { readFile } from 'node:fs/promises';
import {
  HarnessError,
  type CheckCall,
  type CheckResult,
  type HandleCall,
  type HarnessAdapter,
  type JobCall,
  type SubmitCall,
  type PollResult,
} from '../../../core/evals/adapter';
import { asList, asName, asObject, asText, asWhole, isJson, maybe, oneOf } from '../../../core/evals/narrow';
import type { EvalModel, EvalSpec } from '../../../core/evals/spec';
import { noTale, readWorkerEvents, stateAfter, taleOf, type WorkerTale } from '../../../core/evals/workerEvents';
import { quoteCommand } from '../transport/quote';
import type { SshOptions } from '../transport/sshTransport';
import { commandError } from '../transport/transport';
import { checkFolder } from './checkFolder';
import { importedChunks } from './importOutput';
import { RunFolder } from './runFolder';
import { absolutePath, endpointOf, optionsOf, sshOf, Transports, workerSettings, type Endpoint } from './workerTarget';

/** Options of a target with `"adapter": "command"`. */
export interface CommandOptions {
  /** Absent: it runs on this machine. */
  ssh?: SshOptions;
  /** Folder in which each eval has one of its own. */
  dir: string;
  /**
   * Program and arguments. `{name}` in an argument is replaced: evalId, attempt, runDir, output (an empty folder), problems (a
   * file of JSON lines: id, prompt or messages, gold), n, temperature, top_p, top_k, min_p, max_tokens, seed, worker, python,
   * url, and, if any of them is used, once for each model: model, servedModel, or for each worker: shard, shards.
   */
  argv: string[];
  /** `chunks`: it is our worker. `dump`: it writes a dump of some format into `{output}`. */
  importer: 'chunks' | 'dump';
  /** Files of the dump, a glob below `{output}`; default all. */
  results: string;
  /** Format adapter, when not the sniffed one. */
  format?: string;
  /** Where `{url}` points; asked for by the importer `chunks`. */
  endpoint?: Endpoint;
  /** Workers at once where `{shard}` is used. */
  shards: number;
  python: string;
}

/** @param workerPath the worker's source on this machine. */
export function commandAdapter(workerPath: string): HarnessAdapter {
  const transports = new Transports();
  const folderOf = ({ target, spec }: JobCall): RunFolder => {
    const { ssh, dir } = optionsOf(target, commandOptions);
    return new RunFolder(transports.of(ssh), `${dir}/${spec.evalId}`, spec.evalId);
  };
  return {
    id: 'command',
    label: 'Command',
    capabilities: {
      ...{ resumable: true, partialResults: true, logs: true, detached: true },
      ...{ needsPython: true, writesChunks: false },
    },
    fingerprint: (target) => {
      const { ssh, dir, argv } = optionsOf(target, commandOptions);
      return `command ${argv[0]} ${ssh ? `ssh://${ssh.host}${ssh.port === undefined ? '' : `:${ssh.port}`}` : 'local:'}${dir}`;
    },
    tokenOrigin: () => undefined,
    check: (call) => check(call, transports),
    submit: (call) => submit(call, folderOf(call), workerPath),
    poll: (call) => poll(call, folderOf(call)),
    async *fetch(call) {
      const { importer, results, format } = optionsOf(call.target, commandOptions);
      if (importer === 'chunks') yield* folderOf(call).fetch(call.spec, call.chunkIds, call.signal);
      else yield* importedChunks(call, folderOf(call), { results, format });
    },
    logs: (call) => folderOf(call).logs(handleOf(call.handle).attempt, call.from, call.signal),
    async cancel(call) {
      const { attempt, pid, began } = handleOf(call.handle);
      const folder = folderOf(call);
      const result = await folder.sh(cancelScript, [String(attempt), pid, began], call.signal);
      if (result.code !== 0) throw commandError(result, 'Stopping the command', folder.transport.label);
    },
    cleanup: (call) => folderOf(call).remove(call.signal),
    dispose: () => transports.dispose(),
  };
}

interface Handle {
  pid: string;
  /** When the process began, in the words of `ps`: another process may have the number later. */
  began: string;
  attempt: number;
}

interface Cursor {
  offsets: unknown;
  tale: WorkerTale;
  /** Chunks that the importer has told of already. */
  imported: boolean;
}

const importers = ['chunks', 'dump'] as const;

function commandOptions(options: Record<string, unknown>): CommandOptions {
  const importer = maybe(options.importer, 'importer', (value, at) => oneOf(value, at, importers)) ?? 'dump';
  const read: CommandOptions = {
    ssh: maybe(options.ssh, 'ssh', sshOf),
    dir: absolutePath(options.dir, 'dir'),
    argv: asList(options.argv, 'argv', (text, at) => asText(text, at, 8000), 1000),
    importer,
    results: maybe(options.results, 'results', (value, at) => asName(value, at, /^(?!\/)(?!.*\.\.)[^\0]+$/)) ?? '**/*',
    format: maybe(options.format, 'format', (value, at) => asName(value, at, /^[\w.-]+$/)),
    endpoint: importer === 'chunks' ? endpointOf(options.endpoint) : maybe(options.endpoint, 'endpoint', endpointOf),
    shards: maybe(options.shards, 'shards', (value, at) => asWhole(value, at, 1, 256)) ?? 1,
    python: maybe(options.python, 'python', (value, at) => asName(value, at, /^[^-\0\n][^\0\n]*$/)) ?? 'python3',
  };
  asName(read.argv[0], 'argv[0]', /^[^-\0\n][^\0\n]*$/);
  return read;
}

function check({ target, signal }: CheckCall, transports: Transports): Promise<CheckResult[]> {
  const { ssh, dir, python, endpoint, argv } = optionsOf(target, commandOptions);
  const program = argv[0].includes('{') ? [] : [argv[0]];
  return checkFolder(transports.of(ssh), { dir, python, endpoint, commands: program }, signal);
}

async function submit(call: SubmitCall, folder: RunFolder, workerPath: string): Promise<Handle> {
  const { spec, attempt, missing, signal, target } = call;
  const options = optionsOf(target, commandOptions);
  const settings = options.endpoint && workerSettings(spec, options.endpoint, attempt, missing);
  await folder.send(
    {
      'run.json': JSON.stringify(spec),
      'trace_worker.py': await readFile(workerPath),
      'problems.jsonl': spec.problems.map((problem) => `${JSON.stringify(problem)}\n`).join(''),
      [`command-a${attempt}.sh`]: scriptOf(spec, attempt, folder.path, options),
      ...(settings && { 'worker.json': JSON.stringify(settings) }),
    },
    signal,
  );
  const result = await folder.sh(startScript, [String(attempt)], signal);
  if (result.code !== 0) throw commandError(result, 'Starting the command', folder.transport.label);
  const [pid = '', began = ''] = result.stdout.toString('utf8').split('\n');
  return handleOf({ pid, began: began.trim(), attempt });
}

/**
 * Starts the script once: who makes the folder `started-a…` does it. It runs in a session of its own (macOS has no `setsid`,
 * but Perl), so that it can be ended with all its children; it notes its number and when it began. `$3` is the attempt.
 */
const startScript = `cd -- "$1" || exit 66
if mkdir "started-a$3" 2>/dev/null; then
  rm -rf "output-a$3"; mkdir "output-a$3"
  if command -v setsid >/dev/null; then new=setsid; else new="perl -MPOSIX=setsid -e setsid();exec(@ARGV)or(die)"; fi
  $new sh -c 'echo $$ > "process-a$1.new"; LC_ALL=C ps -o lstart= -p $$ >> "process-a$1.new"; mv "process-a$1.new" "process-a$1"
sh "command-a$1.sh"; echo $? > "exit-a$1.new"; mv "exit-a$1.new" "exit-a$1"' sh "$3" </dev/null >"logs/a$3.log" 2>&1 &
fi
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -s "process-a$3" ] && exec cat "process-a$3"; sleep 0.5
done; exit 1`;

/** Is process `$1` the one that began at `$2`, and no zombie that nobody waits for? */
const runs = `runs() {
  [ "$(LC_ALL=C ps -o lstart= -p "$1" | sed 's/^ *//;s/ *$//')" = "$2" ] || return 1
  case "$(ps -o stat= -p "$1")" in Z*) return 1;; esac
}`;

/** The group is ended, not only the process; after 10 s by force. Nothing is ended that is not the process which was started. */
const cancelScript = `: > "$1/cancelled-a$3" || exit 0
${runs}
runs "$4" "$5" || exit 0
kill -s TERM -- "-$4" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do runs "$4" "$5" || exit 0; sleep 0.5; done
kill -s KILL -- "-$4" 2>/dev/null; exit 0`;

/** `$3` is Python, `$4` the attempt, `$5` the process and `$6` when it began. */
const pollScript = `${runs}
if runs "$5" "$6"; then echo running; fi
[ ! -e "$1/exit-a$4" ] || echo "exit $(cat "$1/exit-a$4")"
[ ! -e "$1/cancelled-a$4" ] || echo cancelled`;

async function poll(call: HandleCall & { cursor: unknown }, folder: RunFolder): Promise<PollResult> {
  const { python, importer, shards, results, format } = optionsOf(call.target, commandOptions);
  const { pid, began, attempt } = handleOf(call.handle);
  const before = cursorOf(call.cursor);
  const answer = await folder.poll(pollScript, [python, String(attempt), pid, began], before.offsets, call.signal);
  if (!answer) {
    const message = `The folder ${folder.path} is gone from ${folder.transport.label}. Resume to draw what is missing.`;
    return { state: 'gone', error: { code: 'notFound', message }, chunks: [], cursor: call.cursor };
  }
  const planned = new Set(call.spec.chunks.map(({ id }) => id));
  const { tale, ...news } = readWorkerEvents(answer.events, planned, attempt, before.tale);
  const state = answer.more
    ? { state: 'running' as const }
    : stateOf(answer.said, importer === 'chunks' ? { tale, shards } : undefined, pid);
  const isOver = state.state !== 'running';
  const cursor: Cursor = { offsets: answer.offsets, tale, imported: before.imported || isOver };
  if (importer === 'dump' && isOver && !before.imported)
    for await (const { id, bytes } of importedChunks({ ...call, chunkIds: [...planned] }, folder, { results, format }))
      news.chunks.push({ id, size: bytes.length });
  return { ...news, ...state, failed: tale.failed, engineState: answer.said.trim().replaceAll('\n', ', '), cursor };
}

/** @param worker what our worker told, if it is what runs. */
function stateOf(
  said: string,
  worker: { tale: WorkerTale; shards: number } | undefined,
  pid: string,
): Pick<PollResult, 'state' | 'error'> {
  const lines = said.split('\n');
  const exit = lines.find((line) => line.startsWith('exit '))?.slice(5);
  if (lines.includes('running') && exit === undefined) return { state: 'running' };
  if (lines.includes('cancelled')) return { state: 'cancelled' };
  if (exit === '0') return { state: 'ended' };
  const after = worker && stateAfter(worker.tale.shards, worker.shards, `process ${pid}`);
  if (after?.error && exit !== undefined) return after;
  const how =
    exit === undefined ? 'ended without a word: killed, or the machine went down' : `ended with exit code ${exit}`;
  return { state: 'failed', error: { code: 'engine', message: `The command ${how}. See its log, then resume.` } };
}

/** Lines of shell, made by the one function that quotes: models one after the other, shards side by side. */
function scriptOf(spec: EvalSpec, attempt: number, runDir: string, options: CommandOptions): string {
  const uses = (name: string): boolean => options.argv.some((argument) => argument.includes(`{${name}}`));
  const models = uses('model') || uses('servedModel') ? spec.models : spec.models.slice(0, 1);
  const shards = uses('shard') ? options.shards : 1;
  const lines = ['#!/bin/sh', 'worst=0', `cd -- ${quoteCommand([runDir])} || exit 1`];
  for (const [i, model] of models.entries()) {
    const output = `${runDir}/output-a${attempt}/${i}`;
    lines.push(quoteCommand(['mkdir', '-p', '--', output]), 'pids=');
    for (let shard = 0; shard < shards; shard++) {
      const values = valuesOf(spec, model, { attempt, runDir, output, shard, shards }, options);
      lines.push(`${quoteCommand(options.argv.map((argument) => filled(argument, values)))} &`, 'pids="$pids $!"');
    }
    lines.push('for pid in $pids; do wait "$pid"; code=$?; [ "$code" -le "$worst" ] || worst=$code; done');
  }
  return [...lines, 'exit "$worst"', ''].join('\n');
}

function valuesOf(
  spec: EvalSpec,
  model: EvalModel,
  place: { attempt: number; runDir: string; output: string; shard: number; shards: number },
  { python, endpoint }: CommandOptions,
): Record<string, string | number> {
  const { temperature, top_p, top_k, min_p, max_tokens, seedBase } = spec.sampling;
  return {
    ...{ ...place, evalId: spec.evalId, n: spec.n, python, url: endpoint?.url ?? '' },
    ...{ temperature, top_p, top_k, min_p, max_tokens, seed: seedBase },
    ...{ problems: `${place.runDir}/problems.jsonl`, worker: `${place.runDir}/trace_worker.py` },
    ...{ model: model.name, servedModel: model.servedName },
  };
}

/** @throws HarnessError `config` for a placeholder that there is not. */
function filled(argument: string, values: Record<string, string | number>): string {
  return argument.replace(/\{([A-Za-z_]+)\}/g, (whole, name: string) => {
    if (Object.hasOwn(values, name)) return String(values[name]);
    throw new HarnessError(
      'config',
      `The command of the target uses ${whole}; there is: ${Object.keys(values).join(', ')}.`,
    );
  });
}

function handleOf(value: unknown): Handle {
  try {
    const json = asObject(value, 'handle');
    return {
      pid: asName(json.pid, 'handle.pid', /^\d{1,10}$/),
      began: asText(json.began, 'handle.began', 100),
      attempt: asWhole(json.attempt, 'handle.attempt', 1),
    };
  } catch (error) {
    throw new HarnessError('notFound', "What was noted about the command can't be read. Resume to start another.", {
      detail: String(error),
    });
  }
}

function cursorOf(value: unknown): Cursor {
  if (!isJson(value) || !isJson(value.offsets)) return { offsets: null, tale: noTale, imported: false };
  return { offsets: value.offsets, tale: taleOf(value.tale), imported: value.imported === true };
}

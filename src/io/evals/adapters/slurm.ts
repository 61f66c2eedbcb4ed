/**
 * Slurm through its command line, here or over ssh. The job's name is the eval's id, so that it is found again whatever was
 * lost; what the job has drawn is told by the worker's own files, because a cluster forgets its jobs within minutes.
 */
import { readFile } from 'node:fs/promises';
import {
  HarnessError,
  type CheckCall,
  type CheckResult,
  type HandleCall,
  type HarnessAdapter,
  type PollResult,
} from '../../../core/evals/adapter';
import { asList, asName, asObject, asText, asWhole, isJson, maybe } from '../../../core/evals/narrow';
import { noTale, readWorkerEvents, stateAfter, taleOf, type WorkerTale } from '../../../core/evals/workerEvents';
import { quoteCommand } from '../transport/quote';
import type { SshOptions } from '../transport/sshTransport';
import { commandError, type ExecResult } from '../transport/transport';
import { checkFolder } from './checkFolder';
import { RunFolder } from './runFolder';
import { absolutePath, endpointOf, optionsOf, sshOf, Transports, workerSettings, type Endpoint } from './workerTarget';

/** Options of a target with `"adapter": "slurm"`. */
export interface SlurmOptions {
  /** Absent: Slurm's commands are run on this machine. */
  ssh?: SshOptions;
  /** Folder on a disk that login and compute nodes share; each eval has one of its own in it. */
  dir: string;
  endpoint: Endpoint;
  /** Tasks of the array; default 4. */
  shards: number;
  /** More arguments of `sbatch`: `--partition=…`, `--time=…`. */
  sbatch: string[];
  /** Lines of shell before the worker, as `module load python`. */
  setup: string[];
  /** Python of at least 3.8, on login and compute nodes. */
  python: string;
}

/** Clusters allow arrays of 1,001 tasks by default; no eval needs that many workers. */
const mostShards = 256;
/** A job that was there may be missing from one answer: the controller restarts. */
const absentPolls = 2;

/** @param workerPath the worker's source on this machine. */
export function slurmAdapter(workerPath: string): HarnessAdapter {
  const transports = new Transports();
  const folderOf = ({ target, spec }: HandleCall | Parameters<HarnessAdapter['submit']>[0]): RunFolder => {
    const { ssh, dir } = optionsOf(target, slurmOptions);
    return new RunFolder(transports.of(ssh), `${dir}/${spec.evalId}`, spec.evalId);
  };
  return {
    id: 'slurm',
    label: 'Slurm',
    capabilities: {
      ...{ resumable: true, partialResults: true, logs: true, detached: true },
      ...{ needsPython: true, writesChunks: false },
    },
    fingerprint: (target) => {
      const { ssh, dir } = optionsOf(target, slurmOptions);
      return `slurm ${ssh ? `ssh://${ssh.host}${ssh.port === undefined ? '' : `:${ssh.port}`}` : 'local:'}${dir}`;
    },
    tokenOrigin: () => undefined,
    check: (call) => check(call, transports),
    async submit(call) {
      const { spec, attempt, missing, signal } = call;
      const options = optionsOf(call.target, slurmOptions);
      const folder = folderOf(call);
      await folder.send(
        {
          'run.json': JSON.stringify(spec),
          'worker.json': JSON.stringify(workerSettings(spec, options.endpoint, attempt, missing)),
          'trace_worker.py': await readFile(workerPath),
        },
        signal,
      );
      const shards = Math.max(1, Math.min(options.shards, missing.length));
      const result = await folder.sh(
        submitScript,
        [String(attempt), ...sbatchArguments(folder, attempt, shards, options)],
        signal,
        jobScript(folder, shards, options),
      );
      if (result.code !== 0) throw submitError(result, folder);
      const [, job] = /^(\d+)/m.exec(result.stdout.toString('utf8')) ?? [];
      if (job === undefined) throw submitError(result, folder);
      return { job, attempt, shards } satisfies Handle;
    },
    poll: (call) => poll(call, folderOf(call)),
    fetch: (call) => folderOf(call).fetch(call.spec, call.chunkIds, call.signal),
    logs: (call) => folderOf(call).logs(handleOf(call.handle).attempt, call.from, call.signal),
    async cancel(call) {
      const folder = folderOf(call);
      const { attempt } = handleOf(call.handle);
      const script = `[ ! -d "$1" ] || : > "$1/cancelled-a$3"; scancel -u "$(id -un)" -n "$2"`;
      const result = await folder.sh(script, [String(attempt)], call.signal);
      if (result.code !== 0) throw submitError(result, folder);
    },
    cleanup: (call) => folderOf(call).remove(call.signal),
    dispose: () => transports.dispose(),
  };
}

interface Handle {
  job: string;
  attempt: number;
  shards: number;
}

interface Cursor {
  offsets: unknown;
  tale: WorkerTale;
  /** Answers in a row that did not know the job. */
  absent: number;
}

function slurmOptions(options: Record<string, unknown>): SlurmOptions {
  const texts = (value: unknown, where: string): string[] =>
    asList(value, where, (text, at) => asText(text, at, 4000), 100);
  return {
    ssh: maybe(options.ssh, 'ssh', sshOf),
    dir: absolutePath(options.dir, 'dir'),
    endpoint: endpointOf(options.endpoint),
    shards: maybe(options.shards, 'shards', (value, at) => asWhole(value, at, 1, mostShards)) ?? 4,
    sbatch: maybe(options.sbatch, 'sbatch', texts) ?? [],
    setup: maybe(options.setup, 'setup', texts) ?? [],
    python: maybe(options.python, 'python', (value, at) => asName(value, at, /^[^-\0\n][^\0\n]*$/)) ?? 'python3',
  };
}

async function check({ target, signal }: CheckCall, transports: Transports): Promise<CheckResult[]> {
  const { ssh, dir, python, endpoint } = optionsOf(target, slurmOptions);
  const results = await checkFolder(
    transports.of(ssh),
    { dir, python, endpoint, commands: ['sbatch', 'squeue', 'scancel'] },
    signal,
  );
  if (results.some(({ level }) => level === 'error')) return results;
  const where = transports.of(ssh).label;
  const { code, stdout, stderr } = await transports.of(ssh).exec(['sinfo', '-h', '-o', '%P %a %D'], { signal });
  const message =
    code === 0
      ? `Partitions on ${where}: ${names(stdout.toString('utf8'))}.`
      : `Slurm on ${where} does not answer: ${stderr.trim().split('\n')[0]}`;
  return [...results, { level: code === 0 ? 'ok' : 'error', code: 'slurm', message }];
}

const names = (partitions: string): string =>
  partitions
    .split('\n')
    .flatMap((line) => line.split(' ')[0] || [])
    .join(', ');

/** Looks for the job before it makes one: the answer to an earlier submission may have been lost. `$3` is the attempt. */
const submitScript = `cd -- "$1" || exit 66
a=$3; n=$2; shift 3
if [ -s "job-a$a" ]; then cat "job-a$a"; exit 0; fi
id=$(squeue -h -r -u "$(id -un)" -n "$n" -o '%F %k' 2>/dev/null | while read -r f k; do if [ "$k" = "a$a" ]; then echo "$f"; break; fi; done)
[ -n "$id" ] || id=$(sbatch "$@") || exit $?
printf '%s\\n' "$id" > "job-a$a.new" && mv "job-a$a.new" "job-a$a" && cat "job-a$a"`;

/** `--dependency=singleton`: a resumed eval waits for what is left of its last attempt. */
function sbatchArguments(folder: RunFolder, attempt: number, shards: number, { sbatch }: SlurmOptions): string[] {
  return [
    ...['--parsable', `--job-name=${folder.evalId}`, `--comment=a${attempt}`, '--dependency=singleton'],
    ...[`--array=0-${shards - 1}`, '--export=NONE', '--no-requeue', '-D', folder.path],
    ...['-o', `${folder.path}/logs/a${attempt}-%a.log`],
    ...sbatch,
  ];
}

function jobScript(folder: RunFolder, shards: number, { setup, python }: SlurmOptions): string {
  const worker = quoteCommand([python, `${folder.path}/trace_worker.py`, folder.path]);
  return ['#!/bin/sh', ...setup, `exec ${worker} "$SLURM_ARRAY_TASK_ID" ${shards}`, ''].join('\n');
}

/** `$3` is Python, `$4` the attempt. */
const pollScript = `squeue -h -r -u "$(id -un)" -n "$2" -o '%F|%T|%r' </dev/null 2>&1; echo "exit $?"
[ ! -e "$1/cancelled-a$4" ] || echo cancelled`;

async function poll(
  { target, handle, cursor, spec, signal }: HandleCall & { cursor: unknown },
  folder: RunFolder,
): Promise<PollResult> {
  const { job, attempt, shards } = handleOf(handle);
  const { python } = optionsOf(target, slurmOptions);
  const before = cursorOf(cursor);
  const answer = await folder.poll(pollScript, [python, String(attempt)], before.offsets, signal);
  if (!answer) {
    const message = `The folder ${folder.path} is gone from ${folder.transport.label}. Resume to draw what is missing.`;
    return { state: 'gone', error: { code: 'notFound', message }, chunks: [], cursor };
  }
  const planned = new Set(spec.chunks.map(({ id }) => id));
  const { tale, ...news } = readWorkerEvents(answer.events, planned, attempt, before.tale);
  const queue = readQueue(answer.said, job);
  const absent = queue.known || !queue.answered ? 0 : before.absent + 1;
  const next: Cursor = { offsets: answer.offsets, tale, absent };
  return {
    ...news,
    failed: tale.failed,
    ...stateOf(queue, next, shards, job, answer.more),
    engineState: queue.words,
    shards: { done: Object.values(tale.shards).filter(({ end }) => end).length, total: shards },
    cursor: next,
  };
}

function stateOf(
  queue: Queue,
  cursor: Cursor,
  shards: number,
  job: string,
  more: boolean,
): Pick<PollResult, 'state' | 'error'> {
  if (!queue.answered) return { state: 'waiting' };
  if (queue.known) return { state: queue.isRunning ? 'running' : 'queued' };
  const isEnded = Object.values(cursor.tale.shards).filter(({ end }) => end).length >= shards;
  // There is more to read, or the job may only be between two answers.
  if (more || (!isEnded && !queue.isCancelled && cursor.absent < absentPolls)) return { state: 'running' };
  const after = stateAfter(cursor.tale.shards, shards, `job ${job}`);
  return queue.isCancelled && after.state !== 'ended' ? { state: 'cancelled' } : after;
}

interface Queue {
  /** The controller answered. */
  answered: boolean;
  /** It knows tasks of the job that have not ended. */
  known: boolean;
  isRunning: boolean;
  isCancelled: boolean;
  /** `2 RUNNING, 2 PENDING (Resources)`. */
  words: string;
}

/** Lines of `squeue`, `exit 0`, and `cancelled` where someone asked for it. */
export function readQueue(said: string, job: string): Queue {
  const lines = said.split('\n').map((line) => line.trim());
  const tasks = lines.flatMap((line) => {
    const [id, state, reason] = line.split('|');
    return id === job && state !== undefined ? [{ state, reason }] : [];
  });
  const counts = new Map<string, number>();
  for (const { state, reason } of tasks) {
    const words = state === 'PENDING' && reason ? `${state} (${reason})` : state;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const answered = lines.includes('exit 0');
  const words = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return {
    answered,
    known: tasks.length > 0,
    isRunning: tasks.some(({ state }) => !/^(PENDING|CONFIGURING|REQUEUED|REQUEUE_HOLD|RESV_DEL_HOLD)$/.test(state)),
    isCancelled: lines.includes('cancelled'),
    words: words || (answered ? 'not in the queue' : (lines[0] ?? '')),
  };
}

function handleOf(value: unknown): Handle {
  return optionsOfHandle(() => {
    const json = asObject(value, 'handle');
    return {
      job: asName(json.job, 'handle.job', /^\d{1,20}$/),
      attempt: asWhole(json.attempt, 'handle.attempt', 1),
      shards: asWhole(json.shards, 'handle.shards', 1, mostShards),
    };
  });
}

function optionsOfHandle<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new HarnessError('notFound', "What was noted about the job can't be read. Resume to start another.", {
      detail: String(error),
    });
  }
}

/** Our own, read back from a file; anything else means to start from the beginning, which costs only time. */
function cursorOf(value: unknown): Cursor {
  if (!isJson(value) || !isJson(value.offsets)) return { offsets: null, tale: noTale, absent: 0 };
  const absent = typeof value.absent === 'number' ? value.absent : 0;
  return { offsets: value.offsets, tale: taleOf(value.tale), absent };
}

function submitError(result: ExecResult, folder: RunFolder): HarnessError {
  const { stderr } = result;
  const host = folder.transport.label;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  if (/unable to contact slurm controller|socket timed out|connection refused/i.test(stderr))
    return new HarnessError('unreachable', `Slurm on ${host} does not answer (${last}).`, { detail: stderr });
  if (/qos|limit|quota|AssocMax|AssocGrp/i.test(stderr))
    return new HarnessError('quota', `Slurm on ${host} refuses the job: ${last}. Wait, or change the target.`, {
      detail: stderr,
    });
  if (/invalid|not permitted|unrecognized|unknown option|more processors|not available/i.test(stderr))
    return new HarnessError('config', `Slurm on ${host} refuses the job: ${last}. Change the target's "sbatch".`, {
      detail: stderr,
    });
  if (result.code === 127) return new HarnessError('config', `There is no sbatch on ${host}.`, { detail: stderr });
  return commandError(result, 'sbatch', host);
}

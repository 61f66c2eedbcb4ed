/**
 * Ray Jobs over the dashboard's REST interface. The job is our worker, unchanged; the entrypoint holds nothing but the
 * name of Python, because Ray runs it through a shell, and everything else travels in the package. Its chunks come back through a folder that both sides
 * see, or through the dashboard's own view of the log directory.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zip } from 'fflate';
import {
  HarnessError,
  type CheckCall,
  type CheckResult,
  type FetchedChunk,
  type HandleCall,
  type HarnessAdapter,
  type SubmitCall,
  type PollResult,
} from '../../../core/evals/adapter';
import { asName, asNumber, asObject, asText, asWhole, isJson, Malformed, maybe } from '../../../core/evals/narrow';
import type { EvalSpec } from '../../../core/evals/spec';
import { idPattern } from '../../../core/evals/target';
import {
  noTale,
  readWorkerEvents,
  stateAfter,
  taleOf,
  type WorkerShards,
  type WorkerTale,
} from '../../../core/evals/workerEvents';
import { dashboard, type Answer, type Dashboard } from './rayDashboard';
import { markerName } from './runFolder';
import { mostChunkBytes } from './unpackChunks';
import { absolutePath, endpointOf, httpUrl, optionsOf, workerSettings, type Endpoint } from './workerTarget';

/** Options of a target with `"adapter": "ray"`. */
export interface RayOptions {
  /** Of the dashboard: `http://127.0.0.1:8265`. */
  url: string;
  endpoint: Endpoint;
  /** Folder that this machine and the job's node see under the same path. Absent: the dashboard hands the files out. */
  sharedDir?: string;
  /** Allows a token to go to another machine without encryption. */
  allowPlainHttp: boolean;
  /** `entrypoint_num_cpus`, which also lets the job run on another node than the head. */
  numCpus?: number;
  /** On the cluster's nodes; default `python`, which need not be the one that Ray itself runs on. */
  python: string;
}

/** Ray runs the entrypoint through a shell: nothing in it but letters, digits and `_ . / -`. */
const shellSafe = /^[A-Za-z0-9_/][A-Za-z0-9_./-]*$/;
const readAtOnce = 4;
/** Lines of the events that one poll asks for; where the last known one is not among them, all. */
const tailLines = 2000;

/** @param workerPath the worker's source on this machine. */
export function rayAdapter(workerPath: string): HarnessAdapter {
  return {
    id: 'ray',
    label: 'Ray',
    capabilities: {
      ...{ resumable: true, partialResults: true, logs: true, detached: true },
      ...{ needsPython: true, writesChunks: false },
    },
    fingerprint: (target) => `ray ${new URL(optionsOf(target, rayOptions).url).origin}`,
    tokenOrigin: (target) => new URL(optionsOf(target, rayOptions).url).origin,
    check,
    submit: (call) => submit(call, workerPath),
    poll,
    fetch: fetchChunks,
    async logs(call) {
      const answer = await boardOf(call).ask('GET', `/api/jobs/${handleOf(call.handle).job}/logs`, call);
      const text = Buffer.from(logText(answer));
      const start = 'tail' in call.from ? Math.max(0, text.length - call.from.tail) : call.from.offset;
      return { text: text.subarray(start).toString('utf8'), end: text.length };
    },
    async cancel(call) {
      const answer = await boardOf(call).ask('POST', `/api/jobs/${handleOf(call.handle).job}/stop`, call);
      if (answer.status !== 200 && answer.status !== 404) throw rayError(answer, 'stop the job', boardOf(call));
    },
    cleanup,
    dispose: () => undefined,
  };
}

interface Handle {
  job: string;
  attempt: number;
}

interface Cursor {
  tale: WorkerTale;
  /** The last line of the events that was read. */
  last?: string;
}

function rayOptions(options: Record<string, unknown>): RayOptions {
  return {
    url: httpUrl(options.url, 'url'),
    endpoint: endpointOf(options.endpoint),
    sharedDir: maybe(options.sharedDir, 'sharedDir', absolutePath),
    allowPlainHttp: options.allowPlainHttp === true,
    python: maybe(options.python, 'python', (value, at) => asName(value, at, shellSafe)) ?? 'python',
    numCpus: maybe(options.numCpus, 'numCpus', (value, at) => asNumber(value, at, 0, 10_000)),
  };
}

/** @throws HarnessError `config` where the token would cross a network in plain text. */
function boardOf({ target, token }: CheckCall): Dashboard {
  const { url, allowPlainHttp } = optionsOf(target, rayOptions);
  return dashboard(url, async () => {
    const secret = await token();
    if (secret !== undefined && !allowPlainHttp && isPlain(url)) throw plainError(url);
    return secret;
  });
}

function isPlain(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function plainError(url: string): HarnessError {
  const { origin } = new URL(url);
  const way = 'Use https or an ssh tunnel (ssh -L), or set "allowPlainHttp"';
  return new HarnessError('config', `The token would go to ${origin} without encryption. ${way}.`);
}

async function check(call: CheckCall): Promise<CheckResult[]> {
  const { url, sharedDir } = optionsOf(call.target, rayOptions);
  try {
    const board = boardOf(call);
    const answer = await board.ask('GET', '/api/version', call);
    if (answer.status !== 200) throw rayError(answer, 'say its version', board);
    const version = asText(json(answer).ray_version, 'ray_version', 100);
    const results: CheckResult[] = [
      { level: 'ok', code: 'reachable', message: `Ray ${version} answers at ${board.origin}.` },
    ];
    if ((await call.token()) === undefined) {
      const message = `The dashboard at ${board.origin} takes jobs from everybody who reaches it.`;
      results.push({ level: 'warning', code: 'auth', message, fix: 'Start Ray with RAY_AUTH_MODE=token.' });
    }
    if (sharedDir === undefined && isPlain(url))
      results.push({
        level: 'warning',
        code: 'plainHttp',
        message: `Samples come from ${board.origin} without encryption.`,
      });
    return results;
  } catch (error) {
    if (error instanceof HarnessError && error.code !== 'aborted')
      return [{ level: 'error', code: error.code, message: error.userMessage }];
    if (!(error instanceof Malformed)) throw error;
    return [{ level: 'error', code: 'engine', message: `What answers at ${url} is no Ray dashboard.` }];
  }
}

/** A duplicate id is answered with 500, so on any error the job is looked for before it counts as one. */
async function submit(call: SubmitCall, workerPath: string): Promise<Handle> {
  const { spec, attempt, missing, target, signal } = call;
  const { endpoint, sharedDir, numCpus, python } = optionsOf(target, rayOptions);
  const board = boardOf(call);
  const handle = { job: `${spec.evalId}-a${attempt}`, attempt };
  if ((await jobOf(board, handle.job, signal)) !== undefined) return handle;
  const settings = { ...workerSettings(spec, endpoint, attempt, missing), ...runDirOf(sharedDir, spec.evalId) };
  const archive = await packageOf({
    'run.json': Buffer.from(JSON.stringify(spec)),
    'worker.json': Buffer.from(JSON.stringify(settings)),
    'trace_worker.py': await readFile(workerPath),
  });
  const name = `_ray_pkg_${call.store.sha256(archive.toString('base64')).slice(0, 32)}.zip`;
  const place = `/api/packages/gcs/${name}`;
  if ((await board.ask('GET', place, { signal })).status !== 200) {
    const sent = await board.ask('PUT', place, { body: archive, signal });
    if (sent.status !== 200) throw rayError(sent, 'take the package', board);
  }
  const body = {
    ...{
      entrypoint: `${python} trace_worker.py ray`,
      submission_id: handle.job,
      runtime_env: { working_dir: `gcs://${name}` },
    },
    ...(numCpus !== undefined && { entrypoint_num_cpus: numCpus }),
  };
  const answer = await board.ask('POST', '/api/jobs/', { body, signal });
  if (answer.status !== 200 && (await jobOf(board, handle.job, signal)) === undefined)
    throw rayError(answer, 'start the job', board);
  return handle;
}

const runDirOf = (sharedDir: string | undefined, evalId: string): { runDir?: string } =>
  sharedDir === undefined ? {} : { runDir: `${sharedDir}/${evalId}` };

const zipFiles = promisify<Record<string, Uint8Array>, Uint8Array>((files, done) => {
  // Equal content makes equal packages, whatever the clock says.
  zip(files, { mtime: new Date(2000, 0, 1) }, (error, data) => done(error, data));
});

async function packageOf(files: Record<string, Uint8Array>): Promise<Buffer> {
  return Buffer.from(await zipFiles(files));
}

interface Job {
  status: string;
  message: string;
  node?: string;
}

/** @returns undefined when the cluster does not know it. */
async function jobOf(board: Dashboard, job: string, signal: AbortSignal): Promise<Job | undefined> {
  const answer = await board.ask('GET', `/api/jobs/${job}`, { signal });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw rayError(answer, 'tell of the job', board);
  const about = json(answer);
  return {
    status: typeof about.status === 'string' ? about.status : '',
    message: typeof about.message === 'string' ? about.message : '',
    node: typeof about.driver_node_id === 'string' ? about.driver_node_id : undefined,
  };
}

async function poll(call: HandleCall & { cursor: unknown }): Promise<PollResult> {
  const { job: id, attempt } = handleOf(call.handle);
  const before = cursorOf(call.cursor);
  const job = await jobOf(boardOf(call), id, call.signal);
  if (!job) return { state: 'gone', engineState: 'unknown to the cluster', chunks: [], cursor: call.cursor };
  const files = filesOf(call, job);
  const { lines, last } = await newLines(files, `events/0-a${attempt}.jsonl`, before.last);
  const told = lines.flatMap((line) => parsed(line, `0-a${attempt}.jsonl`));
  const planned = new Set(call.spec.chunks.map((chunk) => chunk.id));
  const { tale, ...news } = readWorkerEvents(told, planned, attempt, before.tale);
  const { shards, failed } = tale;
  const cursor: Cursor = { tale, last };
  const done = Object.values(shards).filter(({ end }) => end).length;
  return { ...news, failed, ...stateOf(job, shards, id), engineState: job.status, shards: { done, total: 1 }, cursor };
}

function stateOf({ status, message }: Job, shards: WorkerShards, id: string): Pick<PollResult, 'state' | 'error'> {
  if (status === 'PENDING') return { state: 'queued' };
  if (status === 'RUNNING') return { state: 'running' };
  const after = stateAfter(shards, 1, `the Ray job ${id}`);
  if (status === 'STOPPED') return { state: 'cancelled' };
  if (status === 'SUCCEEDED') return after.state === 'ended' ? after : { state: 'ended' };
  if (after.error && Object.values(shards).some(({ end }) => end)) return after;
  const last = message.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return { state: 'failed', error: { code: 'engine', message: `The Ray job ${id} failed: ${last} Resume to go on.` } };
}

/** The run's files, wherever they are. */
interface RunFiles {
  /** @param lines the last so many; absent: all. @returns undefined for a file that is not there. */
  read(name: string, maxBytes: number, lines?: number): Promise<Buffer | undefined>;
  /** Names in a folder. */
  list(folder: string): Promise<string[]>;
}

function filesOf(call: HandleCall, { node }: Job): RunFiles {
  const { sharedDir } = optionsOf(call.target, rayOptions);
  const { evalId } = call.spec;
  if (sharedDir !== undefined) return sharedFiles(join(sharedDir, evalId));
  const board = boardOf(call);
  if (node === undefined || !/^[0-9a-f]{1,128}$/.test(node))
    return { read: () => Promise.resolve(undefined), list: () => Promise.resolve([]) };
  const base = `trace-inspector/${evalId}`;
  return {
    async read(name, maxBytes, lines = -1) {
      const query = new URLSearchParams({
        node_id: node,
        filename: `${base}/${name}`,
        lines: String(lines),
        format: 'text',
      });
      const answer = await board.ask('GET', `/api/v0/logs/file?${query.toString()}`, { signal: call.signal, maxBytes });
      if (answer.status === 200) return answer.body;
      if (answer.status === 404 || /not found/i.test(answer.body.toString('utf8', 0, 2000))) return undefined;
      throw rayError(answer, `hand out ${name}`, board);
    },
    async list(folder) {
      const query = new URLSearchParams({ node_id: node, glob: `${base}/${folder}/*` });
      const answer = await board.ask('GET', `/api/v0/logs?${query.toString()}`, { signal: call.signal });
      if (answer.status !== 200) throw rayError(answer, `list ${folder}`, board);
      return [...answer.body.toString('utf8').matchAll(/[^"/]+(?=")/g)].map(([name]) => name);
    },
  };
}

function sharedFiles(dir: string): RunFiles {
  return {
    read: (name) => readFile(join(dir, name)).catch(() => undefined),
    list: (folder) => readdir(join(dir, folder)).catch(() => []),
  };
}

/** Whole lines behind the last known one. */
async function newLines(
  files: RunFiles,
  name: string,
  last: string | undefined,
): Promise<{ lines: string[]; last?: string }> {
  const most = 64 * 1024 * 1024;
  const textOf = async (lines?: number): Promise<string> =>
    (await files.read(name, most, lines))?.toString('utf8') ?? '';
  let text = await textOf(last === undefined ? undefined : tailLines);
  if (last !== undefined && !text.includes(last)) text = await textOf();
  const from = last === undefined ? -1 : text.lastIndexOf(last);
  const fresh = from < 0 ? text : text.slice(from + (last?.length ?? 0) + 1);
  const lines = fresh
    .slice(0, fresh.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  return { lines, last: lines.at(-1) ?? last };
}

function parsed(line: string, file: string): unknown[] {
  try {
    const event: unknown = JSON.parse(line);
    return isJson(event) ? [{ ...event, file }] : [];
  } catch {
    return [];
  }
}

async function* fetchChunks(call: HandleCall & { chunkIds: readonly string[] }): AsyncIterable<FetchedChunk> {
  const job = await jobOf(boardOf(call), handleOf(call.handle).job, call.signal);
  if (!job) return;
  const files = filesOf(call, job);
  const ids = call.chunkIds.filter((id) => idPattern.test(id));
  const graded = new Set(call.spec.problems.some(({ gold }) => gold !== undefined) ? await files.list('grades') : []);
  for (let start = 0; start < ids.length; start += readAtOnce)
    for (const chunk of await Promise.all(
      ids.slice(start, start + readAtOnce).map((id) => readChunk(files, call.spec, id, graded)),
    ))
      if (chunk) yield chunk;
}

async function readChunk(
  files: RunFiles,
  spec: EvalSpec,
  id: string,
  graded: ReadonlySet<string>,
): Promise<FetchedChunk | undefined> {
  const bytes = await files.read(`chunks/${id}.jsonl`, mostChunkBytes(spec));
  const grades = graded.has(`${id}.jsonl`) ? await files.read(`grades/${id}.jsonl`, mostChunkBytes(spec)) : undefined;
  return bytes && { id, bytes, ...(grades && { grades }) };
}

/** What is below the session's logs goes with the session; only a shared folder can be removed from here. */
async function cleanup(call: HandleCall): Promise<void> {
  await boardOf(call).ask('DELETE', `/api/jobs/${handleOf(call.handle).job}`, call);
  const { sharedDir } = optionsOf(call.target, rayOptions);
  if (sharedDir === undefined) return;
  const dir = join(sharedDir, call.spec.evalId);
  const marker = await readFile(join(dir, markerName), 'utf8').catch(() => '');
  if (marker.trim() === call.spec.evalId) await rm(dir, { recursive: true, force: true });
}

function handleOf(value: unknown): Handle {
  try {
    const entry = asObject(value, 'handle');
    return {
      job: asName(entry.job, 'handle.job', /^[0-9A-Za-z_][0-9A-Za-z._-]{0,80}$/),
      attempt: asWhole(entry.attempt, 'handle.attempt', 1),
    };
  } catch (error) {
    throw new HarnessError('notFound', "What was noted about the job can't be read. Resume to start another.", {
      detail: String(error),
    });
  }
}

function cursorOf(value: unknown): Cursor {
  const cursor = isJson(value) ? value : {};
  return typeof cursor.last === 'string' ? { tale: taleOf(cursor.tale), last: cursor.last } : { tale: noTale };
}

function json(answer: Answer): Record<string, unknown> {
  try {
    return asObject(JSON.parse(answer.body.toString('utf8')), 'answer');
  } catch {
    throw new Malformed('The answer is no JSON object');
  }
}

function logText(answer: Answer): string {
  if (answer.status !== 200) return '';
  const { logs } = json(answer);
  return typeof logs === 'string' ? logs : '';
}

function rayError({ status, body }: Answer, what: string, { origin }: Dashboard): HarnessError {
  const detail = body.toString('utf8', 0, 4000);
  const last = detail.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  const code = status === 429 ? 'quota' : 'engine';
  const message = `The Ray dashboard at ${origin} can't ${what}: ${status} ${last}`;
  return new HarnessError(code, message, { retryable: status === 429 || status >= 500, detail });
}

/** What a program of someone else has drawn, as chunks of the plan: read by the format adapters, like any dump. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { HarnessError, type FetchedChunk, type HandleCall } from '../../../core/evals/adapter';
import type { Chunk } from '../../../core/evals/plan';
import type { GradeLine, SampleLine } from '../../../core/evals/sampleLine';
import type { EvalModel, EvalSpec } from '../../../core/evals/spec';
import { hashQuestion } from '../../../core/compare/question';
import { Finish, TextKind, Verdict, type RunIndex } from '../../../core/runIndex';
import { loadRun, readTrace, UnreadableError, type LoadedRun } from '../../loadRun';
import { commandError } from '../transport/transport';
import type { RunFolder } from './runFolder';

export interface ImportOptions {
  /** Glob below the output folder. */
  results: string;
  format?: string;
}

const mostOutputBytes = 4 * 1024 * 1024 * 1024;
const finishWords = new Map<number, string>([
  [Finish.stop, 'stop'],
  [Finish.length, 'length'],
  [Finish.other, 'other'],
]);

/**
 * Chunks whose samples are all in the output of the last attempts. Problems are found by their id, else by their question;
 * the samples of a problem are taken in the dump's order. The verdicts that came with them are grades of the format's name.
 *
 * @throws HarnessError `corrupt` when nothing in the output can be read as samples of this eval.
 */
export async function* importedChunks(
  call: HandleCall & { chunkIds: readonly string[] },
  folder: RunFolder,
  options: ImportOptions,
): AsyncIterable<FetchedChunk> {
  const here = await mkdtemp(join(tmpdir(), 'trace-import-'));
  try {
    await takeOutput(folder, here, call.signal);
    const wanted = new Set(call.chunkIds);
    for (const [i, model] of call.spec.models.entries()) {
      const loaded = await readOutput(here, i, model, options, call.signal);
      if (loaded) yield* chunksOf(call.spec, model, loaded, wanted);
    }
  } finally {
    await rm(here, { recursive: true, force: true });
  }
}

/** The newest attempt's output with anything in it. */
async function takeOutput(folder: RunFolder, here: string, signal: AbortSignal): Promise<void> {
  const script = `cd -- "$1" || exit 66
last=; for d in $(ls -d output-a* 2>/dev/null | sort -t a -k 2 -n); do [ -z "$(find "$d" -type f | head -n 1)" ] || last=$d; done
[ -n "$last" ] || exit 0
cd "$last" && find . -type f | tar -czf - -T -`;
  const result = await folder.sh(script, [], signal);
  if (result.code !== 0) throw commandError(result, 'Fetching the output', folder.transport.label);
  if (result.stdout.length === 0) return;
  const unpack = extract();
  const writing = (async () => {
    let bytes = 0;
    for await (const entry of unpack) {
      const { name, type, size = 0 } = entry.header;
      bytes += size;
      const parts = name.replace(/^\.\//, '').split('/');
      if (
        type !== 'file' ||
        parts.some((part) => part === '' || part === '..' || part.includes('\\')) ||
        bytes > mostOutputBytes
      )
        throw new HarnessError('corrupt', `The output was refused: it holds ${JSON.stringify(name.slice(0, 100))}.`);
      const path = join(here, ...parts);
      await mkdir(join(path, '..'), { recursive: true });
      await pipeline(entry, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    }
  })();
  await Promise.all([pipeline(Readable.from([result.stdout]), createGunzip(), unpack), writing]);
}

async function readOutput(
  here: string,
  i: number,
  model: EvalModel,
  { results, format }: ImportOptions,
  signal: AbortSignal,
): Promise<LoadedRun | undefined> {
  const dir = join(here, String(i));
  if ((await readdir(dir).catch(() => [])).length === 0) return undefined;
  try {
    const spec = { label: model.name, role: model.role, paths: [results], ...(format !== undefined && { format }) };
    return await loadRun(spec, { baseDir: dir, storageDir: join(here, 'storage'), signal });
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new HarnessError('corrupt', `The output of ${model.name} can't be read: ${error.message}`);
  }
}

async function* chunksOf(
  spec: EvalSpec,
  model: EvalModel,
  { index, format }: LoadedRun,
  wanted: ReadonlySet<string>,
): AsyncIterable<FetchedChunk> {
  const rowsOf = rowsByProblem(spec, index);
  for (const chunk of spec.chunks) {
    if (chunk.model !== model.name || !wanted.has(chunk.id)) continue;
    const rows = rowsOf(chunk)?.slice(chunk.start, chunk.start + chunk.n) ?? [];
    if (rows.length < chunk.n) continue;
    const lines = await Promise.all(rows.map((row, i) => lineOf(spec, chunk, chunk.start + i, index, row)));
    const grades = rows.flatMap((row, i) => gradeOf(chunk, chunk.start + i, index, row, format.id));
    const encode = (rows: object[]): Uint8Array => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    yield { id: chunk.id, bytes: encode(lines), ...(grades.length > 0 && { grades: encode(grades) }) };
  }
}

/** Rows with a text, in dump order. */
function rowsByProblem(spec: EvalSpec, index: RunIndex): (chunk: Chunk) => number[] | undefined {
  const byId = new Map(index.problems.map((problem) => [problem.id, problem]));
  const byQuestion = new Map(index.problems.map((problem) => [problem.questionHash, problem]));
  byQuestion.delete('');
  const asked = new Map(spec.problems.map((problem) => [JSON.stringify([problem.benchmark, problem.id]), problem]));
  return ({ benchmark, problem }) => {
    const about = asked.get(JSON.stringify([benchmark, problem]));
    const text = about?.question ?? about?.prompt ?? about?.messages?.at(-1)?.content ?? '';
    const found = byId.get(problem) ?? byQuestion.get(hashQuestion(text));
    if (!found) return undefined;
    return [...index.order.subarray(found.start, found.end)].filter((row) => index.samples.kind[row] !== TextKind.none);
  };
}

async function lineOf(spec: EvalSpec, chunk: Chunk, place: number, index: RunIndex, row: number): Promise<SampleLine> {
  const { tokens, finish } = index.samples;
  const { mtimeMs } = index.files[index.samples.file[row]];
  return {
    ...{ evalId: spec.evalId, chunkId: chunk.id, model: chunk.model, problem: chunk.problem },
    ...(chunk.benchmark !== undefined && { benchmark: chunk.benchmark }),
    ...{ index: place, seed: null, text: await readTrace(index, row) },
    finish_reason: finishWords.get(finish[row]) ?? 'unknown',
    ...(tokens[row] >= 0 && { tokens: tokens[row] }),
    ...{ t0: mtimeMs, t1: mtimeMs, server: { id: spec.target.id } },
  };
}

function gradeOf(
  { model, problem, benchmark }: Chunk,
  index: number,
  run: RunIndex,
  row: number,
  format: string,
): GradeLine[] {
  const verdict = run.samples.verdict[row];
  if (verdict === Verdict.unscored) return [];
  const answer = run.samples.answer[row];
  return [
    {
      ...{ model, problem, ...(benchmark !== undefined && { benchmark }), index },
      ...{ grader: format, version: run.verdictRule.id, verdict: verdict === Verdict.correct },
      ...(answer >= 0 && { extracted: run.answers[answer] }),
      ms: 0,
    },
  ];
}

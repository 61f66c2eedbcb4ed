/** Sample lines of a chunk file, from whoever wrote it. */
import { asName, asNumber, asObject, asText, asWhole, Malformed, maybe } from './narrow';
import type { Chunk } from './plan';
import type { SampleLine } from './sampleLine';
import { idPattern } from './target';

export type ReadChunk = { lines: SampleLine[] } | { lines?: undefined; why: string };

/** Most characters of one trace: four times what a model writes that thinks for 128,000 tokens. */
const mostChars = 4_000_000;

/**
 * Lines of `chunks/<id>.jsonl`, checked against the plan: every index once, in any order, each with text and finish reason.
 * Never throws; a chunk that is not whole and right is none.
 */
export function readChunk(text: string, chunk: Chunk, evalId: string): ReadChunk {
  try {
    const rows = text.split('\n');
    if (rows.pop() !== '') throw new Malformed('The last line is cut off');
    if (rows.length !== chunk.n) throw new Malformed(`There are ${rows.length} lines for ${chunk.n} samples`);
    const lines = rows.map((row, i) => lineOf(parse(row, i), `line ${i + 1}`, chunk, evalId));
    const indices = new Set(lines.map(({ index }) => index));
    if (indices.size !== chunk.n) throw new Malformed('A sample is there twice');
    return { lines: lines.sort((a, b) => a.index - b.index) };
  } catch (error) {
    if (error instanceof Malformed) return { why: `${error.message}.` };
    throw error;
  }
}

function parse(row: string, i: number): unknown {
  try {
    return JSON.parse(row);
  } catch {
    throw new Malformed(`Line ${i + 1} is not JSON`);
  }
}

function lineOf(value: unknown, where: string, chunk: Chunk, evalId: string): SampleLine {
  const json = asObject(value, where);
  const expected = { evalId, chunkId: chunk.id, model: chunk.model, problem: chunk.problem };
  for (const [field, text] of Object.entries(expected))
    if (json[field] !== text) throw new Malformed(`${where}: ${field} is not ${text}`);
  if ((json.benchmark ?? undefined) !== chunk.benchmark) throw new Malformed(`${where}: another benchmark`);
  const index = asWhole(json.index, `${where}.index`, chunk.start, chunk.start + chunk.n - 1);
  const seed = maybe(json.seed, `${where}.seed`, (seed, at) => asWhole(seed, at, 0)) ?? null;
  if (seed !== null && seed !== chunk.seed + index - chunk.start)
    throw new Malformed(`${where}: seed is not the plan's`);
  const server = asObject(json.server, `${where}.server`);
  const usage = maybe(json.usage, `${where}.usage`, asObject);
  const count = (value: unknown, at: string): number => asWhole(value, at, 0);
  return {
    ...expected,
    ...(chunk.benchmark !== undefined && { benchmark: chunk.benchmark }),
    index,
    seed,
    text: asText(json.text, `${where}.text`, mostChars),
    finish_reason: asName(json.finish_reason, `${where}.finish_reason`, /^[\w.-]{1,64}$/),
    tokens: maybe(json.tokens, `${where}.tokens`, count),
    usage: usage && {
      prompt_tokens: maybe(usage.prompt_tokens, `${where}.usage`, count),
      completion_tokens: maybe(usage.completion_tokens, `${where}.usage`, count),
    },
    t0: asNumber(json.t0, `${where}.t0`),
    t1: asNumber(json.t1, `${where}.t1`),
    server: {
      id: asName(server.id, `${where}.server.id`, idPattern),
      version: maybe(server.version, `${where}.server.version`, asText),
      systemFingerprint: maybe(server.systemFingerprint, `${where}.server`, asText),
    },
  };
}

/** Bytes of a chunk file. */
export function chunkText(lines: readonly SampleLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

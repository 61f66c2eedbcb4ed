/** Reads files of log-probabilities: JSONL rows `{run, problem, sample, scored_by, tokens, sum_logprob}`. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Finding } from '../core/findings';
import type { ScoredRow } from '../core/overview/joinScored';

/**
 * The rows of one file, read as a stream; `.gz` is unpacked on the way. A row that lacks a field is left out and counted.
 *
 * @throws Error when the file can't be read.
 */
export async function readLogProbs(path: string): Promise<{ rows: ScoredRow[]; findings: Finding[] }> {
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // A pipe does not hand errors on, so the file's own end the reading here.
  file.on('error', (error) => bytes.destroy(error));
  const rows: ScoredRow[] = [];
  const damaged: number[] = [];
  let line = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    const row = readRow(text);
    if (row) rows.push(row);
    else damaged.push(line);
  }
  return { rows, findings: damaged.length > 0 ? [damagedFinding(path, damaged)] : [] };
}

/** Files in a `logprobs` folder beside the dumps: in the deepest folder that holds them all. */
export async function findLogProbs(dumps: readonly string[]): Promise<string[]> {
  if (dumps.length === 0) return [];
  const folder = join(commonFolder(dumps), 'logprobs');
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The deepest folder that holds all of these files. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path).split(sep));
  let depth = first.length;
  for (const steps of others) {
    let same = 0;
    while (same < depth && steps[same] === first[same]) same++;
    depth = same;
  }
  return first.slice(0, depth).join(sep) || sep;
}

function readRow(text: string): ScoredRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [run, problem, scorer] = ['run', 'problem', 'scored_by'].map((name) => fields.get(name));
  const [sample, tokens, sumLogProb] = ['sample', 'tokens', 'sum_logprob'].map((name) => fields.get(name));
  if (typeof run !== 'string' || typeof scorer !== 'string') return undefined;
  if (typeof problem !== 'string' && typeof problem !== 'number') return undefined;
  if (!isCount(sample) || !isCount(tokens) || typeof sumLogProb !== 'number') return undefined;
  return { run, problem: String(problem), sample, scorer, tokens, sumLogProb };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function damagedFinding(file: string, lines: number[]): Finding {
  const fields = 'run, problem, sample, scored_by, tokens, sum_logprob';
  return {
    code: 'damaged-row',
    severity: 'warning',
    file,
    line: lines[0],
    count: lines.length,
    message: `${lines.length === 1 ? '1 row lacks' : `${lines.length} rows lack`} one of ${fields}.`,
  };
}

/**
 * `dump.jsonl` (and one more for each further model): the samples of an eval with their verdicts, as dumps that the
 * comparison opens like any other. Rows are only ever added, a chunk at a time, so that the index goes on where it was; `dump.json` says which chunks are in it and how
 * many bytes they take. Both can be made anew from the chunks.
 */
import { randomUUID } from 'node:crypto';
import { appendFile, open, readdir, readFile, rename, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { dumpNames, dumpRow, sampleKey } from '../../core/evals/dumpRow';
import { isJson } from '../../core/evals/narrow';
import { readGrades } from '../../core/evals/readGrades';
import type { GradeLine, SampleLine } from '../../core/evals/sampleLine';
import type { EvalProblem, EvalSpec } from '../../core/evals/spec';
import { guarded, type EvalStore } from './evalStore';

/** Chunks whose rows are written at once. */
const chunksAtOnce = 16;

export class EvalDump {
  private readonly problems: Map<string, EvalProblem>;
  private chunks = new Set<string>();
  /** Of the file of each model. */
  private bytes: number[];
  private readonly names: string[];

  constructor(
    private readonly store: EvalStore,
    private readonly spec: EvalSpec,
    /** For chunks that a crash has kept from their verdicts; absent: they stay unscored. */
    private readonly grade?: (lines: readonly SampleLine[]) => Promise<GradeLine[]>,
  ) {
    this.names = dumpNames(spec);
    this.bytes = this.names.map(() => 0);
    this.problems = new Map(spec.problems.map((problem) => [JSON.stringify([problem.id, problem.benchmark]), problem]));
  }

  /** In the order of the spec's models. */
  get paths(): string[] {
    return this.names.map((name) => join(this.store.dir, name));
  }

  /** Brings the dump up to the chunks that are there: what a crash has left half written is cut off, what is missing added. */
  async open(): Promise<void> {
    const index = await this.readIndex();
    const done = this.store.done();
    const sizes = await Promise.all(this.paths.map(sizeOf));
    const isShort = index?.bytes.some((bytes, i) => bytes > sizes[i]) ?? true;
    if (!index || isShort || index.chunks.some((id) => !done.has(id))) return this.rebuild();
    for (const [i, bytes] of index.bytes.entries()) if (sizes[i] > bytes) await truncate(this.paths[i], bytes);
    this.chunks = new Set(index.chunks);
    this.bytes = index.bytes;
    const missing = this.spec.chunks.map(({ id }) => id).filter((id) => done.has(id) && !this.chunks.has(id));
    if (missing.length > 0) await this.addStored(missing, this.paths, verdictsBy(await this.readAllGrades()));
    await this.writeIndex();
  }

  /** Adds chunks that have just come. One call at a time. */
  async add(
    chunks: readonly { id: string; lines: readonly SampleLine[] }[],
    grades: readonly GradeLine[] = [],
  ): Promise<void> {
    if (grades.length > 0) await this.keepGrades(grades);
    const verdicts = verdictsBy(grades);
    // A few at a time: each write lets others have their turn.
    for (let from = 0; from < chunks.length; from += chunksAtOnce)
      await this.append(this.paths, chunks.slice(from, from + chunksAtOnce), verdicts);
    await this.writeIndex();
  }

  /** Makes the dump anew with these verdicts; absent: with all that are stored, later files over earlier ones. */
  async rebuild(grades?: readonly GradeLine[]): Promise<void> {
    const aside = this.paths.map((path) => `${path}.${randomUUID()}.tmp`);
    this.chunks = new Set();
    this.bytes = this.names.map(() => 0);
    try {
      for (const path of aside) await guarded(this.store.dir, async () => (await open(path, 'w')).close());
      const done = this.store.done();
      const ids = this.spec.chunks.map(({ id }) => id).filter((id) => done.has(id));
      await this.addStored(ids, aside, verdictsBy(grades ?? (await this.readAllGrades())));
      for (const [i, path] of aside.entries()) await rename(path, this.paths[i]);
    } finally {
      for (const path of aside) await unlink(path).catch(() => undefined);
    }
    await this.writeIndex();
  }

  /** Appends verdicts to the file of their grader and version. */
  async keepGrades(grades: readonly GradeLine[]): Promise<void> {
    const byFile = new Map<string, string>();
    for (const grade of grades) {
      const name = `${grade.grader}@${grade.version}.jsonl`.replace(/[^\w.@+-]/g, '_');
      byFile.set(name, `${byFile.get(name) ?? ''}${JSON.stringify(grade)}\n`);
    }
    for (const [name, text] of byFile) await appendFile(join(this.store.dir, 'grades', name), text);
  }

  private async addStored(
    ids: readonly string[],
    paths: readonly string[],
    verdicts: Map<string, GradeLine>,
  ): Promise<void> {
    for (let from = 0; from < ids.length; from += chunksAtOnce) {
      const chunks: { id: string; lines: SampleLine[] }[] = [];
      for (const id of ids.slice(from, from + chunksAtOnce)) {
        const lines = await this.store.readChunk(id);
        if (lines) chunks.push({ id, lines });
      }
      const ungraded = chunks.flatMap(({ lines }) => lines).filter((line) => !verdicts.has(sampleKey(line)));
      const grades = (ungraded.length > 0 && (await this.grade?.(ungraded))) || [];
      if (grades.length > 0) await this.keepGrades(grades);
      for (const grade of grades) verdicts.set(sampleKey(grade), grade);
      await this.append(paths, chunks, verdicts);
    }
  }

  private async append(
    paths: readonly string[],
    chunks: readonly { id: string; lines: readonly SampleLine[] }[],
    verdicts: ReadonlyMap<string, GradeLine>,
  ): Promise<void> {
    const rows = this.names.map((): string[] => []);
    for (const { id, lines } of chunks) {
      if (this.chunks.has(id)) continue;
      this.chunks.add(id);
      const model = this.spec.models.findIndex(({ name }) => name === lines[0].model);
      for (const line of lines) rows[model].push(this.rowOf(line, verdicts.get(sampleKey(line))));
    }
    for (const [i, texts] of rows.entries()) {
      const text = texts.join('');
      await guarded(this.store.dir, () => appendFile(paths[i], text));
      this.bytes[i] += Buffer.byteLength(text);
    }
  }

  private rowOf(line: SampleLine, grade: GradeLine | undefined): string {
    const problem = this.problems.get(JSON.stringify([line.problem, line.benchmark]))!;
    return `${JSON.stringify(dumpRow(line, problem, this.spec.sampling, grade))}\n`;
  }

  /** All verdicts, each grader's files in order of their names. */
  private async readAllGrades(): Promise<GradeLine[]> {
    const dir = join(this.store.dir, 'grades');
    const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.jsonl')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
    return texts.flatMap(readGrades);
  }

  private async writeIndex(): Promise<void> {
    const index = { evalId: this.spec.evalId, bytes: this.bytes, chunks: [...this.chunks] };
    const path = join(this.store.dir, 'dump.json');
    await guarded(this.store.dir, () => writeFileAtomic(path, JSON.stringify(index), { fsync: false }));
  }

  private async readIndex(): Promise<{ bytes: number[]; chunks: string[] } | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(join(this.store.dir, 'dump.json'), 'utf8'));
      if (!isJson(value) || value.evalId !== this.spec.evalId || !Array.isArray(value.chunks)) return undefined;
      const chunks = value.chunks.filter((id): id is string => typeof id === 'string');
      const bytes = Array.isArray(value.bytes) ? value.bytes.filter((size) => Number.isInteger(size) && size >= 0) : [];
      return bytes.length === this.names.length ? { bytes, chunks } : undefined;
    } catch {
      return undefined;
    }
  }
}

function verdictsBy(grades: readonly GradeLine[]): Map<string, GradeLine> {
  return new Map(grades.map((grade) => [sampleKey(grade), grade]));
}

async function sizeOf(path: string): Promise<number> {
  try {
    const file = await open(path);
    const { size } = await file.stat();
    await file.close();
    return size;
  } catch {
    return -1;
  }
}

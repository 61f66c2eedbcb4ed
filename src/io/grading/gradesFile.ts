/** Files of verdicts, `grades/<grader>@<version>.jsonl`: read as a stream, written by appending. */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { graderOfRule, gradesRule } from '../../core/evals/grading/graders';
import { StoredVerdicts } from '../../core/evals/grading/storedVerdicts';
import { readGrades } from '../../core/evals/readGrades';
import type { GradeLine } from '../../core/evals/sampleLine';
import type { Finding } from '../../core/findings';
import { formatCount, formatNoun } from '../../core/format';
import type { RunIndex } from '../../core/runIndex';
import { systemReason } from '../errors';

/**
 * What a file of grades says of one run. A line that is no grade is passed over.
 *
 * @throws the system's error when the file can't be read
 */
export async function readStoredVerdicts(path: string, run: string): Promise<StoredVerdicts> {
  const verdicts = new StoredVerdicts(run);
  const file = createReadStream(path);
  for await (const line of createInterface({ input: file, crlfDelay: Infinity }))
    for (const grade of readGrades(line)) verdicts.add(grade);
  return verdicts;
}

/** Appends to a file of grades. A last line that a crash has torn is ended first. @throws the system's error */
export async function appendGrades(path: string, grades: readonly GradeLine[]): Promise<void> {
  if (grades.length === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const text = grades.map((grade) => `${JSON.stringify(grade)}\n`).join('');
  await appendFile(path, `${(await endsTorn(path)) ? '\n' : ''}${text}`);
}

async function endsTorn(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    return size > 0 && (await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 10;
  } finally {
    await file.close();
  }
}

/** Verdicts of a grader instead of a dump's, for a run that names them. */
export class Regraded {
  private constructor(
    private readonly path: string,
    private readonly run: string,
    private readonly verdicts: StoredVerdicts,
    private readonly why: string | undefined,
  ) {}

  /** Never throws: what can't be read leaves all samples without a verdict, and is a finding. */
  static async read(grades: string, run: string, baseDir: string): Promise<Regraded> {
    const path = resolve(baseDir, grades);
    try {
      return new Regraded(path, run, await readStoredVerdicts(path, run), undefined);
    } catch (error) {
      return new Regraded(path, run, new StoredVerdicts(run), systemReason(error));
    }
  }

  over(index: RunIndex): RunIndex {
    return this.verdicts.over(index, gradesRule(this.path)).index;
  }

  /** @param index as the dump has it, whole */
  findings(index: RunIndex): Finding[] {
    const { path: file, run } = this;
    const total = index.order.length;
    const { missing } = this.verdicts.over(index, index.verdictRule);
    if (missing === 0) return [];
    const way = 'Continue with Traces: Re-grade…, or take "grades" of the run out of the comparison.';
    const message = this.why
      ? `${basename(file)} can't be read (${this.why}), so no sample of ${run} has a verdict. ${way}`
      : `${graderOfRule(gradesRule(file))} has not judged ${formatCount(missing)} of ${formatNoun(total, 'sample')} of ${run}; they have no verdict. ${way}`;
    return [{ code: 'lost-grades', severity: this.why ? 'error' : 'warning', file, count: missing, message }];
  }
}

/** Where verdicts about the runs of a comparison or a dump are kept: `<name>.grades` beside it. */
export function gradesFolderOf(path: string): string {
  const name = basename(path).replace(/\.traces\.json$/i, '');
  return join(dirname(path), `${name}.grades`);
}

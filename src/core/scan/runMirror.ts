import type { CountedRecord, DumpFile, ProblemEntry, RunIndex } from '../runIndex';
import { Verdict } from '../runIndex';
import type { NewProblem, RunDelta, VerdictOverlay } from './runAssembler';
import { SampleTable } from './sampleTable';

/** The reading side of a run that is being assembled: takes deltas, gives the index so far. */
export class RunMirror {
  private readonly problems: NewProblem[] = [];
  private readonly samples = new SampleTable();
  private readonly answers: string[] = [];
  private readonly notes: string[] = [];
  private readonly counted: CountedRecord[] = [];

  apply(delta: RunDelta): void {
    for (const problem of delta.problems) this.problems.push(problem);
    for (const answer of delta.answers) this.answers.push(answer);
    for (const note of delta.notes) this.notes.push(note);
    for (const record of delta.counted ?? []) this.counted.push(record);
    this.samples.append(delta.samples);
  }

  /** Lays verdicts over the samples of the same problem and position; returns how many found no sample. */
  lay(overlay: VerdictOverlay): number {
    if (overlay.problem) return this.layByProblem({ ...overlay, problem: overlay.problem });
    // With nothing but their order to go by, one verdict too few or too many makes all of them doubtful.
    if (overlay.verdict.length !== this.samples.length) return overlay.verdict.length;
    this.samples.columns.verdict.set(overlay.verdict);
    return 0;
  }

  private layByProblem(overlay: VerdictOverlay & { problem: Int32Array }): number {
    const { problem, verdict } = this.samples.columns;
    const columns = { ...this.samples.columns, problem: problem.subarray(0, this.samples.length) };
    const { order, problems } = groupByProblem(this.problems, columns, []);
    const next = new Int32Array(problems.length);
    let lost = 0;
    overlay.problem.forEach((p, i) => {
      const row = p < 0 ? -1 : problems[p].start + (overlay.place?.[i] ?? next[p]++);
      if (row < 0 || row < problems[p].start || row >= problems[p].end) lost++;
      else verdict[order[row]] = overlay.verdict[i];
    });
    return lost;
  }

  /** The index of what has been read. Columns are views: the next `apply` may leave them behind, never change them. */
  snapshot(about: Pick<RunIndex, 'adapter' | 'verdictRule'> & { files: DumpFile[] }): RunIndex {
    const columns = this.samples.view();
    const { order, problems } = groupByProblem(this.problems, columns, this.counted);
    const { answers, notes, counted } = this;
    return { ...about, problems, samples: columns, order, answers, notes, counted };
  }
}

/** No field forgotten, though some may be undefined. */
type Every<T> = { [K in keyof Required<T>]: T[K] };

/** Samples by problem (dump order inside), and each problem's counts. Two passes over the samples. */
function groupByProblem(
  found: NewProblem[],
  samples: RunIndex['samples'],
  counted: CountedRecord[],
): { order: Int32Array; problems: ProblemEntry[] } {
  const count = samples.problem.length;
  const sizes = new Int32Array(found.length + 1);
  const correct = new Int32Array(found.length);
  const unscored = new Int32Array(found.length);
  for (let i = 0; i < count; i++) {
    const p = samples.problem[i];
    sizes[p + 1]++;
    if (samples.verdict[i] === Verdict.correct) correct[p]++;
    else if (samples.verdict[i] === Verdict.unscored) unscored[p]++;
  }
  for (let p = 0; p < found.length; p++) sizes[p + 1] += sizes[p];
  // Field by field: spreading a few thousand objects takes longer than counting their samples.
  const problems = found.map((problem, p): Every<NewProblem> & ProblemEntry => ({
    id: problem.id,
    hasId: problem.hasId,
    benchmark: problem.benchmark,
    question: problem.question,
    preview: problem.preview,
    questionHash: problem.questionHash,
    reference: problem.reference,
    start: sizes[p],
    end: sizes[p + 1],
    n: sizes[p + 1] - sizes[p] - unscored[p],
    c: correct[p],
    unscored: unscored[p],
  }));
  addCounted(problems, counted);
  const next = sizes.slice();
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[samples.problem[i]]++] = i;
  return { order, problems };
}

/** Samples of a counted record are scored together, though each by itself is not. */
function addCounted(problems: ProblemEntry[], counted: CountedRecord[]): void {
  for (const { problem, n, c } of counted) {
    const entry = problems[problem];
    entry.countOnly = true;
    entry.n += n;
    entry.c += c;
    entry.unscored -= n;
  }
}

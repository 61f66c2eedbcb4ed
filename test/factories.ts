/** Valid objects for tests, from as little as a test cares about. */
import type { RunRole } from '../src/core/compare/comparison';
import { hashQuestion } from '../src/core/compare/question';
import type { RunToPair } from '../src/core/compare/pair';
import type { ProblemEntry, RunIndex } from '../src/core/runIndex';
import { Finish, TextKind, Verdict } from '../src/core/runIndex';

/** One problem of a run. Without an id it gets its position. */
export interface ProblemSpec {
  id?: string;
  benchmark?: string;
  question?: string;
  /** Verdicts in dump order: 1 correct, 0 wrong, 2 unscored. */
  verdicts: ArrayLike<number>;
  /** How many of the samples, from the first, were cut off. */
  truncated?: number;
  /** Extracted answers, in dump order; '' is none. */
  answers?: string[];
  /** File of each sample, in dump order; default the first. */
  files?: number[];
}

/** `c` correct samples, then `n − c` wrong ones, then the unscored ones. */
export function verdictsOf(n: number, c: number, unscored = 0): Uint8Array {
  return new Uint8Array(n + unscored).fill(Verdict.correct, 0, c).fill(Verdict.unscored, n);
}

/** A run's index whose samples are stored problem by problem. */
export function runIndex(problems: readonly ProblemSpec[]): RunIndex {
  const total = problems.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  const index: RunIndex = {
    adapter: 'generic',
    verdictRule: { id: 'stored', label: 'as stored' },
    files: [{ path: 'run.jsonl', bytesPath: 'run.jsonl', size: 1, mtimeMs: 0 }],
    problems: [],
    samples: {
      problem: new Int32Array(total),
      file: new Uint16Array(total),
      offset: new Float64Array(total),
      length: new Uint32Array(total),
      kind: new Uint8Array(total).fill(TextKind.string),
      verdict: new Uint8Array(total),
      finish: new Uint8Array(total).fill(Finish.stop),
      answer: new Int32Array(total).fill(-1),
      note: new Int32Array(total).fill(-1),
      tokens: new Int32Array(total).fill(-1),
      logProb: new Float32Array(total).fill(NaN),
      print: new Uint32Array(total),
    },
    order: Int32Array.from({ length: total }, (_, row) => row),
    answers: [],
    notes: [],
  };
  for (const problem of problems) addProblem(index, problem);
  return index;
}

/** A run from rows of `[id, n, c]`, and a question that only the id decides about. */
export function runFromCounts(label: string, role: RunRole, counts: readonly [string, number, number][]): RunToPair {
  const problems = counts.map(([id, n, c]) => ({ id, question: `What is ${id}?`, verdicts: verdictsOf(n, c) }));
  return { label, role, index: runIndex(problems) };
}

function addProblem(index: RunIndex, spec: ProblemSpec): void {
  const place = index.problems.length;
  const start = index.problems.at(-1)?.end ?? 0;
  const end = start + spec.verdicts.length;
  for (let i = 0; i < spec.verdicts.length; i++) addSample(index, spec, start + i, i);
  const verdicts = Array.from(spec.verdicts);
  const question = spec.question ?? '';
  const problem: ProblemEntry = {
    id: spec.id ?? `#${place + 1}`,
    hasId: spec.id !== undefined,
    benchmark: spec.benchmark,
    preview: question.slice(0, 200),
    questionHash: hashQuestion(question),
    start,
    end,
    n: verdicts.filter((verdict) => verdict !== Verdict.unscored).length,
    c: verdicts.filter((verdict) => verdict === Verdict.correct).length,
    unscored: verdicts.filter((verdict) => verdict === Verdict.unscored).length,
  };
  index.problems.push(problem);
}

function addSample({ samples, answers, problems }: RunIndex, spec: ProblemSpec, row: number, i: number): void {
  samples.problem[row] = problems.length;
  samples.verdict[row] = spec.verdicts[i];
  if (i < (spec.truncated ?? 0)) samples.finish[row] = Finish.length;
  samples.file[row] = spec.files?.[i] ?? 0;
  const answer = spec.answers?.[i];
  if (!answer) return;
  if (!answers.includes(answer)) answers.push(answer);
  samples.answer[row] = answers.indexOf(answer);
}

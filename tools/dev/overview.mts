/** The Overview of a fixture, computed in the page as the host's worker would; lengths, answers and log-probabilities are made up. */
import { filterWords } from '../../src/core/compare/filterWords';
import { evaluate, rowsOf } from '../../src/core/compare/view';
import type { View } from '../../src/core/compare/comparison';
import type { OverviewInput, ScoredRun } from '../../src/core/overview/overview';
import type { ReviewColumns } from '../../src/core/review/results';
import { refineOverview } from '../../src/core/overview/overviewOf';
import type { SampleFacts } from '../../src/core/overview/sampleFacts';
import { Verdict } from '../../src/core/runIndex';
import { seededRandom } from '../../src/core/stats/seededRandom';
import type { OverviewUpdate } from '../../src/protocol/comparePage';
import type { Fixture } from './fixtures.mjs';

export function overviewInput(fixture: Fixture, withSamples: boolean, withChains = false): OverviewInput {
  const { table, runs } = fixture.state;
  const review = withChains ? { review: runs.map((_, run) => chainsOf(fixture, run)) } : {};
  const plain = { table, runs: runs.map((run) => ({ ...run, dump: `${run.label}.jsonl 3f2a` })), ...review };
  if (!withSamples) return plain;
  const samples = runs.map((_, run) => factsOf(fixture, run));
  return { ...plain, samples, scored: scoredOf(fixture, samples) };
}

/** Tells of ever surer overviews until it is called again. */
export function computeOverview(input: OverviewInput, view: View, tell: (update: OverviewUpdate) => void): () => void {
  const { k, tau, mode, filter, sort, overview } = view;
  const { guessable, ...others } = filter;
  const evaluation = evaluate(input.table, input.runs, { k, tau, mode });
  const rows = rowsOf(input.table, evaluation, others, { ...sort, column: 'order', descending: false });
  const filters = filterWords(
    others,
    input.runs.map(({ label }) => label),
  );
  const steps = refineOverview(input, { k, tau, mode, rows, filters, guessable, ...overview }, 2000);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = () => {
    const { value, done } = steps.next();
    tell({ overview: value, dumps: input.runs.map(({ dump }) => dump ?? ''), done: done === true });
    if (!done) timer = setTimeout(step, 0);
  };
  step();
  return () => clearTimeout(timer);
}

/** A third of the correct samples were read; of these one in four is not valid. */
function chainsOf({ state }: Fixture, run: number): ReviewColumns {
  const { c } = state.table.runs[run];
  const none = new Int32Array(c.length);
  const read = c.map((count) => Math.ceil(count / 3));
  const invalid = read.map((count) => Math.floor(count / 4));
  return {
    valid: read.map((count, row) => count - invalid[row]),
    invalid,
    ambiguous: none,
    disputed: none,
    skipped: none,
  };
}

function factsOf({ state, strip, problems }: Fixture, run: number): SampleFacts {
  const random = seededRandom(100 + run);
  const strips = problems.map((_, row) => strip(row, run));
  const starts = new Int32Array(strips.length + 1);
  strips.forEach(({ verdict }, row) => (starts[row + 1] = starts[row] + verdict.length));
  const verdict = Uint8Array.from(strips.flatMap((one) => [...one.verdict]));
  const tokens = Int32Array.from(verdict, (value) =>
    Math.round(400 * 2 ** (2.5 * (random() + random()) * (value === Verdict.correct ? 0.8 : 1))),
  );
  const answers = ['other', ...new Set(strips.flatMap((one) => one.answers.map(({ text }) => text)))];
  const groups = strips.map((one, row) =>
    [...one.answers, ...(one.otherAnswers > 0 ? [{ text: 'other', count: one.otherAnswers }] : [])].map(
      ({ text, count }) => ({ text, count, correct: text === problems[row].reference ? count : 0 }),
    ),
  );
  const groupStarts = new Int32Array(groups.length + 1);
  groups.forEach((one, row) => (groupStarts[row + 1] = groupStarts[row] + one.length));
  const all = groups.flat();
  return {
    starts,
    verdict,
    bytes: Int32Array.from(tokens, (count) => count * 4),
    ...(state.runs[run].nMax > 8 ? { tokens } : {}),
    groups: {
      starts: groupStarts,
      answer: Int32Array.from(all, ({ text }) => answers.indexOf(text)),
      size: Int32Array.from(all, ({ count }) => count),
      correct: Int32Array.from(all, ({ correct }) => correct),
      noAnswer: Int32Array.from(strips, (one) => one.noAnswer),
      answers,
    },
  };
}

function scoredOf({ state }: Fixture, samples: readonly SampleFacts[]): ScoredRun[] {
  const random = seededRandom(7);
  const score = (scorerRun: number, run: number, mean: number): ScoredRun => {
    const rows = Array.from({ length: samples[run].starts.length - 1 }, (_, row) => row);
    const row = Int32Array.from(rows.flatMap((one) => new Array<number>(40).fill(one)));
    const tokens = Int32Array.from(row, () => 900);
    const sumLogProb = Float64Array.from(row, () => -900 * mean * (0.6 + 0.8 * random()));
    return { scorer: state.runs[scorerRun].label, scorerRun, run, row, tokens, sumLogProb };
  };
  return state.runs.length === 2 ? [score(0, 0, 0.32), score(0, 1, 0.24), score(1, 1, 0.2)] : [];
}

import type { ProblemEntry, RunIndex } from '../runIndex';
import { Verdict } from '../runIndex';

/** What the Overview needs of one run's samples, lined up with the table's rows. No text but the answers. */
export interface SampleFacts {
  /** Samples of table row r are `starts[r] … starts[r + 1]` of the columns below, in dump order. */
  starts: Int32Array;
  /** `Verdict` values. */
  verdict: Uint8Array;
  /** Bytes of the trace as stored. */
  bytes: Int32Array;
  /** Absent unless the dump has them for every sample. */
  tokens?: Int32Array;
  /** Absent when the dump stores no answers. */
  groups?: AnswerGroups;
}

/** The scored samples of each row by answer. Groups of row r are `starts[r] … starts[r + 1]`, largest first. */
export interface AnswerGroups {
  starts: Int32Array;
  /** Index into `answers`. */
  answer: Int32Array;
  size: Int32Array;
  correct: Int32Array;
  /** Per row: scored samples without an answer. */
  noAnswer: Int32Array;
  answers: readonly string[];
}

/**
 * Lines a run's samples up with the rows of a table. Costs a pass over the samples, so it is made once for a pairing, not
 * for each filter.
 *
 * @param members table row → index into `index.problems`, -1 where the run has no such problem.
 */
export function sampleFactsOf(index: RunIndex, members: Int32Array): SampleFacts {
  const starts = new Int32Array(members.length + 1);
  for (let row = 0; row < members.length; row++) {
    const problem = members[row] < 0 ? undefined : index.problems[members[row]];
    starts[row + 1] = starts[row] + (problem ? problem.end - problem.start : 0);
  }
  const total = starts[members.length];
  const [verdict, bytes, tokens] = [new Uint8Array(total), new Int32Array(total), new Int32Array(total)];
  let hasTokens = total > 0;
  for (let row = 0; row < members.length; row++) {
    if (members[row] < 0) continue;
    const { start, end } = index.problems[members[row]];
    for (let i = start; i < end; i++) {
      const to = starts[row] + i - start;
      const from = index.order[i];
      verdict[to] = index.samples.verdict[from];
      bytes[to] = index.samples.length[from];
      tokens[to] = index.samples.tokens[from];
      hasTokens &&= tokens[to] >= 0;
    }
  }
  const facts: SampleFacts = { starts, verdict, bytes };
  if (hasTokens) facts.tokens = tokens;
  if (index.answers.length > 0) facts.groups = groupsOf(index, members);
  return facts;
}

function groupsOf(index: RunIndex, members: Int32Array): AnswerGroups {
  const starts = new Int32Array(members.length + 1);
  const noAnswer = new Int32Array(members.length);
  const found: { answer: number; size: number; correct: number }[] = [];
  for (let row = 0; row < members.length; row++) {
    if (members[row] >= 0) {
      const groups = groupsOfProblem(index, index.problems[members[row]]);
      noAnswer[row] = groups.noAnswer;
      for (const group of groups.groups) found.push(group);
    }
    starts[row + 1] = found.length;
  }
  return {
    starts,
    answer: Int32Array.from(found, (group) => group.answer),
    size: Int32Array.from(found, (group) => group.size),
    correct: Int32Array.from(found, (group) => group.correct),
    noAnswer,
    answers: index.answers,
  };
}

function groupsOfProblem({ order, samples }: RunIndex, { start, end }: ProblemEntry) {
  const groups = new Map<number, { answer: number; size: number; correct: number }>();
  let noAnswer = 0;
  for (let i = start; i < end; i++) {
    const row = order[i];
    if (samples.verdict[row] === Verdict.unscored) continue;
    const answer = samples.answer[row];
    const correct = samples.verdict[row] === Verdict.correct ? 1 : 0;
    const group = groups.get(answer);
    if (answer < 0) noAnswer++;
    else if (!group) groups.set(answer, { answer, size: 1, correct });
    else {
      group.size++;
      group.correct += correct;
    }
  }
  return { groups: [...groups.values()].sort((a, b) => b.size - a.size), noAnswer };
}

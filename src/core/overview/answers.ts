import type { Answers, Missing, WrongAnswer } from './overview';
import type { AnswerGroups } from './sampleFacts';
import type { Study } from './study';

/** How many wrong answers the Overview lists. */
const MOST_LISTED = 50;

export function answersOf({ input, set }: Study): Answers | Missing {
  const groupsOf = (run: number) => input.samples?.[run]?.groups;
  const [base, against] = [groupsOf(set.base), groupsOf(set.against)];
  if (!base || !against)
    return { missing: 'The dumps store no extracted answers. Map the field that holds them as "answer".' };
  let count = 0;
  let of = 0;
  const candidates: { row: number; answer: string; wrong: number }[] = [];
  for (const row of set.rows) {
    const tops = [topWrong(base, row), topWrong(against, row)];
    if (tops[0] && tops[1]) {
      of++;
      if (tops[0].answer === tops[1].answer) count++;
    }
    for (const top of tops) if (top) candidates.push({ row, ...top });
  }
  const runs = input.runs.map((_, run) => {
    const groups = set.compared.includes(run) ? groupsOf(run) : undefined;
    return groups && spreadOf(groups, set.rows, set.counts[run]!.n);
  });
  return { sharedTop: { count, of }, runs, top: topOf(candidates, base, against) };
}

/** The most frequent wrong answer of a row; its wrong samples only are counted. */
function topWrong(groups: AnswerGroups, row: number): { answer: string; wrong: number } | undefined {
  let best = -1;
  let most = 0;
  for (let g = groups.starts[row]; g < groups.starts[row + 1]; g++) {
    const wrong = groups.size[g] - groups.correct[g];
    if (wrong > most) [best, most] = [g, wrong];
  }
  return best < 0 ? undefined : { answer: groups.answers[groups.answer[best]], wrong: most };
}

function topOf(
  candidates: { row: number; answer: string; wrong: number }[],
  base: AnswerGroups,
  against: AnswerGroups,
): WrongAnswer[] {
  candidates.sort((a, b) => b.wrong - a.wrong);
  const seen = new Set<string>();
  const top: WrongAnswer[] = [];
  // An answer's total is at most twice the larger of its two counts, so twice as many candidates are looked at.
  for (const { row, answer } of candidates.slice(0, 4 * MOST_LISTED)) {
    const key = `${row} ${answer}`;
    if (seen.has(key)) continue;
    seen.add(key);
    top.push({ row, answer, base: wrongWith(base, row, answer), against: wrongWith(against, row, answer) });
  }
  top.sort((a, b) => b.base + b.against - (a.base + a.against));
  return top.slice(0, MOST_LISTED);
}

function wrongWith(groups: AnswerGroups, row: number, answer: string): number {
  for (let g = groups.starts[row]; g < groups.starts[row + 1]; g++)
    if (groups.answers[groups.answer[g]] === answer) return groups.size[g] - groups.correct[g];
  return 0;
}

function spreadOf(groups: AnswerGroups, rows: Int32Array, n: Int32Array) {
  let [distinct, without, samples] = [0, 0, 0];
  for (const [i, row] of rows.entries()) {
    distinct += groups.starts[row + 1] - groups.starts[row];
    without += groups.noAnswer[row];
    samples += n[i];
  }
  return { distinct: distinct / rows.length, noAnswer: without / samples };
}

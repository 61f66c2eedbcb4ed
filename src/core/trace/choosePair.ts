/** Which samples of a problem to read side by side, and the sentence that says why. Reads no text, but for `nearest`. */
import type { RunIndex } from '../runIndex';
import { Verdict } from '../runIndex';
import { formatCount } from '../format';
import { seededRandom } from '../stats/seededRandom';
import { stepsOf } from './steps';
import { tokenise, Tokens } from './tokens';

export const pairRules = [
  'nearest',
  'firstCorrect',
  'shortestCorrect',
  'medianLength',
  'sameAnswer',
  'random',
  'pinned',
] as const;
/** `pinned`: the samples stay as they are. */
export type PairRule = (typeof pairRules)[number];

/** What is known of one run's samples of a problem without reading them, in dump order. */
export interface PairFacts {
  /** `Verdict` values. */
  verdict: Uint8Array;
  /** Length of the text: tokens where the dump has them for every sample, else bytes as stored. */
  length: Float64Array;
  /** Extracted answers; undefined: none. */
  answers: (string | undefined)[];
}

/** One entry a run asked for. */
export interface PairChoice {
  /** 0-based in dump order. */
  samples: number[];
  /** `shortest correct of 21`; shown above the pane. */
  reasons: string[];
}

export interface PairWish {
  rule: Exclude<PairRule, 'nearest'>;
  /** Samples shown now. */
  current: readonly number[];
  /** For `random`, a whole number from 0 to 2³² − 1; shown, so that the pair can be drawn again. */
  seed: number;
}

/** Facts of the problem at `place` of an index. */
export function pairFacts(index: RunIndex, place: number): PairFacts {
  const { start, end } = index.problems[place];
  const rows = index.order.subarray(start, end);
  const { verdict, tokens, length, answer } = index.samples;
  const hasTokens = rows.every((row) => tokens[row] >= 0);
  return {
    verdict: Uint8Array.from(rows, (row) => verdict[row]),
    length: Float64Array.from(rows, (row) => (hasTokens ? tokens[row] : length[row])),
    answers: Array.from(rows, (row) => index.answers[answer[row]]),
  };
}

/** Chooses by what is known of the samples. @throws Error when a run has no samples of the problem */
export function choosePair(runs: readonly PairFacts[], wish: PairWish): PairChoice {
  const [samples, reasons]: [number[], string[]] = [[], []];
  const random = seededRandom(wish.seed);
  const answer = wish.rule === 'sameAnswer' ? commonAnswer(runs) : undefined;
  runs.forEach((facts, run) => {
    if (facts.verdict.length === 0) throw new Error('A run without samples of this problem has none to choose.');
    const [sample, reason] = chooseOne(facts, wish, run, random, answer);
    samples.push(sample);
    reasons.push(reason);
  });
  return { samples, reasons };
}

function chooseOne(
  facts: PairFacts,
  { rule, current, seed }: PairWish,
  run: number,
  random: () => number,
  answer: string | undefined,
): [sample: number, reason: string] {
  const all = facts.verdict.length;
  switch (rule) {
    case 'firstCorrect':
      return bestCorrect(facts, 'first', () => 0);
    case 'shortestCorrect':
      return bestCorrect(facts, 'shortest', (sample) => facts.length[sample]);
    case 'medianLength':
      return [medianOf(facts), `median length of ${formatCount(all)}`];
    case 'sameAnswer':
      return withAnswer(facts, answer);
    case 'random':
      return [Math.floor(random() * all), `random of ${formatCount(all)}, seed ${seed}`];
    case 'pinned':
      return [Math.max(0, Math.min(all - 1, current[run] ?? 0)), 'pinned'];
  }
}

/** The correct sample with the least cost, the first of equals; without a correct one, the first sample. */
function bestCorrect(facts: PairFacts, word: string, cost: (sample: number) => number): [number, string] {
  const correct = samplesWhere(facts, (sample) => facts.verdict[sample] === Verdict.correct);
  if (correct.length === 0) return [0, 'first sample (none correct)'];
  const best = correct.reduce((least, sample) => (cost(sample) < cost(least) ? sample : least));
  return [best, `${word} correct of ${formatCount(correct.length)}`];
}

function medianOf({ length }: PairFacts): number {
  const byLength = Array.from(length.keys()).sort((a, b) => length[a] - length[b] || a - b);
  return byLength[(byLength.length - 1) >> 1];
}

/** The answer that all runs have and that most samples give, counted in the run with the fewest of it. */
function commonAnswer(runs: readonly PairFacts[]): string | undefined {
  const counts = runs.map(({ answers }) => {
    const count = new Map<string, number>();
    for (const answer of answers) if (answer !== undefined) count.set(answer, (count.get(answer) ?? 0) + 1);
    return count;
  });
  let best: string | undefined;
  let most = 0;
  for (const answer of counts[0]?.keys() ?? []) {
    const shared = Math.min(...counts.map((count) => count.get(answer) ?? 0));
    if (shared > most) [best, most] = [answer, shared];
  }
  return best;
}

function withAnswer(facts: PairFacts, answer: string | undefined): [number, string] {
  if (answer === undefined) return [0, 'first sample (no answer is in all)'];
  const same = samplesWhere(facts, (sample) => facts.answers[sample] === answer);
  return [same[0], `first of ${formatCount(same.length)} that answer ${shortened(answer)}`];
}

/** A reason is one line; the answer itself is shown in full below. */
function shortened(answer: string): string {
  const line = answer.replace(/\s+/g, ' ');
  return line.length > 24 ? `${line.slice(0, 23)}…` : line;
}

function samplesWhere({ verdict }: PairFacts, is: (sample: number) => boolean): number[] {
  return Array.from(verdict.keys()).filter(is);
}

/** How many samples of each run are read to find the nearest pair. */
const MOST_CANDIDATES = 24;

/**
 * Samples worth comparing for `nearest`, at most `MOST_CANDIDATES` of each run: those that share an answer with
 * the others first, then those of about the length that is common to all.
 */
export function nearestCandidates(runs: readonly PairFacts[]): number[][] {
  const answer = commonAnswer(runs);
  const medians = runs.map((facts) => facts.length[medianOf(facts)]);
  const target = Math.exp(medians.reduce((sum, median) => sum + Math.log(median + 1), 0) / medians.length);
  return runs.map((facts) => {
    const distance = (sample: number): number => Math.abs(Math.log((facts.length[sample] + 1) / target));
    const shares = (sample: number): number => (answer !== undefined && facts.answers[sample] === answer ? 0 : 1);
    return Array.from(facts.verdict.keys())
      .sort((a, b) => shares(a) - shares(b) || distance(a) - distance(b) || a - b)
      .slice(0, MOST_CANDIDATES);
  });
}

/** The most alike texts: which of each run, and the share of common token triples (Dice), in [0, 1]. */
export interface NearestTexts {
  chosen: number[];
  likeness: number;
}

/**
 * Finds the most alike texts by the triples of tokens that they share. The first two runs choose each other; a further run
 * chooses what is nearest to the first one's text. The first of equals wins.
 */
export function nearestTexts(runs: readonly (readonly string[])[]): NearestTexts {
  const tokens = new Tokens();
  const sets = runs.map((texts) => texts.map((text) => tripleSet(text, tokens)));
  const [first, second = []] = sets;
  let best: NearestTexts = { chosen: [0, 0], likeness: -1 };
  first.forEach((left, i) =>
    second.forEach((right, j) => {
      const likeness = dice(left, right);
      if (likeness > best.likeness) best = { chosen: [i, j], likeness };
    }),
  );
  const rest = sets.slice(2).map((set) => {
    const like = set.map((other) => dice(first[best.chosen[0]], other));
    return like.indexOf(Math.max(...like));
  });
  return { chosen: [...best.chosen, ...rest].slice(0, runs.length), likeness: Math.max(0, best.likeness) };
}

function tripleSet(text: string, tokens: Tokens): Set<number> {
  const { ids } = tokenise(text, stepsOf(text), tokens);
  const triples = new Set<number>();
  // Hashes may meet by chance, which moves a likeness in its fifth digit.
  for (let i = 0; i + 2 < ids.length; i++)
    triples.add(Math.imul(Math.imul(ids[i], 0x9e3779b1) ^ ids[i + 1], 0x85ebca6b) ^ ids[i + 2]);
  return triples;
}

function dice(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const triple of small) if (large.has(triple)) shared++;
  return a.size + b.size === 0 ? 1 : (2 * shared) / (a.size + b.size);
}

/** The reason for a nearest pair, for every pane. */
export function nearestReason(likeness: number, candidates: readonly (readonly number[])[]): string {
  const looked = candidates.map((list) => formatCount(list.length)).join(' × ');
  return `most alike of ${looked}: ${Math.round(100 * likeness)} % shared`;
}

// The Overview in one plain sentence. Whatever the numbers are, it says which case this is.
import type { SolvedMode } from '../compare/comparison';
import { UNDEFINED, formatCount, formatNoun, formatPercent } from '../format';
import type { CrossoverEstimate, IntervalMethod, Ladder, ProblemCounts, Sentence } from './overview';

/** What the sentence is made of. Coverages are mean pass@k at `k`. */
export interface SentenceFacts {
  /** Labels; `against` is undefined when the base is alone. */
  base: string;
  against?: string;
  k: number;
  K: number;
  /** The k that was asked for, where it is above K. */
  asked?: number;
  mode: SolvedMode;
  problems: ProblemCounts;
  baseCoverage: number;
  againstCoverage: number;
  crossover?: CrossoverEstimate;
  interval: IntervalMethod;
  /** With at least three rungs the sentence is about the ladder. */
  ladder?: LadderFacts;
}

export interface LadderFacts {
  from: string;
  to: string;
  K: number;
  pass1: [from: number, to: number];
  passK: [from: number, to: number];
  /** Between the two ends. */
  lost: number;
  gained: number;
  /** Problems solved on the way and at neither end. */
  passing: number;
}

type Parts = Sentence['parts'];

/** The sentence and, below it, how sure it is. */
export function sentenceOf(facts: SentenceFacts): Sentence {
  if (facts.problems.shown === 0 || facts.K === 0) return { parts: [{ text: nothing(facts.problems) }], note: '' };
  if (facts.ladder) return { parts: ladderParts(facts.ladder, facts.asked), note: noteOf(facts) };
  if (facts.against === undefined) return { parts: aloneParts(facts), note: '' };
  return { parts: [...leadParts(facts), ...coverageParts(facts)], note: noteOf(facts) };
}

/** A sentence as text. */
export function plainSentence({ parts }: Sentence): string {
  return parts.map(({ text }) => text).join('');
}

function nothing({ total, filteredOut, guessable }: ProblemCounts): string {
  if (total === 0) return 'There are no problems to compare yet.';
  if (filteredOut + guessable === total) return `No problem of ${formatCount(total)} passes the filters.`;
  return `No problem of ${formatCount(total)} has scored samples in every run, so nothing can be compared.`;
}

function leadParts({ base, against = '', K, crossover }: SentenceFacts): Parts {
  const [first, other] = [capital(base), against];
  if (!crossover) return [{ text: `${first} and ${other} can't be set against each other; ` }];
  const { k, reason, later, share, lo, hi } = crossover;
  if (K < 2) return [{ text: 'With one sample a problem no crossover can be seen; ' }];
  if (reason === 'base-leads-at-1') {
    const parts: Parts = [{ text: `${first} leads ${other} already at ` }, { text: 'k = 1', strong: true }];
    const change =
      later.length > 0 ? `; ${other} takes the lead at ${listOfK(later.slice(0, 1))}` : ' and at every k up to';
    return later.length > 0
      ? [...parts, { text: `${change}${again(later.slice(1))}; ` }]
      : [...parts, { text: `${change} ${formatCount(K)}; ` }];
  }
  if (reason === 'never' || k === null) {
    const parts: Parts = [
      { text: `${first} never overtakes ${other} up to ` },
      { text: `k = ${formatCount(K)}`, strong: true },
    ];
    const resampled = Number.isNaN(share) ? '' : ` (it does in ${shareText(share)} the resamples)`;
    return [...parts, { text: resampled, muted: true }, { text: '; ' }];
  }
  const interval = Number.isNaN(share) ? '' : ` [${end(lo, K)}, ${end(hi, K)}]`;
  return [
    { text: `${first} overtakes ${other} at ` },
    { text: `k ≈ ${formatCount(k)}`, strong: true },
    { text: interval, muted: true },
    { text: `${again(later)}; ` },
  ];
}

/** `, and the lead changes hands again at k = 9 and 20`. */
function again(later: number[]): string {
  return later.length > 0 ? `, and the lead changes hands again at ${listOfK(later)}` : '';
}

function listOfK(ks: number[]): string {
  const shown = ks.slice(0, 3).map(formatCount);
  const more = ks.length - shown.length;
  if (more > 0) return `k = ${shown.join(', ')} and ${formatCount(more)} more`;
  return `k = ${shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}` : shown[0]}`;
}

function coverageParts(facts: SentenceFacts): Parts {
  const { base, against = '', k, mode, problems, baseCoverage, againstCoverage } = facts;
  return [
    {
      text: `at k = ${formatCount(k)}${limit(facts)}${mode === 'first' ? ', by the first samples drawn,' : ''} ${base} solves `,
    },
    { text: `${formatPercent(baseCoverage)} %`, strong: true },
    { text: `, ${against} ` },
    { text: `${formatPercent(againstCoverage)} %`, strong: true },
    { text: ` of ${formatNoun(problems.shown, 'problem')}.` },
  ];
}

/** Why not at the k that was asked for. */
function limit({ asked }: SentenceFacts): string {
  return asked === undefined ? '' : `, the smallest n (it is below ${formatCount(asked)}),`;
}

function aloneParts(facts: SentenceFacts): Parts {
  const { base, k, problems, baseCoverage } = facts;
  return [
    { text: `${capital(base)} solves ` },
    { text: `${formatPercent(baseCoverage)} %`, strong: true },
    { text: ` of ${formatNoun(problems.shown, 'problem')} at k = ${formatCount(k)}${limit(facts).replace(/,$/, '')}.` },
  ];
}

function ladderParts(facts: LadderFacts, asked: number | undefined): Parts {
  const { from, to, K, pass1, passK, lost, gained, passing } = facts;
  const opposite = (pass1[1] - pass1[0]) * (passK[1] - passK[0]) < 0;
  const known = passing > 0 ? `, ${formatCount(passing)} solved only in between` : '';
  return [
    { text: `From ${from} to ${to}, pass@1 ${moves(pass1)} from ` },
    ...spanParts(pass1),
    { text: ` ${opposite ? 'while' : 'and'} pass@${formatCount(K)} ${moves(passK)} from ` },
    ...spanParts(passK),
    { text: '; ' },
    ...(asked === undefined ? [] : [{ text: `where n is at least ${formatCount(asked)}, ` }]),
    { text: formatNoun(lost, 'problem'), strong: true },
    { text: ` ${lost === 1 ? 'is' : 'are'} lost, ` },
    { text: formatCount(gained), strong: true },
    { text: ` gained${known}.` },
  ];
}

function moves([from, to]: [number, number]): string {
  if (formatPercent(from) === formatPercent(to)) return 'stays, going';
  return to > from ? 'rises' : 'falls';
}

function spanParts([from, to]: [number, number]): Parts {
  return [
    { text: formatPercent(from), strong: true },
    { text: ' to ' },
    { text: `${formatPercent(to)} %`, strong: true },
  ];
}

function noteOf({ base, against, interval, problems, crossover, ladder }: SentenceFacts): string {
  if (problems.shown === 1) return 'No intervals: they are over problems, and there is one.';
  const { method, done, resamples, seed } = interval;
  const drawn = done < resamples ? `${formatCount(done)} of ${formatCount(resamples)}` : formatCount(resamples);
  const bootstrap = `paired bootstrap over ${formatNoun(problems.shown, 'problem')}, ${drawn} resamples, seed ${seed}`;
  if (ladder) return `95 % intervals: ${method === 'bootstrap' ? bootstrap : 'closed form'}.`;
  // Where it never does, the sentence itself says how often.
  const isKnown = crossover && crossover.reason !== 'never' && !Number.isNaN(crossover.share);
  const share = isKnown ? crossover.share : undefined;
  const often = share === undefined ? '' : `; ${base} overtakes ${against} in ${shareText(share)} them`;
  return `95 % interval: ${bootstrap}${often}.`;
}

/** `all of`, `3.2 % of`, `none of`. */
function shareText(share: number): string {
  if (share >= 1) return 'all of';
  return share <= 0 ? 'none of' : `${formatPercent(share)} % of`;
}

function end(k: number | null, K: number): string {
  return k === null ? `> ${formatCount(K)}` : formatCount(k);
}

/** A word at the start of a sentence; a name such as `samples.jsonl` or `qwen2.5-7b` stays as it is written. */
function capital(label: string): string {
  if (label === '') return UNDEFINED;
  return /^\p{Ll}+(?!\S)/u.test(label) ? label[0].toUpperCase() + label.slice(1) : label;
}

/** What a ladder's ends and rungs say; undefined below three rungs, and when two share a place. */
export function ladderFactsOf(ladder: Ladder, labels: readonly string[]): LadderFacts | undefined {
  const { rungs, K } = ladder;
  const [first, last] = [rungs[0], rungs.at(-1)];
  if (rungs.length < 3 || !first || !last) return undefined;
  // Algorithms compared at one step are no ladder.
  if (new Set(rungs.map(({ x }) => x)).size < rungs.length) return undefined;
  // The last change a row went through says where it ends; the first, where it began.
  const changes = new Map<number, { first: number; last: number }>();
  for (const { gained, lost } of rungs)
    for (const [rows, change] of [
      [gained, 1],
      [lost, -1],
    ] as const)
      for (const row of rows) changes.set(row, { first: changes.get(row)?.first ?? change, last: change });
  const all = [...changes.values()];
  return {
    from: labels[first.run],
    to: labels[last.run],
    K,
    pass1: [first.pass1.value, last.pass1.value],
    passK: [first.passK.value, last.passK.value],
    lost: all.filter((change) => change.first < 0 && change.last < 0).length,
    gained: all.filter((change) => change.first > 0 && change.last > 0).length,
    passing: all.filter((change) => change.first > 0 && change.last < 0).length,
  };
}

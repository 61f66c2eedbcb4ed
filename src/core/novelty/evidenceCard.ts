/**
 * The evidence for and against a claim as Markdown, for a paper's appendix or a pull request. It says what is new in words,
 * never that an approach is: that is a person's verdict, which stands beside it.
 */
import {
  formatCount,
  formatFraction,
  formatInterval,
  formatNoun,
  formatOf,
  formatPercent,
  withoutControls,
} from '../format';
import type { Counted } from './carriers';
import type { EvidenceRecord, NamedSample, SameInBase } from './evidence';
import { gramTokens } from './novelty';

/** Ends in a newline. Foreign text is fenced or escaped: it adds no markup. */
export function evidenceCard(record: EvidenceRecord): string {
  const { claim } = record;
  const parts = [
    `# Evidence: ${claim.tag === undefined ? 'is it new?' : `is “${inline(claim.tag)}” new?`}`,
    ...(claim.statement ? [`**Claim.** ${inline(claim.statement)}`] : []),
    `${claim.span ? `Span ${formatCount(claim.span.start)}–${formatCount(claim.span.end)} of ` : 'The whole of '}${named(claim.sample)}:`,
    fenced(claim.quote),
    list([...searched(record), ...surface(record), ...likelihood(record)]),
    ...section('Nearest base samples', nearest(record)),
    ...section('Best counter-examples found', counterExamples(record)),
    ...section('The same in the base', (record.same ?? []).map(sameWords)),
    ...section('What people said', verdicts(record)),
    `_${inline(record.method)}; seed ${record.seed}; computed for ${inline(record.author)} at ${inline(record.time)}. Surface novelty is about words: the same approach in other words is new here, and a new approach in known phrases is not._`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function searched({ runs, samples, tokens, unsearched, dump, claim }: EvidenceRecord): string[] {
  const size = tokens === undefined ? '' : `, ${formatNoun(tokens, 'token')}`;
  const from = dump === undefined ? '' : `, dump ${inline(dump)}`;
  const left = unsearched ? `; ${formatNoun(unsearched, 'sample')} could not be searched` : '';
  return [
    `Searched: ${formatNoun(samples, 'sample')} of problem ${inline(claim.sample.problem)} of ${runs.map(inline).join(', ')}${size}${from}${left}.`,
  ];
}

function surface({ share, novel, novelTokens, claimedTokens, baseline }: EvidenceRecord): string[] {
  if (share === undefined)
    return [`Surface: fewer than ${gramTokens} tokens are claimed, so nothing is said of their words.`];
  const count =
    novelTokens === undefined || claimedTokens === undefined ? '' : ` (${formatOf(novelTokens, claimedTokens)})`;
  const words = `Surface: ${formatPercent(share)} % of its tokens${count} are in no run of ${gramTokens} tokens that a searched sample has, in ${formatNoun(novel?.length ?? 0, 'passage')}.`;
  if (!baseline) return [words];
  const { samples, eligible, median, quantile95, atLeastAsHigh, tokens } = baseline;
  return [
    words,
    `Read against the base itself: of ${formatNoun(samples, 'base sample')} of about that length (${formatCount(tokens[0])} to ${formatCount(tokens[1])} tokens${eligible > samples ? `, drawn from ${formatCount(eligible)}` : ''}), each against all others, ${formatCount(atLeastAsHigh)} have a share at least as high; median ${formatPercent(median)} %, 95th percentile ${formatPercent(quantile95)} %.`,
  ];
}

function likelihood({ perplexity, perplexityAmong }: EvidenceRecord): string[] {
  if (perplexity === undefined) return [];
  const among = perplexityAmong
    ? `; ${formatOf(perplexityAmong.below, perplexityAmong.samples)} scored base samples of the problem have a lower one`
    : '';
  return [`Perplexity under the base: ${formatFraction(perplexity)}${among}.`];
}

function nearest({ nearest: near = [] }: EvidenceRecord): string[] {
  return near.map(({ sample, similarity, by }) => `${named(sample)}: ${formatFraction(similarity)} by ${by}`);
}

function counterExamples({ counterExamples: found, whole, samples }: EvidenceRecord): string[] {
  if (!found) return [];
  if (found.length === 0) return [`None of ${formatCount(samples)} base samples shares two tokens in a row with it.`];
  return [
    `${formatOf(whole ?? 0, samples)} base samples hold it word for word`,
    ...found.map(
      ({ sample, containment, longest, quote }) =>
        `${named(sample)}: ${formatPercent(containment)} % of it; longest shared passage ${formatNoun(longest, 'token')}: “${inline(quote)}”`,
    ),
  ];
}

function sameWords({ tag, pattern, count, byVerdict, settling }: SameInBase): string {
  const what = tag === undefined ? `pattern “${inline(pattern ?? '')}”` : `tag “${inline(tag)}”`;
  const split = (['correct', 'wrong', 'unscored'] as const)
    .filter((verdict) => byVerdict[verdict].n > 0)
    .map((verdict) => `${verdict} ${formatOf(byVerdict[verdict].x, byVerdict[verdict].n)}`);
  const by = split.length > 0 ? ` (${split.join(', ')})` : '';
  const counts = `${what}: ${countWords(count)} base samples${by}`;
  if (settling.kind === 'carried') return counts;
  const does = `the base shows it at least once in ${formatNoun(settling.k, 'sample')} with probability ${settling.tau} or more`;
  const chance = `the chance that ${does} is ${formatPercent(settling.chance)} %`;
  if (settling.kind === 'settled') return `${counts}; ${chance}`;
  return `${counts}: too few to tell, for ${chance}; ${formatNoun(settling.more, 'more sample')}, all without it, would bring that below 5 %`;
}

function countWords({ x, n, interval }: Counted): string {
  return `${formatOf(x, n)}${interval ? ` ${formatInterval(...interval)}` : ''}`;
}

function verdicts({ approach, outcome }: EvidenceRecord): string[] {
  return [
    ...(approach
      ? [
          `Same approach as the base? **${approach.verdict}**, by ${inline(approach.author)} at ${inline(approach.time)}`,
        ]
      : []),
    ...(outcome
      ? [
          `The claim **${outcome.outcome === 'survived' ? 'survived' : 'was refuted'}**, by ${inline(outcome.author)} at ${inline(outcome.time)}${outcome.reason ? `: ${inline(outcome.reason)}` : ''}`,
        ]
      : []),
  ];
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [`## ${title}`, list(lines)] : [];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Sample numbers count from 1, as on screen. */
function named({ run, problem, index, hash }: NamedSample): string {
  return `${inline(run)}, problem ${inline(problem)}, sample ${formatCount(index + 1)}${hash ? ` (${inline(hash.slice(0, 12))})` : ''}`;
}

/** Foreign text inside a line: one line of plain letters. */
function inline(text: string): string {
  return withoutControls(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~&$!]/g, '\\$&');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${withoutControls(text)}\n${fence}`;
}

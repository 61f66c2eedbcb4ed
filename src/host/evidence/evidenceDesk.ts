/** What of a trace no base sample of its problem has, and the evidence for a claim: read for the comparison's page. */
import { tagFor } from '../../core/annotations/codebook';
import type { SampleAnchor } from '../../core/annotations/events';
import type { AnnotationState } from '../../core/annotations/state';
import { parseComparison } from '../../core/compare/comparisonFile';
import { baseOf } from '../../core/compare/runOrder';
import type { CarrierSample } from '../../core/novelty/carriers';
import type { EvidenceParts, EvidenceRecord } from '../../core/novelty/evidence';
import { claimsOfSample } from '../../core/novelty/shownClaim';
import type { TextSpan } from '../../core/search/query';
import { contentHash } from '../../io/contentHash';
import {
  baseSamples,
  evidenceSeed,
  gatherEvidence,
  mostShown,
  verdictAt,
  type BaseSamples,
  type Gathering,
} from '../../io/gatherEvidence';
import { findLogProbs } from '../../io/logProbs';
import type { NoveltyTasks } from '../../io/noveltyTasks';
import type { NovelPassages, SampleClaims, SampleRef } from '../../protocol/comparePage';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import type { OpenComparison } from '../openComparisons';

/** Characters of a claimed trace that are kept with the claim. */
const longestQuote = 2000;

export interface EvidenceTools {
  tasks: NoveltyTasks;
  searchWorkerPath: string;
}

type Comparison = Pick<OpenComparison, 'session' | 'source' | 'panel'>;

/** What is claimed: of a sample, its text or a part of it, and perhaps a tag by its id. */
export interface Claimed {
  sample: SampleRef;
  span?: TextSpan;
  tag?: string;
  statement?: string;
}

/** @throws Error with the sentence to show: there is no base, or it has no samples of the problem */
function baseFor({ session }: Pick<Comparison, 'session'>, { problem, run, sample }: SampleRef): BaseSamples {
  const row = session.rowOf(problem);
  const base = baseOf(session.specs);
  const { label } = session.specs[base];
  const count = session.sampleCount(row, base);
  if (count - (run === base ? 1 : 0) <= 0)
    throw new Error(`${label} has no ${run === base ? 'other ' : ''}samples of ${problem} to compare with.`);
  return baseSamples(
    { label, problem, index: session.indexOf(base) },
    session.sampleRows(row, base),
    run === base ? sample : -1,
  );
}

/** @throws as `baseFor`; AbortError */
export async function novelPassages(
  { session }: Pick<Comparison, 'session'>,
  tasks: NoveltyTasks,
  ref: SampleRef,
  signal: AbortSignal,
): Promise<NovelPassages> {
  const { text } = await session.readTrace({ ...ref, problem: session.rowOf(ref.problem) });
  const base = baseFor({ session }, ref);
  const run = baseOf(session.specs);
  const { samples, unsearched } = await tasks.ready(base.searched, signal);
  const { tokens, novelTokens, share, passages } = await tasks.novelty(base.searched, text, signal);
  const isShort = Number.isNaN(share);
  const baseline = isShort ? undefined : await tasks.baseline(base.searched, { tokens, share }, evidenceSeed, signal);
  const near = await tasks.nearest(base.searched, text, mostShown, signal);
  return {
    runs: [base.label],
    samples,
    unsearched,
    claimedTokens: tokens,
    ...(!isShort && { share, novelTokens }),
    passages: passages.map(({ start, end }) => ({ start, end })),
    ...(baseline && { baseline }),
    nearest: near.map(({ sample, containment, alignedShare }) => ({
      sample: { problem: ref.problem, run, sample: base.places[sample] },
      similarity: alignedShare ?? containment,
      by: alignedShare === undefined ? 'shared n-grams' : 'aligned steps',
    })),
  };
}

/** @throws as `novelPassages` */
export async function evidenceFor(
  comparison: Comparison,
  own: ComparisonAnnotations,
  { tasks, searchWorkerPath }: EvidenceTools,
  claimed: Claimed & { challenge: boolean },
  { signal, report }: Required<Pick<Gathering, 'signal' | 'report'>>,
): Promise<EvidenceRecord> {
  const { session, source } = comparison;
  const { sample, span, tag, statement } = claimed;
  const { text } = await session.readTrace({ ...sample, problem: session.rowOf(sample.problem) });
  const part = span ? text.slice(span.start, span.end) : text;
  const base = baseFor(comparison, sample);
  const name = tag === undefined ? undefined : tagFor(own.state.tags, tag)?.definition.name;
  const { k, tau } = asked(comparison);
  const { patterns = [] } = parseComparison(source.text()).file ?? {};
  const perplexity = await perplexityOf(comparison, sample);
  const question = {
    claim: {
      sample: anchorOf(comparison, sample, text),
      ...(span && { span }),
      quote: part.slice(0, longestQuote),
      ...(name !== undefined && { tag: name }),
      ...(statement && { statement }),
    },
    text: part,
    author: own.author(),
    time: new Date().toISOString(),
    challenge: claimed.challenge,
    patterns,
    ...(tag !== undefined &&
      name !== undefined && { tagged: { tag: name, samples: readSamples(own.state, base, tag) } }),
    ...(perplexity && { perplexity }),
    k,
    tau,
  };
  return gatherEvidence(base, question, { tasks, searchWorkerPath, signal, report });
}

function anchorOf({ session }: Pick<Comparison, 'session'>, ref: SampleRef, text: string): SampleAnchor {
  return { run: session.specs[ref.run].label, problem: ref.problem, index: ref.sample, hash: contentHash(text) };
}

/** "The base shows it" means what "solves" means in the view: once in k samples, with probability τ. */
function asked({ session }: Pick<Comparison, 'session'>): { k: number; tau: number } {
  const { k, tau } = session.view;
  const n = Math.max(1, ...session.state.runs.map(({ nMax }) => nMax));
  return { k: k === 'n' ? n : k, tau };
}

/** Base samples that someone tagged or reviewed, and whether they have the tag. A sample nobody has read counts as neither. */
function readSamples({ annotations, reviews, tags }: AnnotationState, base: BaseSamples, tag: string): CarrierSample[] {
  const carries = new Map<number, boolean>();
  const isOfBase = ({ run, problem }: SampleAnchor): boolean => run === base.label && problem === base.problem;
  for (const { sample } of reviews.values()) if (isOfBase(sample)) carries.set(sample.index, false);
  for (const { anchor } of annotations.values()) if (isOfBase(anchor)) carries.set(anchor.index, false);
  for (const { anchor, tag: given } of annotations.values())
    if (isOfBase(anchor) && tagFor(tags, given)?.id === tag) carries.set(anchor.index, true);
  return [...carries].flatMap(([place, has]) => {
    const sample = base.places.indexOf(place);
    return sample < 0 ? [] : [{ verdict: verdictAt(base.index, base.rows[sample]), carries: has }];
  });
}

/** Under the base's model, where files of log-probabilities say so. */
async function perplexityOf(
  { session, panel }: Comparison,
  { problem, run, sample }: SampleRef,
): Promise<EvidenceParts['perplexity']> {
  const files = session.perplexityFiles ?? (await findLogProbs(session.files));
  if (files.length === 0) return undefined;
  const { input } = await panel.wholeOverview();
  const base = baseOf(session.specs);
  const row = session.rowOf(problem);
  const sampleRow = session.sampleRows(row, run)[sample];
  const valuesOf = (of: number, isWanted: (row: number, sample: number | undefined) => boolean): number[] =>
    (input.scored ?? [])
      .filter((scored) => scored.run === of && scored.scorerRun === base)
      .flatMap((scored) =>
        Array.from(scored.tokens, (tokens, i) =>
          isWanted(scored.row[i], scored.sample?.[i]) ? Math.exp(-scored.sumLogProb[i] / tokens) : NaN,
        ),
      )
      .filter(Number.isFinite);
  const [value] = valuesOf(run, (_, at) => at === sampleRow);
  return value === undefined ? undefined : { value, base: valuesOf(base, (at) => at === row) };
}

/** The claims about a sample, as the page shows them. */
export async function claimsOf(
  comparison: Comparison & Pick<OpenComparison, 'tags'>,
  ref: SampleRef,
  canDraw: boolean,
): Promise<SampleClaims> {
  const { session, tags } = comparison;
  const own = tags.isKept ? await tags.own().catch(() => undefined) : undefined;
  if (!own || own.state.claims.size === 0) return { claims: [], canDraw };
  const row = session.rowOf(ref.problem);
  const { text } = await session.readTrace({ ...ref, problem: row });
  const base = baseOf(session.specs);
  const samples = session.sampleCount(row, base) - (base === ref.run ? 1 : 0);
  return {
    claims: claimsOfSample(own.state, anchorOf(comparison, ref, text), text, { samples, ...asked(comparison) }),
    canDraw,
  };
}

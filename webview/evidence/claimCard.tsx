/** One claim: what is said, its evidence in words, the counter-examples, and where it stands. */
import type { JSX } from 'preact';
import type { ApproachVerdict } from '../../src/core/annotations/events';
import type { ClaimStatus } from '../../src/core/annotations/state';
import { formatCount, formatFraction, formatNoun, formatPercent } from '../../src/core/format';
import type { EvidenceRecord, NamedSample } from '../../src/core/novelty/evidence';
import {
  baselineWords,
  perplexityWords,
  sameWords,
  sampleName,
  searchedWords,
  settlingWords,
  shareWords,
  staleWords,
} from '../../src/core/novelty/noveltyWords';
import { claimSigns, type ShownClaim } from '../../src/core/novelty/shownClaim';
import type { SampleRef } from '../../src/protocol/comparePage';
import { act } from '../state/host';
import { Button } from '../ui/controls';

interface ClaimCardProps {
  claim: ShownClaim;
  sample: SampleRef;
  canDraw: boolean;
}

export function ClaimCard({ claim, sample, canDraw }: ClaimCardProps): JSX.Element {
  const { id, statement, tag, span, lost, evidence, stale } = claim;
  const what = lost ? 'a span that is not in the trace any more' : span ? 'a span' : 'the whole trace';
  return (
    <article class="claim evidence-part" aria-label={`Claim: ${statement}`}>
      <h3>
        <bdi>{statement}</bdi>
      </h3>
      <p class="caption">
        {tag === undefined ? `About ${what}` : `About tag “${tag}” on ${what}`} · {nameOf(claim.author)},{' '}
        {claim.time.slice(0, 10)}
      </p>
      <States claim={claim} />
      {stale && (
        <p class="evidence-stale" role="status">
          {staleWords(stale)}{' '}
          <button type="button" class="link" onClick={() => act({ kind: 'rerunEvidence', claims: [id] })}>
            Run again
          </button>
        </p>
      )}
      {evidence ? <Found claim={claim} evidence={evidence} sample={sample} canDraw={canDraw} /> : <p>{otherVersion}</p>}
      <div class="buttons">
        <Button onClick={() => act({ kind: 'challengeClaim', claims: [id] })}>Challenge…</Button>
        {claim.challenges.length > 0 && (
          <>
            <Button secondary onClick={() => act({ kind: 'decideClaim', claim: id, outcome: 'survived' })}>
              Survived…
            </Button>
            <Button secondary onClick={() => act({ kind: 'decideClaim', claim: id, outcome: 'refuted' })}>
              Refuted…
            </Button>
          </>
        )}
      </div>
      <p class="claim-links">
        <button type="button" class="link" onClick={() => act({ kind: 'copyEvidenceCard', claim: id })}>
          Copy card
        </button>
        <button type="button" class="link" onClick={() => act({ kind: 'saveEvidenceCard', claim: id })}>
          Save card…
        </button>
        <button type="button" class="link" onClick={() => act({ kind: 'rerunEvidence', claims: [id] })}>
          Run again
        </button>
        <button type="button" class="link" onClick={() => act({ kind: 'withdrawClaim', claim: id })}>
          Withdraw
        </button>
      </p>
    </article>
  );
}

const otherVersion = 'This evidence was written by another version. Run again makes its own.';

/** `Ada <ada@example.org>` → `Ada` */
function nameOf(author: string): string {
  return author.replace(/\s*<[^>]*>$/, '') || author;
}

/** `? claimed → ⚔ challenged → survived or refuted`: the present one stands out. */
function States({ claim }: { claim: ShownClaim }): JSX.Element {
  const { status, challenges, decision } = claim;
  const states: ClaimStatus[] = decision ? ['claimed', 'challenged', decision.outcome] : ['claimed', 'challenged'];
  const who = decision ? `by ${nameOf(decision.author)}${decision.reason ? `: ${decision.reason}` : ''}` : undefined;
  return (
    <>
      <ol class="claim-states" aria-label="State of the claim">
        {states.map((state) => (
          <li
            key={state}
            class={state === status ? 'claim-state-now' : 'muted'}
            aria-current={state === status || undefined}
          >
            <span aria-hidden="true">{claimSigns[state]}</span> {state}
          </li>
        ))}
        {!decision && <li class="muted">survived or refuted</li>}
      </ol>
      {who !== undefined && <p class="caption">{who}</p>}
      {challenges.length > 1 && <p class="caption">challenged {formatNoun(challenges.length, 'time')}</p>}
    </>
  );
}

interface FoundProps extends ClaimCardProps {
  evidence: EvidenceRecord;
}

function Found({ claim, evidence, sample, canDraw }: FoundProps): JSX.Element {
  const { settling } = claim;
  const perplexity = perplexityWords(evidence);
  const { same = [] } = evidence;
  return (
    <>
      <p class="evidence-share">{shareWords(evidence)}</p>
      {evidence.share !== undefined && evidence.share > 0 && <p>{baselineWords(evidence.baseline)}</p>}
      {same.map((one) => (
        <p key={one.tag ?? `pattern ${one.pattern}`}>{sameWords(one)}.</p>
      ))}
      {perplexity !== undefined && <p>{perplexity}</p>}
      {settling && <p>{settlingWords(settling)}</p>}
      {settling?.kind === 'open' && canDraw && (
        <p>
          <Button
            secondary
            onClick={() => act({ kind: 'drawMoreBase', problem: sample.problem, samples: settling.more })}
          >
            Draw {formatNoun(settling.more, 'more base sample')}…
          </Button>
        </p>
      )}
      <p class="muted">
        {searchedWords(evidence)} <span class="no-break">{evidence.time.slice(0, 10)}.</span>
      </p>
      <Others claim={claim} evidence={evidence} sample={sample} />
    </>
  );
}

interface Other {
  named: NamedSample;
  words: string;
  quote?: string;
  span?: { start: number; end: number };
}

/** Counter-examples once it was challenged, else the nearest; beside each what people say of the approach. */
function Others({ claim, evidence, sample }: Omit<FoundProps, 'canDraw'>): JSX.Element {
  const { counterExamples, nearest = [], samples, whole = 0 } = evidence;
  const others: Other[] = counterExamples
    ? counterExamples.map(({ sample: named, containment, longest, quote, span }) => ({
        named,
        words: `${formatPercent(containment, 0)} % of it, ${formatNoun(longest, 'token')} in a row`,
        quote,
        span,
      }))
    : nearest.map(({ sample: named, similarity, by }) => ({ named, words: `${formatFraction(similarity)} by ${by}` }));
  return (
    <>
      <h4>{counterExamples ? 'Best counter-examples' : 'Nearest base samples'} · same approach?</h4>
      {counterExamples && (
        <p class="muted">
          {others.length === 0
            ? `None of ${formatNoun(samples, 'base sample')} shares two tokens in a row with it.`
            : `${whole === 0 ? 'None' : formatCount(whole)} of ${formatNoun(samples, 'base sample')} ${whole > 1 ? 'hold' : 'holds'} it word for word.`}
        </p>
      )}
      <ul class="evidence-list">
        {others.map((other) => (
          <li key={`${other.named.run} ${other.named.index}`}>
            <OtherRow claim={claim} sample={sample} other={other} />
          </li>
        ))}
      </ul>
    </>
  );
}

const verdicts: ApproachVerdict[] = ['same', 'different', 'unsure'];

function OtherRow({ claim, sample, other }: { claim: ShownClaim; sample: SampleRef; other: Other }): JSX.Element {
  const { named, words, quote, span } = other;
  const name = sampleName(named);
  const said = claim.approaches.filter(({ other: judged }) => judged.hash === named.hash && judged.run === named.run);
  return (
    <>
      <button
        type="button"
        class="link"
        aria-label={`Difference with ${name}`}
        onClick={() => act({ kind: 'openBeside', sample, other: named, ...(span && { span }) })}
      >
        {name}
      </button>{' '}
      <span class="muted">{words}</span>
      {quote !== undefined && <bdi class="evidence-quote">“{quote.replace(/\s+/g, ' ').slice(0, 200)}”</bdi>}
      <span class="approach" role="group" aria-label={`Same approach as ${name}?`}>
        {verdicts.map((verdict) => (
          <button
            key={verdict}
            type="button"
            class="approach-verdict"
            aria-pressed={said.at(-1)?.verdict === verdict}
            onClick={() => act({ kind: 'sameApproach', claim: claim.id, other: named, verdict })}
          >
            {verdict}
          </button>
        ))}
      </span>
    </>
  );
}

/** At the right: progress, results once they may be seen, what counts as valid, other reviewers. */
import type { ComponentChildren, JSX } from 'preact';
import {
  formatCount,
  formatFraction,
  formatInterval,
  formatNoun,
  formatOf,
  formatPercent,
} from '../../src/core/format';
import type { Measured, OpenQueue, ReviewAgreement } from '../../src/protocol/comparePage';
import { act } from '../state/host';
import { goToPlace } from '../state/review';
import { Swatch } from '../ui/marks';
import { ChainGlyph, countWords, verdictOrder } from './words';

export function SidePanel({ queue }: { queue: OpenQueue }): JSX.Element {
  return (
    <aside class="review-side" aria-label="Review" tabIndex={0}>
      <Progress queue={queue} />
      <Results queue={queue} />
      {queue.agreement && <AgreementPart queue={queue} agreement={queue.agreement} />}
      <Part title="What counts as valid">
        <p class="muted">{queue.rule}</p>
        <p>
          <button type="button" class="link" onClick={() => act({ kind: 'editValidity' })}>
            Edit in the codebook
          </button>
        </p>
      </Part>
      <Others queue={queue} />
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="side-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Progress({ queue }: { queue: OpenQueue }): JSX.Element {
  const { read, size, counts } = queue;
  return (
    <Part title="Progress">
      <p class="side-line">
        <span>
          {formatCount(read)} of {formatNoun(size, 'chain')}
        </span>
        <span class="muted">{formatPercent(read / size, 0)} %</span>
      </p>
      <progress value={read} max={size} aria-label="Chains with a verdict" />
      <dl class="side-counts">
        {verdictOrder.map((verdict) => (
          <div key={verdict} class="side-line">
            <dt>
              <ChainGlyph verdict={verdict} /> {countWords[verdict]}
            </dt>
            <dd>{formatCount(counts[verdict])}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Results({ queue: { id, results, unblinded } }: { queue: OpenQueue }): JSX.Element {
  return (
    <Part title={results ? 'Problems with at least one valid chain' : 'Problems with a valid chain'}>
      {results ? (
        <>
          <p class="visually-hidden">{results.sentence}</p>
          <ul class="side-runs">
            {results.runs.map(({ run, label, valid, of, ambiguous, open }) => (
              <li key={label}>
                <span class="side-line">
                  <span>
                    {run >= 0 && <Swatch run={run} />} {label}
                  </span>
                  <b>{of === 0 ? 'none decided' : formatOf(valid, of)}</b>
                </span>
                <LeftOut ambiguous={ambiguous} open={open} />
              </li>
            ))}
          </ul>
          {unblinded && <p class="warning-word">Shown before the end: this review is marked as unblinded.</p>}
        </>
      ) : (
        <>
          <p class="muted">
            Per run after the queue is done. A per-run count now could tell you which model you are reading.
          </p>
          <p>
            <button type="button" class="link" onClick={() => act({ kind: 'unblind', queue: id })}>
              Show anyway, and mark the review as unblinded
            </button>
          </p>
        </>
      )}
    </Part>
  );
}

function LeftOut({ ambiguous, open }: { ambiguous: number; open: number }): JSX.Element | null {
  const parts = [
    ...(ambiguous > 0 ? [`${formatNoun(ambiguous, 'ambiguous problem')} left out`] : []),
    ...(open > 0 ? [`${formatNoun(open, 'problem')} not read in full`] : []),
  ];
  return parts.length === 0 ? null : <span class="caption">{parts.join(', ')}</span>;
}

function Others({ queue: { id, others, size, agreement, hidden } }: { queue: OpenQueue }): JSX.Element {
  return (
    <Part title="Second reviewer">
      {others.map(({ reviewer, read }) => (
        <p key={reviewer} class="muted">
          <bdi>{reviewer}</bdi> has read {formatOf(read, size)} of the same queue.
        </p>
      ))}
      {others.length === 0 && <p class="muted">Nobody else has this queue. The same seed gives the same order.</p>}
      {others.length > 0 && !agreement && (
        <p class="muted">
          {hidden ? 'Agreement is shown when this queue has been read.' : 'No chain has two verdicts yet.'}
        </p>
      )}
      <p>
        <button type="button" class="link" onClick={() => act({ kind: 'secondReviewer', queue: id })}>
          Queue for another reviewer…
        </button>
      </p>
    </Part>
  );
}

function AgreementPart({ queue, agreement }: { queue: OpenQueue; agreement: ReviewAgreement }): JSX.Element {
  const { percent, kappa, alpha, chains, disagreements } = agreement;
  const settle = (place: number) => act({ kind: 'adjudicate', queue: queue.id, place });
  return (
    <Part title="Agreement">
      <table class="agreement">
        <caption class="caption">
          {formatNoun(chains, 'chain')} with two verdicts or more, 95{'\u00a0'}% intervals
        </caption>
        <tbody>
          <Row name="agree, %" measured={percent} percent />
          {kappa && <Row name="Cohen’s κ" measured={kappa} />}
          <Row name="Krippendorff’s α" measured={alpha} />
        </tbody>
      </table>
      {disagreements.length > 0 && <h3>{formatNoun(disagreements.length, 'disagreement')}</h3>}
      <ul class="disagreements">
        {disagreements.map(({ place, said, decided }) => (
          <li key={place}>
            <button type="button" class="link" onClick={() => goToPlace(place)}>
              {formatCount(place + 1)}
            </button>{' '}
            <span class="muted">{said.map(({ reviewer, verdict }) => `${reviewer}: ${verdict}`).join(', ')}</span>{' '}
            {decided && <span>decided: {decided}</span>}{' '}
            <button type="button" class="link" onClick={() => settle(place)}>
              {decided ? 'change…' : 'decide…'}
            </button>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Row({ name, measured, percent }: { name: string; measured: Measured; percent?: boolean }): JSX.Element {
  const { value, lo, hi } = measured;
  const scale = percent ? 100 : 1;
  const digits = percent ? 0 : 2;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatFraction(value * scale, digits)}</td>
      <td class="muted">{Number.isNaN(value) ? 'one label only' : formatInterval(lo * scale, hi * scale, digits)}</td>
    </tr>
  );
}

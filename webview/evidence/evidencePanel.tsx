/** Evidence beside the trace in focus: its new passages in numbers, the nearest base samples, and what was claimed of it. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RunSummary } from '../../src/core/compare/comparison';
import { formatFraction } from '../../src/core/format';
import {
  baselineWords,
  noveltyDefinition,
  sampleName,
  searchedWords,
  shareWords,
} from '../../src/core/novelty/noveltyWords';
import type { NovelPassages, SampleRef } from '../../src/protocol/comparePage';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { tagChanges } from '../tags/tagState';
import type { ShownTrace } from '../traces/pane';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/marks';
import { ClaimCard } from './claimCard';
import { definitionOpen, focusedEvidence, openBeside } from './evidenceState';
import { useNovelMarks } from './useNovelMarks';

interface EvidencePanelProps {
  /** The trace in focus; undefined: none yet. */
  shown: ShownTrace | undefined;
  pane: number;
  runs: readonly RunSummary[];
  /** Changes with the samples behind the answer. */
  behind: string;
}

export function EvidencePanel({ shown, pane, runs, behind }: EvidencePanelProps): JSX.Element {
  const version = useStore(tagChanges, (value) => value);
  const fits = shown?.trace.hasText === true && shown.trace.text !== '';
  const ref = fits ? shown.ref : undefined;
  const key = `${JSON.stringify(ref)} ${shown?.trace.offset} ${behind}`;
  const novelty = useRequest('readNovelty', ref, key);
  const answer = useRequest('readClaims', ref, `${key} ${version}`);
  const claims = answer.value?.claims ?? none;
  useEffect(() => {
    focusedEvidence.set(ref && { ref, claims, ...(novelty.value && { novelty: novelty.value }) });
    return () => focusedEvidence.set(undefined);
  }, [key, novelty.value, answer.value]);
  const claimed = claims.flatMap(({ span }) => span ?? []);
  useNovelMarks(pane, shown?.trace.text, novelty.value?.passages, claimed);
  return (
    <aside class="evidence" aria-label="Evidence">
      <div class="evidence-head">
        <h2>Evidence</h2>
        <span class="muted evidence-of">{shown?.label}</span>
        <button
          type="button"
          class="icon-button end"
          aria-label="Close the evidence"
          onClick={() => page.update({ evidence: false })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="evidence-body" tabIndex={0} role="region" aria-label="Evidence in words">
        {claims.map((claim) => (
          <ClaimCard key={claim.id} claim={claim} sample={ref!} canDraw={answer.value?.canDraw === true} />
        ))}
        <section class="evidence-part" aria-label="This trace against the base">
          <h3>This trace against the base</h3>
          <div role="status">
            <Passages answer={novelty} fits={shown === undefined || fits} />
          </div>
          {novelty.value && ref && <Nearest novelty={novelty.value} sample={ref} runs={runs} />}
        </section>
        {claims.length === 0 && (
          <p class="muted evidence-part">
            Nothing is claimed of this trace. <Kbd>Shift</Kbd> <Kbd>P</Kbd> claims what is selected, or all of it.
          </p>
        )}
        <Definition />
      </div>
    </aside>
  );
}

const none: never[] = [];

function Passages({ answer, fits }: { answer: { value?: NovelPassages; error?: string }; fits: boolean }): JSX.Element {
  const { value, error } = answer;
  if (!fits) return <p class="muted">There is no text to look for.</p>;
  if (error !== undefined) return <p class="muted">{error}</p>;
  if (!value) return <p class="muted">Searching the base samples…</p>;
  return (
    <>
      <p class="evidence-share">{shareWords(value)}</p>
      {value.share !== undefined && value.share > 0 && <p>{baselineWords(value.baseline)}</p>}
      <p class="muted">{searchedWords(value)}</p>
      {value.passages.length > 0 && (
        <p class="evidence-legend">
          <span class="novel-swatch" aria-hidden="true">
            abc
          </span>{' '}
          in no base sample
        </p>
      )}
    </>
  );
}

interface NearestProps {
  novelty: NovelPassages;
  sample: SampleRef;
  runs: readonly RunSummary[];
}

function Nearest({ novelty, sample, runs }: NearestProps): JSX.Element | null {
  if (novelty.nearest.length === 0) return null;
  return (
    <>
      <h4>
        Nearest base samples <Kbd>Shift</Kbd> <Kbd>D</Kbd>
      </h4>
      <ul class="evidence-list">
        {novelty.nearest.map(({ sample: other, similarity, by }) => (
          <li key={other.sample}>
            <button
              type="button"
              class="link"
              aria-label={`Difference with ${sampleName({ run: runs[other.run].label, index: other.sample })}`}
              onClick={() => openBeside(sample, other)}
            >
              {sampleName({ run: runs[other.run].label, index: other.sample })}
            </button>{' '}
            <span class="muted">
              {formatFraction(similarity)} by {by}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Definition(): JSX.Element {
  const open = useStore(definitionOpen, (value) => value);
  return (
    <details
      class="evidence-definition evidence-part"
      open={open}
      onToggle={(event) => definitionOpen.set(event.currentTarget.open)}
    >
      <summary>What “new” means here</summary>
      {noveltyDefinition.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </details>
  );
}

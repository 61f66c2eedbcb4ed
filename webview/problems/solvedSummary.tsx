/** How many problems each run solves at k, and at n; and how many rows the filter leaves. */
import type { JSX } from 'preact';
import { formatCount, formatNoun } from '../../src/core/format';
import { wordsForLeftOut } from '../../src/core/compare/wordsFor';
import { evaluationAtN, type Shown } from '../state/derived';
import { SolvedMark } from '../ui/marks';
import { isNarrow, pageWidth } from '../ui/pageWidth';
import { useStore } from '../state/store';
import { isLadder } from './columns';
import type { Evaluation } from '../../src/core/compare/view';

export function SolvedSummary({ shown }: { shown: Shown }): JSX.Element {
  const { state, evaluation, rows } = shown;
  const width = useStore(pageWidth, (value) => value);
  const all = state.table.ids.length;
  return (
    <div class="summary">
      <span class="visually-hidden" role="status">
        {formatCount(rows.length)} of {formatNoun(all, 'problem')} shown
      </span>
      {rows.length < all && (
        <span>
          {formatCount(rows.length)} of {formatCount(all)} shown
        </span>
      )}
      {state.table.leftOut && <span class="left-out">{wordsForLeftOut(state.table, state.runs)}</span>}
      {!isNarrow(width) &&
        (isLadder(state.runs.length) ? (
          <span>{commonN(shown)}</span>
        ) : (
          <SolvedCounts evaluation={evaluation} shown={shown} />
        ))}
    </div>
  );
}

function SolvedCounts({ evaluation, shown }: { evaluation: Evaluation; shown: Shown }): JSX.Element {
  const { k } = evaluation;
  return (
    <span class="solved-counts">
      solved at k = {k === 'n' ? 'n' : formatCount(k)}
      <Counts evaluation={evaluation} shown={shown} /> of {formatCount(shown.state.table.ids.length)}
      {k !== 'n' && (
        <span class="at-n">
          {' '}
          · at k = n
          <Counts evaluation={evaluationAtN(shown.state)} shown={shown} />
        </span>
      )}
    </span>
  );
}

/** Of a run that can't be read nothing is known: a dash, for 0 would be a count. */
function Counts({ evaluation, shown }: { evaluation: Evaluation; shown: Shown }): JSX.Element {
  return (
    <>
      {evaluation.runs.map(({ solvedCount }, run) => (
        <span class="solved-count" key={run} title={whyUnknown(shown, run)}>
          <SolvedMark run={run} solved={whyUnknown(shown, run) === undefined ? true : undefined} />
          <b>{whyUnknown(shown, run) === undefined ? formatCount(solvedCount) : '–'}</b>
        </span>
      ))}
    </>
  );
}

function whyUnknown({ state }: Shown, run: number): string | undefined {
  const { label, state: reading, samples } = state.runs[run];
  return reading.kind === 'failed' && samples === 0 ? `${label} can’t be read: ${reading.message}` : undefined;
}

/** Cells of a ladder show c alone; its n stands here. */
function commonN({ state }: Shown): string {
  const summaries = state.runs.filter((run) => run.samples > 0);
  const min = Math.min(...summaries.map((run) => run.nMin));
  const max = Math.max(...summaries.map((run) => run.nMax));
  if (summaries.length === 0) return '';
  if (min === max) return `c of n = ${formatCount(min)} in every cell`;
  return `c of n; n is ${formatCount(min)} to ${formatCount(max)}`;
}

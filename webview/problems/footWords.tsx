/** The focused cell in words, with the other one it is compared to, and how weak an "RL only" is. */
import type { JSX } from 'preact';
import { wordsForCell, wordsForWeakness } from '../../src/core/compare/wordsFor';
import { formatNoun } from '../../src/core/format';
import type { Shown } from '../state/derived';

export function FootWords({ shown, row, run }: { shown: Shown; row: number; run: number }): JSX.Element {
  const { state, evaluation } = shown;
  const { base, against } = evaluation;
  const other = run === base ? against : run;
  const runs = state.runs.length === 2 ? [0, 1] : [...new Set([run, base])];
  const arrived = state.arrived?.[row] ?? 0;
  const weakness = wordsForWeakness(state.table, evaluation, state.runs, row, other);
  return (
    <>
      <strong class="foot-id">{state.table.ids[row]}</strong>
      {runs.map((shownRun, i) => (
        <span key={shownRun}>
          {i > 0 && <span class="dot">·</span>}
          <CellWords words={wordsForCell(state.table, evaluation, state.runs, row, shownRun)} />
        </span>
      ))}
      {arrived > 0 && (
        <>
          <span class="dot">·</span>
          {formatNoun(arrived, 'new sample')}
        </>
      )}
      {weakness && (
        <span class="muted">
          <span class="dot">·</span>
          {weakness}
        </span>
      )}
    </>
  );
}

/** The value in bold, its interval muted; a sentence without them as it is. */
function CellWords({ words }: { words: string }): JSX.Element {
  const parts = /^(.* )(\S+) (\[.*\])$/.exec(words);
  if (!parts) return <>{words}</>;
  return (
    <>
      {parts[1]}
      <b>{parts[2]}</b> <span class="muted">{parts[3]}</span>
    </>
  );
}

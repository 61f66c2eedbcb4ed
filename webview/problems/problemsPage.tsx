/** The Problems page: filter, grid, the focused question in full, the foot. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatCount } from '../../src/core/format';
import { rowOfProblem, type Shown } from '../state/derived';
import { act } from '../state/host';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { askReadCounts } from '../traces/readMarks';
import { askTagCounts } from '../tags/tagState';
import { Foot } from '../ui/foot';
import { isNarrow, pageWidth } from '../ui/pageWidth';
import { FilterBar } from './filterBar';
import { FootWords } from './footWords';
import { NothingMatches } from './nothingMatches';
import { ProblemGrid } from './problemGrid';
import { QuestionPanel } from './questionPanel';
import { selectedIn } from './selection';

export function ProblemsPage({ shown }: { shown: Shown }): JSX.Element {
  const { state, rows, view } = shown;
  const questionOpen = useStore(page, (value) => value.questionOpen);
  const narrow = isNarrow(useStore(pageWidth, (value) => value));
  const focused = focusedRow(shown);
  const selected = selectedIn(shown);
  useEffect(askReadCounts, [state.runs.length]);
  useEffect(askTagCounts, [state.saved]);
  return (
    <main class="page problems-page" id="page" role="tabpanel" aria-labelledby="tab-problems">
      <FilterBar shown={shown} />
      {rows.length > 0 ? <ProblemGrid shown={shown} /> : <NothingMatches shown={shown} />}
      {questionOpen && focused >= 0 && <QuestionPanel problem={focused} id={state.table.ids[focused]} />}
      {selected.length > 0 ? (
        <Foot hints={selectionHints} action={<QuickEvalOf problems={selected} />}>
          <b>{formatCount(selected.length)}</b> selected
        </Foot>
      ) : (
        <Foot hints={narrow ? narrowHints : hints}>
          {focused >= 0 && !narrow && (
            <FootWords shown={shown} row={focused} run={Math.min(view.run, state.runs.length - 1)} />
          )}
          {narrow && <span class="muted">question column hidden: widen or press o</span>}
        </Foot>
      )}
    </main>
  );
}

/** Table row of the problem in focus, the first one shown until one is chosen; −1 without rows. */
function focusedRow({ state, rows, view }: Shown): number {
  const row = rowOfProblem(state, view.problem);
  return rows.includes(row) ? row : rows.length > 0 ? rows[0] : -1;
}

function QuickEvalOf({ problems }: { problems: string[] }): JSX.Element {
  return (
    <button type="button" class="link" onClick={() => act({ kind: 'quickEval', problems })}>
      Quick Eval…
    </button>
  );
}

const hints = [
  { keys: ['↑', '↓'], does: 'problem' },
  { keys: ['←', '→'], does: 'run' },
  { keys: ['↵'], does: 'open trace' },
  { keys: ['s'], does: 'sort' },
];
const selectionHints = [
  { keys: ['Shift', '↑', '↓'], does: 'select' },
  { keys: ['Esc'], does: 'none' },
];
const narrowHints = [
  { keys: ['↑', '↓'], does: 'problem' },
  { keys: ['↵'], does: 'open' },
];

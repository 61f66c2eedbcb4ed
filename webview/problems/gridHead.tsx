/** The two lines above the grid: runs, then what each column holds; a click sorts by it. */
import type { JSX } from 'preact';
import type { Sort, SortColumn } from '../../src/core/compare/comparison';
import type { Evaluation } from '../../src/core/compare/view';
import { formatCount } from '../../src/core/format';
import { changeView } from '../state/comparison';
import type { Shown } from '../state/derived';
import { Icon } from '../ui/icon';
import { Swatch } from '../ui/marks';
import { isNarrow, pageWidth, type PageWidth } from '../ui/pageWidth';
import { useStore } from '../state/store';
import { barWidth, isLadder, nextSort, type Column } from './columns';
import { atK } from './rowWords';

export const HEAD_HEIGHT = 44;

export function GridHead({ columns, shown }: { columns: Column[]; shown: Shown }): JSX.Element {
  const width = useStore(pageWidth, (value) => value);
  return (
    <div role="rowgroup" class="grid-head">
      <div role="row" aria-rowindex={1} class="grid-row head-runs">
        {columns.map((column, i) => (
          <div role="columnheader" aria-colindex={i + 1} class={`cell cell-${column.kind}`} key={column.id}>
            {column.kind === 'run' ? (
              <RunHead run={column.run} shown={shown} />
            ) : (
              <LadderNote column={column} shown={shown} />
            )}
          </div>
        ))}
      </div>
      <div role="row" aria-rowindex={2} class="grid-row head-columns">
        {columns.map((column, i) => (
          <div
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={ariaSort(column, shown.view.sort)}
            class={`cell cell-${column.kind}`}
            key={column.id}
          >
            <HeadCell column={column} shown={shown} width={width} />
          </div>
        ))}
      </div>
    </div>
  );
}

function RunHead({ run, shown }: { run: number; shown: Shown }): JSX.Element {
  const { label, model, state } = shown.state.runs[run];
  const note = { waiting: 'waiting', reading: 'so far', stopped: 'so far', failed: 'not read', ready: '' }[state.kind];
  return (
    <>
      <Swatch run={run} />
      <strong class="run-name">{label}</strong>
      {model && !isLadder(shown.state.runs.length) && <span class="run-model">{model}</span>}
      {note && <span class="run-note">{note}</span>}
    </>
  );
}

function LadderNote({ column, shown }: { column: Column; shown: Shown }): JSX.Element | null {
  if (column.kind !== 'question' || !isLadder(shown.state.runs.length)) return null;
  return <span class="caption">marks show a change from the run before</span>;
}

function HeadCell({ column, shown, width }: { column: Column; shown: Shown; width: PageWidth }): JSX.Element {
  const { evaluation, view } = shown;
  const sort = (by: SortColumn, words: string) => <SortButton by={by} sort={view.sort} words={words} />;
  if (column.kind === 'problem') return sort('id', 'problem');
  if (column.kind === 'question')
    return (
      <>
        {sort('question', 'question')}
        {isLadder(shown.state.runs.length) && <span class="caption end">solved at k = {kWord(evaluation)}</span>}
      </>
    );
  if (column.kind === 'delta') return sort('delta', 'Δ, pts');
  if (column.kind === 'class') return sort('class', isLadder(shown.state.runs.length) ? 'against base' : 'class');
  if (column.kind === 'notes')
    return <span class="caption">{isLadder(shown.state.runs.length) ? 'notes' : 'read, tags'}</span>;
  return isLadder(shown.state.runs.length) ? (
    <LadderHead run={column.run} shown={shown} />
  ) : (
    <RunColumns {...{ column, shown, width }} />
  );
}

function RunColumns({ column, shown, width }: { column: Column; shown: Shown; width: PageWidth }): JSX.Element {
  const { view, evaluation } = shown;
  const estimated = evaluation.mode === 'estimated';
  return (
    <>
      <span class="mark-space" />
      <span class="counts">
        <SortButton by={`c:${column.run}`} sort={view.sort} words="c / n" />
      </span>
      {estimated && !isNarrow(width) && <Axis tau={evaluation.tau} width={barWidth(1, width)} />}
      {estimated && width === 'narrow' && <span class="axis-narrow" />}
      <span class={estimated ? 'value' : 'first'}>
        <SortButton
          by={`pass:${column.run}`}
          sort={view.sort}
          words={estimated ? atK(evaluation.k) : `first ${kWord(evaluation)}`}
        />
      </span>
    </>
  );
}

function Axis({ tau, width }: { tau: number; width: number }): JSX.Element {
  return (
    <svg class="axis" width={width} height="20" aria-hidden="true">
      <text x="4" y="14">
        0
      </text>
      {tau > 0.08 && tau < 0.92 && (
        <text x={tau * width} y="14" text-anchor="middle">
          τ
        </text>
      )}
      <text x={width - 1} y="14" text-anchor="end">
        1
      </text>
    </svg>
  );
}

function LadderHead({ run, shown }: { run: number; shown: Shown }): JSX.Element {
  const { solvedCount, definedCount, gainedCount, lostCount } = shown.evaluation.runs[run];
  const after = shown.evaluation.predecessors[run] >= 0;
  return (
    <>
      <SortButton
        by={`pass:${run}`}
        sort={shown.view.sort}
        words={`${formatCount(solvedCount)} of ${formatCount(definedCount)}`}
      />
      {after && (
        <span class="end ladder-change">
          <ChangeButton run={run} to="gained" count={gainedCount} shown={shown} />{' '}
          <ChangeButton run={run} to="lost" count={lostCount} shown={shown} />
        </span>
      )}
    </>
  );
}

interface ChangeButtonProps {
  run: number;
  to: 'gained' | 'lost';
  count: number;
  shown: Shown;
}

/** How many problems a run gained or lost against the run before it; a click shows these, another one all again. */
function ChangeButton({ run, to, count, shown }: ChangeButtonProps): JSX.Element {
  const { filter } = shown.view;
  const pressed = filter.change?.run === run && filter.change.to === to;
  const words = `${to} by ${shown.state.runs[run].label} against the run before: ${formatCount(count)}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      class="sort"
      aria-label={words}
      aria-pressed={pressed}
      title={words}
      onClick={() => changeView({ filter: { ...filter, change: pressed ? undefined : { run, to } } })}
    >
      {to === 'gained' ? '▲' : '▼'}
      {formatCount(count)}
    </button>
  );
}

function SortButton({ by, sort, words }: { by: SortColumn; sort: Sort; words: string }): JSX.Element {
  const active = sort.column === by;
  return (
    <button
      type="button"
      tabIndex={-1}
      class={`sort ${active ? 'active' : ''}`}
      onClick={() => changeView({ sort: nextSort(sort, by) })}
    >
      {words}
      {active && <Icon name={sort.descending ? 'arrowDown' : 'arrowUp'} class="sort-arrow" />}
    </button>
  );
}

function ariaSort(column: Column, sort: Sort): 'ascending' | 'descending' | 'none' | undefined {
  if (column.kind === 'notes') return undefined;
  const by = column.kind === 'run' ? [`c:${column.run}`, `pass:${column.run}`] : [column.sort];
  if (!by.includes(sort.column)) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function kWord({ k }: Evaluation): string {
  return k === 'n' ? 'n' : formatCount(k);
}

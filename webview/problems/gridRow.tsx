/** One problem's row. */
import type { JSX } from 'preact';
import { problemClasses } from '../../src/core/compare/comparison';
import { deltaAt } from '../../src/core/compare/view';
import { classWords, wordsForChanges } from '../../src/core/compare/wordsFor';
import { formatCount, formatNoun, formatPoints } from '../../src/core/format';
import type { Shown } from '../state/derived';
import { Icon } from '../ui/icon';
import { ClassGlyph } from '../ui/marks';
import { ProblemTags } from '../tags/tagWords';
import { useStore } from '../state/store';
import { readCounts } from '../traces/readMarks';
import { isLadder, type Column } from './columns';
import { noteOf } from './rowWords';
import { RunCell } from './runCell';

interface GridRowProps {
  /** Among the rows shown. */
  place: number;
  /** In the table. */
  row: number;
  top: number;
  columns: Column[];
  shown: Shown;
  barWidth: number;
  /** −1: the focus is in another row. */
  focusedColumn: number;
  selected: boolean;
  startsGroup: boolean;
  onChoose(column: number, event: MouseEvent): void;
  onOpen(column: number): void;
}

export function GridRow(props: GridRowProps): JSX.Element {
  const { place, top, columns, focusedColumn, selected, startsGroup } = props;
  return (
    <div
      role="row"
      aria-rowindex={place + 3}
      aria-selected={selected}
      class={`grid-row body-row ${selected ? 'selected' : ''} ${startsGroup ? 'group-start' : ''}`}
      style={{ top: `${top}px` }}
    >
      {columns.map((column, i) => (
        <div
          role="gridcell"
          aria-colindex={i + 1}
          key={column.id}
          class={`cell cell-${column.kind}`}
          tabIndex={focusedColumn === i ? 0 : -1}
          onMouseDown={(event) => props.onChoose(i, event)}
          onDblClick={() => props.onOpen(i)}
        >
          <CellContent {...props} column={column} />
        </div>
      ))}
    </div>
  );
}

function CellContent({ column, columns, row, shown, barWidth }: GridRowProps & { column: Column }): JSX.Element {
  const { state, evaluation } = shown;
  const hasQuestion = columns.some(({ kind }) => kind === 'question');
  switch (column.kind) {
    case 'problem':
      return (
        <>
          {state.table.ids[row]}
          {!hasQuestion && <Arrived count={state.arrived?.[row]} />}
        </>
      );
    case 'question':
      return (
        <>
          <Arrived count={state.arrived?.[row]} />
          <span class="question">{state.table.previews[row]}</span>
        </>
      );
    case 'notes':
      return (
        <>
          <ReadCount problem={state.table.ids[row]} />
          <ProblemTags problem={state.table.ids[row]} />
          <Note words={noteOf(state, row)} />
        </>
      );
    case 'run':
      return <RunCell state={state} evaluation={evaluation} run={column.run} row={row} barWidth={barWidth} />;
    case 'delta':
      return <Delta difference={deltaAt(state.table, evaluation, row)} />;
    case 'class':
      return isLadder(state.runs.length) ? <Course shown={shown} row={row} /> : <ClassCell shown={shown} row={row} />;
  }
}

/** New samples stand at the start of the question, beside the id, so that no column moves when they come. */
function Arrived({ count = 0 }: { count?: number }): JSX.Element | null {
  if (count === 0) return null;
  return (
    <span class="arrived">
      +{formatCount(count)}
      <span class="visually-hidden"> new {count === 1 ? 'sample' : 'samples'}</span>
    </span>
  );
}

/** Samples of the problem that have been read, over all runs. */
function ReadCount({ problem }: { problem: string }): JSX.Element | null {
  const count = useStore(readCounts, (counts) => counts[problem] ?? 0);
  if (count === 0) return null;
  return (
    <span class="read-count" title={`${formatNoun(count, 'sample')} read`}>
      <Icon name="eye" /> {formatCount(count)}
    </span>
  );
}

function Note({ words }: { words: string }): JSX.Element | null {
  if (!words) return null;
  return (
    <>
      <Icon name="warning" class="warning" /> {words}
    </>
  );
}

function Delta({ difference }: { difference: number }): JSX.Element {
  const words = formatPoints(difference);
  return <span class={`delta ${Number.isNaN(difference) || difference === 0 ? 'zero' : ''}`}>{words}</span>;
}

function ClassCell({ shown, row }: { shown: Shown; row: number }): JSX.Element {
  const { base, against, runs } = shown.evaluation;
  const problemClass = problemClasses[runs[against].classes[row]];
  const quiet = problemClass === 'neither' || problemClass === 'undefined';
  return (
    <>
      <ClassGlyph problemClass={problemClass} base={base} other={against} />
      <span class={quiet ? 'zero' : ''}>{classWords[problemClass]}</span>
    </>
  );
}

function Course({ shown, row }: { shown: Shown; row: number }): JSX.Element {
  const words = wordsForChanges(shown.evaluation, shown.state.runs, row);
  return (
    <span class={`course ${words === 'kept' || words === 'never' ? 'zero' : ''}`} title={words}>
      {words}
    </span>
  );
}

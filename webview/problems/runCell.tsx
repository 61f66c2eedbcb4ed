/** What a cell of the grid says of one problem in one run: solved mark, c/n, bar, value. */
import type { JSX } from 'preact';
import type { ComparisonState } from '../../src/core/compare/comparison';
import { Solved, type Evaluation } from '../../src/core/compare/view';
import { passAtKInterval } from '../../src/core/stats/weakEvidence';
import { formatCount, formatFraction, UNDEFINED } from '../../src/core/format';
import { SolvedMark } from '../ui/marks';
import { Bar } from './bar';
import { isLadder } from './columns';
import { undefinedReason } from './rowWords';

interface RunCellProps {
  state: ComparisonState;
  evaluation: Evaluation;
  run: number;
  row: number;
  barWidth: number;
}

export function RunCell(props: RunCellProps): JSX.Element {
  const { state, evaluation, run, row } = props;
  const n = state.table.runs[run].n[row];
  const solved = solvedAt(evaluation, run, row);
  return (
    <>
      <SolvedMark run={run} solved={solved} />
      {isLadder(state.runs.length) && <Change change={evaluation.runs[run].change[row]} />}
      {n < 0 ? (
        <span class="counts reason">{undefinedReason(state, evaluation, run, row)}</span>
      ) : (
        <Counts {...props} />
      )}
      {n >= 0 && (evaluation.mode === 'first' ? <FirstCorrect {...props} /> : <Estimate {...props} />)}
      {n < 0 && !isLadder(state.runs.length) && <span class="value zero">{UNDEFINED}</span>}
    </>
  );
}

/** Whether a run solves a row; undefined where that is not defined. */
function solvedAt(evaluation: Evaluation, run: number, row: number): boolean | undefined {
  const solved = evaluation.runs[run].solved[row];
  return solved === Solved.undefined ? undefined : solved === Solved.yes;
}

function Change({ change }: { change: number }): JSX.Element {
  return <span class="change">{change > 0 ? '▲' : change < 0 ? '▼' : ''}</span>;
}

function Counts({ state, run, row }: RunCellProps): JSX.Element {
  const { n, c } = state.table.runs[run];
  const counts = formatCount(c[row]);
  if (isLadder(state.runs.length)) return <span class={`counts ${c[row] === 0 ? 'zero' : ''}`}>{counts}</span>;
  return (
    <span class={`counts ${c[row] === 0 ? 'zero' : ''}`}>
      {counts}
      <span class="of">/{formatCount(n[row])}</span>
    </span>
  );
}

function Estimate({ state, evaluation, run, row, barWidth }: RunCellProps): JSX.Element {
  const value = evaluation.runs[run].passAtK[row];
  const ladder = isLadder(state.runs.length);
  if (Number.isNaN(value) && !ladder)
    return (
      <>
        <span class="reason">{undefinedReason(state, evaluation, run, row)}</span>
        <span class="value zero">{UNDEFINED}</span>
      </>
    );
  const { n, c } = state.table.runs[run];
  return (
    <>
      {barWidth > 0 && (
        <Bar
          run={run}
          value={value}
          tau={evaluation.tau}
          solved={solvedAt(evaluation, run, row) === true}
          interval={ladder || evaluation.k === 'n' ? undefined : cellInterval(n[row], c[row], evaluation.k)}
          width={barWidth}
        />
      )}
      {!ladder && <span class={`value ${value === 0 ? 'zero' : ''}`}>{formatFraction(value)}</span>}
    </>
  );
}

/** In first-k mode nothing is estimated: what counts is where the first correct sample came. */
function FirstCorrect({ state, run, row }: RunCellProps): JSX.Element {
  const first = state.table.runs[run].firstCorrect[row];
  if (first < 0) return <span class="first">{isLadder(state.runs.length) ? '?' : 'only the count is known'}</span>;
  if (isLadder(state.runs.length)) return <span class="first">{first > 0 ? `at ${formatCount(first)}` : ''}</span>;
  return <span class="first">{first > 0 ? `first correct: ${formatCount(first)}` : 'none correct'}</span>;
}

const intervals = new Map<string, [number, number]>();

/** The same counts come again and again, and scrolling asks for them each time. */
function cellInterval(n: number, c: number, k: number): [number, number] {
  const key = `${n} ${c} ${k}`;
  let interval = intervals.get(key);
  if (!interval) {
    if (intervals.size > 20_000) intervals.clear();
    intervals.set(key, (interval = passAtKInterval(n, c, k)));
  }
  return interval;
}

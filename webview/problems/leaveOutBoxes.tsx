/** Which samples enter no count: a check box for each kind. */
import type { JSX } from 'preact';
import { markWords } from '../../src/core/compare/wordsFor';
import { formatCount } from '../../src/core/format';
import { leaveOuts, type LeaveOut } from '../../src/core/integrity/marks';
import { changeView } from '../state/comparison';
import type { Shown } from '../state/derived';
import { Checkbox } from '../ui/controls';

export function LeaveOutBoxes({ shown }: { shown: Shown }): JSX.Element {
  const { leaveOut } = shown.view;
  const toggle = (kind: LeaveOut) =>
    changeView({ leaveOut: leaveOuts.filter((other) => (other === kind) !== leaveOut.includes(other)) });
  return (
    <div class="leave-out" role="group" aria-label="Samples left out of all counts">
      <span>leave out</span>
      {leaveOuts.map((kind) => (
        <Checkbox key={kind} checked={leaveOut.includes(kind)} onChange={() => toggle(kind)}>
          {markWords[kind]} {countOf(shown, kind)}
        </Checkbox>
      ))}
    </div>
  );
}

/** Samples of a kind in all runs; '' while that is not known. */
function countOf({ state }: Shown, kind: LeaveOut): string {
  let count = 0;
  for (const columns of state.table.runs) {
    const column = columns[kind];
    if (!column) return '';
    for (const value of column) count += value;
  }
  return formatCount(count);
}

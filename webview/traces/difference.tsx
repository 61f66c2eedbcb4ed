/** The difference of the two traces on screen: its counts, and its rows in place of the panes' texts. */
import type { JSX } from 'preact';
import type { TraceDiff } from '../../src/core/trace/diff';
import { formatCount } from '../../src/core/format';
import type { RunSummary } from '../../src/core/compare/comparison';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { Kbd, runClass } from '../ui/marks';
import { useTextClass, type ShownTrace } from './pane';
import { DiffView } from './reading/diffView';

interface DifferenceBarProps {
  diff: TraceDiff | undefined;
  error: string | undefined;
  labels: readonly [string, string];
}

export function DifferenceBar({ diff, error, labels }: DifferenceBarProps): JSX.Element {
  return (
    <div class="difference-bar" role="status">
      <Counts diff={diff} error={error} labels={labels} />
      <span class="hints">
        {hints.map(([key, does]) => (
          <span key={key}>
            <Kbd>{key}</Kbd> {does}
          </span>
        ))}
      </span>
    </div>
  );
}

const hints = [
  ['n', 'next difference'],
  ['c', 'next cue'],
  ['m', 'follow move'],
  ['d', 'diff off'],
] as const;

function Counts({ diff, error, labels }: DifferenceBarProps): JSX.Element | null {
  if (error) return <span>{error}</span>;
  if (!diff) return null;
  if (diff.kind === 'tooDifferent')
    return (
      <span>Too different to be compared step by step: no steps are alike. The traces are shown as they are.</span>
    );
  const { same, changed, onlyLeft, onlyRight, moved } = diff.counts;
  const counts = [
    ['=', same, 'same'],
    ['≠', changed, 'changed'],
    ['−', onlyLeft, `only in ${labels[0]}`],
    ['+', onlyRight, `only in ${labels[1]}`],
    ['⇄', moved, 'moved'],
  ] as const;
  return (
    <>
      {counts.map(([sign, count, what]) => (
        <span key={sign}>
          <span class="muted">{sign}</span> {formatCount(count)} {what}
        </span>
      ))}
    </>
  );
}

interface DifferenceProps {
  diff: TraceDiff;
  left: ShownTrace;
  right: ShownTrace;
  runs: readonly RunSummary[];
  onOther(): void;
}

export function Difference({ diff, left, right, runs, onOther }: DifferenceProps): JSX.Element {
  const { rendered } = useStore(page, (value) => value);
  const textClass = useTextClass(left.trace.text);
  const side = ({ ref, trace }: ShownTrace) => ({
    text: trace.text,
    label: runs[ref.run].label,
    runClass: runClass(ref.run),
  });
  return (
    <div class="difference">
      <DiffView
        diff={diff}
        left={side(left)}
        right={side(right)}
        rendered={rendered}
        class={textClass}
        place={`diff ${[left, right].map(({ ref }) => `${ref.run} ${ref.problem} ${ref.sample}`).join(' | ')}`}
        onOther={onOther}
      />
    </div>
  );
}

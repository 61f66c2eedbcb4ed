/** The Traces page: one problem, two or more runs side by side, each with its own sample. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { baseOf } from '../../src/core/compare/runOrder';
import { EvidencePanel } from '../evidence/evidencePanel';
import { changeView } from '../state/comparison';
import { rowOfProblem, type Shown } from '../state/derived';
import { panesOf } from '../state/navigation';
import { page } from '../state/page';
import type { TraceDiff } from '../../src/core/trace/diff';
import { useRequest, type Answer } from '../state/request';
import { useStore } from '../state/store';
import { Foot } from '../ui/foot';
import { isNarrow, outlineFits, pageWidth } from '../ui/pageWidth';
import { ContextBar } from './contextBar';
import { Difference, DifferenceBar } from './difference';
import { FindRow } from './find/findRow';
import { HeatBar, TokenInFocus } from './heat/heatBar';
import { Outline } from './reading/outline';
import { useScrollLock } from './reading/scrollLock';
import { Pane, type ShownTrace } from './pane';

const MOST_PANES = 4;

export function TracesPage({ shown }: { shown: Shown }): JSX.Element {
  const { state, view } = shown;
  const row = Math.max(0, rowOfProblem(state, view.problem ?? state.table.ids[0]));
  const id = state.table.ids[row];
  const problem = useRequest(
    'readProblem',
    state.table.ids.length > 0 ? { problem: id } : undefined,
    `${row} ${id}`,
  ).value;
  const chosen = panesOf(view.panes, state.runs.length);
  const focused = Math.min(
    useStore(page, (value) => value.pane),
    chosen.length - 1,
  );
  const narrow = isNarrow(useStore(pageWidth, (value) => value));
  const withOutline = useStore(outlineFits, (value) => value);
  const element = useRef<HTMLElement>(null);
  useEffect(() => focusTrace(element.current), []);

  const withEvidence = useStore(page, (value) => value.evidence);
  const { shownTraces, onTrace } = useShownTraces();
  const difference = useDifference(chosen, shownTraces);
  const value = difference?.answer.value;
  const { diff: wantsDiff, lock } = useStore(page, (value) => value);
  // In one column the difference is there while one of its panes is in focus.
  const together = wantsDiff && value?.kind === 'diff' && (!narrow || focused < 2) ? value : undefined;
  useScrollLock(lock && !together, value);
  const isTogether = together !== undefined;
  useEffect(() => {
    // What had the focus went when the difference came, or the other way round.
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) focusTrace(element.current);
  }, [isTogether]);
  const onOther = () => focusOtherPane(chosen.length);

  const setPanes = (panes: number[]) => changeView({ panes });
  const addPane = () => {
    const next = state.runs.findIndex((_, run) => !chosen.includes(run));
    setPanes([...chosen, Math.max(0, next)]);
  };
  return (
    <main class="page traces-page" id="page" role="tabpanel" aria-labelledby="tab-traces" ref={element}>
      <ContextBar
        shown={shown}
        row={row}
        problem={problem}
        onAddPane={chosen.length < MOST_PANES ? addPane : undefined}
      />
      <div class="reading-room">
        {withOutline && <Outline pane={focused} />}
        <div class={`panes panes-${chosen.length} ${narrow ? 'panes-stacked' : ''}`}>
          {chosen.map((_, pane) => (
            <Pane
              key={pane}
              shown={shown}
              panes={chosen}
              pane={pane}
              row={row}
              problem={problem}
              focused={pane === focused && chosen.length > 1}
              show={
                together && pane < 2
                  ? narrow && pane !== focused
                    ? 'head'
                    : 'answer'
                  : !narrow || pane === focused
                    ? 'text'
                    : 'head'
              }
              onPanes={setPanes}
              onOther={onOther}
              onTrace={onTrace}
            />
          ))}
          <div class="middle-row">
            {wantsDiff && difference && (
              <DifferenceBar
                diff={difference.answer.value}
                error={difference.answer.error}
                labels={[state.runs[difference.left.ref.run].label, state.runs[difference.right.ref.run].label]}
              />
            )}
            <HeatBar runs={state.runs} panes={chosen} />
            <FindRow onClose={() => focusTrace(element.current)} />
          </div>
          {difference && together && (
            <Difference
              diff={together}
              left={difference.left}
              right={difference.right}
              runs={state.runs}
              onOther={onOther}
            />
          )}
        </div>
        {withEvidence && (
          <EvidencePanel
            shown={shownTraces[focused]}
            pane={focused}
            runs={state.runs}
            behind={samplesBehind(state, row)}
          />
        )}
      </div>
      <Foot
        hints={
          narrow ? hints.slice(0, 4) : chosen.length > 1 ? hints : hints.filter((hint) => hint.does !== 'other pane')
        }
      >
        <TokenInFocus />
      </Foot>
    </main>
  );
}

/** What each pane shows, as the panes tell it. */
function useShownTraces() {
  const [shownTraces, setShown] = useState<Record<number, ShownTrace | undefined>>({});
  const onTrace = useCallback((pane: number, trace: ShownTrace | undefined) => {
    setShown((before) => (before[pane]?.trace === trace?.trace ? before : { ...before, [pane]: trace }));
  }, []);
  return { shownTraces, onTrace };
}

/** The difference of the first two panes' texts; undefined when it is off, or there is nothing to compare. */
function useDifference(panes: readonly number[], shown: Record<number, ShownTrace | undefined>) {
  const wanted = useStore(page, ({ diff, lock }) => diff || lock);
  const [left, right] = [shown[0], shown[1]];
  const fits = ({ trace }: ShownTrace): boolean => trace.hasText && trace.text !== '';
  const pair = wanted && panes.length >= 2 && left && right && fits(left) && fits(right) ? { left, right } : undefined;
  const params = pair && { left: pair.left.ref, right: pair.right.ref };
  const behind = pair ? `${pair.left.trace.offset} ${pair.right.trace.offset}` : '';
  const answer = useRequest('diffTraces', params, `${JSON.stringify(params)} ${behind}`);
  const last = useRef<{ left: ShownTrace; right: ShownTrace; answer: Answer<TraceDiff> } | undefined>(undefined);
  if (!pair) last.current = undefined;
  // While the next difference is on its way, the last one stays.
  else if (answer.value || answer.error || !last.current) last.current = { ...pair, answer };
  return last.current;
}

/** Samples of the base that a search is among; more of them are looked at anew. */
function samplesBehind({ table, runs }: Shown['state'], row: number): string {
  const base = baseOf(runs);
  const { n, unscored } = table.runs[base];
  return `${runs[base].label} ${n[row] + unscored[row]}`;
}

const hints = [
  { keys: ['←', '→'], does: 'sample' },
  { keys: ['f'], does: 'next correct' },
  { keys: ['w'], does: 'next wrong' },
  { keys: ['tab'], does: 'other pane' },
  { keys: ['[', ']'], does: 'problem' },
  { keys: ['1', '–', '9'], does: 'tag' },
  { keys: ['r'], does: 'raw' },
  { keys: ['o'], does: 'statement' },
];

/** Moves to the next pane, round the end, and puts the focus into its text. */
export function focusOtherPane(panes: number): void {
  if (panes < 2) return;
  page.update({ pane: (page.get().pane + 1) % panes });
  requestAnimationFrame(() => focusTrace(document.getElementById('page')));
}

/** Gives the focus to the text of the focused pane, so that arrows scroll it and keys speak to it. */
function focusTrace(element: HTMLElement | null, tries = 20): void {
  if (!element?.isConnected) return;
  const texts = element.querySelectorAll<HTMLElement>('.pane:not(.pane-folded)');
  const pane = element.querySelector('.pane-focused') ?? texts[0];
  // The difference stands for the texts of all panes.
  const text = element.querySelector<HTMLElement>('.diff-view') ?? pane?.querySelector<HTMLElement>('.trace-text');
  if (text) text.focus({ preventScroll: true });
  else if (tries > 0) setTimeout(() => focusTrace(element, tries - 1), 30);
}

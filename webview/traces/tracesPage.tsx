/** The Traces page: one problem, two or more runs side by side, each with its own sample. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { changeView } from '../state/comparison';
import { rowOfProblem, type Shown } from '../state/derived';
import { panesOf } from '../state/navigation';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { Foot } from '../ui/foot';
import { isNarrow, pageWidth } from '../ui/pageWidth';
import { ContextBar } from './contextBar';
import { FindRow } from './find/findRow';
import { Pane } from './pane';

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
  const element = useRef<HTMLElement>(null);
  useEffect(() => focusTrace(element.current), []);

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
            withText={!narrow || pane === focused}
            onPanes={setPanes}
            onOther={() => focusOtherPane(chosen.length)}
          />
        ))}
        <FindRow onClose={() => focusTrace(element.current)} />
      </div>
      <Foot
        hints={
          narrow ? hints.slice(0, 4) : chosen.length > 1 ? hints : hints.filter((hint) => hint.does !== 'other pane')
        }
      />
    </main>
  );
}

const hints = [
  { keys: ['←', '→'], does: 'sample' },
  { keys: ['f'], does: 'next correct' },
  { keys: ['w'], does: 'next wrong' },
  { keys: ['tab'], does: 'other pane' },
  { keys: ['[', ']'], does: 'problem' },
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
  const text = pane?.querySelector<HTMLElement>('.trace-text');
  if (text) text.focus({ preventScroll: true });
  else if (tries > 0) setTimeout(() => focusTrace(element, tries - 1), 30);
}

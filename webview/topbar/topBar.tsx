/** First line of every page: page tabs, and what "solved at k" means now. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { View } from '../../src/core/compare/comparison';
import type { K } from '../../src/core/stats/solved';
import { formatCount, formatFraction } from '../../src/core/format';
import { changeView } from '../state/comparison';
import { crossing, followCrossing } from '../state/crossing';
import { choosableK, type Shown } from '../state/derived';
import { showPage } from '../state/navigation';
import { review } from '../state/review';
import { useStore } from '../state/store';
import { CheckedField } from '../ui/checkedField';
import { Dropdown } from '../ui/controls';
import { Icon } from '../ui/icon';
import { pageWidth, topBarFits } from '../ui/pageWidth';
import { Findings } from './findings';
import { KSlider } from './kSlider';
import { parseK, parseTau } from './kScale';

export function TopBar({ shown }: { shown: Shown }): JSX.Element {
  const width = useStore(pageWidth, (value) => value);
  const [more, setMore] = useState(false);
  // On the Review page they would change nothing, and findings name runs.
  const isReview = shown.view.page === 'review';
  return (
    <header class="top">
      <div class="top-bar">
        <Tabs shown={shown} />
        {!isReview && <Findings findings={shown.state.findings} />}
        {!isReview && <Criterion shown={shown} more={more} onMore={() => setMore(!more)} />}
      </div>
      {!isReview && width !== 'wide' && more && (
        <div class="criterion-more">
          {width === 'tiny' && <Tau shown={shown} />}
          <span class="muted">solved is</span> <Mode shown={shown} />
        </div>
      )}
    </header>
  );
}

function Criterion({ shown, more, onMore }: { shown: Shown; more: boolean; onMore(): void }): JSX.Element {
  const width = useStore(pageWidth, (value) => value);
  return (
    <div class="criterion">
      <span class="criterion-label">k</span>
      {width === 'wide' && <Slider shown={shown} />}
      <KField shown={shown} />
      {width !== 'tiny' && <Tau shown={shown} />}
      {width === 'wide' ? (
        <Mode shown={shown} />
      ) : (
        <button type="button" class="icon-button" aria-label="Meaning of solved" aria-expanded={more} onClick={onMore}>
          <Icon name="more" class="bold" />
        </button>
      )}
    </div>
  );
}

function Tabs({ shown }: { shown: Shown }): JSX.Element {
  const { state, rows, view } = shown;
  const list = useRef<HTMLDivElement>(null);
  const queue = useStore(review, (value) => value?.queue);
  const all = state.table.ids.length;
  const reading = state.runs.some((run) => run.state.kind === 'reading' || run.state.kind === 'stopped');
  const count = rows.length < all ? `${formatCount(rows.length)} of ${formatCount(all)}` : formatCount(all);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.key === 'ArrowRight' ? 1 : pages.length - 1;
    const next = (pages.indexOf(view.page) + step) % pages.length;
    showPage(pages[next]);
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next].focus());
  };
  return (
    <div class="tabs" role="tablist" aria-label="Pages" ref={list} onKeyDown={onKeyDown}>
      <Tab name="problems" selected={view.page === 'problems'}>
        Problems{' '}
        <span class="tab-count">
          {count}
          {reading ? ' so far' : ''}
        </span>
      </Tab>
      <Tab name="traces" selected={view.page === 'traces'}>
        Traces
      </Tab>
      <Tab name="overview" selected={view.page === 'overview'}>
        Overview
      </Tab>
      <Tab name="review" selected={view.page === 'review'}>
        Review {queue ? <span class="tab-count">{`${formatCount(queue.read)} / ${formatCount(queue.size)}`}</span> : ''}
      </Tab>
    </div>
  );
}

/** In the order of their tabs. */
const pages: readonly View['page'][] = ['problems', 'traces', 'overview', 'review'];

interface TabProps {
  name: View['page'];
  selected: boolean;
  children: JSX.Element | string | (JSX.Element | string)[];
}

function Tab({ name, selected, children }: TabProps): JSX.Element {
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={selected}
      aria-controls="page"
      tabIndex={selected ? 0 : -1}
      onClick={() => showPage(name)}
    >
      {children}
    </button>
  );
}

function Slider({ shown }: { shown: Shown }): JSX.Element {
  const { state, view } = shown;
  useEffect(() => followCrossing(state), [state]);
  const found = useStore(crossing, (value) => value);
  const fits = useStore(topBarFits, (value) => value);
  return (
    <KSlider
      length={fits ? 176 : 96}
      k={view.k}
      maxK={choosableK(state.table)}
      crossing={view.mode === 'estimated' ? found : undefined}
      onChange={(k: K) => changeView({ k })}
    />
  );
}

function KField({ shown }: { shown: Shown }): JSX.Element {
  const { view, state } = shown;
  const take = (text: string) => {
    const parsed = parseK(text, choosableK(state.table));
    if ('error' in parsed) return parsed.error;
    changeView({ k: parsed.k });
    return undefined;
  };
  return (
    <CheckedField
      class="k-field"
      label="k, a whole number or n"
      text={view.k === 'n' ? 'n' : String(view.k)}
      take={take}
    />
  );
}

function Tau({ shown }: { shown: Shown }): JSX.Element {
  return (
    <>
      <span class="criterion-label">τ</span>
      <TauField shown={shown} />
    </>
  );
}

function TauField({ shown }: { shown: Shown }): JSX.Element {
  const { tau, mode } = shown.view;
  const take = (text: string) => {
    const parsed = parseTau(text);
    if ('error' in parsed) return parsed.error;
    changeView({ tau: parsed.tau });
    return undefined;
  };
  const digits = Math.max(2, (String(tau).split('.')[1] ?? '').length);
  return (
    <CheckedField
      class={`tau-field ${mode === 'first' ? 'unused' : ''}`}
      label="τ, threshold of pass@k"
      text={formatFraction(tau, Math.min(digits, 6))}
      take={take}
    />
  );
}

const modes = [
  { value: 'estimated', text: 'estimated pass@k ≥ τ' },
  { value: 'first', text: 'first k as drawn' },
];

function Mode({ shown }: { shown: Shown }): JSX.Element {
  return (
    <Dropdown
      class="mode"
      label="Meaning of solved"
      value={shown.view.mode}
      options={modes}
      onChange={(mode) => changeView({ mode: mode === 'first' ? 'first' : 'estimated' })}
    />
  );
}

/** The page as a whole: top bar, state of the runs, one of the pages, the sheet of keys over it. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { EvalSheetDialog, sheet } from './evals/evalSheet';
import { MappingPage } from './mapping/mappingPage';
import { OverviewPage } from './overview/overviewPage';
import { useComparison, type Shown } from './state/derived';
import { page } from './state/page';
import { takeFocus } from './state/pageKeys';
import { useStore } from './state/store';
import { ReviewPage } from './review/reviewPage';
import { review } from './state/review';
import { ProblemsPage } from './problems/problemsPage';
import { TopBar } from './topbar/topBar';
import { TracesPage } from './traces/tracesPage';
import { KeySheet } from './ui/keySheet';
import { NoRuns, RunStates } from './ui/runStates';

export function App(): JSX.Element | null {
  const shown = useComparison();
  const keysOpen = useStore(page, (value) => value.keysOpen);
  const hidden = useStore(review, (value) => value?.queue?.hidden) === true && shown?.view.page === 'review';
  const asked = useStore(sheet, (value) => value);
  const ready = shown !== undefined;
  useEffect(() => {
    if (ready) document.body.dataset.ready = 'true';
  }, [ready]);
  const hasRows = shown !== undefined && shown.rows.length > 0;
  useEffect(() => {
    const frame = requestAnimationFrame(takeFocus);
    return () => cancelAnimationFrame(frame);
  }, [ready, hasRows, shown?.view.page]);
  if (!shown) return null;
  if (shown.state.runs.length === 0) return <NoRuns />;
  return (
    <>
      <TopBar shown={shown} />
      {!hidden && <RunStates state={shown.state} />}
      <Page shown={shown} />
      {keysOpen && <KeySheet />}
      {asked && <EvalSheetDialog sheet={asked} shown={shown} />}
    </>
  );
}

function Page({ shown }: { shown: Shown }): JSX.Element {
  const mapping = useStore(page, (value) => value.mapping);
  if (mapping !== undefined && mapping < shown.state.runs.length) return <MappingPage shown={shown} run={mapping} />;
  if (shown.state.table.ids.length === 0) return <main class="page" id="page" />;
  switch (shown.view.page) {
    case 'problems':
      return <ProblemsPage shown={shown} />;
    case 'traces':
      return <TracesPage shown={shown} />;
    case 'overview':
      return <OverviewPage shown={shown} />;
    case 'review':
      return <ReviewPage shown={shown} />;
  }
}

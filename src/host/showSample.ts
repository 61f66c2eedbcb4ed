/** Shows one sample on the Traces page. */
import type { OpenComparison } from './openComparisons';
import type { SampleRef } from '../protocol/comparePage';

/** In the pane of its run, else in the last one. @returns the pane. */
export function showSample({ session, panel }: OpenComparison, { problem, run, sample }: SampleRef): number {
  const { view } = session;
  const { label } = session.specs[run];
  const panes = view.panes.includes(run) ? view.panes : [...view.panes.slice(0, -1), run];
  const samples = { ...view.samples, [problem]: { ...view.samples[problem], [label]: sample } };
  session.setView({ page: 'traces', problem, run, panes, samples }, undefined);
  if (!panel.webviewPanel.visible) panel.webviewPanel.reveal();
  return panes.indexOf(run);
}

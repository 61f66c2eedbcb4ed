/** Choosing the samples of all panes by a rule, and why each was chosen. */
import type { SampleRef } from '../../src/protocol/comparePage';
import type { SampleStrip } from '../../src/core/compare/strip';
import { formatCount } from '../../src/core/format';
import { Verdict } from '../../src/core/runIndex';
import type { PairRule } from '../../src/core/trace/choosePair';
import { Cancelled } from '../../src/protocol/rpc';
import { changeView, comparison, view } from '../state/comparison';
import { host } from '../state/host';
import { panesOf } from '../state/navigation';
import { createStore } from '../state/store';
import { paneStrips, sampleKey, shownSample } from './samples';

export const pairRuleWords: Record<PairRule, string> = {
  nearest: 'nearest',
  firstCorrect: 'first correct',
  shortestCorrect: 'shortest correct',
  medianLength: 'median length',
  sameAnswer: 'same answer',
  random: 'random',
  pinned: 'pinned',
};

interface PairState {
  rule: PairRule | undefined;
  /** By problem and sample key; a reason holds for its sample only. */
  reasons: Record<string, { sample: number; reason: string }>;
  error: string | undefined;
}

export const pairs = createStore<PairState>({ rule: undefined, reasons: {}, error: undefined });

/** Each random pair has the next seed. */
let seed = 0;
let asked: { cancel(): void } | undefined;

/** Samples shown now, one a pane; undefined until all are known. */
export function shownSamples(): SampleRef[] | undefined {
  const state = comparison.get();
  const { problem } = view.get();
  if (!state || problem === undefined) return undefined;
  const panes = panesOf(view.get().panes, state.runs.length);
  const samples = panes.flatMap((run, pane) => {
    const strip = paneStrips.get(pane);
    if (!strip || strip.verdict.length === 0) return [];
    return [{ problem, run, sample: shownSample(view.get(), problem, sampleKey(state, panes, pane), strip) }];
  });
  return samples.length === panes.length ? samples : undefined;
}

/** Asks the host for a pair and shows it. */
export function choosePair(rule: PairRule): void {
  const state = comparison.get();
  const shown = shownSamples();
  if (!state || !shown) return;
  const [{ problem }] = shown;
  const panes = shown.map(({ run }) => run);
  if (rule === 'random') seed++;
  asked?.cancel();
  pairs.update({ rule, error: undefined });
  const query = { problem, runs: panes, rule, current: shown.map(({ sample }) => sample), seed };
  const request = host().request('choosePair', query);
  asked = request;
  request.then(
    ({ samples, reasons }) => {
      const keys = panes.map((_, pane) => sampleKey(state, panes, pane));
      const chosen = Object.fromEntries(keys.map((key, i) => [key, samples[i]]));
      const entries = keys.map((key, i) => [`${problem} ${key}`, { sample: samples[i], reason: reasons[i] }]);
      pairs.update({ reasons: { ...pairs.get().reasons, ...Object.fromEntries(entries) } });
      const all = view.get().samples;
      changeView({ samples: { ...all, [problem]: { ...all[problem], ...chosen } } });
    },
    (error: Error) => {
      if (!(error instanceof Cancelled)) pairs.update({ error: error.message });
    },
  );
}

/** Why a pane shows its sample: the rule's reason, or that of the choice made without one; '' when it was picked by hand. */
export function reasonOf(
  { reasons }: PairState,
  { problem, key, sample, strip }: { problem: string; key: string; sample: number; strip: SampleStrip },
): string {
  const known = reasons[`${problem} ${key}`];
  if (known?.sample === sample) return known.reason;
  if (view.get().samples[problem]?.[key] !== undefined) return '';
  const correct = strip.verdict.reduce((sum, verdict) => sum + (verdict === Verdict.correct ? 1 : 0), 0);
  return correct > 0 ? `first correct of ${formatCount(correct)}` : 'first sample (none correct)';
}

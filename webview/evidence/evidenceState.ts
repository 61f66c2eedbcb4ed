/** The evidence beside the trace in focus: what was found for it, and what keys do with it. */
import { baseOf } from '../../src/core/compare/runOrder';
import type { TextSpan } from '../../src/core/search/query';
import type { NovelPassages, SampleRef } from '../../src/protocol/comparePage';
import type { ShownClaim } from '../../src/core/novelty/shownClaim';
import { changeView, comparison, view } from '../state/comparison';
import { act, host } from '../state/host';
import { panesOf, stay, stepTo } from '../state/navigation';
import { page } from '../state/page';
import { createStore } from '../state/store';
import { trimmedSpan } from '../../src/core/annotations/shownTags';
import { shownTags } from '../tags/tagState';
import { shownText } from '../traces/find/findState';
import { selectedText } from '../traces/reading/textView';

/** Of the trace in focus, while the evidence is open; keys speak of it. */
export const focusedEvidence = createStore<
  { ref: SampleRef; novelty?: NovelPassages; claims: readonly ShownClaim[] } | undefined
>(undefined);

/** The evidence is asked for by key while it is closed, or its definition. */
export const definitionOpen = createStore(false);

/** What is asked is what another run has that the base has not: a pane of the base leaves the focus to the first other one. */
export function toggleEvidence(): void {
  if (page.get().evidence) return page.update({ evidence: false });
  const base = baseOf(comparison.get()?.runs ?? []);
  showEvidence((run) => run !== base);
}

/** Of the trace in focus where it is of such a run, else of the first that is. */
export function showEvidence(isMeant: (run: number) => boolean): void {
  const panes = panesOf(view.get().panes, comparison.get()?.runs.length ?? 0);
  const { pane } = page.get();
  const meant = pane < panes.length && isMeant(panes[pane]) ? pane : panes.findIndex(isMeant);
  page.update({ evidence: true, ...(meant >= 0 && { pane: meant }) });
}

export function explainNovelty(): void {
  page.update({ evidence: true });
  definitionOpen.set(true);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.evidence-definition summary')?.focus());
}

/** Claims what is selected; without a selection the whole trace, or a tag on it, which the host asks. */
export function claimNovel(): void {
  const selected = selectedText();
  const pane = selected?.pane ?? page.get().pane;
  const shown = shownText(pane);
  if (!shown) return;
  const span = selected && trimmedSpan(shown.text, selected.span);
  const tags = (shownTags.get()[pane] ?? []).filter(({ source, span: at }) => source === undefined && isHere(at, span));
  act({ kind: 'claim', sample: shown.ref, tags: tags.map(({ id }) => id), ...(span && { span }) });
}

/** Without a selection every tag of the trace may be meant. */
function isHere(at: TextSpan | undefined, span: TextSpan | undefined): boolean {
  return span === undefined || (at !== undefined && at.start < span.end && span.start < at.end);
}

/** Lets the host act on the claims of the trace in focus; it asks which, or says that there is none. */
export function onClaims(kind: 'challengeClaim' | 'rerunEvidence' | 'judgeApproach'): void {
  const shown = shownText(page.get().pane) ?? shownText(0);
  if (!shown) return;
  host()
    .request('readClaims', shown.ref)
    .then(
      ({ claims }) => act({ kind, claims: claims.map(({ id }) => id) }),
      (error: Error) => console.warn(error.message),
    );
}

/** The nearest base sample beside the trace in focus, as a difference; again: the next nearest. */
export function openNearest(): void {
  const known = focusedEvidence.get();
  const shown = known?.novelty ? { ref: known.ref } : (shownText(page.get().pane) ?? shownText(0));
  if (!shown) return;
  const found = known?.novelty ? Promise.resolve(known.novelty) : host().request('readNovelty', shown.ref);
  found.then(
    ({ nearest }) => {
      const at = nearest.findIndex(({ sample }) => isBeside(sample));
      const next = nearest[(at + 1) % Math.max(1, nearest.length)];
      if (next) openBeside(shown.ref, next.sample);
    },
    (error: Error) => console.warn(error.message),
  );
}

function isBeside({ run, sample, problem }: SampleRef): boolean {
  const { panes, samples } = view.get();
  const label = comparison.get()?.runs[run]?.label ?? '';
  return panes[0] === run && samples[problem]?.[label] === sample;
}

/** Shows a base sample left of a trace, as their difference; *Back* leads back. */
export function openBeside(ref: SampleRef, other: SampleRef): void {
  const runs = comparison.get()?.runs;
  if (!runs) return;
  const { samples } = view.get();
  const own = ref.run === other.run ? `${runs[ref.run].label} #2` : runs[ref.run].label;
  const chosen = { [runs[other.run].label]: other.sample, [own]: ref.sample };
  stay();
  stepTo({
    problem: ref.problem,
    panes: [other.run, ref.run],
    samples: { ...samples, [ref.problem]: { ...samples[ref.problem], ...chosen } },
  });
  changeView({ run: ref.run });
  page.update({ diff: true, pane: 1 });
}

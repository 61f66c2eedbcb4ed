/** What is tagged by a key, and going from tag to tag. */
import { trimmedSpan, type ShownTag } from '../../src/core/annotations/shownTags';
import type { TextSpan } from '../../src/core/search/query';
import type { SampleRef } from '../../src/protocol/comparePage';
import { act } from '../state/host';
import { page } from '../state/page';
import { shownText, leadTo } from '../traces/find/findState';
import { selectedText, textViews } from '../traces/reading/textView';
import { currentTag, shownTags } from './tagState';

interface Target {
  pane: number;
  sample: SampleRef;
  /** Absent: the trace as a whole. */
  span?: TextSpan;
}

/** What is selected; else the current step; else the trace of the pane in focus. */
function target(): Target | undefined {
  const selected = selectedText();
  const pane = selected?.pane ?? paneOfStep();
  const shown = shownText(pane);
  if (!shown) return undefined;
  const chosen = selected?.span ?? textViews.get()[pane]?.currentStep();
  const span = chosen && trimmedSpan(shown.text, chosen);
  return { pane, sample: shown.ref, ...(span && { span }) };
}

/** The pane in focus; where the current row of a difference has no step of it, the one beside it. */
export function paneOfStep(): number {
  const { pane } = page.get();
  const views = textViews.get();
  const [here, beside] = [views[pane], views[1 - pane]];
  const isBeside = here?.reader === beside?.reader && !here?.currentStep() && beside?.currentStep();
  return isBeside ? 1 - pane : pane;
}

/** @param key of the tag; undefined: the host asks which. */
export function tagWith(key: number | undefined): void {
  const at = target();
  if (!at) return;
  act({ kind: 'tag', sample: at.sample, ...(at.span && { span: at.span }), ...(key !== undefined && { key }) });
}

/** Ids of the tags at the target: the one stepped to, else those that lie in it or over it. */
function tagsHere({ pane, span }: Target, isWanted: (tag: ShownTag) => boolean): string[] {
  const tags = (shownTags.get()[pane] ?? []).filter(isWanted);
  const current = currentHere(pane);
  if (current !== undefined && tags.some(({ id }) => id === current)) return [current];
  const here = tags.filter((tag) => !span || (tag.span && tag.span.start < span.end && span.start < tag.span.end));
  return (here.length > 0 ? here : tags.filter((tag) => !tag.span)).map(({ id }) => id);
}

function currentHere(pane: number): string | undefined {
  const current = currentTag.get();
  const row = textViews.get()[pane]?.reader.current;
  return current?.pane === pane && current.row === row ? current.id : undefined;
}

const isGiven = ({ source }: ShownTag): boolean => source === undefined;

export function noteTag(): void {
  const at = target();
  if (at) act({ kind: 'noteTag', ids: tagsHere(at, isGiven) });
}

export function changeTag(): void {
  const at = target();
  if (at) act({ kind: 'changeTag', ids: tagsHere(at, isGiven) });
}

export function removeTag(): void {
  const at = target();
  if (at) act({ kind: 'removeTag', ids: tagsHere(at, isGiven) });
}

export function decideSuggestion(decision: 'accepted' | 'declined'): void {
  const at = target();
  if (!at) return;
  if (!page.get().suggestions) page.update({ suggestions: true });
  const ids = tagsHere(at, (tag) => !isGiven(tag)).slice(0, 1);
  act({ kind: 'decideSuggestion', sample: at.sample, ids, decision });
}

/** To the next (1) or previous (−1) tagged span of the pane in focus, suggestions too where they are shown. */
export function stepTag(by: 1 | -1): void {
  const { pane } = page.get();
  const view = textViews.get()[pane];
  const placed = (shownTags.get()[pane] ?? []).filter(({ span }) => span);
  if (!view || placed.length === 0) return;
  placed.sort((a, b) => a.span!.start - b.span!.start || a.span!.end - b.span!.end);
  const at = placed.findIndex(({ id }) => id === currentHere(pane));
  const next = at >= 0 ? placed[at + by] : fromStep(placed, view.currentStep()?.start ?? -1, by);
  if (!next?.span) return;
  document.getSelection()?.removeAllRanges();
  view.goTo(next.span.start);
  leadTo({ span: next.span, pane });
  currentTag.set({ pane, id: next.id, row: view.reader.current });
}

function fromStep(placed: readonly ShownTag[], place: number, by: 1 | -1): ShownTag | undefined {
  if (by > 0) return placed.find(({ span }) => span!.start >= place);
  return placed.findLast(({ span }) => span!.start < place);
}

/** To the next or previous sample with a tag, of any run and problem; the host knows them all. */
export function stepTagged(step: 1 | -1): void {
  const shown = shownText(page.get().pane);
  if (shown) act({ kind: 'stepTagged', from: shown.ref, step });
}

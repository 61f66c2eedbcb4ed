/** Draws the tags of a pane's trace: underlines as the browser's own highlights, and a box behind each span. */
import { useEffect } from 'preact/hooks';
import type { ShownTag } from '../../src/core/annotations/shownTags';
import type { TextSpan } from '../../src/core/search/query';
import type { SampleRef, Trace } from '../../src/protocol/comparePage';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { useStore } from '../state/store';
import { mark } from '../traces/find/highlights';
import { textViews, type TextView } from '../traces/reading/textView';
import { TagBoxes } from './tagBoxes';
import { levelsOf, underlines } from './tagLayout';
import { currentTag, shownTags, tagChanges } from './tagState';

/** Names of the highlights, as the style sheet has them. */
const TAG = 'trace-tag';
const SUGGESTED = 'trace-tag-suggested';

export function useTags(pane: number, sample: SampleRef | undefined, trace: Trace | undefined, behind: string): void {
  const version = useStore(tagChanges, (value) => value);
  const suggestions = useStore(page, (value) => value.suggestions);
  const wanted = trace?.hasText && sample ? { ...sample, suggestions } : undefined;
  const { value } = useRequest('readTags', wanted, `${behind} ${suggestions} ${version}`);
  useEffect(() => {
    if (value) shownTags.update({ [pane]: value.tags });
  }, [value, pane]);
  // Those of another trace go at once; those of this one stay until the new ones are there.
  useEffect(() => () => shownTags.update({ [pane]: undefined }), [trace, pane]);
  const tags = useStore(shownTags, (all) => all[pane]);
  const view = useStore(textViews, (views) => views[pane]);
  const current = useStore(currentTag, (at) => (at?.pane === pane ? at.id : undefined));
  useEffect(() => {
    if (!tags || !view || view.text !== trace?.text) return;
    return draw(pane, view, tags);
  }, [tags, view, trace, pane]);
  useEffect(() => boxesOf.get(pane)?.setCurrent(current), [current, tags, view, pane]);
}

/** Boxes on screen, by pane. */
const boxesOf = new Map<number, TagBoxes>();

/** @returns what takes it all away again. */
function draw(pane: number, view: TextView, tags: readonly ShownTag[]): () => void {
  const boxes = new TagBoxes(view);
  boxesOf.set(pane, boxes);
  const placed = tags.filter((tag): tag is ShownTag & { span: TextSpan } => tag.span !== undefined);
  const given = placed.filter(({ source }) => source === undefined);
  const suggested = placed.filter(({ source }) => source !== undefined);
  const levels = levelsOf(given.map(({ span }) => span));
  const drawNear = () => {
    const near = view.nearSpan();
    const isNear = ({ span }: { span: TextSpan }): boolean => span.start < near.end && span.end > near.start;
    boxes.add(placed.filter(isNear));
    for (let level = 0; level < underlines; level++) {
      const spans = given.filter((tag, i) => levels[i] === level && isNear(tag)).map(({ span }) => span);
      mark(`${TAG}-${level}`, pane, view.piecesOf(spans));
    }
    mark(SUGGESTED, pane, view.piecesOf(suggested.filter(isNear).map(({ span }) => span)));
  };
  drawNear();
  const undo = view.reader.watchNear(drawNear);
  return () => {
    undo();
    boxes.clear();
    if (boxesOf.get(pane) === boxes) boxesOf.delete(pane);
    for (let level = 0; level < underlines; level++) mark(`${TAG}-${level}`, pane, []);
    mark(SUGGESTED, pane, []);
  };
}

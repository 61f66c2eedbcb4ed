/** Tags of the fixtures: on words of their traces, some over each other, one on the whole trace. */
import { cueHints, openSuggestions } from '../../src/core/annotations/suggestTags';
import { codebookOf, type ShownTag } from '../../src/core/annotations/shownTags';
import { AnnotationLog } from '../../src/core/annotations/annotationLog';
import { starterDrafts } from '../../src/core/annotations/codebook';
import { parseLog } from '../../src/core/annotations/parseLog';
import type { SampleRef, TagCounts } from '../../src/protocol/comparePage';

const log = new AnnotationLog();
starterDrafts(log.state.tags).forEach((draft, i) => {
  const id = `0000000000000000000000000${i}`.slice(-26);
  const event = { v: 1, id, clock: i + 1, time: '2026-11-21T12:00:00Z', author: 'Ada', ...draft };
  log.add(parseLog(`${JSON.stringify(event)}\n`).records);
});
const codebook = codebookOf(log.state);

/** @param many 0: a few, two of them over each other, a note, and suggestions. */
export function shownTagsIn(text: string, ref: SampleRef, many: number): ShownTag[] {
  const words = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  const last = words.length - 1;
  const at = (i: number, tag: number, length: number, note = ''): ShownTag => ({
    id: `${ref.run} ${ref.sample} ${i} ${tag}`,
    tag: codebook[tag].id,
    name: codebook[tag].name,
    glyph: codebook[tag].glyph,
    key: codebook[tag].key,
    span: { start: words[Math.min(i, last)].start, end: words[Math.min(i + length, last)].end },
    note,
    author: 'Ada <ada@example.org>',
  });
  if (many > 0) {
    const step = Math.max(1, words.length / many);
    return Array.from({ length: many }, (_, i) => at(Math.floor(i * step), i % 10, 3));
  }
  const { span: _, ...whole } = at(0, 8, 1);
  const tags = [{ ...whole, id: 'whole' }, at(5, 0, 8), at(9, 1, 9), at(11, 9, 3, 'twice'), at(last - 6, 3, 4)];
  const sample = { run: 'base', problem: ref.problem, index: ref.sample, hash: '' };
  const suggested = openSuggestions(log.state, sample, text, cueHints(text, codebook), tags);
  return [...tags, ...suggested.map(({ anchor: _anchor, ...shown }) => shown)];
}

export function fakeTagCounts(ids: readonly string[]): TagCounts {
  const of = (tag: number, count: number) => ({ ...codebook[tag], tag: codebook[tag].id, count });
  return Object.fromEntries(ids.slice(0, 12).map((id, i) => [id, [of(i % 3, i + 1), of(4, 2), of(5, 1)].slice(i % 3)]));
}

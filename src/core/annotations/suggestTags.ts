/** Places of a trace where a tag may be meant: found by words alone, so they are asked about and never counted. */
import type { TextSpan } from '../search/query';
import { cuesOf } from '../trace/cues';
import { stepsOf } from '../trace/steps';
import { anchorSpan } from './spans';
import type { Anchor, SampleAnchor } from './events';
import { suggestionId } from './ids';
import { byPlace, codebookOf, type CodebookTag, type ShownTag } from './shownTags';
import type { AnnotationState } from './state';
import { tagFor } from './codebook';

/** Starter tag that each built-in cue hints at. */
const tagOfCue: Record<string, string> = {
  check: 'verification',
  alternatively: 'backtracking',
  again: 'backtracking',
  wait: 'reflection',
  hmm: 'reflection',
  actually: 'reflection',
  mistake: 'reflection',
};

/** Matches of a list of words or of a named pattern. */
export interface Hints {
  /** Name of the pattern, or `cue words`. */
  source: string;
  tag: string;
  spans: readonly TextSpan[];
}

/** What the built-in cue words hint at, for tags that are in the codebook. */
export function cueHints(text: string, codebook: readonly CodebookTag[]): Hints[] {
  const known = new Set(codebook.map(({ id }) => id));
  const byTag = new Map<string, TextSpan[]>();
  for (const { name, start, end } of cuesOf(text)) {
    const tag = tagOfCue[name];
    if (tag === undefined || !known.has(tag)) continue;
    byTag.set(tag, [...(byTag.get(tag) ?? []), { start, end }]);
  }
  return [...byTag].map(([tag, spans]) => ({ source: 'cue words', tag, spans }));
}

/** A tag that a named pattern suggests: the one of its name, in whatever case. */
export function tagOfPattern(name: string, codebook: readonly CodebookTag[]): CodebookTag | undefined {
  const wanted = name.trim().toLowerCase();
  return codebook.find((tag) => tag.name.toLowerCase() === wanted);
}

/** Suggestions that nobody decided on yet, and whose place has no such tag; with the anchor that a decision records. */
export function openSuggestions(
  state: AnnotationState,
  sample: SampleAnchor,
  text: string,
  hints: readonly Hints[],
  tagged: readonly ShownTag[],
): (ShownTag & { anchor: Anchor })[] {
  const codebook = codebookOf(state);
  const steps = stepsOf(text);
  const found = hints.flatMap(({ source, tag: id, spans }) =>
    spans.flatMap((match) => {
      const tag = tagFor(state.tags, id);
      const face = codebook.find((known) => known.id === tag?.id);
      if (!face) return [];
      const isTagged = tagged.some((one) => one.tag === face.id && one.span && overlaps(one.span, match));
      if (isTagged) return [];
      const anchor = { ...sample, span: anchorSpan(text, match, steps) };
      const suggestion = suggestionId(source, face.id, anchor);
      if (state.suggestions.has(suggestion)) return [];
      const { name, glyph, key } = face;
      return [{ id: suggestion, tag: face.id, name, glyph, key, span: match, note: '', author: '', source, anchor }];
    }),
  );
  return found.sort(byPlace);
}

function overlaps(a: TextSpan, b: TextSpan): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What of the annotations people see: the tags of one trace, the codebook by its keys, counts per problem. */
import type { TextSpan } from '../search/query';
import type { Span } from '../trace/regions';
import { offeredTags, tagFor } from './codebook';
import type { SampleAnchor } from './events';
import { findSpan } from './spans';
import type { Annotation, AnnotationState, Tag } from './state';

/** Tags with a key of their own: 1 to 9. */
const keyedTags = 9;

/** A tag that a new annotation may have. */
export interface CodebookTag {
  id: string;
  name: string;
  glyph: string;
  /** 1 to 9: its key; 0: it is chosen from a list. */
  key: number;
  definition: string;
  /** Annotations that count as it. */
  uses: number;
}

/** A tag on the trace on screen, or one that is suggested for it. */
export interface ShownTag extends Pick<CodebookTag, 'name' | 'glyph' | 'key'> {
  /** Of the annotation or of the suggestion. */
  id: string;
  /** Of the tag it counts as. */
  tag: string;
  /** Absent: the trace as a whole. */
  span?: TextSpan;
  note: string;
  author: string;
  /** Name of the pattern or cue list that suggests it; absent: somebody gave it. */
  source?: string;
}

/** The tags that are offered, in the order of their keys. */
export function codebookOf(state: AnnotationState): CodebookTag[] {
  const uses = usesByTag(state);
  return offeredTags(state.tags).map(({ id, definition }, i) => ({
    id,
    name: definition.name,
    glyph: definition.glyph,
    key: i < keyedTags ? i + 1 : 0,
    definition: definition.definition,
    uses: uses.get(id) ?? 0,
  }));
}

/** Annotations by the tag that they count as; those of deleted tags are left out. */
function usesByTag({ tags, annotations }: AnnotationState): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { tag } of annotations.values()) {
    const id = tagFor(tags, tag)?.id;
    if (id !== undefined) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return uses;
}

/** Name, glyph and key of a tag as they stand beside a span. */
function faceOf(tag: Tag, codebook: readonly CodebookTag[]): Pick<CodebookTag, 'name' | 'glyph' | 'key'> {
  const key = codebook.find(({ id }) => id === tag.id)?.key ?? 0;
  return { name: tag.definition.name, glyph: tag.definition.glyph, key };
}

/**
 * Tags of one sample, by place, those of the whole trace first. A span of a trace that was rewritten is looked for; one that
 * is not there any more is in `lost`.
 *
 * @param text of the sample, whose hash is in `sample`.
 * @param isHere whether an annotation made at another place belongs here, because its text moved.
 */
export function tagsOfSample(
  state: AnnotationState,
  sample: SampleAnchor,
  text: string,
  isHere: (annotation: Annotation) => boolean,
): { tags: ShownTag[]; lost: Annotation[] } {
  const codebook = codebookOf(state);
  const found: ShownTag[] = [];
  const lost: Annotation[] = [];
  for (const annotation of state.annotations.values()) {
    const { anchor, id, note, made } = annotation;
    if (anchor.run !== sample.run || anchor.problem !== sample.problem) continue;
    if (anchor.index !== sample.index ? !isHere(annotation) : anchor.hash !== sample.hash && !anchor.span) continue;
    const tag = tagFor(state.tags, annotation.tag);
    if (!tag) continue;
    const span = anchor.span && findSpan(text, anchor.span);
    if (anchor.span && !span) lost.push(annotation);
    else
      found.push({
        id,
        tag: tag.id,
        ...faceOf(tag, codebook),
        ...(span && { span: { start: span.start, end: span.end } }),
        note,
        author: made.author,
      });
  }
  return { tags: found.sort(byPlace), lost };
}

export function byPlace(a: ShownTag, b: ShownTag): number {
  const [one, other] = [a.span ?? whole, b.span ?? whole];
  return one.start - other.start || other.end - one.end || (a.id < b.id ? -1 : 1);
}

const whole = { start: -1, end: -1 };

/** Annotations of each problem by tag, in the order of the codebook. */
export function tagCounts(
  state: AnnotationState,
): Record<string, { tag: string; name: string; glyph: string; count: number }[]> {
  const order = codebookOf(state).map(({ id }) => id);
  const counts = new Map<string, Map<string, number>>();
  for (const { tag, anchor } of state.annotations.values()) {
    const id = tagFor(state.tags, tag)?.id;
    if (id === undefined) continue;
    const ofProblem = counts.get(anchor.problem) ?? new Map<string, number>();
    counts.set(anchor.problem, ofProblem.set(id, (ofProblem.get(id) ?? 0) + 1));
  }
  return Object.fromEntries(
    [...counts].map(([problem, byTag]) => [
      problem,
      [...byTag]
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .map(([tag, count]) => {
          const { name = tag, glyph = '' } = state.tags.get(tag)?.definition ?? {};
          return { tag, name, glyph, count };
        }),
    ]),
  );
}

/** A span without the white space around it; undefined when there is nothing else. */
export function trimmedSpan(text: string, { start, end }: Span): Span | undefined {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  const to = start + part.trimEnd().length;
  return to > from ? { start: from, end: to } : undefined;
}

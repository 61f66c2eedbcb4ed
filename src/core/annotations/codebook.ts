/** The tags of a log: which one an annotation counts as, which are offered, what uses them. */
import type { EventDraft, TagDefinition } from './events';
import { starterTags } from './starterTags';
import type { Annotation, AnnotationState, Tag } from './state';

type Tags = ReadonlyMap<string, Tag>;

/**
 * The tag that annotations with this one count as, through merges. Of tags that were merged into each other, by two people
 * at once, the one whose id sorts first.
 *
 * @returns undefined: the tag was deleted, or is not in the codebook.
 */
export function tagFor(tags: Tags, id: string): Tag | undefined {
  const path: string[] = [];
  let tag = tags.get(id);
  while (tag?.fate.kind === 'merged') {
    const seen = path.indexOf(tag.id);
    if (seen >= 0) return tags.get([...path.slice(seen)].sort()[0]);
    path.push(tag.id);
    tag = tags.get(tag.fate.into);
  }
  return tag?.fate.kind === 'deleted' ? undefined : tag;
}

/** Tags that a new annotation may have, in the order in which they were made; a tag stands behind its parent. */
export function offeredTags(tags: Tags): Tag[] {
  const offered = [...tags.values()].filter(({ id, fate }) => fate.kind === 'used' || tagFor(tags, id)?.id === id);
  const usable = offered.filter(({ fate }) => fate.kind !== 'split');
  usable.sort((a, b) => a.made.clock - b.made.clock || (a.made.event < b.made.event ? -1 : 1));
  return behindParents(usable);
}

function behindParents(tags: readonly Tag[]): Tag[] {
  const ids = new Set(tags.map(({ id }) => id));
  const children = new Map<string, Tag[]>();
  const tops: Tag[] = [];
  for (const tag of tags) {
    const { parent } = tag.definition;
    if (parent === undefined || parent === tag.id || !ids.has(parent)) tops.push(tag);
    else children.set(parent, [...(children.get(parent) ?? []), tag]);
  }
  const listed = new Set<Tag>();
  // Last are tags that are each other's parents.
  const waiting = [...tops, ...tags].reverse();
  for (let tag = waiting.pop(); tag; tag = waiting.pop()) {
    if (listed.has(tag)) continue;
    listed.add(tag);
    waiting.push(...(children.get(tag.id) ?? []).reverse());
  }
  return [...listed];
}

/** Annotations that count as a tag, those of tags merged into it too. For the question before it is deleted. */
export function usesOf({ tags, annotations }: AnnotationState, id: string): Annotation[] {
  return [...annotations.values()].filter(({ tag }) => tag === id || tagFor(tags, tag)?.id === id);
}

/** The starter tags that are not in the codebook, as one action. */
export function starterDrafts(tags: Tags): EventDraft[] {
  return starterTags
    .filter(({ id }) => !tags.has(id))
    .map(({ id, ...definition }) => ({ kind: 'tagDefined', object: id, payload: { definition } }));
}

/** The new tags, and what becomes of the old one, as one action. Annotations are given new tags one by one by a person. */
export function splitDrafts(id: string, into: readonly { id: string; definition: TagDefinition }[]): EventDraft[] {
  const defined = into.map(({ id: object, definition }): EventDraft => {
    return { kind: 'tagDefined', object, payload: { definition } };
  });
  return [...defined, { kind: 'tagSplit', object: id, payload: { into: into.map((tag) => tag.id) } }];
}

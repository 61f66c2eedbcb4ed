import { describe, expect, it } from 'vitest';
import { offeredTags, splitDrafts, starterDrafts, tagFor, usesOf } from '../../../src/core/annotations/codebook';
import type { EventDraft } from '../../../src/core/annotations/events';
import { starterTags } from '../../../src/core/annotations/starterTags';
import { definition, eventOf, logOf, sample } from './logs';

const define = (object: string, parent?: string): EventDraft => {
  return {
    kind: 'tagDefined',
    object,
    payload: { definition: { ...definition, name: object, ...(parent && { parent }) } },
  };
};
const merge = (object: string, into: string): EventDraft => ({ kind: 'tagMerged', object, payload: { into } });
const use = (object: string, tag: string): EventDraft => ({ kind: 'tagged', object, payload: { tag, anchor: sample } });
const stateWith = (...drafts: EventDraft[]) => logOf(drafts.map((draft, i) => eventOf(draft, i + 1))).state;
const offered = (...drafts: EventDraft[]) => offeredTags(stateWith(...drafts).tags).map(({ id }) => id);

describe('the codebook', () => {
  it('counts annotations of merged tags as those of what they were merged into, through several merges', () => {
    const state = stateWith(
      ...['a', 'b', 'c'].map((id) => define(id)),
      use('1', 'a'),
      merge('a', 'b'),
      merge('b', 'c'),
    );
    expect(tagFor(state.tags, 'a')?.id).toBe('c');
    expect(usesOf(state, 'c').map(({ id }) => id)).toEqual(['1']);
    expect(offeredTags(state.tags).map(({ id }) => id)).toEqual(['c']);
  });

  it('has one tag left when two people merged two tags into each other', () => {
    const { tags } = stateWith(
      define('a'),
      define('b'),
      define('c'),
      merge('a', 'b'),
      merge('b', 'a'),
      merge('c', 'b'),
    );
    expect(['a', 'b', 'c'].map((id) => tagFor(tags, id)?.id)).toEqual(['a', 'a', 'a']);
    expect(offeredTags(tags).map(({ id }) => id)).toEqual(['a']);
  });

  it('counts no uses of a deleted tag, and tells them to who wants to delete it', () => {
    const before = [define('a'), use('1', 'a'), use('2', 'a')];
    expect(usesOf(stateWith(...before), 'a')).toHaveLength(2);
    const { tags } = stateWith(...before, { kind: 'tagDeleted', object: 'a', payload: {} });
    expect(tagFor(tags, 'a')).toBeUndefined();
    expect(tagFor(tags, 'never there')).toBeUndefined();
  });

  it('leaves the annotations of a split tag where they are, and offers the new tags', () => {
    const state = stateWith(
      define('a'),
      use('1', 'a'),
      ...splitDrafts('a', [
        { id: 'b', definition },
        { id: 'c', definition },
      ]),
    );
    expect(usesOf(state, 'a')).toHaveLength(1);
    expect(state.tags.get('a')?.fate).toEqual({ kind: 'split', into: ['b', 'c'] });
    expect(offeredTags(state.tags).map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('lists tags as they were made, behind their parents, each once', () => {
    expect(offered(define('a'), define('b'), define('c', 'a'), define('d', 'gone'))).toEqual(['a', 'c', 'b', 'd']);
    expect(offered(define('a', 'b'), define('b', 'a'), define('c', 'c'))).toEqual(['c', 'a', 'b']);
  });

  it('offers the starter tags that are not there yet', () => {
    expect(starterDrafts(stateWith().tags)).toHaveLength(starterTags.length);
    expect(starterDrafts(stateWith(define('verification')).tags)).toHaveLength(starterTags.length - 1);
    expect(new Set(starterTags.map(({ glyph }) => glyph)).size).toBe(starterTags.length);
    expect(starterDrafts(stateWith(...starterDrafts(new Map())).tags)).toEqual([]);
  });
});

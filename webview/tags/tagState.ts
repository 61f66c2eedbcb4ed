/** Tags of the traces on screen, and those of each problem; as the host told them. */
import type { ShownTag } from '../../src/core/annotations/shownTags';
import type { TagCounts } from '../../src/protocol/comparePage';
import { host } from '../state/host';
import { createStore } from '../state/store';

/** Counts up whenever tags changed in the host. */
export const tagChanges = createStore(0);

/** Of each pane on screen, by pane: given tags by place, then suggestions. */
export const shownTags = createStore<Partial<Record<number, readonly ShownTag[]>>>({});

/** By problem; problems without tags are absent. */
export const tagCounts = createStore<TagCounts>({});

/** The tag that one stepped to last; it holds until another step of the trace is the current one. */
export const currentTag = createStore<{ pane: number; id: string; row: number } | undefined>(undefined);

export function tagsChanged(): void {
  tagChanges.set(tagChanges.get() + 1);
  askTagCounts();
}

/** Asks for the counts again; they are shown while the old ones are. */
export function askTagCounts(): void {
  host()
    .request('tagCounts', null)
    .then(
      (counts) => tagCounts.set(counts),
      (error: Error) => console.warn(error.message),
    );
}

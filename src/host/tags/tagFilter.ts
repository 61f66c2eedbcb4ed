/** Problems by tag, as one of the sets of the Problems page: a chip there says so and takes it away. */
import { tagFor } from '../../core/annotations/codebook';
import { codebookOf } from '../../core/annotations/shownTags';
import type { AnnotationState } from '../../core/annotations/state';
import type { OpenComparison } from '../openComparisons';
import { askTag } from './tagPick';

/** @param given id of the tag; else it is asked for */
export async function filterByTag(comparison: OpenComparison, given: string | undefined): Promise<void> {
  const own = await comparison.tags.own();
  const used = codebookOf(own.state).filter(({ uses }) => uses > 0);
  if (used.length === 0)
    throw new Error('Nothing is tagged yet. On the Traces page the keys 1 to 9 tag what is selected.');
  const chosen = used.find(({ id }) => id === given) ?? (await askTag({ own }, used, 'Show problems with which tag?'));
  if (!chosen) return;
  const { session, panel } = comparison;
  const set = { label: labelOf(chosen.name), ids: taggedProblems(own.state, chosen.id) };
  const others = (session.view.filter.sets ?? []).filter(({ label }) => label !== set.label);
  session.setView({ page: 'problems', filter: { ...session.view.filter, sets: [...others, set] } }, undefined);
  panel.webviewPanel.reveal();
}

/** Sets of tags follow the tags while they are shown. */
export function refreshTagFilter({ session, tags }: OpenComparison): void {
  const { sets = [] } = session.view.filter;
  const state = tags.known?.state;
  if (!state || sets.length === 0) return;
  const byLabel = new Map(codebookOf(state).map(({ id, name }) => [labelOf(name), id]));
  const fresh = sets.map((set) => {
    const tag = byLabel.get(set.label);
    return tag === undefined ? set : { ...set, ids: taggedProblems(state, tag) };
  });
  session.setView({ filter: { ...session.view.filter, sets: fresh } }, undefined);
}

function labelOf(name: string): string {
  return `tag ${name}`;
}

function taggedProblems({ tags, annotations }: AnnotationState, tag: string): string[] {
  const tagged = [...annotations.values()].filter((one) => tagFor(tags, one.tag)?.id === tag);
  return [...new Set(tagged.map(({ anchor }) => anchor.problem))];
}

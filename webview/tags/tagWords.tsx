/** Tags in words: under a trace, and beside a problem. */
import type { JSX } from 'preact';
import { formatNoun } from '../../src/core/format';
import { useStore } from '../state/store';
import { shownTags, tagCounts } from './tagState';

/** Tags shown in a problem's row; the rest is in the title. */
const mostInRow = 2;

/** `tags: verification, backtracking × 2`; nothing for a trace without tags. */
export function TraceTags({ pane }: { pane: number }): JSX.Element | null {
  const tags = useStore(shownTags, (all) => all[pane]);
  const counts = new Map<string, { name: string; count: number; whole: boolean }>();
  for (const { tag, name, span, source } of tags ?? []) {
    if (source !== undefined) continue;
    const before = counts.get(tag);
    counts.set(tag, { name, count: (before?.count ?? 0) + 1, whole: before?.whole === true || !span });
  }
  if (counts.size === 0) return null;
  const words = [...counts.values()].map(
    ({ name, count, whole }) => `${name}${count > 1 ? ` × ${count}` : ''}${whole ? ' (whole trace)' : ''}`,
  );
  return (
    <span class="trace-tags" title={words.join(', ')}>
      <span class="muted">tags</span> {words.join(', ')}
    </span>
  );
}

/** Signs of the tags that samples of a problem have, the first few, and how often each was given. */
export function ProblemTags({ problem }: { problem: string }): JSX.Element | null {
  const tags = useStore(tagCounts, (counts) => counts[problem]);
  if (!tags || tags.length === 0) return null;
  const words = tags.map(({ name, count }) => `${name}: ${formatNoun(count, 'tag')}`).join('\n');
  return (
    <span class="problem-tags" title={words}>
      <span aria-hidden="true">
        {tags.slice(0, mostInRow).map(({ tag, glyph, count }) => (
          <span class="problem-tag" key={tag}>
            {glyph} {count}
          </span>
        ))}
        {tags.length > mostInRow && '…'}
      </span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

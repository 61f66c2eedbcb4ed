/** What was done to a tag, one line an event, the latest first. */
import { tagFor } from '../../core/annotations/codebook';
import type { HistoryEntry } from '../../core/annotations/annotationLog';
import type { AnnotationState } from '../../core/annotations/state';

export function historyLines(
  entries: readonly HistoryEntry[],
  tags: AnnotationState['tags'],
): { label: string; description: string; detail: string }[] {
  return entries
    .map(({ event, inEffect }) => ({
      label: whatWas(event, tags),
      description: inEffect ? '' : 'undone',
      detail: `${event.author} · ${event.time.replace('T', ' ').slice(0, 16)} UTC`,
    }))
    .reverse();
}

function whatWas(event: HistoryEntry['event'], tags: AnnotationState['tags']): string {
  const nameOf = (id: string): string => tagFor(tags, id)?.definition.name ?? id;
  switch (event.kind) {
    case 'tagDefined': {
      const { name, glyph, definition } = event.payload.definition;
      return `${glyph} ${name}${definition === '' ? '' : `: ${definition}`}`;
    }
    case 'tagDeleted':
      return 'deleted';
    case 'tagRestored':
      return 'restored';
    case 'tagMerged':
      return `merged into ${nameOf(event.payload.into)}`;
    case 'tagSplit':
      return `split into ${event.payload.into.map(nameOf).join(', ')}`;
    case 'undo':
      return 'undo';
    case 'redo':
      return 'redo';
    default:
      return event.kind;
  }
}

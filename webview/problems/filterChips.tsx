/** Filters that are on, each as a chip that can be taken off. */
import type { JSX } from 'preact';
import type { FilterChip } from './filters';
import { setFilter } from '../state/navigation';
import { Icon } from '../ui/icon';

export function FilterChips({ chips }: { chips: readonly FilterChip[] }): JSX.Element {
  return (
    <>
      {chips.map(({ words, without }) => (
        <span class="chip filter-chip" key={words}>
          <Icon name="filter" />
          <span class="filter-chip-words" title={words}>
            {words}
          </span>
          <button
            type="button"
            class="chip-off"
            aria-label={`Remove filter: ${words}`}
            onClick={() => setFilter(without)}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
    </>
  );
}

/** The find row under the heads of the panes. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { act } from '../../state/host';
import { useStore } from '../../state/store';
import { focusField, TextField } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { closeFind, find, findWords, setQuery, stepMatch } from './findState';

export function FindRow({ onClose }: { onClose(): void }): JSX.Element | null {
  const state = useStore(find, (value) => value);
  const field = useRef<HTMLElement>(null);
  useEffect(() => {
    if (state.open) requestAnimationFrame(() => focusField(field.current));
  }, [state.open]);
  if (!state.open) return null;
  const close = () => {
    closeFind();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('.find-field'))
      stepMatch(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const { query } = state;
  const all = () => act({ kind: 'findInTraces', ...(query.text !== '' && { query }) });
  return (
    <div class="find-row" role="search" onKeyDown={onKeyDown}>
      <TextField
        class="find-field"
        label="Find in the traces shown"
        placeholder="Find"
        value={query.text}
        onInput={(text) => setQuery({ ...query, text })}
        fieldRef={field}
        invalid={state.error !== undefined}
      />
      {switches.map(({ name, label, title }) => (
        <button
          key={name}
          type="button"
          class="icon-button find-switch"
          aria-pressed={query[name] === true}
          aria-label={title}
          title={title}
          onClick={() => setQuery({ ...query, [name]: query[name] ? undefined : true })}
        >
          {label}
        </button>
      ))}
      <span class="find-words" role="status">
        {findWords(state)}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label="Previous match"
        title="Previous match  Shift+Enter"
        onClick={() => stepMatch(-1)}
      >
        <Icon name="arrowUp" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Next match"
        title="Next match  Enter"
        onClick={() => stepMatch(1)}
      >
        <Icon name="arrowDown" />
      </button>
      <button type="button" class="link" onClick={all}>
        all samples…
      </button>
      <button type="button" class="icon-button" aria-label="Close find" title="Close  Esc" onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  );
}

const switches = [
  { name: 'matchCase', label: 'Aa', title: 'Match case; else only when the text has a capital' },
  { name: 'wholeWord', label: 'ab', title: 'Match whole word' },
  { name: 'regex', label: '.*', title: 'Use regular expression' },
] as const;

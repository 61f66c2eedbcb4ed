/** A chip that opens a small form below itself: the opener, the way out by Escape and Enter, what is wrong with it. */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { focusField } from './controls';
import { placeBelow } from './popover';

interface PopoverChipProps {
  /** What stands on the chip. */
  words: ComponentChildren;
  title?: string;
  pressed?: boolean;
  /** Between the chip and its form. */
  beside?: ComponentChildren;
  form(parts: FormParts): JSX.Element;
}

export interface FormParts {
  /** Closes the form; the chip gets the focus. */
  close(): void;
  opener: HTMLElement | null;
}

export function PopoverChip({ words, title, pressed, beside, form }: PopoverChipProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div class="accuracy">
      <button
        type="button"
        ref={opener}
        class="chip"
        aria-expanded={open}
        aria-pressed={pressed}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {words}
      </button>
      {beside}
      {open && form({ close, opener: opener.current })}
    </div>
  );
}

interface PopoverFormProps extends FormParts {
  label: string;
  /** The field that gets the focus. */
  first: RefObject<HTMLElement>;
  error: string | undefined;
  /** On Enter; without it Enter closes, as Escape does. */
  apply?(): void;
  children: ComponentChildren;
}

export function PopoverForm({ label, close, opener, first, error, apply, children }: PopoverFormProps): JSX.Element {
  const place = useMemo(() => placeBelow(opener), []);
  useEffect(() => focusField(first.current), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    // Where Enter applies, it still means what it says on a list and a button.
    if (apply && event.key === 'Enter' && (event.target as Element).matches('vscode-dropdown, vscode-button')) return;
    event.preventDefault();
    event.stopPropagation();
    if (apply && event.key === 'Enter') apply();
    else close();
  };
  return (
    <div class="popover" role="group" aria-label={label} style={place} onKeyDown={onKeyDown}>
      {children}
      {error && (
        <p class="popover-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

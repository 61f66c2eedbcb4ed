/** A short text field whose text means a value: it keeps what was typed, and says beside it what is wrong. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { TextField } from './controls';

/** A number is taken over when typing pauses, not digit by digit. */
const TYPING_PAUSE_MS = 350;

interface CheckedFieldProps {
  label: string;
  /** The value in force, as text. */
  text: string;
  /** Takes the value over and returns nothing, or returns a sentence that says why not. */
  take(text: string): string | undefined;
  class?: string;
  fieldRef?: RefObject<HTMLElement>;
}

export function CheckedField({ label, text, take, class: className, fieldRef }: CheckedFieldProps): JSX.Element {
  const [typed, setTyped] = useState(text);
  const [error, setError] = useState<string>();
  const pause = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    // What is being typed is not overwritten by what was typed a moment ago.
    if (pause.current !== undefined) return;
    setTyped(text);
    setError(undefined);
  }, [text]);
  useEffect(() => () => clearTimeout(pause.current), []);
  const commit = (value: string) => {
    clearTimeout(pause.current);
    pause.current = undefined;
    setError(take(value));
  };
  const input = (value: string) => {
    setTyped(value);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => commit(value), TYPING_PAUSE_MS);
  };
  // Where the text is what it was, the browser tells of no change; it must not be taken over after what comes next.
  const finish = () => pause.current !== undefined && commit(typed);
  return (
    <div
      class={`checked-field ${className ?? ''}`}
      onKeyDown={(event) => event.key === 'Enter' && finish()}
      onFocusOut={finish}
    >
      <TextField
        label={label}
        value={typed}
        onInput={input}
        onCommit={commit}
        invalid={error !== undefined}
        describedBy={error}
        fieldRef={fieldRef}
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

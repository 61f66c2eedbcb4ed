/** Leaves out problems that can be guessed: a run sampled without reasoning hits them now and then. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { definitions } from '../../src/core/overview/definitions';
import type { Shown } from '../state/derived';
import { setFilter } from '../state/navigation';
import { Button, Dropdown, TextField, focusField } from '../ui/controls';
import { placeBelow } from '../ui/popover';

export function GuessableFilter({ shown }: { shown: Shown }): JSX.Element {
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
        title={definitions.guessable}
        onClick={() => setOpen(!open)}
      >
        + guessable filter
      </button>
      {open && <Form shown={shown} close={close} opener={opener.current} />}
    </div>
  );
}

interface FormProps {
  shown: Shown;
  close(): void;
  opener: HTMLElement | null;
}

function Form({ shown, close, opener }: FormProps): JSX.Element {
  const { filter } = shown.view;
  const kept = filter.guessable;
  // A reference run, such as one sampled without reasoning, is the likely evidence.
  const likely = shown.state.runs.findIndex(({ role }) => role === 'reference');
  const [run, setRun] = useState(kept?.run ?? Math.max(0, likely));
  const [above, setAbove] = useState(percent(kept?.above ?? 0));
  const [below, setBelow] = useState(percent(kept?.below ?? 0.05));
  const place = useMemo(() => placeBelow(opener), []);
  const first = useRef<HTMLElement>(null);
  useEffect(() => focusField(first.current), []);
  const error = bandError(above, below);
  const apply = () => {
    if (error) return;
    setFilter({ ...filter, guessable: { run, above: Number(above) / 100, below: Number(below) / 100 } });
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    if (event.key === 'Enter' && (event.target as Element).matches('vscode-dropdown, vscode-button')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') apply();
    else close();
  };
  return (
    <div class="popover" role="group" aria-label="Guessable filter" style={place} onKeyDown={onKeyDown}>
      <span>leave out problems that</span>
      <Dropdown
        label="Run sampled without reasoning"
        value={String(run)}
        options={shown.state.runs.map(({ label }, i) => ({ value: String(i), text: label }))}
        onChange={(value) => setRun(Number(value))}
      />
      <span>hits in more than</span>
      <TextField class="short" label="More than, per cent" value={above} onInput={setAbove} fieldRef={first} />
      <span>and less than</span>
      <TextField class="short" label="Less than, per cent" value={below} onInput={setBelow} />
      <span>%</span>
      <Button onClick={apply}>Leave out</Button>
      <p class="caption popover-note">
        Choose a run sampled without reasoning. It then takes no part in the comparison.
      </p>
      {error && (
        <p class="popover-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function percent(fraction: number): string {
  return String(Number((fraction * 100).toFixed(4)));
}

function bandError(above: string, below: string): string | undefined {
  const [from, to] = [above, below].map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (!(from >= 0 && to <= 100)) return 'Per cent from 0 to 100.';
  return from >= to ? 'The first number is not below the second.' : undefined;
}

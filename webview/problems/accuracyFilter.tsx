/** The filter by accuracy c/n of one run: a chip that says it, and a small form to change it, and what samples count. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ProblemFilter } from '../../src/core/compare/comparison';
import type { Shown } from '../state/derived';
import { Dropdown, TextField, focusField } from '../ui/controls';
import { Icon } from '../ui/icon';
import { placeBelow } from '../ui/popover';
import { accuracyWords } from '../../src/core/compare/filterWords';
import { LeaveOutBoxes } from './leaveOutBoxes';

type Accuracy = NonNullable<ProblemFilter['accuracy']>;

interface AccuracyFilterProps {
  shown: Shown;
  change(accuracy: Accuracy | undefined): void;
}

export function AccuracyFilter({ shown, change }: AccuracyFilterProps): JSX.Element {
  const { accuracy } = shown.view.filter;
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
        aria-pressed={accuracy !== undefined}
        onClick={() => setOpen(!open)}
      >
        {accuracy ? <Icon name="filter" /> : '+ '}
        {accuracy ? accuracyWords(accuracy, shown.state.runs[accuracy.run]?.label ?? '') : 'filter'}
      </button>
      {accuracy && (
        <button
          type="button"
          class="chip-remove"
          aria-label="Remove the accuracy filter"
          onClick={() => change(undefined)}
        >
          <Icon name="close" />
        </button>
      )}
      {open && <AccuracyForm shown={shown} change={change} close={close} opener={opener.current} />}
    </div>
  );
}

interface FormProps extends AccuracyFilterProps {
  close(): void;
  opener: HTMLElement | null;
}

function AccuracyForm({ shown, change, close, opener }: FormProps): JSX.Element {
  const { accuracy } = shown.view.filter;
  const run = accuracy?.run ?? shown.evaluation.base;
  const [min, setMin] = useState(percent(accuracy?.min ?? 0));
  const [max, setMax] = useState(percent(accuracy?.max ?? 1));
  const error = rangeError(min, max);
  const place = useMemo(() => placeBelow(opener), []);
  const first = useRef<HTMLElement>(null);
  useEffect(() => focusField(first.current), []);
  const apply = (next: { run?: number; min?: string; max?: string }) => {
    const [from, to] = [next.min ?? min, next.max ?? max];
    setMin(from);
    setMax(to);
    if (!rangeError(from, to)) change({ run: next.run ?? run, min: Number(from) / 100, max: Number(to) / 100 });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  return (
    <div
      class="popover"
      role="group"
      aria-label="Accuracy filter, and samples left out"
      style={place}
      onKeyDown={onKeyDown}
    >
      <span>accuracy c/n of</span>
      <Dropdown
        label="Run"
        value={String(run)}
        options={shown.state.runs.map(({ label }, i) => ({ value: String(i), text: label }))}
        onChange={(value) => apply({ run: Number(value) })}
      />
      <span>from</span>
      <TextField
        class="short"
        label="Least accuracy in per cent"
        value={min}
        onInput={(value) => apply({ min: value })}
        fieldRef={first}
      />
      <span>to</span>
      <TextField
        class="short"
        label="Greatest accuracy in per cent"
        value={max}
        onInput={(value) => apply({ max: value })}
      />
      <span>%</span>
      <button type="button" class="link" onClick={close}>
        done
      </button>
      <LeaveOutBoxes shown={shown} />
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

function rangeError(min: string, max: string): string | undefined {
  const [from, to] = [min, max].map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (!(from >= 0 && to <= 100)) return 'Per cent from 0 to 100.';
  return from > to ? 'The first number is above the second.' : undefined;
}

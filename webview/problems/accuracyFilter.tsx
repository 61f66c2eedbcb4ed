/** The filter by accuracy c/n of one run: a chip that says it, and a small form to change it, and what samples count. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ProblemFilter } from '../../src/core/compare/comparison';
import { accuracyWords } from '../../src/core/compare/filterWords';
import type { Shown } from '../state/derived';
import { Dropdown, TextField } from '../ui/controls';
import { Icon } from '../ui/icon';
import { percentRange, percentText } from '../ui/percentRange';
import { PopoverChip, PopoverForm, type FormParts } from '../ui/popoverForm';
import { LeaveOutBoxes } from './leaveOutBoxes';

type Accuracy = NonNullable<ProblemFilter['accuracy']>;

interface AccuracyFilterProps {
  shown: Shown;
  change(accuracy: Accuracy | undefined): void;
}

export function AccuracyFilter({ shown, change }: AccuracyFilterProps): JSX.Element {
  const { accuracy } = shown.view.filter;
  const words = (
    <>
      {accuracy ? <Icon name="filter" /> : '+ '}
      {accuracy ? accuracyWords(accuracy, shown.state.runs[accuracy.run]?.label ?? '') : 'filter'}
    </>
  );
  const remove = accuracy && (
    <button type="button" class="chip-remove" aria-label="Remove the accuracy filter" onClick={() => change(undefined)}>
      <Icon name="close" />
    </button>
  );
  return (
    <PopoverChip
      words={words}
      pressed={accuracy !== undefined}
      beside={remove}
      form={(parts) => <AccuracyForm shown={shown} change={change} {...parts} />}
    />
  );
}

function AccuracyForm({ shown, change, close, opener }: AccuracyFilterProps & FormParts): JSX.Element {
  const { accuracy } = shown.view.filter;
  const run = accuracy?.run ?? shown.evaluation.base;
  const [min, setMin] = useState(percentText(accuracy?.min ?? 0));
  const [max, setMax] = useState(percentText(accuracy?.max ?? 1));
  const first = useRef<HTMLElement>(null);
  const range = percentRange(min, max);
  const apply = (next: { run?: number; min?: string; max?: string }) => {
    const [from, to] = [next.min ?? min, next.max ?? max];
    setMin(from);
    setMax(to);
    const changed = percentRange(from, to);
    if (!('error' in changed)) change({ run: next.run ?? run, ...changed });
  };
  return (
    <PopoverForm
      label="Accuracy filter, and samples left out"
      close={close}
      opener={opener}
      first={first}
      error={'error' in range ? range.error : undefined}
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
    </PopoverForm>
  );
}

/** Leaves out problems that can be guessed: a run sampled without reasoning hits them now and then. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { definitions } from '../../src/core/overview/definitions';
import type { Shown } from '../state/derived';
import { setFilter } from '../state/navigation';
import { Button, Dropdown, TextField } from '../ui/controls';
import { percentRange, percentText } from '../ui/percentRange';
import { PopoverChip, PopoverForm, type FormParts } from '../ui/popoverForm';

export function GuessableFilter({ shown }: { shown: Shown }): JSX.Element {
  return (
    <PopoverChip
      words="+ guessable filter"
      title={definitions.guessable}
      form={(parts) => <Form shown={shown} {...parts} />}
    />
  );
}

function Form({ shown, close, opener }: FormParts & { shown: Shown }): JSX.Element {
  const { filter } = shown.view;
  const kept = filter.guessable;
  // A reference run, such as one sampled without reasoning, is the likely evidence.
  const likely = shown.state.runs.findIndex(({ role }) => role === 'reference');
  const [run, setRun] = useState(kept?.run ?? Math.max(0, likely));
  const [above, setAbove] = useState(percentText(kept?.above ?? 0));
  const [below, setBelow] = useState(percentText(kept?.below ?? 0.05));
  const first = useRef<HTMLElement>(null);
  const band = percentRange(above, below, true);
  const apply = () => {
    if ('error' in band) return;
    setFilter({ ...filter, guessable: { run, above: band.min, below: band.max } });
    close();
  };
  return (
    <PopoverForm
      label="Guessable filter"
      close={close}
      opener={opener}
      first={first}
      apply={apply}
      error={'error' in band ? band.error : undefined}
    >
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
    </PopoverForm>
  );
}

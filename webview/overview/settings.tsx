/** Small fields in the heads of figures: what the figure depends on. */
import type { JSX } from 'preact';
import { isMissing, type Ladder, type Missing } from '../../src/core/overview/overview';
import { changeView, view } from '../state/comparison';
import type { Shown } from '../state/derived';
import { CheckedField } from '../ui/checkedField';
import { Dropdown } from '../ui/controls';

/** ε: a problem is in a run's support when its accuracy is above it. */
export function SupportThreshold({ shown }: { shown: Shown }): JSX.Element {
  const { epsilon } = shown.view.overview;
  const set = (value: number) => changeView({ overview: { ...view.get().overview, epsilon: value } });
  const take = (text: string) => {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() === '' || !(value >= 0 && value <= 1)) return 'A number from 0 to 1.';
    set(value);
    return undefined;
  };
  return (
    <span class="setting">
      c/n above
      <input
        type="range"
        min="0"
        max="0.5"
        step="0.005"
        value={String(epsilon)}
        aria-label="Support threshold ε"
        onInput={(event) => set(Number(event.currentTarget.value))}
      />
      <CheckedField class="tile-field" label="Support threshold ε" text={String(epsilon)} take={take} />
    </span>
  );
}

/** What the ladder is drawn against; nothing where there is only one choice. */
export function LadderAxis({ ladder, shown }: { ladder: Ladder | Missing; shown: Shown }): JSX.Element | null {
  if (isMissing(ladder)) return null;
  const axes = [...new Set([ladder.axis, ...ladder.axes])];
  if (axes.length < 2) return null;
  return (
    <Dropdown
      label="Axis of the ladder"
      value={ladder.axis}
      options={axes.map((axis) => ({ value: axis, text: axis }))}
      onChange={(ladderAxis) => changeView({ overview: { ...shown.view.overview, ladderAxis } })}
    />
  );
}

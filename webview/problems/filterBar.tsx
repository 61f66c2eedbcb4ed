/** Below the top bar: text filter, class chips with counts, accuracy filter, and how many each run solves. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ProblemClass, ProblemFilter } from '../../src/core/compare/comparison';
import { classWords, markWords } from '../../src/core/compare/wordsFor';
import { formatCount } from '../../src/core/format';
import { changeView } from '../state/comparison';
import type { Shown } from '../state/derived';
import { TextField } from '../ui/controls';
import { Icon } from '../ui/icon';
import { ClassGlyph, Kbd } from '../ui/marks';
import { AccuracyFilter } from './accuracyFilter';
import { isLadder } from './columns';
import { FilterChips } from './filterChips';
import { filterChips } from './filters';
import { SolvedSummary } from './solvedSummary';

export function FilterBar({ shown }: { shown: Shown }): JSX.Element {
  const { view, state } = shown;
  const field = useRef<HTMLElement>(null);
  // A fifth class, or a filter that is on, takes the room of the counts at n.
  const tight =
    shown.evaluation.runs[shown.evaluation.against].classCounts.undefined > 0 ||
    view.filter.accuracy !== undefined ||
    view.filter.mark !== undefined ||
    view.leaveOut.length > 0;
  // The one that has no control of its own here.
  const labels = state.runs.map(({ label }) => label);
  const { guessable } = view.filter;
  const named = filterChips(view.filter, labels).filter(({ without }) => without.guessable !== guessable);
  const change = (filter: Partial<ProblemFilter>) => changeView({ filter: { ...view.filter, ...filter } });
  return (
    <div class={`filter-bar ${tight ? 'tight' : ''}`}>
      <TextField
        class="filter-field"
        label="Filter problems by id or question"
        placeholder="Filter problems"
        value={view.filter.text ?? ''}
        onInput={(text) => change({ text: text || undefined })}
        fieldRef={field}
        start={
          <i slot="start" class="field-icon">
            <Icon name="search" />
          </i>
        }
        end={
          <i slot="end" class="field-key">
            <Kbd>/</Kbd>
          </i>
        }
      />
      <div class="chips">
        <Chip pressed={!view.filter.classes} onClick={() => change({ classes: undefined })}>
          all <b>{formatCount(state.table.ids.length)}</b>
        </Chip>
        {state.runs.length >= 2 && <ClassChips shown={shown} change={change} />}
        <SetChips filter={view.filter} change={change} />
        {view.leaveOut.length > 0 && (
          <RemovableChip remove={() => changeView({ leaveOut: [] })}>
            without {view.leaveOut.map((kind) => markWords[kind]).join(', ')}
          </RemovableChip>
        )}
        {view.filter.mark && (
          <RemovableChip remove={() => change({ mark: undefined })}>with {markWords[view.filter.mark]}</RemovableChip>
        )}
        <AccuracyFilter shown={shown} change={(accuracy) => change({ accuracy })} />
        <FilterChips chips={named} />
      </div>
      <SolvedSummary shown={shown} />
    </div>
  );
}

/** One for each set of problems that the list is held to; pressing it lets them go. */
function SetChips({
  filter,
  change,
}: {
  filter: ProblemFilter;
  change(filter: Partial<ProblemFilter>): void;
}): JSX.Element {
  const sets = filter.sets ?? [];
  const without = (place: number) => {
    const left = sets.toSpliced(place, 1);
    change({ sets: left.length > 0 ? left : undefined });
  };
  return (
    <>
      {sets.map(({ label, ids }, place) => (
        <button
          key={label}
          type="button"
          class="chip set-chip"
          aria-pressed="true"
          aria-label={`Only ${label}, ${formatCount(ids.length)} problems: remove this filter`}
          title={`Only ${label}. Press to remove.`}
          onClick={() => without(place)}
        >
          <span class="set-label">{label}</span> <b>{formatCount(ids.length)}</b> <Icon name="close" />
        </button>
      ))}
    </>
  );
}

interface ClassChipsProps {
  shown: Shown;
  change(filter: Partial<ProblemFilter>): void;
}

/** Several can be on; none means all. */
function ClassChips({ shown, change }: ClassChipsProps): JSX.Element {
  const { view, evaluation } = shown;
  const { base, against, runs } = evaluation;
  const counts = runs[against].classCounts;
  const chosen = view.filter.classes ?? [];
  const toggle = (name: ProblemClass) => {
    const classes = chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name];
    change({ classes: classes.length > 0 ? classes : undefined });
  };
  return (
    <>
      {isLadder(runs.length) && <span class="caption">base and {shown.state.runs[against].label}:</span>}
      {chipOrder.map((name) => {
        if (name === 'undefined' && counts[name] === 0 && !chosen.includes(name)) return null;
        return (
          <Chip key={name} pressed={chosen.includes(name)} muted={counts[name] === 0} onClick={() => toggle(name)}>
            <ClassGlyph problemClass={name} base={base} other={against} />
            {classWords[name]} <b>{formatCount(counts[name])}</b>
          </Chip>
        );
      })}
    </>
  );
}

/** What is worth looking at first stands first. */
const chipOrder: readonly ProblemClass[] = ['baseOnly', 'rlOnly', 'both', 'neither', 'undefined'];

/** Says what is on; a click turns it off. */
export function RemovableChip({ remove, children }: { remove(): void; children: ComponentChildren }): JSX.Element {
  return (
    <Chip pressed={true} onClick={remove}>
      <span>{children}</span>
      <Icon name="close" />
    </Chip>
  );
}

interface ChipProps {
  pressed: boolean;
  muted?: boolean;
  onClick(): void;
  children: ComponentChildren;
}

function Chip({ pressed, muted, onClick, children }: ChipProps): JSX.Element {
  return (
    <button type="button" class={`chip ${muted ? 'muted-chip' : ''}`} aria-pressed={pressed} onClick={onClick}>
      {children}
    </button>
  );
}

/** Below the top bar: how much is shown, by which filters, and the way back and out. */
import type { JSX } from 'preact';
import type { ProblemFilter } from '../../src/core/compare/comparison';
import { markWords } from '../../src/core/compare/wordsFor';
import { formatCount, formatFraction, formatNoun } from '../../src/core/format';
import { isMissing, type Overview } from '../../src/core/overview/overview';
import { changeView, view } from '../state/comparison';
import { act } from '../state/host';
import { setFilter } from '../state/navigation';
import type { Shown } from '../state/derived';
import { AccuracyFilter } from '../problems/accuracyFilter';
import { FilterChips } from '../problems/filterChips';
import { RemovableChip } from '../problems/filterBar';
import { filterChips } from '../problems/filters';
import { Dropdown } from '../ui/controls';
import { Icon } from '../ui/icon';
import { undoFilter } from './actions';
import { GuessableFilter } from './guessableFilter';
import { samplesWords } from './samplesWords';

export function ContextBar({ shown, overview }: { shown: Shown; overview: Overview | undefined }): JSX.Element {
  const { filter } = shown.view;
  const labels = shown.state.runs.map(({ label }) => label);
  // The accuracy filter is its own chip, which also changes it.
  const chips = filterChips(filter, labels).filter(({ without }) => without.accuracy === filter.accuracy);
  const change = (next: Partial<ProblemFilter>) => setFilter({ ...filter, ...next });
  const isFiltered = filterChips(filter, labels).length > 0;
  return (
    <div class="context-bar overview-bar">
      {overview && (
        <p class="overview-counts">
          <span class="muted">shown</span>{' '}
          <b>
            {formatCount(overview.problems.shown)} of {formatNoun(overview.problems.total, 'problem')}
          </b>{' '}
          <span class="muted overview-samples">
            {[...leftOut(overview), samplesWords(shown.state.table, overview.rows, overview.compared)].join(', ')}
          </span>
        </p>
      )}
      {overview && <Against overview={overview} labels={labels} />}
      <div class="chips">
        <FilterChips chips={chips} />
        {shown.view.leaveOut.length > 0 && (
          <RemovableChip remove={() => changeView({ leaveOut: [] })}>
            without {shown.view.leaveOut.map((kind) => markWords[kind]).join(', ')}
          </RemovableChip>
        )}
        <AccuracyFilter shown={shown} change={(accuracy) => change({ accuracy })} />
        {!filter.guessable && shown.state.runs.length > 1 && <GuessableFilter shown={shown} />}
      </div>
      <div class="overview-actions">
        <button type="button" class="link-button" disabled={!isFiltered} onClick={undoFilter}>
          <Icon name="undo" /> undo filter
        </button>
        <button type="button" class="link-button" onClick={() => act({ kind: 'exportReport' })}>
          <Icon name="export" /> Export report…
        </button>
      </div>
    </div>
  );
}

/** By it a run is chosen that is to be compared at equal entropy. */
function entropyWords({ perplexity }: Overview, run: number): string {
  const entropy = isMissing(perplexity) ? null : perplexity.entropyProxy[run];
  return entropy === null ? '' : ` · entropy ${formatFraction(entropy)}`;
}

/** Of three runs and more: which one the base is compared with, in the sentence, the coverage, the shift, the tiles. */
function Against({ overview, labels }: { overview: Overview; labels: readonly string[] }): JSX.Element | null {
  const others = overview.compared.filter((run) => run !== overview.base);
  if (overview.base < 0 || others.length < 2) return null;
  return (
    <span class="overview-against">
      <span class="muted">{labels[overview.base]} against</span>
      <Dropdown
        label={`Run set against ${labels[overview.base]}`}
        value={String(overview.against)}
        options={others.map((run) => ({ value: String(run), text: `${labels[run]}${entropyWords(overview, run)}` }))}
        onChange={(run) => changeView({ overview: { ...view.get().overview, against: Number(run) } })}
      />
    </span>
  );
}

/** Where the other problems went. */
function leftOut({ problems, guessable }: Overview): string[] {
  const words: string[] = [];
  if (guessable) words.push(`${formatCount(problems.guessable)} guessable left out`);
  if (problems.notInAllRuns > 0) words.push(`${formatCount(problems.notInAllRuns)} without samples in some run`);
  return words;
}

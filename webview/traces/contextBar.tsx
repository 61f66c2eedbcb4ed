/** Above the panes: which problem, its class, its question (one line, or in full), its reference, and the view's switches. */
import type { JSX } from 'preact';
import type { Problem } from '../../src/protocol/comparePage';
import { classAt } from '../../src/core/compare/view';
import { classWords } from '../../src/core/compare/wordsFor';
import { formatCount } from '../../src/core/format';
import { changeView } from '../state/comparison';
import type { Shown } from '../state/derived';
import { stepProblem } from '../state/navigation';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { pairRules } from '../../src/core/trace/choosePair';
import { Dropdown } from '../ui/controls';
import { Icon } from '../ui/icon';
import { ClassGlyph } from '../ui/marks';
import { ExactText } from './exactText';
import { choosePair, pairRuleWords, pairs } from './pairs';

interface ContextBarProps {
  shown: Shown;
  row: number;
  problem: Problem | undefined;
  /** undefined: there can't be more panes. */
  onAddPane: (() => void) | undefined;
}

export function ContextBar(props: ContextBarProps): JSX.Element {
  const { shown, row, problem } = props;
  const { table } = shown.state;
  const open = shown.view.statementOpen;
  return (
    <>
      <div class="context-bar">
        <button
          type="button"
          class="icon-button"
          aria-label="Previous problem"
          title="Previous problem  ["
          onClick={() => stepProblem(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Next problem"
          title="Next problem  ]"
          onClick={() => stepProblem(1)}
        >
          <Icon name="down" />
        </button>
        <h2 class="context-id">{table.ids[row]}</h2>
        {shown.state.runs.length >= 2 && <ClassWord shown={shown} row={row} />}
        <button
          type="button"
          class="statement-opener"
          aria-expanded={open}
          onClick={() => changeView({ statementOpen: !open })}
        >
          <Icon name={open ? 'down' : 'right'} />
          <span class="preview">{open ? 'statement' : table.previews[row] || 'no question stored'}</span>
        </button>
        {problem?.reference !== undefined && (
          <span class="reference" title={problem.reference}>
            reference <bdi>{problem.reference}</bdi>
          </span>
        )}
        <ViewSwitches onAddPane={props.onAddPane} />
      </div>
      {open && problem && (
        <ExactText
          class="statement"
          text={problem.question || 'This dump stores no question.'}
          label={`Question of ${table.ids[row]}`}
        />
      )}
    </>
  );
}

function ClassWord({ shown, row }: { shown: Shown; row: number }): JSX.Element {
  const { evaluation } = shown;
  const problemClass = classAt(evaluation, row);
  return (
    <span class="context-class">
      <ClassGlyph problemClass={problemClass} base={evaluation.base} other={evaluation.against} />
      {classWords[problemClass]}
      <span class="muted at-k">at k = {evaluation.k === 'n' ? 'n' : formatCount(evaluation.k)}</span>
    </span>
  );
}

const faces = { auto: 'page', page: 'editor', editor: 'auto' } as const;
const faceWords = { auto: 'by content', page: 'reading', editor: 'editor' } as const;

function ViewSwitches({ onAddPane }: Pick<ContextBarProps, 'onAddPane'>): JSX.Element {
  const { wrap, face, diff, lock, rendered } = useStore(page, (value) => value);
  const { rule, error } = useStore(pairs, (value) => value);
  // Always the same options: the toolkit keeps the place of the last choice, and misses a key when one goes.
  const rules = [
    { value: '', text: 'choose…' },
    ...pairRules.map((name) => ({ value: name, text: pairRuleWords[name] })),
  ];
  return (
    <span class="switches">
      <span class="pair-choice" title={error}>
        <span class="muted">pair</span>
        <Dropdown
          class="pair-rule"
          label="Choose the pair of samples"
          value={rule ?? ''}
          options={rules}
          onChange={(value) => {
            const chosen = pairRules.find((name) => name === value);
            if (chosen) choosePair(chosen);
            else pairs.update({ rule: undefined });
          }}
        />
      </span>
      <button
        type="button"
        class="icon-button with-word"
        title="Difference of two traces  d"
        aria-pressed={diff}
        onClick={() => page.update({ diff: !diff })}
      >
        diff
      </button>
      {!diff && (
        <button
          type="button"
          class="icon-button with-word"
          title="Traces scroll together, step by step  l"
          aria-pressed={lock}
          onClick={() => page.update({ lock: !lock })}
        >
          lock
        </button>
      )}
      <button
        type="button"
        class="icon-button with-word"
        title="Rendered, or raw text  r"
        aria-pressed={!rendered}
        onClick={() => page.update({ rendered: !rendered })}
      >
        raw
      </button>
      <button
        type="button"
        class="icon-button face-button"
        aria-label={`Font of traces: ${faceWords[face]}`}
        title={`Font of traces: ${faceWords[face]}`}
        onClick={() => page.update({ face: faces[face] })}
      >
        <span class={`face-${face}`}>Aa</span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Wrap long lines"
        title="Wrap long lines  Alt+Z"
        aria-pressed={wrap}
        onClick={() => page.update({ wrap: !wrap })}
      >
        <Icon name="wrap" />
      </button>
      {onAddPane && (
        <button type="button" class="icon-button with-word" onClick={onAddPane}>
          <Icon name="plus" /> pane
        </button>
      )}
    </span>
  );
}

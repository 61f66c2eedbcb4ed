/** Who solves what at k, τ: the 2 × 2 table with counts, shares, ids and margins. */
import type { JSX } from 'preact';
import type { ProblemClass } from '../../src/core/compare/comparison';
import { classWords } from '../../src/core/compare/wordsFor';
import { formatCount, formatNoun, formatPercent } from '../../src/core/format';
import type { Scene } from '../../src/core/figures/scene';
import type { Target } from '../../src/core/overview/targets';
import { keyOf } from '../charts/stops';
import { ClassGlyph, SolvedMark } from '../ui/marks';
import { choose, pointAt } from './actions';
import type { OverviewContext } from './context';
import { Figure, figureKey } from './figure';
import { IdLinks } from './figureTable';
import { sharedStart } from './sharedStart';

/** Letters of ids in a cell, so that four lines hold them and how many more there are; all are in its table. */
const MOST_LETTERS = 96;

export function Coverage({ context, scene }: { context: OverviewContext; scene: Scene }): JSX.Element {
  const { overview, labels } = context;
  const { counts } = overview.coverage[overview.against];
  const missing = counts.undefined;
  const note =
    missing > 0 ? `${formatNoun(missing, 'problem')} undefined: a run has fewer scored samples than k.` : undefined;
  const [base, other] = [labels[overview.base], labels[overview.against]];
  return (
    <Figure
      context={context}
      scene={scene}
      note={note}
      draw={(focused) => (
        <div class="coverage">
          <span class="coverage-column">
            <SolvedMark run={overview.against} solved={true} /> {other} solves
          </span>
          <span class="coverage-column">
            <SolvedMark run={overview.against} solved={false} /> {other} doesn’t
          </span>
          <span />
          <span class="coverage-row">
            <SolvedMark run={overview.base} solved={true} /> {base} solves
          </span>
          <Cell context={context} scene={scene} name="both" focused={focused} />
          <Cell context={context} scene={scene} name="baseOnly" focused={focused} />
          <b class="coverage-sum">{formatCount(counts.both + counts.baseOnly)}</b>
          <span class="coverage-row">
            <SolvedMark run={overview.base} solved={false} /> {base} doesn’t
          </span>
          <Cell context={context} scene={scene} name="rlOnly" focused={focused} />
          <Cell context={context} scene={scene} name="neither" focused={focused} />
          <span class="coverage-sum muted">{formatCount(counts.rlOnly + counts.neither)}</span>
          <span />
          <b class="coverage-total">{formatCount(counts.both + counts.rlOnly)}</b>
          <span class="coverage-total muted">{formatCount(counts.baseOnly + counts.neither)}</span>
          <span class="coverage-sum muted">
            {formatCount(counts.both + counts.baseOnly + counts.rlOnly + counts.neither)}
          </span>
        </div>
      )}
    />
  );
}

interface CellProps {
  context: OverviewContext;
  scene: Scene;
  name: ProblemClass;
  focused: string | undefined;
}

function Cell({ context, scene, name, focused }: CellProps): JSX.Element {
  const { overview } = context;
  const { counts, rows } = overview.coverage[overview.against];
  const target: Target = { kind: 'class', class: name, run: overview.against };
  const total = counts.both + counts.baseOnly + counts.rlOnly + counts.neither;
  const ids = idsFor(context, rows[name]);
  const onClick = (event: MouseEvent) => {
    pointAt(context, figureKey(scene), target);
    choose(context, target, event.shiftKey);
  };
  const isFocused = focused === keyOf(target);
  return (
    <div
      class={`coverage-cell ${isFocused ? 'focused' : ''}`}
      onClick={onClick}
      onMouseMove={() => pointAt(context, figureKey(scene), target)}
    >
      <p class="coverage-head">
        <ClassGlyph problemClass={name} base={overview.base} other={overview.against} />
        {classWords[name]}{' '}
        <span class="end muted">{total > 0 ? `${formatPercent(counts[name] / total, 0)} %` : ''}</span>
      </p>
      <p class="coverage-count">{formatCount(counts[name])}</p>
      <p class="coverage-ids">
        {ids.length === 0 ? (
          <span class="muted">no problem</span>
        ) : (
          <IdLinks ids={ids} most={ids.length} run={name === 'baseOnly' ? overview.base : overview.against} quiet />
        )}
        {counts[name] > ids.length && <span class="muted">and {formatCount(counts[name] - ids.length)} more</span>}
      </p>
    </div>
  );
}

/** The first ids that have room, at least one. */
function idsFor({ ids }: OverviewContext, rows: Int32Array): string[] {
  const skip = sharedStart(ids).length;
  const shown: string[] = [];
  let letters = 0;
  for (const row of rows) {
    letters += ids[row].length - skip + 2;
    if (letters > MOST_LETTERS && shown.length > 0) break;
    shown.push(ids[row]);
  }
  return shown;
}

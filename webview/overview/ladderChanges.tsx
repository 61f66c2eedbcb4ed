/** What each rung of the ladder gained and lost against the one below, with the problems. */
import type { JSX } from 'preact';
import { formatCount, formatPoints } from '../../src/core/format';
import type { Mark, Scene } from '../../src/core/figures/scene';
import type { Ladder, Rung } from '../../src/core/overview/overview';
import type { Target } from '../../src/core/overview/targets';
import { keyOf } from '../charts/stops';
import { runClass, Swatch } from '../ui/marks';
import { choose, pointAt } from './actions';
import type { OverviewContext } from './context';
import { Figure, figureKey } from './figure';
import { IdLinks } from './figureTable';

interface Props {
  context: OverviewContext;
  /** The ladder's own scene: its table and caption are the same. */
  ladderScene: Scene;
  ladder: Ladder;
}

export function LadderChanges({ context, ladderScene, ladder }: Props): JSX.Element {
  const scene = changesScene(ladderScene, ladder);
  const problems = context.overview.problems.shown;
  const K = formatCount(ladder.K);
  return (
    <Figure
      context={context}
      scene={scene}
      tableOnly
      draw={(focused) => (
        <table class="changes">
          <thead>
            <tr>
              <th scope="col">run</th>
              <th scope="col" class="count">
                solved
              </th>
              <th scope="col" class="changes-bar">
                <span class="visually-hidden">share of problems</span>
              </th>
              <th scope="col">gained</th>
              <th scope="col">lost</th>
              <th scope="col" class="count">
                Δ pass@1
              </th>
              <th scope="col" class="count">
                Δ pass@{K}
              </th>
            </tr>
          </thead>
          <tbody>
            {ladder.rungs.map((rung, i) => (
              <tr key={rung.run} class={runClass(rung.run)}>
                <th scope="row">
                  <Swatch run={rung.run} /> {context.labels[rung.run]}
                </th>
                <td class="count">{formatCount(rung.solved)}</td>
                <td class="changes-bar">
                  <progress value={rung.solved} max={Math.max(1, problems)} aria-label="solved" />
                </td>
                <td>
                  <Changed
                    context={context}
                    scene={scene}
                    rung={rung}
                    change="gained"
                    focused={focused}
                    first={i === 0}
                  />
                </td>
                <td>
                  <Changed
                    context={context}
                    scene={scene}
                    rung={rung}
                    change="lost"
                    focused={focused}
                    first={i === 0}
                  />
                </td>
                <td class="count">{i > 0 ? points(rung.pass1.value - ladder.rungs[i - 1].pass1.value) : ''}</td>
                <td class="count">{i > 0 ? points(rung.passK.value - ladder.rungs[i - 1].passK.value) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    />
  );
}

const points = (difference: number): string => formatPoints(difference);

interface ChangedProps {
  context: OverviewContext;
  scene: Scene;
  rung: Rung;
  change: 'gained' | 'lost';
  focused: string | undefined;
  first: boolean;
}

/** Ids of a cell; the others are in the table. */
const MOST_IDS = 6;

function Changed({ context, scene, rung, change, focused, first }: ChangedProps): JSX.Element {
  const rows = rung[change];
  if (first) return <></>;
  if (rows.length === 0) return <span class="muted">–</span>;
  const target: Target = { kind: 'change', run: rung.run, change };
  const ids = Array.from(rows, (row) => context.ids[row]);
  const again = change === 'gained' ? rung.regained.length : 0;
  return (
    <span
      class={`change ${focused === keyOf(target) ? 'focused' : ''}`}
      onMouseMove={() => pointAt(context, figureKey(scene), target)}
      onClick={(event) => choose(context, target, event.shiftKey)}
    >
      {change === 'gained' ? '▲' : '▼'} {formatCount(rows.length)}{' '}
      <IdLinks ids={ids} most={MOST_IDS} run={rung.run} quiet />
      {again > 0 && <span class="muted"> ({formatCount(again)} regained)</span>}
    </span>
  );
}

/** Not drawn as such: its marks are where the arrows stop. */
export function changesScene(ladderScene: Scene, { rungs }: Ladder): Scene {
  const most = Math.max(1, rungs.length - 1);
  const marks = rungs.flatMap(({ run, gained, lost }, i): Mark[] =>
    [
      { change: 'gained' as const, rows: gained, x: 0 },
      { change: 'lost' as const, rows: lost, x: 1 },
    ].flatMap(({ change, rows, x }): Mark[] =>
      rows.length === 0 || i === 0
        ? []
        : [
            {
              kind: 'point',
              role: 'text',
              x,
              y: most - i,
              filled: true,
              radius: 3,
              target: { kind: 'change', run, change },
            },
          ],
    ),
  );
  const axis = (to: number) => ({ label: '', scale: 'linear' as const, from: 0, to, ticks: [], grid: false });
  return {
    ...ladderScene,
    title: 'Gained and lost between neighbours',
    about: 'against the run in the line above; ids open traces',
    aria: `Problems gained and lost: ${rungs.length} runs, each against the one before.`,
    x: axis(1),
    y: axis(most),
    marks,
  };
}

/** The Overview page: the sentence, then the figures, in rows that share a baseline; last what is not shown. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { figuresOf } from '../../src/core/figures/figuresOf';
import type { Scene } from '../../src/core/figures/scene';
import { isMissing, type Overview } from '../../src/core/overview/overview';
import type { OverviewUpdate } from '../../src/protocol/comparePage';
import type { Shown } from '../state/derived';
import { overviewPlace, overviewUpdate } from '../state/overview';
import { useStore } from '../state/store';
import { Foot } from '../ui/foot';
import { isNarrow, pageWidth } from '../ui/pageWidth';
import type { OverviewContext } from './context';
import { ContextBar } from './contextBar';
import { Coverage } from './coverage';
import { Figure } from './figure';
import { Headline } from './headline';
import { LadderChanges } from './ladderChanges';
import { MissingList } from './missing';
import { LadderAxis, SupportThreshold } from './settings';
import { Tiles } from './tiles';

export function OverviewPage({ shown }: { shown: Shown }): JSX.Element {
  const update = useStore(overviewUpdate, (value) => value);
  const narrow = isNarrow(useStore(pageWidth, (value) => value));
  const known = update && 'overview' in update ? update : undefined;
  const isDone = known?.done === true;
  return (
    <main class="page overview-page" id="page" role="tabpanel" aria-labelledby="tab-overview" data-done={isDone}>
      <ContextBar shown={shown} overview={known?.overview} />
      <div class="overview-scroll">
        {update && 'error' in update && (
          <p class="overview-error" role="alert">
            {update.error}
          </p>
        )}
        {!update && <p class="headline muted">The numbers are being computed.</p>}
        {known && <Sections shown={shown} update={known} />}
      </div>
      <Definition />
      <Foot hints={narrow ? hints.slice(1, 3) : hints}>
        <Words />
      </Foot>
    </main>
  );
}

/** The figure last in focus, or the first. */
export function focusFigure(): void {
  const { figure } = overviewPlace.get();
  const bodies = [...document.querySelectorAll<HTMLElement>('[data-figure] [tabindex="0"]')];
  const last = bodies.find((body) => body.closest<HTMLElement>('[data-figure]')?.dataset.figure === figure);
  const first = document.querySelector<HTMLElement>('.figure-body');
  (last ?? first)?.focus();
}

const hints = [
  { keys: ['⇥'], does: 'next figure' },
  { keys: ['↵'], does: 'filter, then traces' },
  { keys: ['t'], does: 'table' },
  { keys: ['e'], does: 'export figure' },
  { keys: ['b'], does: 'undo filter' },
];

/** Above the foot: what the figure or the tile in focus is. Its line is always there, so that nothing moves. */
function Definition(): JSX.Element {
  const definition = useStore(overviewPlace, (value) => value.definition);
  return (
    <p class="caption overview-definition" title={definition}>
      {definition || 'Each figure and number says here what it is.'}
    </p>
  );
}

/** The mark in focus, what there is to say of it, and what Enter does. */
function Words(): JSX.Element {
  const name = useStore(overviewPlace, (value) => value.name);
  const says = useStore(overviewPlace, (value) => value.says);
  const enter = useStore(overviewPlace, (value) => value.enter);
  if (name === '') return <span class="muted">Arrows go through the marks of a figure.</span>;
  return (
    <>
      <b class="foot-name">{name}</b> {says}
      {enter && <span class="muted"> · ↵ {enter}</span>}
      {enter && enter !== 'open traces' && <span class="muted"> · ⇧↵ open traces</span>}
    </>
  );
}

interface SectionsProps {
  shown: Shown;
  update: Extract<OverviewUpdate, { overview: unknown }>;
}

function Sections({ shown, update }: SectionsProps): JSX.Element {
  const { overview, dumps, done } = update;
  const { runs, table } = shown.state;
  const context = useMemo(
    (): OverviewContext => ({
      shown,
      overview,
      done,
      dumps,
      labels: runs.map(({ label }) => label),
      ids: table.ids,
      table,
    }),
    [shown.state, update],
  );
  const scenes = useMemo(() => figuresOf(context), [context]);
  return (
    <>
      <Headline overview={overview} done={done} />
      {scenes.length > 0 && <Rows context={context} scenes={scenes} />}
      <MissingList overview={overview} />
    </>
  );
}

/** What is read first stands first: with a ladder the rungs, with two runs who solves what. */
function Rows({ context, scenes }: { context: OverviewContext; scenes: Scene[] }): JSX.Element {
  const { overview } = context;
  const { ladder } = overview;
  const of = (id: Scene['id']) => scenes.find((scene) => scene.id === id);
  const [coverage, sets, rungs, support] = [of('coverage'), of('sets'), of('ladder'), of('support')];
  const curves = scenes.filter(({ id }) => id === 'pass-at-k');
  const isLadder = overview.compared.length > 2;
  const coverageFigure = coverage && <Coverage context={context} scene={coverage} />;
  const setsFigure = sets && <Figure context={context} scene={sets} height={230} />;
  const rungsFigure = rungs && (
    <Figure
      context={context}
      scene={rungs}
      height={250}
      settings={<LadderAxis ladder={ladder} shown={context.shown} />}
      note={entropyWords(overview)}
    />
  );
  const plain = (scene: Scene | undefined, height: number) =>
    scene && <Figure context={context} scene={scene} height={height} below={scene !== curves[0]} key={scene.title} />;
  const changes = rungs && !isMissing(ladder) && (
    <LadderChanges context={context} ladderScene={rungs} ladder={ladder} />
  );
  return (
    <>
      <div class="figures lead">
        {plain(curves[0], 250)}
        {isLadder ? (rungsFigure ?? setsFigure) : coverageFigure}
      </div>
      {isLadder && rungsFigure && (
        <div class="figures lead">
          {changes}
          {setsFigure}
        </div>
      )}
      <Tiles context={context} />
      <div class={`figures ${of('flow') ? 'spread' : 'pairs'}`}>
        {plain(of('accuracy'), 210)}
        {plain(of('flow'), 210)}
        {isLadder ? coverageFigure : (plain(of('lengths'), 210) ?? rungsFigure)}
      </div>
      <div class="figures pairs">
        {isLadder && plain(of('lengths'), 210)}
        {!isLadder && of('lengths') && rungsFigure}
        {plain(of('answers'), 210)}
        {plain(of('perplexity'), 230)}
        {support && (
          <Figure
            context={context}
            scene={support}
            height={210}
            settings={<SupportThreshold shown={context.shown} />}
          />
        )}
        {of('forecast') && (
          <Figure context={context} scene={of('forecast')!} height={230} below note={settleWords(context)} />
        )}
        {curves.slice(1).map((scene) => plain(scene, 230))}
      </div>
    </>
  );
}

/** Under a ladder over entropy: what stands in for it, and who is not on it. */
function entropyWords({ ladder, perplexity }: Overview): string | undefined {
  if (isMissing(ladder) || ladder.axis !== 'entropy' || isMissing(perplexity)) return undefined;
  return [perplexity.note, ...perplexity.lacking].join(' ');
}

/** How many more samples of the base would settle the problems that only the other run solves. */
function settleWords({ overview, labels }: OverviewContext): string | undefined {
  const forecast = overview.forecast[overview.against];
  const settle = forecast && !isMissing(forecast) ? forecast.settle : undefined;
  if (!settle || settle.rows.length === 0) return undefined;
  const [base, other] = [labels[overview.base], labels[overview.against]];
  return settle.total === 0
    ? `The problems that only ${other} solves are settled: ${base} would hardly solve them at this k.`
    : `${settle.total.toLocaleString('en-US')} more samples of ${base}, all wrong, would settle the ${settle.rows.length} problems that only ${other} solves.`;
}

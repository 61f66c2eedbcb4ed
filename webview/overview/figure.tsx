/** A figure of the page: title, caption, its plot or its table, and the way through its marks by keyboard and mouse. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Scene } from '../../src/core/figures/scene';
import { definitions } from '../../src/core/overview/definitions';
import { Plot } from '../charts/plot';
import { keyOf, stopAfter, stopsOf, type Stop } from '../charts/stops';
import { openExport, overviewPlace, toggleTable } from '../state/overview';
import { useStore } from '../state/store';
import { Icon } from '../ui/icon';
import { choose, isChosen, pointAt } from './actions';
import type { OverviewContext } from './context';
import { ExportMenu } from './exportMenu';
import { FigureTable } from './figureTable';

export interface FigureProps {
  context: OverviewContext;
  scene: Scene;
  /** Least height of the plot, px; figures in a row are as high as the highest. */
  height?: number;
  /** Fields that change what the figure shows. */
  settings?: ComponentChildren;
  /** Instead of a canvas; given the key of the mark in focus. */
  draw?(focused: string | undefined): JSX.Element;
  /** What to know of it stands below the plot, where there is room for all of it. */
  below?: boolean;
  note?: string;
  /** Its marks are only where the arrows stop: it is exported as a table. */
  tableOnly?: boolean;
}

export function Figure(props: FigureProps): JSX.Element {
  const { context, scene, settings, below } = props;
  const notes = [below ? scene.about : '', props.note ?? ''].filter(Boolean);
  const figure = figureKey(scene);
  const asTable = useStore(overviewPlace, ({ tables }) => tables.includes(figure));
  const menu = useStore(overviewPlace, (value) => value.menu === figure);
  return (
    <section class={`figure figure-${scene.id}`} data-figure={figure} aria-label={scene.title}>
      <header class="figure-head">
        <h2 title={definitionOf(scene)}>{scene.title}</h2>
        <p class="caption figure-about" title={scene.caption}>
          {below ? '' : scene.about}
        </p>
        {settings}
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label={`Table of ${scene.title}`}
          title="Table (t)"
          aria-pressed={asTable}
          onClick={() => toggleTable(figure)}
        >
          <Icon name="table" />
        </button>
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label={`Export ${scene.title}`}
          title="Export (e)"
          aria-expanded={menu}
          onClick={() => openExport(figure)}
        >
          <Icon name="export" />
        </button>
        {menu && <ExportMenu scene={scene} tableOnly={props.tableOnly} />}
      </header>
      {asTable ? <FigureTable context={context} scene={scene} figure={figure} /> : <Body {...props} figure={figure} />}
      {notes.map((note) => (
        <p class="caption figure-note" key={note}>
          {note}
        </p>
      ))}
    </section>
  );
}

/** Benchmarks have a figure each of the same kind. */
export function figureKey({ id, title }: Scene): string {
  return `${id} ${title}`;
}

/** What the figure is, in one line. */
function definitionOf({ id, title, marks }: Scene): string {
  if (id === 'ladder' && title.endsWith('entropy')) return `${definitions.ladder} ${definitions.entropy}`;
  if (id !== 'pass-at-k') return definitions[id];
  const hasBounds = marks.some((mark) => mark.kind === 'line' && mark.curve?.cot);
  return hasBounds ? `${definitions['pass@k']} CoT-${definitions['cot-pass@k']}` : definitions['pass@k'];
}

function Body({ context, scene, height, draw, figure }: FigureProps & { figure: string }): JSX.Element {
  const stops = useMemo(() => stopsOf(scene), [scene]);
  const focused = useStore(overviewPlace, (value) => (value.figure === figure ? value.mark : undefined));
  const point = (stop: Stop | undefined) => pointAt(context, figure, stop?.target);
  const place = stops.findIndex(({ target }) => keyOf(target) === focused);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Back from the table, which had the focus.
    if (overviewPlace.get().figure === figure && document.activeElement === document.body) body.current?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if ((event.target as HTMLElement).closest('button') && event.key === 'Enter') return;
    if (event.key === 'Enter') {
      const target = stops[place]?.target ?? lastChosen();
      if (target) choose(context, target, event.shiftKey);
    } else if (/^Arrow|^Home$|^End$/.test(event.key)) point(stops[stopAfter(stops, place, event.key)]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** A mark that is gone because problems are filtered by it still leads to their traces. */
  const lastChosen = () => {
    const { chosen } = overviewPlace.get();
    return chosen && isChosen(context, chosen) ? chosen : undefined;
  };
  const definition = definitionOf(scene);
  const onFocus = () => {
    if (overviewPlace.get().figure !== figure || !stops[place]) point(stops[startOf(stops, context)]);
    overviewPlace.update({ figure, definition });
  };
  return (
    <div
      ref={body}
      class={`figure-body ${draw ? '' : 'plot'}`}
      role={draw ? 'group' : 'application'}
      aria-roledescription="figure"
      aria-description={definition}
      aria-label={`${scene.aria}${scene.marks.length > 0 ? ' Arrows go from mark to mark, Enter filters.' : ''}`}
      tabIndex={0}
      style={height ? { minHeight: `${Math.max(height, leastHeight(scene))}px` } : undefined}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      {draw ? (
        draw(focused)
      ) : (
        <Plot
          scene={scene}
          focused={focused}
          onPoint={(target) => pointAt(context, figure, target)}
          onPick={(target, straight) => {
            pointAt(context, figure, target);
            choose(context, target, straight);
          }}
        />
      )}
    </div>
  );
}

/** So that every name of an upright axis has its line. */
function leastHeight({ y }: Scene): number {
  return y.scale === 'band' ? 50 + 19 * y.ticks.length : 0;
}

/** On the curves one starts at the k in use. */
function startOf(stops: readonly Stop[], { overview }: OverviewContext): number {
  const atK = stops.findIndex(({ target }) => target.kind === 'k' && target.k === overview.atK);
  return Math.max(0, atK);
}

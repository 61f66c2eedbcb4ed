/** The numbers: a row of tiles, gone through with the arrows; the foot says what the one in focus means. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { changeView, view } from '../state/comparison';
import { openExport, overviewPlace, toggleTable } from '../state/overview';
import { useStore } from '../state/store';
import { CheckedField } from '../ui/checkedField';
import { Icon } from '../ui/icon';
import { SolvedMark } from '../ui/marks';
import type { Scene } from '../../src/core/figures/scene';
import { captionsOf } from '../../src/core/figures/context';
import { choose, pointAt } from './actions';
import type { OverviewContext } from './context';
import { ExportMenu } from './exportMenu';
import { FigureTable } from './figureTable';
import { statisticsTable, tilesOf, type Tile } from './tileModel';

const FIGURE = 'numbers';

export function Tiles({ context }: { context: OverviewContext }): JSX.Element | null {
  const tiles = tilesOf(context.overview, context.labels);
  const asTable = useStore(overviewPlace, (value) => value.tables.includes(FIGURE));
  const menu = useStore(overviewPlace, (value) => value.menu === FIGURE);
  const [current, setCurrent] = useState(0);
  if (tiles.length === 0) return null;
  const focus = (tile: Tile, place: number) => {
    setCurrent(place);
    pointAt(context, FIGURE, tile.target);
    overviewPlace.update({ definition: `${tile.label}: ${tile.definition}` });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Enter: 0 }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || !(event.target as Element).matches('.tile')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') {
      const { target } = tiles[Math.min(current, tiles.length - 1)];
      choose(context, target, event.shiftKey);
      return;
    }
    const all = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.tile')];
    all[Math.max(0, Math.min(all.length - 1, current + step))].focus();
  };
  const scene = numbersScene(context);
  return (
    <section class="numbers" data-figure={FIGURE} aria-label="Numbers">
      {menu && (
        <div class="numbers-menu">
          <ExportMenu scene={scene} tableOnly />
        </div>
      )}
      {asTable ? (
        <FigureTable context={context} scene={scene} figure={FIGURE} />
      ) : (
        <div class="tiles" role="list" onKeyDown={onKeyDown}>
          {tiles.map((tile, i) => (
            <TileBox
              key={tile.key}
              tile={tile}
              isStop={i === Math.min(current, tiles.length - 1)}
              onFocus={() => focus(tile, i)}
              onPick={(straight) => choose(context, tile.target, straight)}
            />
          ))}
        </div>
      )}
      <div class="numbers-tools">
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label="Table of the numbers"
          title="Table (t)"
          aria-pressed={asTable}
          onClick={() => toggleTable(FIGURE)}
        >
          <Icon name="table" />
        </button>
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          aria-label="Export the numbers"
          title="Export (e)"
          onClick={() => openExport(FIGURE)}
        >
          <Icon name="export" />
        </button>
      </div>
    </section>
  );
}

/** There is no picture of the tiles: exported is their table. */
function numbersScene(context: OverviewContext): Scene {
  const axis = { label: '', scale: 'linear' as const, from: 0, to: 1, ticks: [], grid: false };
  const table = statisticsTable(context.overview, context.labels);
  return {
    id: 'coverage',
    title: 'Numbers',
    ...captionsOf(context, 'Statistics with 95 % intervals'),
    aria: 'Statistics of all runs.',
    width: 640,
    height: 60,
    x: axis,
    y: axis,
    marks: [],
    table,
  };
}

interface TileBoxProps {
  tile: Tile;
  isStop: boolean;
  onFocus(): void;
  onPick(straight: boolean): void;
}

function TileBox({ tile, isStop, onFocus, onPick }: TileBoxProps): JSX.Element {
  const onClick = (event: MouseEvent) => {
    // What is typed into its field is no choice of the tile.
    if (!(event.target as Element).closest('.tile-field')) onPick(event.shiftKey);
  };
  return (
    <div
      class="tile"
      role="listitem"
      tabIndex={isStop ? 0 : -1}
      title={tile.definition}
      aria-description={tile.definition}
      onFocus={onFocus}
      onClick={onClick}
    >
      <p class="caption tile-label">
        <span class="tile-name">{tile.label}</span>
        <Setting tile={tile.key} />
      </p>
      <p class="tile-value">
        <b>{tile.value}</b> <span class="muted">{tile.beside}</span>
      </p>
      <p class="tile-parts muted">
        {tile.parts.map(({ run, text }) => (
          <span key={run}>
            <SolvedMark run={run} solved={true} /> {text}
          </span>
        ))}
        {tile.parts.length > 0 ? '%' : tile.note}
      </p>
    </div>
  );
}

/** ρ and θ stand in the tile that they are of. */
function Setting({ tile }: { tile: string }): JSX.Element | null {
  const overview = useStore(view, (value) => value.overview);
  const name = tile === 'cover@rho' ? 'rho' : tile === 'g-pass@k' ? 'theta' : undefined;
  if (!name) return null;
  const take = (text: string) => {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() === '' || !(value >= 0 && value <= 1)) return 'A number from 0 to 1.';
    changeView({ overview: { ...view.get().overview, [name]: value } });
    return undefined;
  };
  return (
    <CheckedField
      class="tile-field"
      label={name === 'rho' ? 'ρ of Cover@ρ' : 'θ of G-Pass@k'}
      text={String(overview[name])}
      take={take}
    />
  );
}

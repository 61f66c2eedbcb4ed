/** The numbers of a figure as a table; ids lead to their traces. */
import { Fragment, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { cellText, isWords } from '../../src/core/figures/tables';
import type { Cell, FigureTable as Table, Scene } from '../../src/core/figures/scene';
import { openTrace } from '../state/navigation';
import { overviewPlace } from '../state/overview';
import { comparison, view } from '../state/comparison';
import { sharedStart } from './sharedStart';
import type { OverviewContext } from './context';

interface Props {
  context: OverviewContext;
  scene: Scene;
  figure: string;
}

export function FigureTable({ context, scene, figure }: Props): JSX.Element {
  const { columns, rows } = scene.table;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The focus was on the plot that this stands for, unless the mouse asked.
    if (overviewPlace.get().figure === figure && !document.activeElement?.matches('button')) body.current?.focus();
  }, []);
  return (
    <div
      class="figure-body figure-table"
      ref={body}
      tabIndex={0}
      role="region"
      aria-label={`Table of ${scene.title}`}
      onFocus={() => overviewPlace.update({ figure })}
    >
      <table>
        <thead>
          <tr>
            {columns.map(({ name, kind }, i) => (
              <th key={i} scope="col" class={isWords(kind) ? 'text' : kind}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, column) => (
                <td key={column} class={isWords(columns[column].kind) ? 'text' : columns[column].kind}>
                  <CellText context={context} cell={cell} column={columns[column]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="caption">{scene.caption}</p>
    </div>
  );
}

interface CellProps {
  context: OverviewContext;
  cell: Cell;
  column: Table['columns'][number];
}

function CellText({ context, cell, column }: CellProps): JSX.Element {
  const ids = column.kind === 'id' && typeof cell === 'string' ? [cell] : cell;
  if (ids === null || typeof ids !== 'object') return <>{cellText(cell, column.kind)}</>;
  return <IdLinks ids={ids} most={200} run={context.overview.against} />;
}

interface IdLinksProps {
  ids: readonly string[];
  /** The rest is counted. */
  most: number;
  /** Run whose trace is opened. */
  run: number;
  /** In a figure: not stops of the Tab key, for something around them is; without what all ids begin with. */
  quiet?: boolean;
}

/** Ids, each a link to its traces. */
export function IdLinks({ ids, most, run, quiet }: IdLinksProps): JSX.Element {
  const all = view.get();
  const { ids: known = [] } = comparison.get()?.table ?? {};
  const skip = quiet ? sharedStart(known).length : 0;
  const open = (id: string) => openTrace(id, run < 0 ? all.run : run);
  return (
    <span class="ids">
      {ids.slice(0, most).map((id, i) => (
        <Fragment key={id}>
          <span class="nowrap">
            <button
              type="button"
              class="link"
              tabIndex={quiet ? -1 : undefined}
              aria-label={`Open traces of ${id}`}
              onClick={(event) => {
                event.stopPropagation();
                open(id);
              }}
            >
              {id.slice(skip)}
            </button>
            {i + 1 < Math.min(most, ids.length) && ','}
          </span>{' '}
        </Fragment>
      ))}
      {ids.length > most && ` and ${ids.length - most} more`}
    </span>
  );
}

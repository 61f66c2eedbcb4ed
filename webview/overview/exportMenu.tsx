/** A figure out of the page: as a picture, or its table as a file or on the clipboard. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { printPalette } from '../../src/core/figures/palette';
import type { Scene } from '../../src/core/figures/scene';
import { svgOf } from '../../src/core/figures/svg';
import { tableTo, type TableFormat } from '../../src/core/figures/tables';
import { pngOf } from '../charts/png';
import { host } from '../state/host';
import { overviewPlace, say } from '../state/overview';
import { comparison } from '../state/comparison';

interface Entry {
  name: string;
  run(scene: Scene): Promise<string | undefined>;
}

const formats: { format: TableFormat; name: string; ending: string }[] = [
  { format: 'csv', name: 'CSV', ending: 'csv' },
  { format: 'json', name: 'JSON', ending: 'json' },
  { format: 'markdown', name: 'Markdown', ending: 'md' },
  { format: 'latex', name: 'LaTeX', ending: 'tex' },
];

const groups: { title: string; entries: Entry[] }[] = [
  {
    title: 'Picture',
    entries: [
      { name: 'SVG…', run: (scene) => save(scene, 'svg', svgOf(scene, { palette: printPalette, framed: true })) },
      { name: 'PNG…', run: async (scene) => save(scene, 'png', await pngOf(scene)) },
    ],
  },
  {
    title: 'Table',
    entries: formats.map(({ format, name, ending }) => ({
      name: `${name}…`,
      run: (scene) => save(scene, ending, tableTo(format, scene.table)),
    })),
  },
  {
    title: 'Copy table',
    entries: formats.map(({ format, name }) => ({
      name,
      run: async (scene) => {
        await navigator.clipboard.writeText(tableTo(format, scene.table));
        return `its table is on the clipboard as ${name}`;
      },
    })),
  },
];

async function save(scene: Scene, ending: string, content: string | Uint8Array): Promise<undefined> {
  const title = comparison.get()?.title;
  await host().request('saveFile', { name: `${[title, scene.title].filter(Boolean).join(' ')}.${ending}`, content });
}

interface Props {
  scene: Scene;
  /** There is a table, and nothing to draw. */
  tableOnly?: boolean;
}

export function ExportMenu({ scene, tableOnly }: Props): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(document.activeElement);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  const close = () => overviewPlace.update({ menu: undefined });
  useLayoutEffect(() => {
    items()[0]?.focus();
    const outside = (event: MouseEvent) => {
      const { target } = event;
      if (target instanceof Node && !menu.current?.parentElement?.contains(target)) close();
    };
    document.addEventListener('mousedown', outside);
    return () => {
      document.removeEventListener('mousedown', outside);
      if (before.current instanceof HTMLElement && before.current.isConnected)
        before.current.focus({ preventScroll: true });
    };
  }, []);
  const take = async ({ run }: Entry) => {
    close();
    try {
      const done = await run(scene);
      if (done) say(scene.title, done);
    } catch (error) {
      say(scene.title, error instanceof Error ? error.message : String(error));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const place = all.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (to !== undefined) all[(to + all.length) % all.length].focus();
    else if (event.key !== 'e') return;
    else close();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="export-menu" role="menu" aria-label={`Export ${scene.title}`} ref={menu} onKeyDown={onKeyDown}>
      {(tableOnly ? groups.slice(1) : groups).map(({ title, entries }) => (
        <div role="group" aria-label={title} key={title}>
          <p class="caption">{title}</p>
          {entries.map((entry) => (
            <button type="button" role="menuitem" tabIndex={-1} key={entry.name} onClick={() => void take(entry)}>
              {entry.name}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

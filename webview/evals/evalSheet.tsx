/** What a quick eval would do, over the page: read, then started, saved, changed or called off. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { EvalSheet, SheetAnswer, SheetPart, SheetRow } from '../../src/core/evals/sheet';
import { host } from '../state/host';
import type { Shown } from '../state/derived';
import { createStore, type Store } from '../state/store';
import { Icon, type IconName } from '../ui/icon';
import { ClassGlyph, Kbd, Swatch } from '../ui/marks';

/** The sheet that waits for an answer. */
export const sheet: Store<EvalSheet | undefined> = createStore<EvalSheet | undefined>(undefined);

const steps = 'problems › run › sampling › target › ';

export function EvalSheetDialog({ sheet: shownSheet, shown }: { sheet: EvalSheet; shown: Shown }): JSX.Element {
  const dialog = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.querySelector<HTMLElement>('.sheet-main')?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const { title, rows, tiles, checks, settles, canStart } = shownSheet;
  return (
    <div class="sheet-veil" onMouseDown={keepFocus}>
      <div
        class="eval-sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby="sheet-title"
        tabIndex={-1}
        ref={dialog}
        onKeyDown={onKeyDown}
      >
        <header>
          <h2 id="sheet-title">Quick eval: {title}</h2>
          <span class="sheet-steps muted end">
            {steps}
            <span class="sheet-step-now">check and start</span>
          </span>
        </header>
        <dl class="sheet-rows">
          {rows.map((row, i) => (
            <Row key={i} row={row} shown={shown} />
          ))}
        </dl>
        <dl class="sheet-tiles">
          {tiles.map(({ label, value, note }) => (
            <div key={label}>
              <dt class="caption">{label}</dt>
              <dd class="sheet-value">{value}</dd>
              <dd class="caption">{note}</dd>
            </div>
          ))}
        </dl>
        <ul class="sheet-checks">
          {checks.map(({ level, message, fix }, i) => (
            <li key={i}>
              <Icon name={levelIcons[level]} class={`sheet-${level}`} />
              <span>
                <span class="visually-hidden">{levelWords[level]}</span>
                {message}
                {fix !== undefined && ` ${fix}`}
              </span>
            </li>
          ))}
        </ul>
        {settles !== undefined && (
          <p class="sheet-settles">
            <span class="muted">What it can settle:</span> {settles}
          </p>
        )}
        <footer>
          {canStart && (
            <button type="button" class="sheet-button sheet-main" onClick={() => answer('start')}>
              Start <Kbd>↵</Kbd>
            </button>
          )}
          <button
            type="button"
            class={`sheet-button secondary ${canStart ? '' : 'sheet-main'}`}
            onClick={() => answer('save')}
          >
            Save, don’t start
          </button>
          <button type="button" class="sheet-button secondary" onClick={() => answer('cancel')}>
            Cancel <Kbd>esc</Kbd>
          </button>
          <span class="muted end">
            {canStart ? 'Samples appear as they arrive; resume at any time.' : 'It can’t start like this.'}
          </span>
        </footer>
      </div>
    </div>
  );
}

const levelIcons: Record<'ok' | 'warning' | 'error', IconName> = { ok: 'check', warning: 'warning', error: 'error' };
const levelWords = { ok: '', warning: 'Warning: ', error: 'Error: ' };

function Row({ row: { name, parts, canChange }, shown }: { row: SheetRow; shown: Shown }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {parts.map((part, i) => (
          <Part key={i} part={part} shown={shown} />
        ))}
        {canChange && (
          <button type="button" class="link" onClick={() => answer('change')}>
            change…
          </button>
        )}
      </dd>
    </div>
  );
}

function Part({ part: { text, muted, run, problemClass }, shown }: { part: SheetPart; shown: Shown }): JSX.Element {
  const { base, against } = shown.evaluation;
  return (
    <span class={muted ? 'muted' : ''}>
      {run !== undefined && <Swatch run={run} />}
      {problemClass && <ClassGlyph problemClass={problemClass} base={base} other={against} />}
      {text}{' '}
    </span>
  );
}

function answer(given: SheetAnswer): void {
  host()
    .request('answerSheet', { answer: given })
    .catch((error: Error) => console.warn(error.message));
}

/** A click beside the sheet takes nothing from it. */
function keepFocus(event: MouseEvent): void {
  if (event.target === event.currentTarget) event.preventDefault();
}

/** No key leads out of the sheet: neither to the page behind it nor, as a command, to the editor. */
function onKeyDown(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key)) return;
  event.stopPropagation();
  if (event.key === 'Escape') answer('cancel');
  else if (event.key === 'Tab') keepInside(event);
}

function keepInside(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  all[(at + (event.shiftKey ? -1 : 1) + all.length) % all.length]?.focus();
}

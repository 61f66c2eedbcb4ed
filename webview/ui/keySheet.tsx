/** All keys, on `?`. Closes with Esc; the focus goes back to where it was. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { keyGroups, keys } from '../keys';
import { page } from '../state/page';
import { Icon } from './icon';
import { Kbd } from './marks';

export function KeySheet(): JSX.Element {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    sheet.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const close = () => page.update({ keysOpen: false });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key !== 'Tab') return;
    event.stopPropagation();
    if (event.key === 'Tab') event.preventDefault(); // nothing but the close button is in here
  };
  return (
    <div class="key-sheet" role="dialog" aria-label="Keys" tabIndex={-1} ref={sheet} onKeyDown={onKeyDown}>
      <div class="key-sheet-head">
        <h2>Keys</h2>
        <span class="muted">All with a command can be changed in Keyboard Shortcuts.</span>
        <button type="button" class="icon-button end" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="key-groups">
        {keyGroups.map(({ where, group, title }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys
                .filter((key) => key.where === where && key.group === group && key.shown.length > 0)
                .map((key) => (
                  <div key={key.does}>
                    <dt>
                      {key.shown.map((shown) => (
                        <Kbd key={shown}>{shown}</Kbd>
                      ))}
                    </dt>
                    <dd>{key.does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

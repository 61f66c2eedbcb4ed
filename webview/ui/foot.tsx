/** Last line of a page: the focused thing in words on the left, keys on the right. */
import type { ComponentChildren, JSX } from 'preact';
import { page } from '../state/page';
import { Kbd } from './marks';

export interface KeyHint {
  keys: string[];
  does: string;
}

interface FootProps {
  children?: ComponentChildren;
  /** A button behind the words, which are read out when they change. */
  action?: JSX.Element;
  hints: KeyHint[];
}

export function Foot({ children, action, hints }: FootProps): JSX.Element {
  return (
    <footer class="foot">
      <div class={`foot-words ${action ? 'with-action' : ''}`} role="status">
        {children}
      </div>
      {action}
      <div class="foot-keys">
        {hints.map((hint) => (
          <span class="hint" key={hint.does}>
            {hint.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
            {hint.does}
          </span>
        ))}
        <button type="button" class="hint sheet-opener" onClick={() => page.update({ keysOpen: true })}>
          <Kbd>?</Kbd>
          all keys
        </button>
      </div>
    </footer>
  );
}

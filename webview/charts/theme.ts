/** Counts changes of the editor's colours and fonts, for what is painted and not styled. */
import { createStore } from '../state/store';
import { forgetPalette } from './palette';

export const themeVersion = createStore(0);

/** The editor puts its colours on the root element and the kind of theme on the body. */
export function watchTheme(): void {
  const changed = () => {
    forgetPalette();
    themeVersion.set(themeVersion.get() + 1);
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
}

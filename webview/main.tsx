/** Starts the page: connects to the host, asks for everything, renders. */
import { render } from 'preact';
import { App } from './app';
import { sheet } from './evals/evalSheet';
import { showEvidence } from './evidence/evidenceState';
import { runCommand } from './state/commands';
import { comparison, sendView, takeView } from './state/comparison';
import { connectHost, host } from './state/host';
import { overviewUpdate } from './state/overview';
import { page, restorePage } from './state/page';
import { review } from './state/review';
import { listenToKeys } from './state/pageKeys';
import { watchTheme } from './charts/theme';
import { leadTo } from './traces/find/findState';
import { marksChanged } from './traces/readMarks';
import { tagsChanged } from './tags/tagState';
import { watchPageWidth } from './ui/pageWidth';

connectHost({
  state: (state) => comparison.set(state),
  view: takeView,
  command: runCommand,
  overview: (update) => overviewUpdate.set(update),
  review: (state) => review.set(state),
  editMapping: ({ run }) => page.update({ mapping: run, keysOpen: false }),
  find: leadTo,
  marks: marksChanged,
  tags: tagsChanged,
  showEvidence: ({ run }) => showEvidence((shown) => shown === run),
  showDifference: () => page.update({ diff: true }),
  sheet: (shown) => sheet.set(shown ?? undefined),
});
restorePage();
watchPageWidth();
watchTheme();
listenToKeys();
tellFocus();
void open();

async function open(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no element #root.');
  try {
    const { state, view, sheet: asked } = await host().request('open', null);
    sheet.set(asked);
    takeView(view);
    comparison.set(state);
    render(<App />, root);
  } catch (error) {
    const sentence = document.createElement('p');
    sentence.textContent = error instanceof Error ? error.message : String(error);
    root.replaceChildren(sentence);
  }
}

/** Single keys are commands only while the page has the focus. */
function tellFocus(): void {
  const tell = (inside: boolean) =>
    void host()
      .request('focus', { inside })
      .catch(() => undefined);
  window.addEventListener('focus', () => tell(true));
  window.addEventListener('blur', () => tell(false));
  window.addEventListener('pagehide', sendView);
  if (document.hasFocus()) tell(true);
}

/** Legend of token heat, and why a trace has none; the words of the token in focus. */
import type { JSX } from 'preact';
import type { RunSummary } from '../../../src/core/compare/comparison';
import { page } from '../../state/page';
import { useStore } from '../../state/store';
import { textViews } from '../reading/textView';
import { focusedToken, heats } from './heatState';
import { legends, tokenWords } from './heatLevels';

const titles = { logProb: 'chance of each token', entropy: 'entropy at each token' } as const;

/** `panes` are columns of `runs`. */
export function HeatBar({
  runs,
  panes,
}: {
  runs: readonly RunSummary[];
  panes: readonly number[];
}): JSX.Element | null {
  const kind = useStore(page, ({ heat }) => heat);
  const answers = useStore(heats, (value) => value);
  if (kind === 'off') return null;
  const missing = panes.flatMap((run, pane) => {
    const answer = answers[pane];
    const why =
      answer?.kind === 'none'
        ? answer.why
        : kind === 'entropy' && answer && !answer.entropies
          ? 'This dump stores no entropies.'
          : undefined;
    return why === undefined ? [] : [{ pane, words: `${runs[run].label}: ${why}` }];
  });
  const isSame = missing.length === panes.length && new Set(missing.map(({ pane }) => whyOf(answers[pane]))).size === 1;
  const shown = isSame ? missing.slice(0, 1).map(({ pane }) => ({ pane, words: whyOf(answers[pane]) })) : missing;
  return (
    <div class="heat-bar" role="status">
      <span>{titles[kind]}</span>
      {missing.length < panes.length &&
        legends[kind].map((words, i) => (
          <span class="heat-level" key={words}>
            <span class={`heat-swatch heat-${i + 1}`} aria-hidden="true" />
            {words}
          </span>
        ))}
      {shown.map(({ pane, words }) => (
        <span class="heat-missing" key={pane}>
          {words}
        </span>
      ))}
    </div>
  );
}

function whyOf(answer: { kind: string; why?: string } | undefined): string {
  return answer?.why ?? '';
}

/** The token in focus, for the foot. */
export function TokenInFocus(): JSX.Element | null {
  const focused = useStore(focusedToken, (value) => value);
  const answer = useStore(heats, (value) => (focused ? value[focused.pane] : undefined));
  const text = useStore(textViews, (value) => (focused ? value[focused.pane]?.text : undefined));
  if (!focused || answer?.kind !== 'tokens' || text === undefined) return null;
  return <bdi class="token-words">{tokenWords(answer, focused.token, text)}</bdi>;
}

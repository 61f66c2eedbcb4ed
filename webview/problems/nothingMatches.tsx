/** What stands in the grid's place when the filter leaves nothing: the filter in words, and the way out. */
import type { JSX } from 'preact';
import { accuracyWords } from '../../src/core/compare/filterWords';
import { classWords, markWords } from '../../src/core/compare/wordsFor';
import { formatCount } from '../../src/core/format';
import { changeView } from '../state/comparison';
import type { Shown } from '../state/derived';
import { Button } from '../ui/controls';

export function NothingMatches({ shown }: { shown: Shown }): JSX.Element {
  return (
    <div class="nothing">
      <p>{nothingWords(shown)}</p>
      <Button onClick={() => changeView({ filter: {} })}>Clear filters</Button>
    </div>
  );
}

/** `No problem is RL only at k = 64 with base c/n ≥ 5 %.` */
function nothingWords({ state, view }: Pick<Shown, 'state' | 'view'>): string {
  const { classes, text, accuracy, mark } = view.filter;
  const k = view.k === 'n' ? 'n' : formatCount(view.k);
  const is = classes ? ` is ${classes.map((name) => classWords[name]).join(' or ')} at k = ${k}` : '';
  const has = text ? ` ${is ? 'with' : 'has'} “${text}” in its id or question` : '';
  const label = accuracy ? (state.runs[accuracy.run]?.label ?? '') : '';
  const accurate = accuracy ? ` ${has ? 'and' : is ? 'with' : 'has'} ${accuracyWords(accuracy, label)}` : '';
  const sets = (view.filter.sets ?? []).map(({ label }) => label).join(' and ');
  const within = sets === '' ? '' : `${is || has || accurate ? ' and' : ''} is among those of ${sets}`;
  const marked = mark ? ` ${is || has || accurate || within ? 'and with' : 'has'} ${markWords[mark]} samples` : '';
  if (!is && !has && !accurate && !within && !marked) return 'There are no problems yet.';
  return `No problem${is}${has}${accurate}${within}${marked}.`;
}

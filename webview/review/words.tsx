/** Signs and words of verdicts on chains. */
import type { JSX } from 'preact';
import type { ChainVerdict } from '../../src/core/review/verdicts';
import { Icon, type IconName } from '../ui/icon';

export const verdictOrder: readonly ChainVerdict[] = ['valid', 'invalid', 'ambiguous', 'skip'];

export const verdictKeys: Record<ChainVerdict, string> = { valid: 'v', invalid: 'x', ambiguous: 'a', skip: 's' };

/** As a count names them: `29 valid`, `1 skipped`. */
export const countWords: Record<ChainVerdict, string> = {
  valid: 'valid',
  invalid: 'invalid',
  ambiguous: 'ambiguous',
  skip: 'skipped',
};

const icons: Record<ChainVerdict, { name: IconName; class: string }> = {
  valid: { name: 'check', class: 'verdict-correct' },
  invalid: { name: 'close', class: 'verdict-wrong' },
  ambiguous: { name: 'question', class: 'warning' },
  skip: { name: 'skip', class: 'muted' },
};

export function ChainGlyph({ verdict }: { verdict: ChainVerdict }): JSX.Element {
  return <Icon name={icons[verdict].name} class={icons[verdict].class} />;
}

/** How many findings the data has; the Problems panel lists them. */
import type { JSX } from 'preact';
import { formatCount, formatNoun } from '../../src/core/format';
import type { Finding } from '../../src/core/findings';
import { act } from '../state/host';
import { useStore } from '../state/store';
import { Icon } from '../ui/icon';
import { pageWidth, topBarFits } from '../ui/pageWidth';

export function Findings({ findings }: { findings: Finding[] }): JSX.Element | null {
  const width = useStore(pageWidth, (value) => value);
  const inWords = useStore(topBarFits, (value) => value) || width === 'medium';
  if (findings.length === 0) return null;
  // What is only worth knowing does not warn.
  const warns = findings.some(({ severity }) => severity !== 'info');
  const samples = findings.reduce((sum, { mark, count = 0 }) => sum + (mark ? count : 0), 0);
  const words = formatNoun(findings.length, 'finding');
  return (
    <button
      type="button"
      class="findings"
      aria-label={inWords ? undefined : words}
      title={findings.map((finding) => finding.message).join('\n')}
      onClick={() => act({ kind: 'showFindings' })}
    >
      <Icon name={warns ? 'warning' : 'info'} class={warns ? 'warning' : ''} />
      <span>
        {inWords ? words : formatCount(findings.length)}
        {samples > 0 && width === 'wide' && <span class="muted">, {formatNoun(samples, 'sample')}</span>}
      </span>
    </button>
  );
}

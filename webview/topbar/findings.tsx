/** How many findings the data has; the Problems panel lists them. */
import type { JSX } from 'preact';
import { formatNoun } from '../../src/core/format';
import type { Finding } from '../../src/core/findings';
import { act } from '../state/host';
import { Icon } from '../ui/icon';

export function Findings({ findings }: { findings: Finding[] }): JSX.Element | null {
  if (findings.length === 0) return null;
  // What is only worth knowing does not warn.
  const warns = findings.some(({ severity }) => severity !== 'info');
  const samples = findings.reduce((sum, { mark, count = 0 }) => sum + (mark ? count : 0), 0);
  return (
    <button
      type="button"
      class="findings"
      title={findings.map((finding) => finding.message).join('\n')}
      onClick={() => act({ kind: 'showFindings' })}
    >
      <Icon name={warns ? 'warning' : 'info'} class={warns ? 'warning' : ''} />
      {formatNoun(findings.length, 'finding')}
      {samples > 0 && <span class="muted">, {formatNoun(samples, 'sample')}</span>}
    </button>
  );
}

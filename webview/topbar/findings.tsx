/** How many findings the data has; the Problems panel lists them. */
import type { JSX } from 'preact';
import { formatCount } from '../../src/core/format';
import type { Finding } from '../../src/core/findings';
import { act } from '../state/host';
import { Icon } from '../ui/icon';

export function Findings({ findings }: { findings: Finding[] }): JSX.Element | null {
  if (findings.length === 0) return null;
  // What is only worth knowing does not warn.
  const warns = findings.some(({ severity }) => severity !== 'info');
  return (
    <button
      type="button"
      class="findings"
      title={findings.map((finding) => finding.message).join('\n')}
      onClick={() => act({ kind: 'showFindings' })}
    >
      <Icon name={warns ? 'warning' : 'info'} class={warns ? 'warning' : ''} />
      <span class="findings-count">{formatCount(findings.length)}</span>
      <span class="findings-word">{findings.length === 1 ? 'finding' : 'findings'}</span>
    </button>
  );
}

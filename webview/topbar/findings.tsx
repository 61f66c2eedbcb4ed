/** How many findings the data has; the Problems panel lists them. */
import type { JSX } from 'preact';
import { formatNoun } from '../../src/core/format';
import type { Finding } from '../../src/core/findings';
import { act } from '../state/host';
import { Icon } from '../ui/icon';

export function Findings({ findings }: { findings: Finding[] }): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <button
      type="button"
      class="findings"
      title={findings.map((finding) => finding.message).join('\n')}
      onClick={() => act({ kind: 'showFindings' })}
    >
      <Icon name="warning" class="warning" />
      {formatNoun(findings.length, 'finding')}
    </button>
  );
}

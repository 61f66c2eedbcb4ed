/** Commands about claims: of a row of the Claims view, of the trace in focus, else of one that is chosen. */
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { writable } from '../tags/recording';
import { actOnClaims, openClaim, pickClaim } from './claims';
import { claimOfNode } from './claimsTree';
import type { ClaimAction } from '../../protocol/comparePage';

/** @returns id without the prefix `traceInspector.` → function. */
export function claimCommands(
  services: Services,
  active: () => OpenComparison,
  toPage: (command: 'challengeClaim' | 'rerunEvidence' | 'judgeApproach') => void,
): Record<string, (...args: unknown[]) => unknown> {
  const onOne = (title: string, act: (claim: string) => ClaimAction) => async (node: unknown) => {
    const id = claimOfNode(node) ?? (await chosen(services, active(), title));
    if (id !== undefined) await actOnClaims(services, active(), act(id));
  };
  const ofPage = (kind: 'challengeClaim' | 'rerunEvidence' | 'judgeApproach') => (node: unknown) => {
    const id = claimOfNode(node);
    return id === undefined ? toPage(kind) : actOnClaims(services, active(), { kind, claims: [id] });
  };
  return {
    challengeClaim: ofPage('challengeClaim'),
    rerunEvidence: ofPage('rerunEvidence'),
    judgeApproach: ofPage('judgeApproach'),
    claimSurvived: onOne('Which claim survived?', (claim) => ({ kind: 'decideClaim', claim, outcome: 'survived' })),
    claimRefuted: onOne('Which claim is refuted?', (claim) => ({ kind: 'decideClaim', claim, outcome: 'refuted' })),
    withdrawClaim: onOne('Withdraw which claim?', (claim) => ({ kind: 'withdrawClaim', claim })),
    copyEvidenceCard: onOne('Copy the evidence of which claim?', (claim) => ({ kind: 'copyEvidenceCard', claim })),
    saveEvidenceCard: onOne('Save the evidence of which claim?', (claim) => ({ kind: 'saveEvidenceCard', claim })),
    openClaim: async (node) => {
      const comparison = active();
      const own = await writable(services, comparison);
      const id = claimOfNode(node) ?? (await chosen(services, comparison, 'Open which claim?'));
      const claim = id === undefined ? undefined : own?.state.claims.get(id);
      if (own && claim) await openClaim({ services, comparison, own }, claim);
    },
  };
}

async function chosen(services: Services, comparison: OpenComparison, title: string): Promise<string | undefined> {
  const own = await writable(services, comparison);
  if (!own) return undefined;
  const claims = [...own.state.claims.values()];
  if (claims.length === 0)
    throw new Error('Nothing has been claimed yet. Claim as Novel makes a claim of a trace or a span.');
  const [claim] = await pickClaim(claims, title);
  return claim?.id;
}

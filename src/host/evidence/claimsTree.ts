/** Side bar view *Claims*: every claim of novelty with the sign of its state; how well the surface score predicts people. */
import * as vscode from 'vscode';
import type { Claim, ClaimStatus } from '../../core/annotations/state';
import { formatNoun, formatPercent } from '../../core/format';
import { predictionWords, sampleName } from '../../core/novelty/noveltyWords';
import { claimSigns, evidenceOf, placeOfClaim, predictionOfClaims } from '../../core/novelty/shownClaim';
import type { OpenComparison, OpenComparisons } from '../openComparisons';
import { hiddenItem, hiddenQueue } from '../review/queueTree';
import { throttle, treeEveryMs } from '../throttle';
import { statusWords } from './claims';

interface ClaimNode {
  /** Absent in the row that stands for all claims while a blind queue is read. */
  claim?: Claim;
}

/** Id of the claim of a row. */
export function claimOfNode(node: unknown): string | undefined {
  if (typeof node === 'string') return node;
  const { claim } = (node ?? {}) as Partial<ClaimNode>;
  return claim?.id;
}

const order: ClaimStatus[] = ['claimed', 'challenged', 'survived', 'refuted'];

export class ClaimsTree implements vscode.TreeDataProvider<ClaimNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #listening: { dispose(): void } | undefined;
  #of: OpenComparison | undefined;
  #hidden = false;

  constructor(private readonly comparisons: OpenComparisons) {}

  register(): vscode.Disposable {
    const view = vscode.window.createTreeView<ClaimNode>('traceInspector.claimsView', { treeDataProvider: this });
    const refresh = throttle(() => this.#refresh(view), treeEveryMs);
    const follow = (): void => {
      const { active } = this.comparisons;
      if (active === this.#of) {
        if (this.#isHidden !== this.#hidden) refresh();
        return;
      }
      this.#of = active;
      this.#listening?.dispose();
      this.#listening = active?.tags.changed.on(refresh);
      refresh();
    };
    follow();
    const subscriptions = [this.comparisons.activeChanged.on(follow), this.comparisons.contentChanged.on(follow)];
    return vscode.Disposable.from(view, this.#changed, ...subscriptions, refresh, {
      dispose: () => this.#listening?.dispose(),
    });
  }

  /** Those that wait for someone first. */
  getChildren(node?: ClaimNode): ClaimNode[] {
    const claims = this.#of?.tags.known?.state.claims;
    if (node || !claims) return [];
    if (this.#isHidden) return claims.size > 0 ? [{}] : [];
    return [...claims.values()]
      .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.made.event < b.made.event ? -1 : 1))
      .map((claim) => ({ claim }));
  }

  getTreeItem({ claim }: ClaimNode): vscode.TreeItem {
    if (!claim) return hiddenItem('Claims');
    const state = this.#of?.tags.known?.state;
    const anchor = state && placeOfClaim(state, claim)?.anchor;
    const item = new vscode.TreeItem(`${claimSigns[claim.status]} ${claim.statement}`);
    item.id = claim.id;
    item.description = anchor ? `${anchor.problem} · ${sampleName(anchor)}` : 'its tag was removed';
    item.tooltip = this.#tooltip(claim);
    item.contextValue = claim.challenges.length > 0 ? 'claim-challenged' : 'claim';
    item.accessibilityInformation = { label: `${claim.statement}, ${statusWords[claim.status]}` };
    item.command = { command: 'traceInspector.openClaim', title: 'Open', arguments: [{ claim }] };
    return item;
  }

  /** Claims name runs: while a blind queue is read there are none. */
  get #isHidden(): boolean {
    return hiddenQueue(this.#of) !== undefined;
  }

  #tooltip(claim: Claim): string {
    const evidence = evidenceOf(claim);
    const surface =
      evidence?.share === undefined
        ? []
        : [
            `${formatPercent(evidence.share)} % of its tokens are in no base sample's passages; ${formatNoun(evidence.samples, 'base sample')} searched`,
          ];
    return [statusWords[claim.status], ...surface, `${claim.made.author}, ${claim.made.time.slice(0, 10)}`].join('\n');
  }

  #refresh(view: vscode.TreeView<ClaimNode>): void {
    const state = this.#of?.tags.known?.state;
    const has = state !== undefined && state.claims.size > 0;
    this.#hidden = this.#isHidden;
    view.message =
      has && !this.#hidden && [...state.claims.values()].some(({ approaches }) => approaches.length > 0)
        ? predictionWords(predictionOfClaims(state))
        : undefined;
    void vscode.commands.executeCommand('setContext', 'traceInspector.claims', has);
    this.#changed.fire(undefined);
  }
}

/**
 * Tokens of targets, in the editor's secret storage. A token belongs to a target and to the origin that it had when the
 * token was set: another origin gets none, and a target whose address changes loses it.
 */
import type * as vscode from 'vscode';
import type { HarnessAdapter } from '../../core/evals/adapter';
import type { Target } from '../../core/evals/target';

/** Which secrets there are: id of a target → origins. Secret storage does not list its keys; no secret is in here. */
const indexKey = 'evals.tokens';
type TokenIndex = Record<string, string[]>;

const secretKey = (id: string, origin: string): string => `traceInspector.token ${id} ${origin}`;

export class TargetTokens {
  constructor(
    private readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>,
    private readonly memory: Pick<vscode.Memento, 'get' | 'update'>,
  ) {}

  /** @returns undefined when the target uses none or none was given for where it leads now. */
  async get(target: Target, adapter: HarnessAdapter): Promise<string | undefined> {
    const origin = adapter.tokenOrigin(target);
    return origin === undefined ? undefined : this.secrets.get(secretKey(target.id, origin));
  }

  /** @throws Error for a target that uses no token. */
  async set(target: Target, adapter: HarnessAdapter, token: string): Promise<void> {
    const origin = adapter.tokenOrigin(target);
    if (origin === undefined) throw new Error(`${target.label} (${adapter.label}) uses no token.`);
    await this.forget(target.id);
    await this.secrets.store(secretKey(target.id, origin), token);
    await this.memory.update(indexKey, { ...this.index, [target.id]: [origin] });
  }

  /** @returns false when there was none. */
  async forget(id: string): Promise<boolean> {
    return (await this.drop(id, () => true)) > 0;
  }

  /** Ids of targets that have a token. */
  get known(): string[] {
    return Object.keys(this.index).filter((id) => this.index[id].length > 0);
  }

  /** Drops the tokens of targets that are gone or lead elsewhere now. @returns the ids of those that lost one. */
  async prune(originOf: (id: string) => string | undefined): Promise<string[]> {
    const lost: string[] = [];
    for (const id of this.known) {
      const now = originOf(id);
      if ((await this.drop(id, (origin) => origin !== now)) > 0) lost.push(id);
    }
    return lost;
  }

  private async drop(id: string, isDropped: (origin: string) => boolean): Promise<number> {
    const origins = this.index[id] ?? [];
    const dropped = origins.filter(isDropped);
    for (const origin of dropped) await this.secrets.delete(secretKey(id, origin));
    const { [id]: _, ...others } = this.index;
    const left = origins.filter((origin) => !dropped.includes(origin));
    if (dropped.length > 0) await this.memory.update(indexKey, left.length > 0 ? { ...others, [id]: left } : others);
    return dropped.length;
  }

  private get index(): TokenIndex {
    return this.memory.get<TokenIndex>(indexKey, {});
  }
}

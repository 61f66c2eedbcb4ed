/** The harness adapters there are: our own, and those that other extensions register. */
import { join } from 'node:path';
import { harnessApiVersion, HarnessError, type HarnessAdapter } from '../../core/evals/adapter';
import { idPattern, type Target } from '../../core/evals/target';
import { commandAdapter } from '../../io/evals/adapters/command';
import { rayAdapter } from '../../io/evals/adapters/ray';
import { slurmAdapter } from '../../io/evals/adapters/slurm';
import { OpenAiAdapter } from '../../io/evals/openai/openAiAdapter';

export interface HarnessOptions {
  /** Folder of the extension's own storage, for what windows tell each other. */
  leaseDir: string;
  /** Unique to this window. */
  window: string;
  /** Folder of the extension. */
  extensionPath: string;
}

export class Harnesses {
  readonly openai: OpenAiAdapter;
  readonly #adapters = new Map<string, HarnessAdapter>();

  constructor({ leaseDir, window, extensionPath }: HarnessOptions) {
    const worker = join(extensionPath, 'media', 'worker', 'trace_worker.py');
    this.openai = new OpenAiAdapter({ leases: { dir: leaseDir, owner: window } });
    for (const adapter of [this.openai, commandAdapter(worker), slurmAdapter(worker), rayAdapter(worker)])
      this.#adapters.set(adapter.id, adapter);
  }

  get all(): HarnessAdapter[] {
    return [...this.#adapters.values()];
  }

  /**
   * @returns what takes the adapter away again
   * @throws Error for another version of the interface, a name that is taken, or one that can't stand in a file.
   */
  register(adapter: HarnessAdapter, apiVersion: number): { dispose(): void } {
    if (apiVersion !== harnessApiVersion)
      throw new Error(
        `This adapter is written for version ${apiVersion} of the harness interface; this is ${harnessApiVersion}.`,
      );
    if (!idPattern.test(adapter.id)) throw new Error(`${adapter.id} is no id of a harness adapter.`);
    if (this.#adapters.has(adapter.id)) throw new Error(`There is a harness adapter ${adapter.id} already.`);
    this.#adapters.set(adapter.id, adapter);
    return {
      dispose: () => {
        if (this.#adapters.get(adapter.id) === adapter) this.#adapters.delete(adapter.id);
      },
    };
  }

  isDetached(id: string): boolean {
    return this.#adapters.get(id)?.capabilities.detached ?? false;
  }

  /** @throws HarnessError `config` when nothing registered it. */
  of({ adapter, label }: Target): HarnessAdapter {
    const found = this.#adapters.get(adapter);
    if (found) return found;
    throw new HarnessError(
      'config',
      `The target ${label} needs the adapter ${adapter}, which no installed extension brings.`,
    );
  }

  dispose(): void {
    for (const adapter of this.#adapters.values()) adapter.dispose();
  }
}

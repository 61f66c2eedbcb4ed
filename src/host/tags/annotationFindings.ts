/**
 * What is wrong or odd in the annotations of a comparison, told among its findings: damaged lines, events of newer versions,
 * and tags whose text is in no dump any more. These are looked for once for each reading of the dumps.
 */
import { lostFindings } from '../../core/annotations/lostFindings';
import { placeAnchors } from '../../io/annotations/placeAnchors';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import { logError } from '../errors';
import type { ComparisonSession } from '../session';
import { throttle } from '../throttle';
import type { TagFeed } from './tagFeed';
import { traceReaderOf } from './traceReader';

/** A dump that grows is read anew all the time; the samples with tags are not. In ms. */
const lookEveryMs = 10_000;

export class AnnotationFindings {
  readonly #subscriptions: { dispose(): void }[];
  readonly #lookSoon = throttle(() => void this.#look(), lookEveryMs);
  #looked: { own: ComparisonAnnotations; table: unknown } | undefined;
  #lost: readonly string[] = [];
  #disposed = false;

  constructor(
    private readonly session: ComparisonSession,
    private readonly tags: Pick<TagFeed, 'changed' | 'known'>,
  ) {
    this.#subscriptions = [
      tags.changed.on(() => {
        this.#tell();
        this.#changed();
      }),
      session.stateChanged.on(() => this.#changed()),
    ];
  }

  dispose(): void {
    this.#disposed = true;
    this.#lookSoon.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(): void {
    const own = this.tags.known;
    if (!own || this.#disposed) return;
    const lost = this.#lost.flatMap((id) => own.state.annotations.get(id) ?? []);
    this.session.setFindingsBeside('annotations', [...own.findings, ...lostFindings(own.state, lost, own.path)]);
  }

  /** Waits for all runs: what has not been read yet is not lost. */
  #changed(): void {
    const own = this.tags.known;
    const { runs, table } = this.session.state;
    if (!own || runs.some(({ state }) => state.kind !== 'ready')) return;
    if (this.#looked?.own !== own || this.#looked.table !== table) this.#lookSoon();
  }

  /** Reads every sample with a tag. */
  async #look(): Promise<void> {
    const own = this.tags.known;
    if (!own || this.#disposed) return;
    const looked = { own, table: this.session.state.table };
    this.#looked = looked;
    const all = [...own.state.annotations.values()];
    try {
      const reader = traceReaderOf(this.session);
      const places = await placeAnchors(
        all.map(({ anchor }) => anchor),
        reader,
      );
      if (this.#looked !== looked || this.#disposed) return;
      this.#lost = all.filter((_, i) => places[i].how === 'lost').map(({ id }) => id);
      this.#tell();
    } catch (error) {
      // The dumps are being written anew: the next reading looks again.
      logError('Looking for lost tags', error);
    }
  }
}

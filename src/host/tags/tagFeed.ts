/** The tags of an open comparison as its page sees them, and the way to write new ones. */
import { openSuggestions, cueHints, tagOfPattern, type Hints } from '../../core/annotations/suggestTags';
import { codebookOf, tagCounts, tagsOfSample, type CodebookTag, type ShownTag } from '../../core/annotations/shownTags';
import { anchorSpan } from '../../core/annotations/spans';
import type { Anchor, SampleAnchor } from '../../core/annotations/events';
import { parseComparison } from '../../core/compare/comparisonFile';
import type { TextSpan } from '../../core/search/query';
import { stepsOf } from '../../core/trace/steps';
import { contentHash } from '../../io/contentHash';
import { findSpans } from '../../io/findSpans';
import type { SampleRef, SampleTags, TagCounts } from '../../protocol/comparePage';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import type { ComparisonSource } from '../comparisonSource';
import { Event } from '../event';
import { logError } from '../errors';
import type { ComparisonSession } from '../session';

/** Suggestions of one pattern in one trace. */
const mostHints = 200;

export interface TagFeedOptions {
  session: ComparisonSession;
  source: ComparisonSource;
  /** Rejects with the sentence that says why nothing can be kept. */
  annotations(): Promise<ComparisonAnnotations>;
  /** The bundled `searchWorker.js`. */
  searchWorkerPath: string;
}

export class TagFeed {
  /** Other tags may be shown, or counted. */
  readonly changed = new Event<undefined>();
  #own: ComparisonAnnotations | undefined;
  #listening: { dispose(): void } | undefined;

  constructor(private readonly options: TagFeedOptions) {}

  /** Whether there is a file beside which annotations can be kept. */
  get isKept(): boolean {
    const { document } = this.options.source;
    return document !== undefined && !document.isUntitled;
  }

  /** @throws Error with the sentence to show */
  async own(): Promise<ComparisonAnnotations> {
    const own = await this.options.annotations();
    if (own !== this.#own) {
      this.#listening?.dispose();
      this.#own = own;
      this.#listening = own.changed.on(() => this.changed.fire(undefined));
      this.changed.fire(undefined);
    }
    return own;
  }

  /** As far as they are known without waiting. */
  get known(): ComparisonAnnotations | undefined {
    return this.#own;
  }

  /** Tags that can be given, in the order of their keys. */
  async codebook(): Promise<CodebookTag[]> {
    const own = await this.#readable();
    return own ? codebookOf(own.state) : [];
  }

  async counts(): Promise<TagCounts> {
    const own = await this.#readable();
    return own ? tagCounts(own.state) : {};
  }

  /** @param withSuggestions those of cue words and named patterns too */
  async read(ref: SampleRef, withSuggestions: boolean): Promise<SampleTags> {
    const own = await this.#readable();
    if (!own || (own.state.annotations.size === 0 && !withSuggestions)) return { tags: [], lost: 0 };
    const { sample, text } = await this.#sampleOf(ref);
    const moved = await this.#movedHere(own, sample);
    const { tags, lost } = tagsOfSample(own.state, sample, text, ({ id }) => moved.has(id));
    if (!withSuggestions) return { tags, lost: lost.length };
    const suggested = await this.#suggestions(own, sample, text, tags);
    const all: ShownTag[] = [...tags, ...suggested.map(({ anchor: _, ...shown }) => shown)];
    return { tags: all, lost: lost.length };
  }

  /** The suggestions of a sample with the given ids, and where they are. */
  async suggestionsOf(ref: SampleRef, ids: readonly string[]): Promise<(ShownTag & { anchor: Anchor })[]> {
    const own = await this.own();
    const { sample, text } = await this.#sampleOf(ref);
    const { tags } = tagsOfSample(own.state, sample, text, () => false);
    return (await this.#suggestions(own, sample, text, tags)).filter(({ id }) => ids.includes(id));
  }

  /** Where a tag on a sample, or on a span of its trace, is anchored. */
  async anchorOf(ref: SampleRef, span: TextSpan | undefined): Promise<Anchor> {
    const { sample, text } = await this.#sampleOf(ref);
    return span ? { ...sample, span: anchorSpan(text, span, stepsOf(text)) } : sample;
  }

  dispose(): void {
    this.#listening?.dispose();
  }

  /** What can't be read is in the log; that nothing is kept yet is no error as long as nobody tags. */
  async #readable(): Promise<ComparisonAnnotations | undefined> {
    if (!this.isKept) return undefined;
    try {
      return await this.own();
    } catch (error) {
      logError('Annotations', error);
      return undefined;
    }
  }

  async #sampleOf({ problem, run, sample: index }: SampleRef): Promise<{ sample: SampleAnchor; text: string }> {
    const { session } = this.options;
    const { text } = await session.readTrace({ problem: session.rowOf(problem), run, sample: index });
    return { sample: { run: session.specs[run].label, problem, index, hash: contentHash(text) }, text };
  }

  /** Annotations of this very text that were made at another place, where another text is now. */
  async #movedHere(own: ComparisonAnnotations, sample: SampleAnchor): Promise<Set<string>> {
    const { session } = this.options;
    const moved = new Set<string>();
    const run = session.specs.findIndex(({ label }) => label === sample.run);
    const problem = session.rowOf(sample.problem);
    for (const { id, anchor } of own.state.annotations.values()) {
      const { index, hash } = anchor;
      if (anchor.run !== sample.run || anchor.problem !== sample.problem) continue;
      if (index === sample.index || hash !== sample.hash) continue;
      const isThere = index < session.sampleCount(problem, run);
      const there = isThere ? await session.readTrace({ problem, run, sample: index }) : undefined;
      if (!there || contentHash(there.text) !== hash) moved.add(id);
    }
    return moved;
  }

  async #suggestions(own: ComparisonAnnotations, sample: SampleAnchor, text: string, tags: readonly ShownTag[]) {
    const codebook = codebookOf(own.state);
    const { patterns = [] } = parseComparison(this.options.source.text()).file ?? {};
    const hints: Hints[] = cueHints(text, codebook);
    for (const { name, ...query } of patterns) {
      const tag = tagOfPattern(name, codebook);
      if (!tag) continue;
      const spans = await findSpans(text, query, this.options.searchWorkerPath).catch(() => []);
      hints.push({ source: name, tag: tag.id, spans: spans.slice(0, mostHints) });
    }
    return openSuggestions(own.state, sample, text, hints, tags);
  }
}

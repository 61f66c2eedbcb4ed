/** Where the samples and spans that annotations speak of are now, in dumps that may have been made anew. */
import type { Anchor } from '../../core/annotations/events';
import { findSpan, type FoundSpan } from '../../core/annotations/spans';
import { contentHash } from '../contentHash';

export interface PlacedAnchor {
  /** `same`: as it was. `moved`: the trace is another sample's now. `found`: the trace changed, the span is in it. */
  how: 'same' | 'moved' | 'found' | 'lost';
  /** Sample in which it is; as it was when it is lost. */
  index: number;
  span?: FoundSpan;
}

/** What is asked of the dumps. */
export interface TraceReader {
  /** Samples of a problem in a run; 0 when either is not there. */
  count(run: string, problem: string): number;
  read(run: string, problem: string, index: number): Promise<string>;
}

/**
 * Reads each sample named at most once, and all samples of a problem where one is no longer at its place. A span whose
 * trace is nowhere is looked for in the sample at its old place; a trace without a span is lost then.
 */
export async function placeAnchors(anchors: readonly Anchor[], reader: TraceReader): Promise<PlacedAnchor[]> {
  const problems = new Map<string, ProblemTraces>();
  const placed: PlacedAnchor[] = [];
  for (const anchor of anchors) {
    const key = JSON.stringify([anchor.run, anchor.problem]);
    const traces = problems.get(key) ?? new ProblemTraces(anchor, reader);
    problems.set(key, traces);
    placed.push(await placeIn(traces, anchor));
  }
  return placed;
}

async function placeIn(traces: ProblemTraces, { index, hash, span }: Anchor): Promise<PlacedAnchor> {
  const at = span && { span: { start: span.start, end: span.end, by: 'offsets' as const } };
  if ((await traces.hashAt(index)) === hash) return { how: 'same', index, ...at };
  const moved = await traces.find(hash);
  if (moved >= 0) return { how: 'moved', index: moved, ...at };
  const text = span && index < traces.count ? await traces.read(index) : undefined;
  const found = span && text !== undefined ? findSpan(text, span) : undefined;
  return found ? { how: 'found', index, span: found } : { how: 'lost', index };
}

class ProblemTraces {
  readonly count: number;
  readonly #hashes = new Map<number, string>();

  constructor(
    private readonly of: Pick<Anchor, 'run' | 'problem'>,
    private readonly reader: TraceReader,
  ) {
    this.count = reader.count(of.run, of.problem);
  }

  read(index: number): Promise<string> {
    return this.reader.read(this.of.run, this.of.problem, index);
  }

  async hashAt(index: number): Promise<string | undefined> {
    if (index >= this.count) return undefined;
    const known = this.#hashes.get(index);
    if (known !== undefined) return known;
    const hash = contentHash(await this.read(index));
    this.#hashes.set(index, hash);
    return hash;
  }

  /** First sample with this text; -1 without one. */
  async find(hash: string): Promise<number> {
    for (let index = 0; index < this.count; index++) if ((await this.hashAt(index)) === hash) return index;
    return -1;
  }
}

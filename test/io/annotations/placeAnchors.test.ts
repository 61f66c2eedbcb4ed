import { describe, expect, it } from 'vitest';
import type { Anchor } from '../../../src/core/annotations/events';
import { anchorSpan } from '../../../src/core/annotations/spans';
import { placeAnchors } from '../../../src/io/annotations/placeAnchors';
import { contentHash } from '../../../src/io/contentHash';

const before = ['First trace.', 'The sum is 51, so 51.', 'Third trace.'];
const anchorOf = (index: number, start?: number, end?: number): Anchor => ({
  run: 'RL',
  problem: 'p',
  index,
  hash: contentHash(before[index]),
  ...(start !== undefined && end !== undefined && { span: anchorSpan(before[index], { start, end }, []) }),
});

function readerOf(traces: string[]) {
  const reads: number[] = [];
  const read = (_run: string, _problem: string, index: number): Promise<string> => {
    reads.push(index);
    return Promise.resolve(traces[index]);
  };
  return { reads, count: (run: string) => (run === 'RL' ? traces.length : 0), read };
}

describe('annotations on dumps that were made anew', () => {
  it('are where they were, each sample being read once', async () => {
    const reader = readerOf(before);
    const placed = await placeAnchors([anchorOf(1, 11, 13), anchorOf(1), anchorOf(2)], reader);
    expect(placed.map(({ how, index }) => [how, index])).toEqual([
      ['same', 1],
      ['same', 1],
      ['same', 2],
    ]);
    expect(reader.reads).toEqual([1, 2]);
  });

  it('move with their trace', async () => {
    const placed = await placeAnchors([anchorOf(0), anchorOf(1, 11, 13)], readerOf([before[1], before[0]]));
    expect(placed).toMatchObject([
      { how: 'moved', index: 1 },
      { how: 'moved', index: 0, span: { start: 11 } },
    ]);
  });

  it('are found in a trace that changed, or lost', async () => {
    const traces = [before[0], 'So: The sum is 51, so 51.', 'gone'];
    const placed = await placeAnchors([anchorOf(1, 11, 13), anchorOf(1), anchorOf(2, 0, 5)], readerOf(traces));
    expect(placed).toMatchObject([{ how: 'found', span: { start: 15, end: 17 } }, { how: 'lost' }, { how: 'lost' }]);
  });

  it('are lost with their run', async () => {
    expect(await placeAnchors([{ ...anchorOf(0), run: 'gone' }], readerOf(before))).toEqual([
      { how: 'lost', index: 0 },
    ]);
  });
});

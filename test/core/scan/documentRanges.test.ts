import { describe, expect, it } from 'vitest';
import { documentRanges } from '../../../src/core/scan/documentRanges';
import type { ScanPlan } from '../../../src/core/scan/plan';
import { indexOfByte, MemorySource } from './memorySource';

function documents(text: string, each: string, container: ScanPlan['container']): unknown[] {
  const source = new MemorySource(text);
  return [...documentRanges(source, each, container, indexOfByte)].map((range) =>
    range.kind === 'document'
      ? [range.line, Buffer.from(text).toString('utf8', range.start, range.end)]
      : [range.line, range.torn ? 'torn' : 'damaged'],
  );
}

describe('documents', () => {
  it('are the rows of a file, with the damaged ones told of', () => {
    expect(documents('{"a": 1}\n\n{"a": \n{"b": [2]}\n{"c"', '', 'lines')).toEqual([
      [1, '{"a": 1}'],
      [3, 'damaged'],
      [4, '{"b": [2]}'],
      [5, 'torn'],
    ]);
  });

  it('are the elements at a path, in whatever layout', () => {
    const text = '{\n  "samples": [\n    {"id": 1},\n    {"id": [2, NaN]}, 7\n  ]\n}';
    expect(documents(text, 'samples[]', 'document')).toEqual([
      [3, '{"id": 1}'],
      [4, '{"id": [2, NaN]}'],
    ]);
    expect(documents(text, '', 'document')).toEqual([[6, text]]);
  });

  it('are read in small pieces, each byte once', () => {
    const row = JSON.stringify({ text: 'x'.repeat(5000) });
    const source = new MemorySource(`${row}\n`.repeat(2000));
    expect([...documentRanges(source, '', 'lines', indexOfByte)]).toHaveLength(2000);
    expect(source.readBytes).toBeLessThan(source.size + 10);
  });

  it('before the place where a document ends are given', () => {
    expect(documents('{"samples": [{"a": 1}, {"b"', 'samples[]', 'document')).toEqual([
      [1, '{"a": 1}'],
      [1, 'torn'],
    ]);
  });
});

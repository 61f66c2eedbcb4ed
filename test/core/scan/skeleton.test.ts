import { describe, expect, it } from 'vitest';
import { probeDump } from '../../../src/core/scan/skeleton';
import { indexOfByte, MemorySource } from './memorySource';

const rows = (count: number, chars: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ i, text: 'x'.repeat(chars) }) + '\n').join('');

describe('probing a dump', () => {
  it('looks at a few rows further on, in order and each once', () => {
    const [{ documents, later = [] }] = probeDump(new MemorySource(rows(400, 300)), indexOfByte);
    expect(documents).toHaveLength(20);
    const numbers = later.map((row) => (row as { i: number }).i);
    expect(numbers).toHaveLength(8);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers[0]).toBeGreaterThan(20);
    expect(numbers[7]).toBeGreaterThan(360);
  });

  it('finds nothing further on in short files, and passes over damaged rows', () => {
    expect(probeDump(new MemorySource(rows(3, 10)), indexOfByte)[0].later).toEqual([]);
    const damaged = rows(20, 10) + '{"i": 20, "text": "torn\n'.repeat(50) + rows(3, 10);
    expect(probeDump(new MemorySource(damaged), indexOfByte)[0].later).toEqual([{ i: 1, text: 'x'.repeat(10) }]);
  });

  it('reads little of a file of many rows', () => {
    const source = new MemorySource(rows(20_000, 1000));
    probeDump(source, indexOfByte);
    expect(source.readBytes).toBeLessThan(4_000_000);
  });
});

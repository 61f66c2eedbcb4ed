import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellValue } from '../../../src/core/containers/cellValue';
import { isEvalLog, logSamples } from '../../../src/core/containers/evalLog';
import { jsonValueOf, neededColumns, type SchemaNode } from '../../../src/core/containers/parquetColumns';
import { containerOf } from '../../../src/core/containers/sniff';
import { ZstdFrames } from '../../../src/core/containers/zstdFrames';
import { zstdStored } from '../../../tools/packing.mjs';

describe('the container of a file', () => {
  it.each([
    ['a,b\n1,2\n', 'csv'],
    ['id,question,correct\r\n1,"What, is\n""it""?",true\r\n', 'csv'],
    ['prompt: |\n  What is 1 + 1?\nsamples:\n- one\n', 'yaml'],
    ['---\nid: 3\nsamples: []\n', 'yaml'],
    ['# A run\n\nMade for tests. License: MIT.\nNothing else\nNote: none\n', undefined],
    ['{"a": 1, "b": 2}\n', undefined],
    ['[1, 2]', undefined],
    ['', undefined],
    ['# Notes\n\nSome text, with a comma.\nMore, of it.\n', undefined],
    ['Error: it failed\n', undefined],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n', undefined],
    ['1,2\n3,4\n', undefined],
    ['PAR1rest', 'parquet'],
  ])('of %j is %s', (text, container) => {
    expect(containerOf(Buffer.from(text))).toBe(container);
  });

  it('is told by its mark', () => {
    expect(containerOf(new Uint8Array([0x1f, 0x8b, 8]))).toBe('gzip');
    expect(containerOf(new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0]))).toBe('zstd');
    expect(containerOf(new Uint8Array([0x50, 0x4b, 3, 4]))).toBe('zip');
    expect(containerOf(new Uint8Array([97, 44, 0, 98]))).toBeUndefined();
  });
});

describe('cells', () => {
  it.each([
    ['', null],
    ['True', true],
    ['false', false],
    ['-1.5e3', -1500],
    ['42', 42],
    ['007', '007'],
    ['9007199254740993', '9007199254740993'],
    ['1,000', '1,000'],
    ['NaN', 'NaN'],
  ])('%j is %j', (cell, value) => {
    expect(cellValue(cell)).toBe(value);
  });
});

describe('the members of an Inspect log', () => {
  it('are samples of one member, and samples in chunks', () => {
    const names = [
      '_journal/start.json',
      'samples/a/b c_epoch_1.json',
      'samples/q_epoch_2/sample.json',
      'samples/q_epoch_2/messages/1000.json',
      'samples/q_epoch_2/messages/0.json',
      'samples/q_epoch_2/events/0.json',
      'samples/q_epoch_2/events/stats.json',
      'samples/q_epoch_2/skeleton.json',
      'samples/q_epoch_2/attachments/0.json',
      'summaries.json',
    ];
    const members = (some: string[]): Map<string, string> => new Map(some.map((name) => [name, name]));
    expect(isEvalLog(members(names))).toBe(true);
    expect([...logSamples(members(names))]).toEqual([
      { name: 'samples/a/b c_epoch_1', shell: 'samples/a/b c_epoch_1.json', messages: [], attachments: [] },
      {
        name: 'samples/q_epoch_2',
        shell: 'samples/q_epoch_2/sample.json',
        messages: ['samples/q_epoch_2/messages/0.json', 'samples/q_epoch_2/messages/1000.json'],
        attachments: [{ start: 0, member: 'samples/q_epoch_2/attachments/0.json' }],
      },
    ]);
    expect(isEvalLog(members(['results.json', 'header.json']))).toBe(false);
  });
});

describe('the frames of a Zstandard stream', () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const stream = Buffer.concat([
    zstdStored('a'.repeat(9000)),
    skippable,
    zstdStored(''),
    zstdStored('b'),
    Buffer.from('x'),
  ]);
  const through = (frames: ZstdFrames, pieces: Uint8Array[]): Buffer =>
    Buffer.concat([...pieces.flatMap((piece) => [...frames.push(piece)]), frames.rest()]);

  it('go by as they are, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), stream.length];
        const pieces = cuts.slice(1).map((end, i) => stream.subarray(cuts[i], end));
        expect(through(new ZstdFrames(), pieces).equals(stream)).toBe(true);
      }),
    );
  });

  it('get no larger windows than what they hold needs', () => {
    const windowOf = (descriptor: number, contentBytes: number): number => {
      const frame = zstdStored('abc');
      frame[5] = descriptor;
      return through(new ZstdFrames(contentBytes), [frame])[5];
    };
    expect(windowOf(20 << 3, 3)).toBe(0);
    expect(windowOf(20 << 3, 1025)).toBe(1 << 3);
    expect(windowOf(2 << 3, 1e9)).toBe(2 << 3);
  });

  it('that say how much they hold are held to it', () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 64]);
    expect(() => through(new ZstdFrames(), [frame])).toThrow('it needs 1,024 MB of memory to unpack');
    expect(() => through(new ZstdFrames(100), [frame])).toThrow('its sizes contradict each other');
  });
});

describe('the columns of a Parquet file', () => {
  const leaf = (path: string[], type: string, converted_type?: string, repetition_type = 'OPTIONAL'): SchemaNode => ({
    children: [],
    element: { name: path[path.length - 1], type, converted_type, repetition_type },
    path,
  });
  const list = (name: string, element: (path: string[]) => SchemaNode): SchemaNode => ({
    children: [
      {
        children: [element([name, 'list', 'element'])],
        element: { name: 'list', repetition_type: 'REPEATED' },
        path: [name, 'list'],
      },
    ],
    element: { name, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
    path: [name],
  });
  const needed = (children: SchemaNode[], values: Record<string, number> = {}): string[] | undefined =>
    neededColumns({ children, element: { name: 'root' }, path: [] }, (path) => values[path] ?? 10, 10)?.children.map(
      ({ element }) => element.name,
    );

  it('that are needed hold texts, verdicts and single numbers', () => {
    const columns = [
      leaf(['id'], 'INT64'),
      leaf(['text'], 'BYTE_ARRAY', 'UTF8'),
      leaf(['image'], 'BYTE_ARRAY'),
      list('responses', (path) => leaf(path, 'BYTE_ARRAY', 'UTF8')),
      list('correct', (path) => leaf(path, 'BOOLEAN')),
      list('rewards', (path) => leaf(path, 'DOUBLE')),
      list('tokens', (path) => leaf(path, 'INT32')),
    ];
    const values = { 'responses.list.element': 640, 'rewards.list.element': 640, 'tokens.list.element': 90_000 };
    expect(needed(columns, values)).toEqual(['id', 'text', 'responses', 'correct', 'rewards']);
  });

  it('are all texts where the writer did not say which bytes are', () => {
    expect(needed([leaf(['text'], 'BYTE_ARRAY'), leaf(['reward'], 'DOUBLE')])).toEqual(['text', 'reward']);
  });

  it('may all be useless', () => {
    expect(needed([list('tokens', (path) => leaf(path, 'INT32'))], { 'tokens.list.element': 9000 })).toBeUndefined();
  });
});

describe('a value of a cell', () => {
  it('becomes what JSON can hold', () => {
    const value = {
      small: 12n,
      large: 9007199254740993n,
      nan: NaN,
      day: new Date(0),
      never: new Date(NaN),
      bytes: new Uint8Array([104, 105]),
      lazy: { readText: () => 'later' },
      list: new Float64Array([1, Infinity]),
      none: undefined,
    };
    expect(jsonValueOf(value)).toEqual({
      small: 12,
      large: '9007199254740993',
      nan: null,
      day: '1970-01-01T00:00:00.000Z',
      never: null,
      bytes: 'hi',
      lazy: 'later',
      list: [1, null],
      none: null,
    });
  });
});

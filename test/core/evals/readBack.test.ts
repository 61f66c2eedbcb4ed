import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkText, readChunk } from '../../../src/core/evals/readChunk';
import { readSpec } from '../../../src/core/evals/readSpec';
import { bytesOf, linesOf, sha256, specWith } from './evals';

describe('reading run.json', () => {
  const spec = specWith({ n: 20, grown: [12] });
  const read = (value: unknown) => readSpec(value, spec.evalId, sha256);
  const changed = (change: (copy: typeof spec) => void): unknown => {
    const copy = structuredClone(spec);
    change(copy);
    return read(copy);
  };

  it('gives back what was written', () => {
    expect(read(JSON.parse(JSON.stringify(spec)))).toEqual({ spec });
    const chat = specWith({ chat: true });
    expect(read(JSON.parse(JSON.stringify(chat)))).toEqual({ spec: chat });
  });

  it('refuses a file whose parts do not agree', () => {
    expect(readSpec(spec, 'another', sha256)).toMatchObject({ why: expect.stringContaining('evalId') });
    expect(changed((copy) => (copy.problems[0].prompt += ' '))).toMatchObject({
      why: 'problems[0].promptHash must be that of its prompt.',
    });
    expect(changed((copy) => (copy.sampling.temperature = 1))).toMatchObject({
      why: expect.stringContaining('specHash'),
    });
    expect(changed((copy) => (copy.chunks[1].id = '../../evil'))).toMatchObject({
      why: expect.stringContaining('plan'),
    });
    expect(changed((copy) => copy.chunks.pop())).toMatchObject({ why: expect.stringContaining('plan') });
    expect(changed((copy) => (copy.target.id = '-oProxyCommand=x'))).toMatchObject({
      why: expect.stringContaining('target.id'),
    });
    expect(changed((copy) => copy.models.push(copy.models[0]))).toMatchObject({
      why: expect.stringContaining('twice'),
    });
    expect(changed((copy) => (copy.n = 1e9))).toMatchObject({ why: expect.stringContaining('n must be') });
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(read(value).spec).toBeUndefined();
      }),
    );
    const fields = Object.keys(spec) as (keyof typeof spec)[];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        read({ ...spec, [field]: value });
      }),
    );
  });
});

describe('reading a chunk', () => {
  const spec = specWith({ n: 8 });
  const [chunk] = spec.chunks;
  const read = (text: string) => readChunk(text, chunk, spec.evalId);
  const good = bytesOf(spec, chunk);
  const withLine = (change: object): string =>
    chunkText(linesOf(spec, chunk).map((line, i) => (i === 3 ? { ...line, ...change } : line)));

  it('gives back what was written, in the order of the index', () => {
    expect(read(good)).toEqual({ lines: linesOf(spec, chunk) });
    expect(read(chunkText(linesOf(spec, chunk).reverse()))).toEqual({ lines: linesOf(spec, chunk) });
  });

  it('takes no chunk that is not whole and right', () => {
    const bad: [string, string][] = [
      [good.slice(0, -1), 'cut off'],
      [good.slice(0, good.indexOf('\n') + 1), '1 lines for 8'],
      [withLine({ index: 2, seed: chunk.seed + 2 }), 'twice'],
      [withLine({ index: 8 }), 'index'],
      [withLine({ seed: 77 }), 'seed'],
      [withLine({ finish_reason: '' }), 'finish_reason'],
      [withLine({ finish_reason: null }), 'finish_reason'],
      [withLine({ text: null }), 'text'],
      [withLine({ evalId: 'x' }), 'evalId'],
      [withLine({ problem: 'p1' }), 'problem'],
      [good.replace('"sample 3"', '"sample'), 'not JSON'],
      ['', '0 lines'],
    ];
    for (const [text, why] of bad) expect(read(text)).toEqual({ why: expect.stringContaining(why) });
  });

  it('allows a server that takes no seed', () => {
    expect(read(withLine({ seed: null })).lines?.[3].seed).toBeNull();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(read(text).lines).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length - 1 }), fc.string({ maxLength: 3 }), (at, inserted) => {
        read(good.slice(0, at) + inserted + good.slice(at + 1));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { openCompass } from '../../../src/core/adapters/openCompass';
import { RunAssembler } from '../../../src/core/scan/runAssembler';
import { RunMirror } from '../../../src/core/scan/runMirror';
import { scanDump } from '../../../src/core/scan/scanDump';
import { indexOfByte, MemorySource } from '../scan/memorySource';

const detect = (document: unknown) => openCompass.detect({ path: 'x', container: 'document', documents: [document] });

/** Three replicas of two problems, as whole blocks. */
const predictions = Object.fromEntries(
  ['A?', 'B?', 'A?', 'B?', 'A?', 'B?'].map((prompt, i) => [
    String(i),
    { origin_prompt: [{ role: 'HUMAN', prompt }], prediction: `text ${i}`, gold: '1' },
  ]),
);
const results = (problems: boolean[][]) => ({
  accuracy: 50,
  details: problems.map((correct, i) => ({ example_abbr: `x_${i}`, pred: correct.map(() => '1'), correct })),
});

function join(verdicts: object) {
  const mirror = new RunMirror();
  const assembler = new RunAssembler();
  const source = new MemorySource(JSON.stringify(predictions));
  for (const part of scanDump(source, detect(predictions)!.choices[0].plan, { indexOfByte }).parts)
    assembler.add(part, 0, source);
  mirror.apply(assembler.take(true));
  const [part] = scanDump(new MemorySource(JSON.stringify(verdicts)), detect(verdicts)!.choices[0].plan, {
    indexOfByte,
  }).parts;
  const lost = mirror.lay(assembler.overlay(part));
  const { samples, problems } = mirror.snapshot({ adapter: '', verdictRule: { id: '', label: '' }, files: [] });
  return { lost, verdicts: [...samples.verdict], counts: problems.map(({ n, c }) => [n, c]) };
}

describe('OpenCompass', () => {
  it('lays the verdicts of a problem over its replicas, which stand in blocks', () => {
    const joined = join(
      results([
        [true, false, true],
        [false, false, true],
      ]),
    );
    expect(joined).toEqual({
      lost: 0,
      verdicts: [1, 0, 0, 0, 1, 1],
      counts: [
        [3, 2],
        [3, 1],
      ],
    });
  });

  it('lays nothing where the problems differ in number', () => {
    expect(join(results([[true, false, true]]))).toMatchObject({ lost: 3, verdicts: [2, 2, 2, 2, 2, 2] });
  });

  it('finds results beside predictions, and the other way round', () => {
    expect(openCompass.companions!('out/predictions/1/predictions/m/d.json')).toEqual([
      'out/predictions/1/results/m/d.json',
    ]);
    expect(openCompass.companions!('out/1/results/m/d.json')).toEqual(['out/1/predictions/m/d.json']);
    expect(openCompass.companions!('data')).toEqual([]);
  });

  it('leaves other numbered objects alone', () => {
    for (const document of [
      { '0': { prediction: 'x' } },
      { '0': 'x' },
      {},
      [],
      { details: [] },
      { details: { type: 'GEN' } },
    ])
      expect(detect(document), JSON.stringify(document)).toBeUndefined();
  });
});

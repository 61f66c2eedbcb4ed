import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicatesOf } from '../../../src/core/integrity/duplicates';
import { Verdict, type RunIndex } from '../../../src/core/runIndex';
import { decodeValue } from '../../../src/core/scan/jsonText';
import type { Field, ScanPlan } from '../../../src/core/scan/plan';
import { readRangeOf } from '../../../src/core/scan/byteSource';
import { RunAssembler } from '../../../src/core/scan/runAssembler';
import { RunMirror } from '../../../src/core/scan/runMirror';
import { scanDump, type ScanOptions } from '../../../src/core/scan/scanDump';
import { indexOfByte, MemorySource } from './memorySource';

const grouped: ScanPlan = {
  container: 'lines',
  sections: [
    {
      record: '',
      rule: 'truth',
      fields: [
        { role: 'id', path: 'idx' },
        { role: 'question', path: 'question' },
        { role: 'reference', path: 'gt' },
        { role: 'text', path: 'code[]' },
        { role: 'answer', path: 'pred[]' },
        { role: 'verdict', path: 'score[]' },
        { role: 'finish', path: 'finish_reason[]' },
      ],
    },
  ],
};

const perSample: ScanPlan = {
  container: 'lines',
  sections: [
    {
      record: '',
      rule: 'truth',
      fields: [
        { role: 'id', path: 'id' },
        { role: 'text', path: 'text' },
        { role: 'verdict', path: 'ok' },
        { role: 'tokens', path: 'meta.tokens' },
      ],
    },
  ],
};

function scanWith(content: string | Uint8Array, plan: ScanPlan, options: Partial<ScanOptions> = {}) {
  const source = new MemorySource(content);
  const result = scanDump(source, plan, { indexOfByte, ...options });
  const assembler = new RunAssembler();
  const mirror = new RunMirror();
  for (const part of result.parts) if (!part.verdictsOnly) assembler.add(part, 0, source);
  mirror.apply(assembler.take());
  for (const part of result.parts) if (part.verdictsOnly) mirror.lay(assembler.overlay(part));
  const index = mirror.snapshot({ adapter: 'test', verdictRule: { id: '', label: '' }, files: [] });
  return { ...result, index, source };
}

function texts(source: MemorySource, index: RunIndex): string[] {
  const { offset, length, kind } = index.samples;
  return Array.from(offset, (start, i) => decodeValue(readRangeOf(source, start, start + length[i]), kind[i] as 0));
}

const row = (idx: number, n = 2): string =>
  JSON.stringify({
    idx,
    question: `What is ${idx}?`,
    gt: String(idx),
    code: Array.from({ length: n }, (_, i) => `trace "${i}" of \\ ${idx}\n`),
    pred: Array.from({ length: n }, (_, i) => (i ? '' : String(idx))),
    report: Array(n).fill(null),
    finish_reason: Array.from({ length: n }, (_, i) => (i ? 'length' : 'stop')),
    score: Array.from({ length: n }, (_, i) => i === 0),
  });

describe.each([
  { how: 'with the kernel', plain: false },
  { how: 'in plain JavaScript', plain: true },
])('scanning a dump $how', ({ plain }) => {
  const scan = (content: string | Uint8Array, plan: ScanPlan, options: Partial<ScanOptions> = {}) =>
    scanWith(content, plan, { plain, ...options });

  it('indexes grouped rows', () => {
    const { index, source, findings } = scan([row(7), row(8, 3)].join('\n') + '\n', grouped);
    expect(findings).toEqual([]);
    expect(index.problems.map(({ id, n, c, preview, reference }) => ({ id, n, c, preview, reference }))).toEqual([
      { id: '7', n: 2, c: 1, preview: 'What is 7?', reference: '7' },
      { id: '8', n: 3, c: 1, preview: 'What is 8?', reference: '8' },
    ]);
    expect(texts(source, index)[1]).toBe('trace "1" of \\ 7\n');
    expect([...index.samples.finish]).toEqual([1, 2, 1, 2, 2]);
    expect([...index.samples.answer]).toEqual([0, -1, 1, -1, -1]);
    expect(index.answers).toEqual(['7', '8']);
  });

  it('gives the same index for every chunk size, however long the strings are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.string({ minLength: 1 })),
            junk: fc.jsonValue({ maxDepth: 3 }),
            text: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('\\', '\\\\"', '"', '\n\\')),
            meta: fc.record({ deep: fc.jsonValue({ maxDepth: 2 }), tokens: fc.nat() }),
            ok: fc.constantFrom(true, false, null, 1, 0),
          }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 16, max: 700 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (rows, chunkBytes, newline) => {
          const { index, source, findings } = scan(rows.map((r) => JSON.stringify(r)).join(newline), perSample, {
            // Keys must fit into a quarter of a chunk, which is never in question with the real 4 MiB.
            chunkBytes: Math.max(chunkBytes, 4 * longestKey(rows) + 64),
          });
          expect(findings).toEqual([]);
          expect(texts(source, index)).toEqual(rows.map((r) => JSON.parse(JSON.stringify(r.text))));
          expect([...index.samples.verdict]).toEqual(
            rows.map((r) => (r.ok === null ? Verdict.unscored : r.ok ? Verdict.correct : Verdict.wrong)),
          );
          expect([...index.samples.tokens]).toEqual(rows.map((r) => r.meta.tokens));
          expect(Array.from(index.samples.problem, (p) => index.problems[p].id)).toEqual(rows.map((r) => String(r.id)));
        },
      ),
      { numRuns: 400 },
    );
  });

  describe('with training steps', () => {
    const stepped: ScanPlan = {
      container: 'lines',
      sections: [
        {
          record: '',
          rule: 'truth',
          fields: [
            { role: 'question', path: 'q' },
            { role: 'text', path: 't' },
            { role: 'verdict', path: 'ok' },
            { role: 'step', path: 'step' },
          ],
        },
      ],
    };
    const rows = [200, 100, 200, '100', 300, null].map((step, i) =>
      JSON.stringify({ q: `Q${i % 2}`, t: `trace ${i}`, ok: i < 3, step }),
    );

    it('keeps the samples of one step, the first one met unless another is wanted', () => {
      const first = scan(rows.join('\n'), stepped);
      expect(texts(first.source, first.index)).toEqual(['trace 0', 'trace 2']);
      const wanted = scan(rows.join('\n'), stepped, { step: 100 });
      expect(texts(wanted.source, wanted.index)).toEqual(['trace 1', 'trace 3']);
      expect(wanted.index.problems.map(({ n, c }) => [n, c])).toEqual([[2, 1]]);
      expect(scan(rows.join('\n'), stepped, { step: 7 }).index.problems).toEqual([]);
    });

    it('counts the samples of all steps', () => {
      const { steps } = scan(rows.join('\n'), stepped);
      expect(steps.steps).toEqual([200, 100, 300, undefined]);
      expect(steps.besides(200)).toBe(4);
      expect(scan(row(1), grouped).steps.size).toBe(0);
    });

    it('stays small when the field counts rows instead of steps', () => {
      const many = Array.from({ length: 10_500 }, (_, step) => JSON.stringify({ q: 'Q', t: 'x', step })).join('\n');
      const { steps } = scan(many, stepped);
      expect([steps.size, steps.others, steps.besides(0)]).toEqual([10_000, 500, 10_499]);
    });
  });

  it('reads a judgement at either end of a text of any length', () => {
    const plan: ScanPlan = {
      container: 'lines',
      sections: [{ record: '', rule: 'judgement', fields: [{ role: 'verdict', path: 'judgement' }] }],
    };
    const long = 'because \u00e9 '.repeat(20_000);
    const judgements = [
      'Judgement: Yes',
      `Judgement: No\n${long}`,
      `${long}\n**Judgement:** Yes\n`,
      `Judgement: No.\n${long}\nJudgement: yes`,
      long,
      'Judgement: none of these',
      null,
    ];
    const { index } = scan(judgements.map((judgement) => JSON.stringify({ judgement })).join('\n'), plan);
    const { correct, wrong, unscored } = Verdict;
    expect([...index.samples.verdict]).toEqual([correct, wrong, correct, correct, unscored, unscored, unscored]);
  });

  it('lays verdicts over samples by number, or by order where they name no problem', () => {
    const read = (content: string, fields: string[][], verdictsOnly?: boolean) =>
      scanDump(
        new MemorySource(content),
        {
          container: 'lines',
          sections: [
            {
              record: '',
              rule: 'truth',
              verdictsOnly,
              fields: fields.map(([role, path]) => ({ role, path }) as Field),
            },
          ],
        },
        { indexOfByte },
      ).parts[0];
    const verdictsAfter = (verdicts: object[]): number[] => {
      const samples = ['a', 'b', 'a', 'b'].map((id) => JSON.stringify({ id, text: 'x' })).join('\n');
      const assembler = new RunAssembler();
      const mirror = new RunMirror();
      assembler.add(read(samples, [['id', 'id'], ['text', 'text']]), 0, new MemorySource(samples)); // prettier-ignore
      mirror.apply(assembler.take());
      const rows = verdicts.map((verdict) => JSON.stringify(verdict)).join('\n');
      const part = read(rows, [['id', 'id'], ['sampleIndex', 'sample'], ['verdict', 'ok']], true); // prettier-ignore
      const lost = mirror.lay(assembler.overlay(part));
      const { samples: columns } = mirror.snapshot({ adapter: '', verdictRule: { id: '', label: '' }, files: [] });
      return [lost, ...columns.verdict];
    };
    const { correct: C, wrong: W, unscored: U } = Verdict;
    expect(verdictsAfter([{ id: 'b', ok: true }, { id: 'a', ok: false }, { id: 'c', ok: true }])).toEqual([1, W, C, U, U]); // prettier-ignore
    expect(verdictsAfter([{ id: 'b', sample: 2, ok: true }, { id: 'a', sample: 1, ok: false }])).toEqual([0, W, U, U, C]); // prettier-ignore
    expect(verdictsAfter([{ id: 'b', sample: 7, ok: true }, { id: 'b', sample: 0, ok: true }])).toEqual([1, U, C, U, U]); // prettier-ignore
    expect(verdictsAfter([{ ok: true }, { ok: false }, { ok: true }, { ok: true }])).toEqual([0, C, W, C, C]);
    expect(verdictsAfter([{ ok: true }, { ok: false }])).toEqual([2, U, U, U, U]);
  });

  it('leaves a damaged row out, says where it is, and reads on', () => {
    const bad = row(2).slice(0, 40);
    const { index, findings } = scan([row(1), bad, row(3), ''].join('\n'), grouped);
    expect(index.problems.map((p) => p.id)).toEqual(['1', '3']);
    expect(findings).toMatchObject([{ code: 'damaged-row', line: 2 }]);
  });

  it('calls a last row that is cut off torn, and says where to go on', () => {
    const { index, findings, resume } = scan(row(1) + '\n' + row(2).slice(0, 60), grouped);
    expect(index.problems.map((p) => p.id)).toEqual(['1']);
    expect(findings).toMatchObject([{ code: 'torn-end', line: 2 }]);
    expect(resume).toEqual({ byte: Buffer.byteLength(row(1)) + 1, line: 2 });
  });

  it('never throws on a file cut anywhere, and keeps what is whole', () => {
    const whole = [row(1), row(2), row(3)].join('\n');
    for (let cut = 0; cut < whole.length; cut++) {
      const { index } = scan(whole.slice(0, cut), grouped, { chunkBytes: 64 * 4 });
      const rowsWhole = whole
        .slice(0, cut)
        .split('\n')
        .filter((line) => line.endsWith(']}')).length;
      expect(index.problems.length).toBe(rowsWhole);
    }
  });

  it('never throws on mutated bytes', () => {
    const whole = Buffer.from([row(1), row(2), row(3), row(4)].join('\n'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const { index } = scan(bytes, grouped);
        expect(index.samples.problem.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 1500 },
    );
  });

  it('reads a pretty-printed array, and keeps the records before its damage', () => {
    const plan: ScanPlan = { container: 'document', sections: [{ ...grouped.sections[0], record: '[]' }] };
    const text = JSON.stringify([JSON.parse(row(1)), JSON.parse(row(2))], null, 4);
    expect(scan(text, plan).index.problems.map((p) => p.n)).toEqual([2, 2]);
    const cut = scan(text.slice(0, -30), plan);
    expect(cut.index.problems.map((p) => p.id)).toEqual(['1']);
    expect(cut.findings).toMatchObject([{ code: 'torn-end' }]);
  });

  it("reads Python's NaN, a byte order mark, blank lines and a missing last newline", () => {
    const text = '\ufeff\r\n{"id": 1, "text": "a", "ok": NaN}\r\n\r\n{"id": 1, "text": "b", "ok": 1.0, "x": -Infinity}';
    const { index, findings } = scan(text, perSample);
    expect(findings).toEqual([]);
    expect([...index.samples.verdict]).toEqual([Verdict.unscored, Verdict.correct]);
  });

  it('keeps lone surrogates, raw U+2028, NUL and ANSI codes exactly', () => {
    const text = '{"id": 1, "text": "\\ud835 \u2028 \\u0000 \u001b[31m", "ok": true}\n';
    const { index, source } = scan(text, perSample);
    expect(texts(source, index)).toEqual(['\ud835 \u2028 \0 \u001b[31m']);
  });

  it('joins records that stand under their key, and verdicts that stand apart', () => {
    const plan: ScanPlan = {
      container: 'document',
      sections: [
        {
          record: 'raw.*',
          rule: 'truth',
          fields: [
            { role: 'id', path: '@key' },
            { role: 'text', path: '[]' },
          ],
        },
        {
          record: 'scored.*',
          rule: 'truth',
          verdictsOnly: true,
          fields: [
            { role: 'id', path: '@key' },
            { role: 'verdict', path: '[]' },
          ],
        },
      ],
    };
    const text = JSON.stringify({ raw: { b: ['x', 'y'], a: ['z'] }, scored: { a: [true], b: [false, true] } });
    const { index } = scan(text, plan);
    expect(index.problems.map(({ id, n, c }) => [id, n, c])).toEqual([
      ['b', 2, 1],
      ['a', 1, 1],
    ]);
    expect([...index.samples.verdict]).toEqual([0, 1, 1]);
  });

  it('reads each byte once, in chunks', () => {
    const { source } = scan(Array.from({ length: 200 }, (_, i) => row(i)).join('\n'), grouped, { chunkBytes: 8192 });
    // Beyond the scan: the byte order mark, the last byte, and question and reference of each problem.
    const questions = 200 * 2;
    expect(source.readBytes).toBeLessThan(source.size + 200 * 32 + 8);
    expect(source.reads).toBeLessThan(source.size / 6000 + questions + 8);
  });

  it('averages log-probabilities of a sample, whether it is a row or one of a list', () => {
    const perRow: ScanPlan = {
      container: 'lines',
      sections: [
        {
          record: '',
          rule: 'truth',
          fields: [
            { role: 'id', path: 'id' },
            { role: 'text', path: 'text' },
            { role: 'logProbs', path: 'logprobs[]' },
          ],
        },
      ],
    };
    const rows = [
      { id: 1, text: 'a', logprobs: [-1, -2, null, -3] },
      { id: 1, text: 'b', logprobs: [] },
      { id: 1, text: 'c' },
      { id: 1, text: 'd', logprobs: [-0.5] },
    ];
    const { index } = scan(rows.map((r) => JSON.stringify(r)).join('\n'), perRow);
    expect(index.problems[0].n + index.problems[0].unscored).toBe(4);
    expect([...index.samples.logProb]).toEqual([-2, NaN, NaN, -0.5]);

    const chat = listPlan('choices[].message.content', 'choices[].logprobs.content[].logprob');
    const choice = (text: string, ...logprobs: number[]) => ({
      message: { content: text },
      logprobs: { content: logprobs.map((logprob) => ({ token: 't', logprob })) },
    });
    const requests = [{ id: 1, choices: [choice('a', -1, -3), choice('b'), choice('c', -4)] }];
    expect([...scan(JSON.stringify(requests[0]), chat).index.samples.logProb]).toEqual([-2, NaN, -4]);

    const means = listPlan('texts[]', 'logprobs[]');
    const grouped = JSON.stringify({ id: 1, texts: ['a', 'b'], logprobs: [-1, -2] });
    expect([...scan(grouped, means).index.samples.logProb]).toEqual([-1, -2]);
    const spread = JSON.stringify({ id: 1, texts: ['a', 'b'], mean: -1 });
    expect([...scan(spread, listPlan('texts[]', 'mean')).index.samples.logProb]).toEqual([-1, -1]);
  });

  it('keeps problems of different benchmarks apart, whatever order the fields are in', () => {
    const plan: ScanPlan = {
      container: 'lines',
      sections: [
        {
          record: '',
          rule: 'truth',
          fields: [
            { role: 'id', path: 'id' },
            { role: 'text', path: 'text' },
            { role: 'benchmark', path: 'data_source' },
          ],
        },
      ],
    };
    const rows = [
      { id: 1, text: 'a', data_source: 'aime24' },
      { data_source: 'math500', id: 1, text: 'b' },
      { id: 1, data_source: 'aime24', text: 'c' },
      { id: 1, text: 'd' },
    ];
    const { index } = scan(rows.map((r) => JSON.stringify(r)).join('\n'), plan);
    expect(index.problems.map(({ id, benchmark, start, end }) => [id, benchmark, end - start])).toEqual([
      ['1', 'aime24', 2],
      ['1', 'math500', 1],
      ['1', undefined, 1],
    ]);
  });

  it('tells texts apart by length, beginning and end, also those longer than a chunk', () => {
    const long = (end: string): string => 'x'.repeat(3000) + end;
    const rows = ['short', 'short', 'shirt', long('a'), long('b'), long('a')].map((text) => ({ id: 1, text }));
    const content = rows.map((r) => JSON.stringify(r)).join('\n');
    for (const chunkBytes of [512, 1 << 19]) {
      const { index } = scan(content, perSample, { chunkBytes });
      expect(duplicatesOf(index)).toEqual([
        { row: 1, first: 0 },
        { row: 5, first: 3 },
      ]);
    }
  });
});

/** One row a problem, with a list of texts. */
function listPlan(text: string, logProbs: string): ScanPlan {
  const fields = [
    { role: 'id', path: 'id' },
    { role: 'text', path: text },
    { role: 'logProbs', path: logProbs },
  ] as const;
  return { container: 'lines', sections: [{ record: '', rule: 'truth', fields: [...fields] }] };
}

function longestKey(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(
    0,
    ...Object.entries(value).map(([key, child]) => Math.max(Buffer.byteLength(JSON.stringify(key)), longestKey(child))),
  );
}

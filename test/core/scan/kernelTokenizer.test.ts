import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openKernel } from '../../../src/core/scan/kernelTokenizer';
import type { Path, Role, ScanPlan } from '../../../src/core/scan/plan';
import { buildPlanTree, type PlanTree } from '../../../src/core/scan/planTree';
import {
  Tokenizer,
  type ChunkTokenizer,
  type TokenizerOptions,
  type TokenSink,
} from '../../../src/core/scan/tokenizer';
import { indexOfByte } from './memorySource';

type Open = (tree: PlanTree, sink: TokenSink, options: TokenizerOptions) => ChunkTokenizer;
const tokenizers: Record<'plain' | 'kernel', Open> = {
  plain: (...args) => new Tokenizer(...args),
  kernel: (...args) => openKernel(...args)!,
};

function planOf(container: ScanPlan['container'], ...sections: [Path, Partial<Record<Role, Path>>][]): ScanPlan {
  return {
    container,
    sections: sections.map(([record, paths]) => ({
      record,
      rule: 'truth',
      fields: Object.entries(paths).map(([role, path]) => ({ role: role as Role, path })),
    })),
  };
}

/** Every kind of place that a plan can name. */
const plans: Record<string, ScanPlan> = {
  rows: planOf('lines', ['', { id: 'id', text: 'text', verdict: 'ok', tokens: 'meta.tokens', note: 'meta' }]),
  lists: planOf('lines', ['', { id: 'id', text: 'text[]', verdict: 'ok[].passed', answer: 'list[].a[0]' }]),
  elements: planOf('lines', ['', { id: 'list[1]', text: 'list[0].text', verdict: 'text[]' }]),
  nested: planOf('lines', ['list[]', { id: 'id', text: 'text', verdict: 'ok' }]),
  keys: planOf('lines', ['meta.*', { id: '@key', text: '[]', verdict: 'ok' }], ['meta', { tokens: 'tokens' }]),
  document: planOf('document', ['[]', { id: 'id', text: 'text', verdict: 'ok' }]),
  several: planOf('document', ['list.*', { id: '@key', text: '[]' }], ['meta[]', { id: 'id', verdict: 'ok[]' }]),
};

/** All that a tokenizer tells of `bytes`; the next one takes over its memory. */
function told(open: Open, plan: ScanPlan, bytes: Uint8Array, chunkBytes: number, base: number): string[] {
  const lines: string[] = [];
  const tokenizer = open(buildPlanTree(plan), recorder(lines), {
    lines: plan.container === 'lines',
    chunkBytes,
    contiguous: chunkBytes >> 2,
    indexOfByte,
  });
  read(tokenizer, bytes, base, lines);
  tokenizer.release();
  return lines;
}

/** A line for each thing told. */
function recorder(lines: string[]): TokenSink {
  const nodes = new Map<unknown, string>();
  const nameOf = (node: unknown): string => nodes.get(node) ?? (nodes.set(node, `node ${nodes.size}`), nameOf(node));
  return {
    beginRecord: (node) => void lines.push(`begin ${nameOf(node)}`),
    endRecord: (node, start, end) => void lines.push(`end ${nameOf(node)} ${start}-${end}`),
    key: (depth, key) => void lines.push(`key ${depth} ${Buffer.from(key).toString('latin1')}`),
    value: ({ role, section }, kind, start, end, buf, at, element) => {
      const text = at < 0 ? '' : Buffer.from(buf.subarray(at, at + end - start)).toString('latin1');
      lines.push(`${section}.${role} ${kind} ${start}-${end} [${element}] ${at < 0 ? 'elsewhere' : `"${text}"`}`);
    },
  };
}

/** As `scanDump` reads: in chunks, and on behind a damaged row. */
function read(tokenizer: ChunkTokenizer, bytes: Uint8Array, base: number, lines: string[]): void {
  let position = 0;
  let held = 0;
  tokenizer.restart(1);
  for (;;) {
    const got = Math.min(tokenizer.chunk.length - held, bytes.length - position - held);
    tokenizer.chunk.set(bytes.subarray(position + held, position + held + got), held);
    held += got;
    const used = tokenizer.push(held, base + position);
    lines.push(`used ${used} line ${tokenizer.line} row ${tokenizer.rowStart} ${tokenizer.atTop}`);
    if (tokenizer.damage) {
      lines.push(JSON.stringify(tokenizer.damage));
      const next = bytes.indexOf(10, Math.max(position, tokenizer.damage.rowStart - base));
      if (next < 0) return;
      position = next + 1;
      held = 0;
      tokenizer.restart(tokenizer.damage.line + 1);
      continue;
    }
    if (got === 0) return;
    tokenizer.chunk.copyWithin(0, used, held);
    position += used;
    held -= used;
  }
}

function expectTheSame(plan: ScanPlan, content: string | Uint8Array, chunkBytes: number, base = 0): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const plain = told(tokenizers.plain, plan, bytes, chunkBytes, base);
  expect(told(tokenizers.kernel, plan, bytes, chunkBytes, base)).toEqual(plain);
}

const names = ['id', 'text', 'ok', 'meta', 'list', 'tokens', 'passed', 'a', 'a key of more than sixteen bytes'];
const string = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('', '\\', '\\\\', '"', '\\"', '\\\\\\"', '\n\\', '\ud800', '\u2028'),
  // Quotes and backslashes at every distance from the borders of a vector and of a chunk.
  fc.array(fc.constantFrom('\\', '"', 'x', 'xxxxxxx'), { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.nat(400).map((length) => 'y'.repeat(length)),
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    string,
    fc.constantFrom(true, false, null, 0, -1, 1.5e300, 12345678901234),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: string }),
      tie('value'),
      {
        maxKeys: 6,
      },
    ),
  ),
}));
const written = fc
  .tuple(json, fc.constantFrom(undefined, 1), fc.boolean(), fc.boolean())
  .map(([value, indent, spaced, ascii]) => {
    let text = indent ? JSON.stringify(value, null, indent) : JSON.stringify(value);
    if (spaced) text = text.replaceAll('":', '": ').replaceAll(',"', ', "');
    return ascii
      ? text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : text;
  });
const files = fc
  .tuple(fc.array(written, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\n \n'), fc.constantFrom('', '\n'))
  .map(([rows, newline, end]) => rows.join(newline) + end);
const chunks = fc.oneof(fc.integer({ min: 8, max: 200 }), fc.constantFrom(1024, 65_536));
const planNames = fc.constantFrom(...Object.keys(plans));

describe('the kernel', () => {
  it('runs here', () => {
    const sink = {} as TokenSink;
    const options = { lines: true, chunkBytes: 64, contiguous: 16, indexOfByte };
    expect(openKernel(buildPlanTree(plans.rows), sink, options)).toBeDefined();
  });

  it('tells what the plain tokenizer tells, whatever the plan and the chunks', () => {
    fc.assert(
      fc.property(planNames, files, chunks, (name, file, chunkBytes) => expectTheSame(plans[name], file, chunkBytes)),
      { numRuns: 1000 },
    );
  });

  it('tells the same of damaged bytes', () => {
    const damage = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.oneof(fc.constantFrom(...'{}[]",:\\\n tfn-1NI'), fc.nat(255)),
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(planNames, files, chunks, damage, (name, file, chunkBytes, changes) => {
        const bytes = Uint8Array.from(Buffer.from(file));
        for (const [place, what] of changes)
          if (bytes.length > 0)
            bytes[Math.floor(place * (bytes.length - 1))] = typeof what === 'number' ? what : what.charCodeAt(0);
        expectTheSame(plans[name], bytes, chunkBytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells the same of bytes that never were JSON', () => {
    const bytes = fc
      .array(fc.constantFrom(...'{}[]",: \\\n\r\ttfn-1.eENaI', 'true', 'null', 'NaN', '-Infinity', '"id":', '"text"'), {
        maxLength: 80,
      })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(planNames, bytes, chunks, (name, file, chunkBytes) => expectTheSame(plans[name], file, chunkBytes)),
      { numRuns: 1000 },
    );
  });

  it('takes the same words for literals', () => {
    const words =
      'true false null NaN Infinity -Infinity - + 1e5 -0.0 1. 1e +1 nul nulll tru falsf Nan -Infinitx -NaN inf e . 01';
    for (const word of words.split(' '))
      for (const container of ['rows', 'document'])
        expectTheSame(plans[container], `[{"id": ${word}, "text":${word}}]`, 256);
    expectTheSame(plans.rows, `{"id": ${'9'.repeat(3000)}, "text": 1}`, 1024);
  });

  it('keeps the depth limit, and finds brackets and quotes on both sides of every border', () => {
    for (const depth of [10, 511, 512, 513, 700]) {
      const nested = planOf('lines', ['', { text: Array(depth).fill('a').join('.') }]);
      expectTheSame(nested, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}\n{"a":1}\n`, 4096);
    }
    for (let length = 0; length < 150; length++) {
      const text = `${'x'.repeat(length)}\\\\`;
      expectTheSame(
        plans.rows,
        `{"junk":[[${' '.repeat(length)}{"${text}":"${text}\\""}]],"text":"${text}","ok":true}\n`,
        96,
      );
    }
  });

  it('knows more keys than it remembers, and keys too long to be remembered', () => {
    const object = (from: number, count: number): string =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${from + i}${'!'.repeat(i)}`, i])),
      );
    const rows = [0, 40, 0, 90].map((from) => `{${object(from, 90).slice(1, -1)},"text":"t","id":"\\u0069"}`);
    expectTheSame(plans.rows, rows.concat('{"\\u0074ext":"escaped","ok":true}').join('\n'), 65_536);
  });

  it('counts bytes beyond 4 GiB', () => {
    expectTheSame(plans.lists, '{"id":1,"text":["a","b"],"meta":{}}\n'.repeat(3), 32, 2 ** 40);
  });

  it('goes on when its tape is full', () => {
    const row = JSON.stringify({ id: 1, text: Array.from({ length: 5000 }, (_, i) => `t${i}`) });
    expectTheSame(plans.lists, `${row}\n${row}\n`, 1 << 20);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPythonLiteral } from '../../../src/core/adapters/pythonLiteral';

/** `repr` as CPython writes it, for values that JSON has too. */
function repr(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return reprString(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, inner]) => `${reprString(key)}: ${repr(inner)}`)
    .join(', ')}}`;
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  const escaped = text.replace(/[\\'"\n\r\t\0-\x1f\x7f-\xa0\u2028\ud800-\udfff]/g, (c) => {
    if (c === '\\' || c === quote) return `\\${c}`;
    if (c === '"' || c === "'") return c;
    if (c === '\n') return '\\n';
    if (c === '\r') return '\\r';
    if (c === '\t') return '\\t';
    const code = c.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return quote + escaped + quote;
}

describe('Python literals', () => {
  it('are read back as they were written', () => {
    const value = fc
      .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
      .map((v) => JSON.parse(JSON.stringify(v)) as unknown);
    fc.assert(
      fc.property(value, (v) => {
        expect(readPythonLiteral(repr(v))).toEqual(v);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [`['a', "it's", 'say "hi"\\n', '\\x41\\u00e9\\U0001f600\\101\\q']`, ['a', "it's", 'say "hi"\n', 'Aé😀A\\q']],
    ["('a', 'b',)", ['a', 'b']],
    ["{'m@1:8_samples': 0.75, 'k': -1e-05, 3: [True, None]}", { 'm@1:8_samples': 0.75, k: -1e-5, '3': [true, null] }],
    ["{'a', 'b'}", ['a', 'b']],
    ['{}', {}],
    ["array(['a', 'b'], dtype=object)", ['a', 'b']],
    ['[np.float64(0.5), nan, -inf, Decimal("1.5")]', [0.5, null, null, '1.5']],
    ["[b'x', u'y', r'\\d', '''three\n'lines''']", ['x', 'y', '\\d', "three\n'lines"]],
    ["['cut of", ['cut of']],
    ["['a', <object at 0x7f>, 'b']", ['a']],
    ['', undefined],
    ['...', undefined],
  ])('%s', (text, value) => {
    expect(readPythonLiteral(text)).toEqual(value);
  });

  it('never make it fail, however deep and broken', () => {
    expect(() => readPythonLiteral('['.repeat(100_000))).not.toThrow();
    expect(() => readPythonLiteral('f('.repeat(100_000))).not.toThrow();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`[](){}'"\\,:= x1eTrueNone.-\n`), maxLength: 60 }), (text) => {
        expect(() => readPythonLiteral(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('take time in proportion to their length', () => {
    const texts = Array.from({ length: 200 }, () => 'x\\n'.repeat(5000) + "'");
    expect(readPythonLiteral(repr(texts))).toEqual(texts);
    expect(readPythonLiteral(`'${'\\'.repeat(200_000)}`)).toBeTypeOf('string');
  });
});

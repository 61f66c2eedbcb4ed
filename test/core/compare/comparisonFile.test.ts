import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparisonFile } from '../../../src/core/compare/comparison';
import { problemClasses, runRoles } from '../../../src/core/compare/comparison';
import { editComparison, parseComparison, serialiseComparison } from '../../../src/core/compare/comparisonFile';
import { roles } from '../../../src/core/scan/plan';

const schema = JSON.parse(readFileSync('media/comparison.schema.json', 'utf8'));
const validate = new Ajv({ strict: true, keywords: ['enumDescriptions'] }).compile(schema);

const example: ComparisonFile = {
  title: 'AIME24 · Qwen2.5-7B vs SimpleRL',
  runs: [
    {
      label: 'base',
      role: 'base',
      paths: ['qwen/seed-*.jsonl'],
      model: 'Qwen2.5-7B',
      sampling: { temperature: 0.6, topP: 0.95, maxTokens: 16384 },
    },
    {
      label: 'step 100',
      role: 'checkpoint',
      step: 100,
      training: { kl: 0.001, rollouts: 32 },
      paths: ['s100/', 'more.jsonl.gz'],
      format: 'math_eval',
      verdict: 'score',
      run: 'a',
    },
    {
      label: 'RL',
      role: 'rl',
      paths: ['rl.json'],
      mapping: {
        record: 'results[]',
        fields: { id: 'uid', text: 'rollouts[].text', verdict: 'rollouts[].ok' },
        rule: 'truth',
      },
    },
  ],
  k: 64,
  tau: 0.5,
  mode: 'estimated',
  filter: {
    classes: ['rlOnly', 'undefined'],
    text: 'prism',
    accuracy: { run: 0, min: 0, max: 0.05 },
    sets: [{ label: '“wait”', ids: ['1', 'b'] }],
  },
  sort: { column: 'pass:1', descending: true },
  overview: { against: 1, ladderAxis: 'kl', seed: 11, epsilon: 0.01, rho: 0.8, theta: 0.75 },
  annotations: 'aime.annotations.jsonl',
  codebook: '../tags.annotations.jsonl',
  patterns: [
    { name: 'doubt', text: '\\bwait|hmm', regex: true, matchCase: false },
    { name: 'so', text: 'So', wholeWord: true },
  ],
};
const copy = (): Record<string, unknown> => JSON.parse(JSON.stringify(example));

describe('a comparison file', () => {
  it('is read as it was written, by us and by the schema', () => {
    const text = serialiseComparison(example);
    expect(parseComparison(text)).toEqual({ file: example, findings: [] });
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('needs no more than its runs, and those need not be there yet', () => {
    expect(parseComparison('{"runs":[]}')).toEqual({ file: { title: '', runs: [] }, findings: [] });
    expect(validate({ runs: [] })).toBe(true);
  });

  it('may have comments, trailing commas, a version, a schema and fields of later versions, which are kept', () => {
    const { file, findings } = parseComparison(`{
      // what this is about
      "$schema": "./x.json", "version": 1, "title": "t", "later": {"a": 1},
      "runs": [{"label": "b", "role": "base", "paths": ["b.jsonl"], "colour": "red"},],
    }`);
    expect(findings).toEqual([]);
    expect(JSON.parse(serialiseComparison(file!))).toMatchObject({ later: { a: 1 }, runs: [{ colour: 'red' }] });
  });

  it('leaves out patterns and sets of problems that are none, as the schema does', () => {
    for (const patterns of [{}, [{ name: 'x' }], [{ name: '', text: 'a' }], [{ name: 'x', text: 'a', regex: 1 }]]) {
      const value = { runs: [], patterns };
      expect(parseComparison(JSON.stringify(value)).file).toEqual({ title: '', runs: [] });
      expect(validate(value), JSON.stringify(patterns)).toBe(false);
    }
    for (const sets of [{}, [{ label: 'x' }], [{ label: 'x', ids: [1] }]]) {
      const value = { runs: [], filter: { sets } };
      expect(parseComparison(JSON.stringify(value)).file?.filter).toEqual({});
      expect(validate(value), JSON.stringify(sets)).toBe(false);
    }
  });

  it('names the field and the line of what is wrong, and opens the rest', () => {
    const { file, findings } = parseComparison('{\n"runs": [],\n"tau": 1.5,\n"k": "all"\n}', 'a.traces.json');
    expect(file).toEqual({ title: '', runs: [] });
    expect(findings.map(({ line, file: path, message }) => ({ line, path, message }))).toEqual([
      {
        line: 4,
        path: 'a.traces.json',
        message: 'k must be a whole number of at least 1, or "n", not "all". It is left out.',
      },
      {
        line: 3,
        path: 'a.traces.json',
        message: 'tau must be a number above 0 and at most 1, not 1.5. It is left out.',
      },
    ]);
  });

  it('leaves out a run that lacks what a run needs, and says which', () => {
    const { file, findings } = parseComparison(
      '{"runs":[{"label":"a","role":"base","paths":["a"]},{"label":"b","role":"RL","paths":["b"]},{"role":"rl","paths":[]},7]}',
    );
    expect(file!.runs.map(({ label }) => label)).toEqual(['a']);
    expect(findings.map(({ message }) => message)).toEqual([
      'runs[1].role must be one of "base", "rl", "checkpoint", "distilled", "reference", not "RL". The run is left out.',
      'runs[2].paths must be a list of at least one file, folder or glob, not []. The run is left out.',
      'runs[2] has no label. The run is left out.',
      'runs[3] must be an object with label, role and paths. The run is left out.',
    ]);
  });

  it('gives runs with one label different ones', () => {
    const run = { label: 'RL', role: 'rl', paths: ['x'] };
    const { file, findings } = parseComparison(JSON.stringify({ runs: [run, run] }));
    expect(file!.runs.map(({ label }) => label)).toEqual(['RL', 'RL (2)']);
    expect(findings).toHaveLength(1);
  });

  it.each(['', '[]', '3', 'null', '{"title":"x"}', '{"runs":{}}', '{"runs":[', 'version https://git-lfs'])(
    'says of %j that it is no comparison',
    (text) => {
      const { file, findings } = parseComparison(text);
      expect(file).toBeUndefined();
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ severity: 'error', line: 1 });
    },
  );

  it('never throws, and what it accepts the schema accepts', () => {
    const paths = leaves(example);
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(0, 1, 2, 0.5, -1, '', 'n', 'rl', 'base', true, null, [], {}, ['x'], 'c:0'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, value) => {
        const changed = copy();
        set(changed, path, value);
        const text = JSON.stringify(changed);
        const { findings } = parseComparison(text);
        const isDuplicate = findings.some(({ message }) => message.startsWith('Two runs'));
        if (!isDuplicate) expect(findings.length === 0, `${path.join('.')} = ${text}`).toBe(validate(JSON.parse(text)));
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string(), (text) => void parseComparison(text)));
  });

  it('has a schema with all roles and classes', () => {
    expect(schema.definitions.problemClass.enum).toEqual([...problemClasses]);
    expect(schema.definitions.run.properties.role.enum).toEqual([...runRoles]);
    expect(schema.definitions.run.properties.mapping.properties.fields.propertyNames.enum).toEqual([...roles]);
  });

  it('is edited in place: comments, order, indentation and line ends stay', () => {
    const text = '{\r\n\t// mine\r\n\t"k": 8, // eight\r\n\t"runs": [\r\n\t\t{ "label": "a" }\r\n\t]\r\n}\r\n';
    expect(editComparison(text, ['k'], 64)).toBe(text.replace('8,', '64,'));
    expect(editComparison(text, ['runs', 0, 'label'], 'b')).toBe(text.replace('"a"', '"b"'));
    const added = editComparison(text, ['tau'], 0.9);
    expect(added).toContain('// eight');
    expect(added).toContain('\r\n\t"tau": 0.9');
    expect(added.replace(/\r\n/g, '')).not.toContain('\n');
    expect(editComparison(text, ['runs', 1], { label: 'b' })).toContain('// mine');
    expect(parseComparison(editComparison('{"runs":[],"k":8}', ['k'], undefined)).file!.k).toBeUndefined();
    expect(() => editComparison('{"runs":[', ['k'], 1)).toThrow('not JSON');
  });
});

/** Paths of all values. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, entry]) => leaves(entry, [...path, key]))];
}

function set(value: unknown, path: (string | number)[], entry: unknown): void {
  let holder = value as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  holder[path.at(-1)!] = entry;
}

import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import type { EventDraft } from '../../src/core/annotations/events';
import { anchorSpan } from '../../src/core/annotations/spans';
import { contentHash } from '../../src/io/contentHash';
import { definition, eventOf } from '../core/annotations/logs';

vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
let folder: string;
const run = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
const traces = ['First. The answer is 1.', 'Second. The answer is 2.', 'Third.', 'Fourth.'];

beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-tags-'));
  const rows = traces.map((text, i) => ({
    id: `p${i >> 1}`,
    prompt: `Q${i >> 1}`,
    output: text,
    correct: i % 2 === 0,
  }));
  for (const name of ['base', 'rl'])
    writeFileSync(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const runs = [
    { label: 'base', role: 'base', paths: ['base.jsonl'] },
    { label: 'RL', role: 'rl', paths: ['rl.jsonl'] },
  ];
  writeFileSync(join(folder, 'a.traces.json'), JSON.stringify({ title: 'A', runs }));
  const tagged = (object: string, index: number, hash = contentHash(traces[index])): EventDraft => {
    const span = anchorSpan(traces[index], { start: 0, end: 5 }, []);
    const anchor = { run: 'RL', problem: `p${index >> 1}`, index: index % 2, hash, span };
    return { kind: 'tagged', object, payload: { tag: 't', anchor } };
  };
  const drafts: EventDraft[] = [
    { kind: 'tagDefined', object: 't', payload: { definition } },
    tagged('a', 0),
    tagged('b', 3),
    tagged('c', 1, 'another trace then'),
    { kind: 'tagged', object: 'd', payload: { tag: 't', anchor: { run: 'RL', problem: 'gone', index: 0, hash: 'x' } } },
    { kind: 'untagged', object: 'b', payload: {} },
    { kind: 'undo', object: 'b', payload: { undoes: 'E6' } },
  ];
  const lines = drafts.map((draft, i) => `${JSON.stringify(eventOf(draft, i + 1))}\n`);
  writeFileSync(join(folder, 'a.annotations.jsonl'), lines.join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tags', () => {
  it('says as JSON what was tagged, where it is now, and how often', () => {
    const told = JSON.parse(run('tags', 'a.traces.json', '--json', '--resamples', '200'));
    expect(told).toMatchObject({ title: 'A', read: 3, lost: 1, seed: 7 });
    expect(told.findings).toMatchObject([
      { code: 'lost-annotation', message: expect.stringMatching(/^verification on the whole of sample 1 is lost/) },
    ]);
    expect(told.tags).toMatchObject([{ id: 't', name: 'verification', uses: 4 }]);
    expect(told.annotations.map(({ id, how, verdict }: Record<string, string>) => [id, how, verdict])).toEqual([
      ['a', 'same', 'correct'],
      ['b', 'same', 'wrong'],
      ['c', 'found', 'wrong'],
      ['d', 'lost', undefined],
    ]);
    expect(told.prevalence[0]).toMatchObject({ tag: 't', run: 'RL', verdict: 'any', place: 'any', n: 3 });
  });

  it('says the same as a table', () => {
    const text = run('tags', 'a.traces.json');
    expect(text).toContain('4 annotations and 0 reviews on 3 samples; 1 lost.');
    expect(text).toContain('samples that nobody tagged or reviewed are in no number.');
    expect(text).toMatch(/verification +RL +correct +1 +1 +1\.00/);
  });

  it('tells of lines that hold no annotation, and reads the rest', () => {
    const broken = join(folder, 'b.traces.json');
    writeFileSync(broken, JSON.stringify({ title: 'B', runs: [], codebook: 'a.annotations.jsonl' }));
    appendFileSync(join(folder, 'b.annotations.jsonl'), 'no line\n');
    expect(run('tags', broken)).toContain('b.annotations.jsonl:1: Line 1 holds no annotation');
    expect(JSON.parse(run('tags', broken, '--json')).tags).toHaveLength(1);
  });
});

describe('annotations', () => {
  it.each(['jsonl', 'csv', 'markdown'])('exports %s, which imports into an empty comparison', (format) => {
    const extension = format === 'markdown' ? 'md' : format;
    writeFileSync(join(folder, `out.${extension}`), run('annotations', 'a.traces.json', '--export', format));
    const name = `copy-${format}`;
    writeFileSync(join(folder, `${name}.traces.json`), readFileSync(join(folder, 'a.traces.json')));
    expect(run('annotations', `${name}.traces.json`, '--import', `out.${extension}`)).toContain(' 0 already there');
    const told = (of: string) => {
      const text = run('tags', `${of}.traces.json`, '--json', '--resamples', '50');
      return JSON.parse(text.replaceAll(`${of}.annotations.jsonl`, 'x.annotations.jsonl'));
    };
    expect(told(name)).toEqual(told('a'));
    expect(run('annotations', `${name}.traces.json`, '--import', `out.${extension}`)).toContain('0 events added');
  });

  it('compacts on request', () => {
    writeFileSync(join(folder, 'c.traces.json'), readFileSync(join(folder, 'a.traces.json')));
    writeFileSync(join(folder, 'c.annotations.jsonl'), readFileSync(join(folder, 'a.annotations.jsonl')));
    expect(run('annotations', 'c.traces.json', '--compact')).toBe('c.annotations.jsonl: 7 lines before, 6 now.\n');
  });

  it.each([
    [['annotations', 'a.traces.json'], 'annotations needs --export, --import or --compact.'],
    [['annotations', 'a.traces.json', '--export', 'xml'], '--export takes jsonl, csv, markdown, not "xml".'],
    [['tags'], 'tags takes one .traces.json file.'],
    [['tags', 'none.traces.json'], "none.traces.json can't be read: there is no such file or folder."],
  ])('says what is missing: %j', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
    expect([status, stderr.trim()]).toEqual([2, sentence]);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
let folder: string;
const run = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });

const known = 'We count the pairs by their sum and then add what is left over.';
const planted = 'Mirror symmetry halves every remaining triangle immediately without casework.';
const base = [known, `${known} Done.`, 'We list all numbers up to ten and cross out the odd ones.'];

beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-novelty-'));
  const dump = (texts: string[]) =>
    texts
      .map((output, i) => `${JSON.stringify({ id: 'p', prompt: 'How many?', output, correct: i === 0 })}\n`)
      .join('');
  writeFileSync(join(folder, 'base.jsonl'), dump(base));
  writeFileSync(join(folder, 'rl.jsonl'), dump([`${known} ${planted}`, known]));
  const runs = [
    { label: 'base', role: 'base', paths: ['base.jsonl'] },
    { label: 'RL', role: 'rl', paths: ['rl.jsonl'] },
  ];
  const patterns = [{ name: 'by sum', text: 'by their sum' }];
  writeFileSync(join(folder, 'a.traces.json'), JSON.stringify({ title: 'A', runs, patterns }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('novelty', () => {
  it('says as JSON where the new passage is, against which samples, and what is nearest', () => {
    const told = JSON.parse(run('novelty', 'a.traces.json', '--problem', 'p', '--sample', '0', '--json'));
    const text = `${known} ${planted}`;
    expect(told.novel.map(({ start, end }: { start: number; end: number }) => text.slice(start, end))).toEqual([
      planted,
    ]);
    expect(told).toMatchObject({
      samples: 3,
      runs: ['base'],
      claim: { sample: { run: 'RL', problem: 'p', index: 0 } },
    });
    expect(told.nearest[0].sample).toMatchObject({ run: 'base' });
    expect(told.same).toMatchObject([{ pattern: 'by sum', count: { x: 2, n: 3 } }]);
    expect(told.findings).toEqual([]);
  });

  it('says of a copy that every passage of it is known, as Markdown, and searches a base sample among the others', () => {
    expect(run('novelty', 'a.traces.json', '--problem', 'p', '--run', 'RL', '--sample', '1')).toContain(
      'Surface: 0.0 %',
    );
    const told = run('novelty', 'a.traces.json', '--problem', 'p', '--run', 'base', '--sample', '2', '--json');
    expect(JSON.parse(told)).toMatchObject({ samples: 2, share: 1 });
  });

  it.each([
    [['--sample', '0'], 'novelty needs one .traces.json file, --problem <id> and --sample <i>.'],
    [['--problem', 'q', '--sample', '0'], 'There is no problem "q" among 1 problem (p).'],
    [['--problem', 'p', '--sample', '9'], 'RL has 2 samples of problem p, counted from 0: there is no sample 9.'],
    [['--problem', 'p', '--sample', '0', '--run', 'x'], 'There is no run "x"; there is: base, RL.'],
  ])('names what is not there: %j', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [cli, 'novelty', 'a.traces.json', ...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(stderr).toContain(sentence);
    expect(status).toBe(2);
  });
});

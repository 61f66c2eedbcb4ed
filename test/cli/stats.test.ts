import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { haveSharedDumps, sharedDumps } from '../io/runs';

vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
const pair = resolve('media/samples/tiny-rlvr.traces.json');
const checkpoints = resolve('media/samples/tiny-rlvr-checkpoints.traces.json');
let folder: string;
beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-stats-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
const json = (...args: string[]) => JSON.parse(text('stats', ...args, '--json', '--resamples', '300'));
function failure(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: folder });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr.trim();
}

const validate = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(resolve('docs/stats.schema.json'), 'utf8')),
);
function expectValid(value: unknown): void {
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

describe('stats --json', () => {
  it('is as its schema says, for two runs and for five', () => {
    expectValid(json(pair));
    expectValid(json(checkpoints, '--k', '64'));
    expectValid(json(pair, '--guessable', 'RL'));
  });

  it('is as its schema says for a base and two runs, with every key that scripts rely on', () => {
    const { runs, ...rest } = JSON.parse(readFileSync(checkpoints, 'utf8'));
    const three = [runs[0], runs[1], runs.at(-1)];
    const absolute = three.map(({ paths, ...run }) => ({
      ...run,
      paths: paths.map((path: string) => resolve('media/samples', path)),
    }));
    writeFileSync(join(folder, 'three.traces.json'), JSON.stringify({ ...rest, runs: absolute }));
    for (const stats of [json('three.traces.json', '--k', '64'), json(pair, '--k', '64')]) {
      expectValid(stats);
      const keys = stats.runs.map(({ key }: { key: string }) => key);
      const interval = { value: expect.any(Number), lo: expect.any(Number), hi: expect.any(Number) };
      for (const key of keys) {
        expect(stats.passAtK[key]['64']).toEqual(interval);
        expect(stats.histogram[key]).toHaveLength(12);
        expect(stats.histogram[key].reduce((sum: number, count: number) => sum + count)).toBe(stats.problems);
        for (const [name, at] of [
          ['coverAt', 'rho'],
          ['gPassAtK', '64'],
          ['majAtK', '64'],
        ])
          expect(Object.keys(stats[name][key]), name).toEqual([at === 'rho' ? expect.any(String) : at]);
        expect(stats.lengths.runs[key].correct.samples).toBeGreaterThan(0);
      }
      expect(stats.crossover).toMatchObject({ k: expect.any(Number), share: expect.any(Number) });
      expect(stats.deltaSE).toEqual(interval);
      expect(stats).toMatchObject({ k: 64, tau: 0.5, seed: 7, problems: 48 });
    }
  });

  it('has the numbers of the bundled pair', () => {
    const stats = json(pair, '--k', '1,256,1024', '--seed', '11');
    expect(stats).toMatchObject({ problems: 48, k: 'n', K: 1024, seed: 11, crossover: { k: 8, reason: 'crosses' } });
    expect(Object.keys(stats.passAtK.base)).toEqual(['1', '256', '1024']);
    expect(stats.passAtK.base['256'].value).toBeCloseTo(0.964, 3);
    expect(stats.passAtK.rl['1'].value).toBeCloseTo(0.357, 3);
    expect(stats.deltaSE.value).toBeCloseTo(0.964 - 0.357, 2);
    expect(stats.histogram.rl[0]).toBe(17);
    expect(stats.coverage.baseOnly).toHaveLength(16);
    expect(stats.lengths.runs.base.truncated).toBe(8);
  });

  it('leaves problems out', () => {
    const stats = json(pair, '--without', '0', '5');
    expect(stats.problemCounts).toMatchObject({ total: 48, shown: 46, filteredOut: 2 });
    expect(stats.filters).toEqual(['without 0, 5']);
    expect(stats.coverage.both).not.toContain('0');
  });

  it('gives the ladder of the bundled checkpoints', () => {
    const { ladder } = json(checkpoints, '--k', '256');
    expect(ladder).toMatchObject({ axis: 'step', K: 256 });
    const at = (name: 'pass1' | 'passK') =>
      ladder.rungs.map((rung: Record<typeof name, { value: number }>) => Number(rung[name].value.toFixed(3)));
    expect(at('pass1')).toEqual([0.13, 0.201, 0.256, 0.313, 0.357]);
    expect(at('passK')).toEqual([0.964, 0.979, 0.854, 0.646, 0.639]);
  });

  it('sets the base against the run that is named', () => {
    const last = json(checkpoints, '--k', '256');
    const [base, first] = last.runs.map(({ label }: { label: string }) => label);
    const other = json(checkpoints, '--k', '256', '--against', first);
    expect(other.deltaSE.value).toBeGreaterThan(last.deltaSE.value);
    expect(failure('stats', checkpoints, '--against', base)).toBe(`--against ${base}: that is the base itself.`);
  });

  it('draws the ladder against what the dumps say of their sampling', () => {
    const cold = resolve('media/samples/tiny-rlvr/tiny-base_countdown_temp0.6_n512_seed1');
    const warm = resolve('media/samples/tiny-rlvr/tiny-base_countdown_temp1.0_n256_seed1');
    const { ladder } = json('--base', cold, '--rl', warm, '--axis', 'temperature');
    expect(ladder.rungs.map(({ run, x }: { run: string; x: number }) => [run, x])).toEqual([
      ['base', 0.6],
      ['rl', 1],
    ]);
    expect(failure('stats', pair, '--axis', 'kl')).toBe(
      '--axis kl: less than two runs differ in it; there is: step, entropy.',
    );
  });

  it('finds the run that was scored among the checkpoints of one training', () => {
    const stats = json(checkpoints);
    expectValid(stats);
    const { distributions, entropyProxy } = stats.perplexity;
    expect(distributions.map(({ scorer, run }: Record<string, string>) => [scorer, run])).toEqual([
      ['tiny-base', 'base'],
      ['tiny-base', 'rl'],
      ['tiny-rl', 'rl'],
    ]);
    expect(Object.keys(entropyProxy)).toEqual(['base', 'rl']);
    expect(stats.findings.filter(({ code }: { code: string }) => code === 'lost-log-probabilities')).toEqual([]);
  });

  it.runIf(haveSharedDumps)('reads log-probabilities beside the dumps', () => {
    const of = (name: string) => join(sharedDumps, `tiny-rlvr/tiny-${name}_countdown_temp0.6_n512_seed*/**/*.jsonl`);
    const file = join(folder, 'pair.traces.json');
    const run = (label: string, role: string, path: string) => ({ label, role, paths: [path] });
    writeFileSync(file, JSON.stringify({ runs: [run('base', 'base', of('base')), run('RL', 'rl', of('rl'))] }));
    const stats = json(file);
    expectValid(stats);
    expect(
      stats.perplexity.distributions.map((one: { scorer: string; run: string; samples: number }) => [
        one.scorer,
        one.run,
        one.samples,
      ]),
    ).toEqual([
      ['tiny-base', 'base', 3072],
      ['tiny-base', 'rl', 3072],
      ['tiny-rl', 'rl', 3072],
    ]);
    // Training sharpens: the run's own perplexity and entropy fall.
    expect(stats.perplexity.entropyProxy.rl).toBeLessThan(stats.perplexity.entropyProxy.base);
  });
});

describe('stats in words', () => {
  it('starts with the sentence', () => {
    const lines = text('stats', pair, '--resamples', '300').split('\n');
    expect(lines[0]).toMatch(
      /^Base overtakes RL at k ≈ 8 \[\d+, \d+\]; at k = 1,024 base solves 97\.9 %, RL 64\.6 % of 48 problems\.$/,
    );
    expect(lines.some((line) => /^ *1,024 {2}97\.9 \[/.test(line))).toBe(true);
    expect(lines.some((line) => /^pass@1 .*\+22\.7 \[/.test(line))).toBe(true);
  });

  it('says what is wrong with its arguments', () => {
    expect(failure('stats')).toBe('A comparison needs --base <path…> and --rl <path…>, or one .traces.json file.');
    expect(failure('stats', pair, '--seed', '-1')).toContain('--seed');
    expect(failure('stats', pair, '--seed', '4294967296')).toContain('at most 4294967295');
    expect(failure('stats', pair, '--epsilon', '2')).toBe(
      '--epsilon must be a number of at least 0 and below 1, not "2".',
    );
    expect(failure('stats', pair, '--without', 'nope')).toBe('There is no problem nope to leave out.');
    expect(failure('stats', pair, '--guessable', 'nope')).toBe('There is no run "nope"; there is: base, RL.');
  });
});

describe('report', () => {
  it('writes one file and says where', () => {
    const said = text('report', pair, '--resamples', '300', '-o', 'r.html');
    expect(said).toMatch(/\nWritten to r\.html, \d+ KB\.\n$/);
    const html = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(html).toContain('<h1>Countdown · tiny base vs GRPO</h1>');
    expect(html).not.toMatch(/<script|<link|<img/);
    expect(html.match(/<svg/g)?.length).toBeGreaterThan(6);
  });

  it('can be printed, and wants to know where to go', () => {
    expect(text('report', pair, '--resamples', '50', '-o', '-')).toMatch(/^<!doctype html>/);
    const left = text('report', pair, '--resamples', '50', '--leave-out', 'truncated,duplicate', '-o', '-');
    const captions = left.match(/<figcaption>.*?<\/figcaption>/gs) ?? [];
    expect(captions.length).toBeGreaterThan(6);
    for (const caption of captions) expect(caption).toContain('filters: without truncated and duplicate (');
    expect(failure('report', pair)).toBe('report needs -o <file>, or -o - for standard output.');
    expect(failure('report', pair, '--resamples', '50', '-o', 'no/such/folder/r.html')).toContain("can't be written");
  });
});

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aime24, liveCodeBench, type PaperTable } from '../core/compare/paperTables';

// A test starts up to ten processes, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });
const cli = resolve('dist/cli.js');
let folder: string;
beforeAll(() => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'trace-inspector-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  code: number;
  stdout: Buffer;
  stderr: string;
}
function run(...args: string[]): Promise<Result> {
  return new Promise((done) => {
    const options = { cwd: folder, encoding: 'buffer' as const, maxBuffer: 1e8 };
    execFile(process.execPath, [cli, ...args], options, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr: stderr.toString() }),
    );
  });
}
async function json(...args: string[]) {
  const { stdout, stderr, code } = await run(...args, '--json');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout.toString());
}
/** One clear sentence, and nothing else. */
async function failure(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await run(...args);
  expect({ stdout: stdout.toString(), code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  return stderr.trim();
}
function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A row of `math_eval`. */
function row(idx: number, scores: boolean[], extra: Record<string, unknown> = {}): string {
  const code = scores.map((score, i) => `Problem ${idx}, sample ${i}: \\boxed{${score ? 7 : 8}}`);
  const pred = scores.map((score) => (score ? '7' : '8'));
  return JSON.stringify({
    idx,
    question: `What is ${idx}?`,
    gt_cot: null,
    gt: '7',
    code,
    pred,
    report: scores.map(() => null),
    score: scores,
    ...extra,
  });
}
const dump = (rows: string[]) => rows.map((line) => `${line}\n`).join('');

/** 16 samples of each problem, the solved ones with one or two correct. */
function paperDump(path: string, { ids }: PaperTable, solved: string[]): string {
  const scores = (id: string) =>
    Array.from({ length: 16 }, (_, i) => solved.includes(id) && i % 11 === Number(id) % 11);
  return write(path, dump(ids.map((id) => row(Number(id), scores(id)))));
}

describe('compare', () => {
  it.each([
    ['AIME24', aime24, [19, 4, 0, 7]],
    ['LiveCodeBench', liveCodeBench, [19, 4, 1, 27]],
  ])('rebuilds the coverage table of the paper: %s', async (name, paper, counts) => {
    const base = paperDump(`${name}/base.jsonl`, paper, paper.base);
    const rl = paperDump(`${name}/rl.jsonl`, paper, paper.rl);
    const { coverage, problems, passAtK, crossoverK } = await json('compare', '--base', base, '--rl', rl);
    const { both, baseOnly, rlOnly, neither } = paper;
    expect(coverage).toEqual({ both, baseOnly, rlOnly, neither, undefined: [] });
    expect([both, baseOnly, rlOnly, neither].map((ids) => ids.length)).toEqual(counts);
    expect(problems).toBe(paper.ids.length);
    expect(Object.keys(passAtK.base)).toEqual(Array.from({ length: 16 }, (_, i) => `${i + 1}`));
    expect(passAtK.base[16]).toBeCloseTo(paper.base.length / paper.ids.length, 12);
    expect(crossoverK === null || crossoverK >= 2).toBe(true);
  });

  it('takes all paths after an option as one run, a threshold, and one k', async () => {
    const seeds = [1, 2].map((seed) => write(`seeds/b${seed}.jsonl`, dump([row(0, [seed === 1, false])])));
    const rl = write('seeds/rl.jsonl', dump([row(0, [true, true, true, true])]));
    const atOne = await json('compare', '--base', ...seeds, '--rl', rl, '--k', '1', '--tau', '0.3');
    expect(atOne.passAtK).toEqual({ base: { 1: 0.25 }, rl: { 1: 1 } });
    expect(atOne.coverage.rlOnly).toEqual(['0']);
    const atQuarter = await json('compare', '--base', ...seeds, '--rl', rl, '--k=1', '--tau=0.25');
    expect(atQuarter.coverage.both).toEqual(['0']);
    const several = await json('compare', '--rl', rl, '--base', ...seeds, '--k', '4,2');
    expect(Object.keys(several.passAtK.base)).toEqual(['2', '4']);
    expect(several.coverage.both).toEqual(['0']);
  });

  it('leaves samples out of all numbers when asked to, and says how many', async () => {
    const cut = { finish_reason: ['stop', 'length', 'stop', 'stop'], pred: ['7', '7', '', '8'] };
    const base = write('left/base.jsonl', dump([row(0, [true, false, false, true], cut)]));
    const rl = write('left/rl.jsonl', dump([row(0, [true, true, true, true])]));
    const plain = await json('compare', '--base', base, '--rl', rl);
    expect(plain.passAtK.base[1]).toBe(0.5);
    expect(plain.leftOut).toBeUndefined();
    const left = await json('compare', '--base', base, '--rl', rl, '--leave-out', 'truncated,unextracted');
    expect(left.passAtK.base).toEqual({ 1: 1, 2: 1 });
    expect(left.leftOut).toEqual({ kinds: ['truncated', 'unextracted'], samples: { base: 2, rl: 0 } });
    const finding = left.findings.find(({ code }: { code: string }) => code === 'truncated');
    expect(finding).toMatchObject({
      count: 1,
      message: expect.stringContaining('Truncated: base 1, RL 0; if left out'),
    });
    expect(finding.effect[0]).toEqual({ run: 'base', k: 1, before: 0.5, after: 2 / 3 });
    const { stdout } = await run('compare', '--base', base, '--rl', rl, '--leave-out', 'duplicate,truncated');
    expect(stdout.toString()).toContain('1 problem, without truncated and duplicate (base 1, RL 0)');
    expect(await failure('compare', '--base', base, '--rl', rl, '--leave-out', 'all')).toBe(
      '--leave-out takes truncated, duplicate, unextracted, not "all".',
    );
  });

  it('does not pair files that number different problems', async () => {
    const file = (name: string) =>
      write(`apart/${name}.jsonl`, dump([1, 2, 3].map((idx) => row(idx, [true], { question: `${name} ${idx}` }))));
    const { problems, findings, coverage } = await json('compare', '--base', file('a'), '--rl', file('b'));
    expect(problems).toBe(0);
    expect(coverage.undefined).toHaveLength(6);
    const { message } = findings.find(({ code }: { code: string }) => code === 'not-paired');
    expect(message).toContain('3 of 3 ids agree but their questions differ');
  });

  it('reads a comparison file, relative to where that is', async () => {
    write('c/dumps/base.jsonl', dump([row(0, [true, false]), row(1, [true, true])]));
    write('c/dumps/s50.jsonl', dump([row(0, [false, false]), row(1, [true, true])]));
    write('c/dumps/rl.jsonl', dump([row(0, [true, true]), row(1, [false, true])]));
    const runs = [
      { label: 'Qwen', role: 'base', paths: ['dumps/base.jsonl'] },
      { label: 'RL', role: 'rl', paths: ['dumps/rl.jsonl'] },
      { label: 'gone', role: 'checkpoint', step: 50, paths: ['dumps/gone.jsonl'] },
    ];
    const file = write('c/x.traces.json', `// two of three\n${JSON.stringify({ runs, k: 1 })}`);
    const summary = await json('compare', file);
    expect(summary.passAtK).toEqual({ base: { 1: 0.75, 2: 1 }, rl: { 1: 0.75, 2: 1 } });
    expect(summary.findings[0].message).toContain('gone');
    runs[2].paths = ['dumps/s50.jsonl'];
    write('c/x.traces.json', JSON.stringify({ runs }));
    const ladder = await json('compare', file);
    expect(Object.keys(ladder.runs)).toEqual(['rl', 'checkpoint']);
    expect(ladder.runs.checkpoint.coverage.baseOnly).toEqual(['0']);
  });

  it('prints a table for people', async () => {
    const file = write('t/a.jsonl', dump([row(0, [true, false])]));
    const { stdout, code } = await run('compare', '--base', file, '--rl', file);
    expect(code).toBe(0);
    expect(stdout.toString()).toBe(
      [
        'mean pass@k in per cent, 1 problem',
        'k   base     rl',
        '1   50.0   50.0',
        '2  100.0  100.0',
        '',
        'crossover: none',
        '',
        'solved at k = n',
        '  both            1  0',
        '  base only       0',
        '  RL only         0',
        '  neither         0',
        '  undefined       0',
        '',
      ].join('\n'),
    );
  });

  it('compares two runs of one file by name, and says which there are', async () => {
    const answer = (text: string, correct: boolean) => ({ solution: text, is_correct: correct });
    const line = { question: 'What is 1?', ground_truth: '7', '6b': answer('a', true), '175b': answer('b', false) };
    const file = write('m/models.jsonl', `${JSON.stringify(line)}\n`);
    const sides = ['--base', file, '--rl', file];
    const { coverage } = await json('compare', ...sides, '--base-run', '6b', '--rl-run', '175b');
    expect(coverage.baseOnly).toHaveLength(1);
    expect(await failure('compare', ...sides, '--base-run', '6b', '--rl-run', 'x')).toMatch(
      /There is no run "x".*6b, 175b/,
    );
  });

  it('says in one sentence what it can not do', async () => {
    const file = write('f/a.jsonl', dump([row(0, [true])]));
    expect(await failure('compare')).toContain('--base <path…> and --rl <path…>');
    expect(await failure('compare', '--base', file)).toContain('--rl');
    expect(await failure('compare', '--base', file, '--rl', 'nowhere.jsonl')).toContain('nowhere.jsonl');
    expect(await failure('compare', file, '--base', file)).toContain('belongs to no run');
    expect(await failure('compare', '--base', file, '--rl', file, '--k', '0')).toContain('--k must be a whole number');
    expect(await failure('compare', '--base', file, '--rl', file, '--tau', '2')).toContain('--tau must be');
    expect(await failure('compare', '--base', file, '--rl', file, '--what')).toContain('--what');
    expect(await failure('compare', write('f/x.traces.json', '{"runs":'))).toContain('is not a comparison');
    expect(await failure('compare', write('f/y.traces.json', '{"runs":[]}'))).toContain('comparing takes two');
  });
});

describe('inspect', () => {
  it('counts what is there, and lists a damaged row with its line', async () => {
    const file = write(
      'i/a.jsonl',
      dump([row(0, [true, false, true]), '{"idx": 1, "question": oops', row(2, [false])]),
    );
    const { runs, findings } = await json('inspect', file);
    expect(findings).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      format: 'math_eval',
      files: 1,
      problems: 2,
      samples: 4,
      scored: 4,
      correct: 2,
      nMin: 1,
      nMax: 3,
    });
    expect(runs[0].findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'damaged-row', file, line: 2 })]),
    );
  });

  it('takes each path for a run, and reports those it can not read', async () => {
    const files = ['one', 'two'].map((name) => write(`i2/${name}.jsonl`, dump([row(0, [name === 'one'])])));
    const { runs, findings } = await json('inspect', ...files, write('i2/empty.jsonl', ''));
    expect(runs.map(({ correct }: { correct: number }) => correct)).toEqual([1, 0]);
    expect(findings).toEqual([expect.objectContaining({ code: 'empty-file' })]);
  });

  it('prints a table for people', async () => {
    const file = write('i3/a.jsonl', dump([row(0, [true, false]), row(1, [true])]));
    const { stdout } = await run('inspect', file);
    expect(stdout.toString()).toMatch(
      /^run +format +files +problems +samples +scored +correct +n\n\S+ +math_eval +1 +2 +3 +3 +2 +1…2\n/,
    );
  });

  it('says in one sentence when nothing can be read', async () => {
    expect(await failure('inspect')).toContain('at least one file');
    expect(await failure('inspect', 'nowhere.jsonl')).toContain('nowhere.jsonl');
    expect(await failure('inspect', write('i4/empty.jsonl', ''))).toContain('empty.jsonl');
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 398\n';
    expect(await failure('inspect', write('i4/lfs.jsonl', pointer))).toContain('git lfs pull');
  });
});

describe('show', () => {
  const texts = [
    'plain',
    'ends in a newline\n',
    '所以 → ½ \u0000 \u001b[31m \u2028',
    '',
    '"quoted" \\frac{1}{2}\r\n\t',
  ];

  it('writes the text exactly, with nothing added', async () => {
    const lines = [
      row(
        3,
        texts.map(() => true),
        { code: texts },
      ),
      row(10, [true], { code: ['\ud835 lone'] }),
    ];
    const file = write('s/a.jsonl', dump(lines));
    for (const [i, text] of texts.entries()) {
      const { stdout, code } = await run('show', file, '--problem', '3', '--sample', `${i}`);
      expect({ text: stdout.toString(), code }).toEqual({ text, code: 0 });
    }
    expect((await run('show', file, '--problem', '10', '--sample', '0')).stdout.toString()).toBe('\ufffd lone');
  });

  it('writes a trace longer than a pipe holds, whole', async () => {
    const text = 'x'.repeat(3_000_000) + 'end';
    const file = write('s/long.jsonl', dump([row(0, [true], { code: [text] })]));
    expect((await run('show', file, '--problem', '0', '--sample', '0')).stdout.toString()).toBe(text);
  });

  it('says what there is when asked for what there is not', async () => {
    const file = write('s/b.jsonl', dump([row(0, [true, true])]));
    const other = write('s/c.jsonl', dump([row(0, [true])]));
    expect(await failure('show', file)).toContain('--problem <id>');
    expect(await failure('show', file, '--problem', '9', '--sample', '0')).toContain(
      'There is no problem "9" among 1 problem (0)',
    );
    expect(await failure('show', file, '--problem', '0', '--sample', '2')).toContain('has 2 samples, counted from 0');
    expect(await failure('show', file, '--problem', '0', '--sample', 'x')).toContain('--sample must be a whole number');
    expect(await failure('show', file, other, '--problem', '0', '--sample', '0')).toContain('2 runs');
    expect(await failure('show', file, other, '--problem', '0', '--sample', '0', '--run', 'z')).toContain(
      'There is no run "z"',
    );
  });
});

describe('the command line', () => {
  it('explains itself and knows its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect((await run('--version')).stdout.toString()).toBe(`${version}\n`);
    for (const args of [[], ['--help'], ['help']]) {
      const { stdout, code } = await run(...args);
      expect(code).toBe(0);
      for (const word of ['inspect', 'compare', 'show', '--tau', 'Exit code'])
        expect(stdout.toString()).toContain(word);
    }
    expect((await run('compare', '--help')).stdout.toString()).toContain('--rl-run');
    expect(await failure('compute')).toContain('"compute" is not a command');
  });
});

const dumps = resolve('../shared/dumps');
describe.skipIf(!existsSync(dumps))('real dumps of ../shared (skipped where that is absent)', () => {
  it('give the counts and the crossing of tiny-rlvr', async () => {
    const seeds = (model: string) =>
      [1, 2].map((seed) => join(dumps, `tiny-rlvr/${model}_countdown_temp0.6_n512_seed${seed}`));
    const { problems, passAtK, crossoverK, coverage } = await json(
      'compare',
      '--base',
      ...seeds('tiny-base'),
      '--rl',
      ...seeds('tiny-rl'),
    );
    expect([problems, crossoverK]).toEqual([48, 8]);
    const rounded = (run: string, k: number) => Number(passAtK[run][k].toFixed(3));
    expect([rounded('base', 1), rounded('base', 1024), rounded('rl', 1), rounded('rl', 1024)]).toEqual([
      0.13, 0.979, 0.357, 0.646,
    ]);
    expect(Object.values(coverage as Record<string, string[]>).map((ids) => ids.length)).toEqual([31, 16, 0, 1, 0]);
  });

  it('do not pair the two files of custom-math500-pass3 that both number their problems from 1', async () => {
    const file = (part: string) => join(dumps, `custom-math500-pass3/${part}/raw_base_pass@3_seed42.jsonl`);
    const sides = ['--base', file('experiment_results'), '--rl', file('experiment_results_ds')];
    const { problems, findings } = await json('compare', ...sides);
    expect(problems).toBe(0);
    const { message } = findings.find(({ code }: { code: string }) => code === 'not-paired');
    expect(message).toContain('10 of 10 ids agree but their questions differ');
  });
});

describe('search', () => {
  const rows = (texts: string[]) =>
    texts.map((response, i) => `${JSON.stringify({ id: `p${i % 2}`, response, correct: i < 2 })}\n`).join('');

  it('counts samples by run and verdict, and lists them with the place of the first match', async () => {
    write('find/base.jsonl', rows(['wait', 'so', 'Wait \u00e9 wait', 'no']));
    write('find/rl.jsonl', rows(['so', 'a wait', 'so', 'so']));
    const runs = ['base', 'rl'].map((role) => ({ label: role, role, paths: [`${role}.jsonl`] }));
    const patterns = [{ name: 'doubt', text: 'wait', wholeWord: true }];
    const file = write('find/pair.traces.json', JSON.stringify({ runs, patterns }));
    const found = await json('search', file, '--text', 'wait');
    expect(found).toMatchObject({ searched: 8, hit: 3, matches: 4, notes: [] });
    expect(found.runs[0]).toEqual({
      label: 'base',
      correct: { searched: 2, hit: 1, matches: 1 },
      wrong: { searched: 2, hit: 1, matches: 2 },
      unscored: { searched: 0, hit: 0, matches: 0 },
      samples: [
        { problem: 'p0', sample: 0, count: 1, first: 0 },
        { problem: 'p0', sample: 1, count: 2, first: 0 },
      ],
      moreSamples: 0,
    });
    expect((await json('search', file, '--text', 'wait', '--match-case')).matches).toBe(3);
    expect((await json('search', file, '--regex', '^a w')).matches).toBe(1);
    expect((await json('search', file, '--pattern', 'doubt')).query).toEqual(patterns[0]);
    const text = (await run('search', join(folder, 'find/rl.jsonl'), '--text', 'wait')).stdout.toString();
    expect(text).toContain('“wait”: 1 match in 1 of 4 samples');
    expect(text).toMatch(/correct +50\.0 % · 1 of 2 samples/);
  });

  it('says what is missing or wrong in one sentence', async () => {
    const file = write('find/one.jsonl', rows(['a']));
    expect(await failure('search', file)).toBe(
      'search needs one of --text <text>, --regex <expression> and --pattern <name>.',
    );
    expect(await failure('search', file, '--regex', '(')).toBe('/(/ is no regular expression: Unterminated group.');
    expect(await failure('search', file, '--pattern', 'x')).toContain('There is no pattern "x"');
  });
});

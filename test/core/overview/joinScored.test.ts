import { describe, expect, it } from 'vitest';
import type { RunToScore, ScoredRow } from '../../../src/core/overview/joinScored';
import { joinScored } from '../../../src/core/overview/joinScored';
import { runIndex } from '../../factories';

function run(label: string, paths: string[], model?: string): RunToScore {
  const index = runIndex([
    { id: '0', verdicts: [1, 0, 1, 0], files: [0, 0, 1, 1].map((file) => Math.min(file, paths.length - 1)) },
    { id: '7', verdicts: [1, 0, 1], files: [0, 0, 1].map((file) => Math.min(file, paths.length - 1)) },
  ]);
  index.files = paths.map((path) => ({ path, bytesPath: path, size: 1, mtimeMs: 0 }));
  return { spec: { label, model }, index, members: Int32Array.of(1, -1, 0) };
}

const row = (more: Partial<ScoredRow>): ScoredRow => ({
  run: 'tiny-rl_seed1',
  problem: '0',
  sample: 0,
  scorer: 'tiny-base',
  tokens: 3,
  sumLogProb: -1.5,
  ...more,
});

const runs = [
  run('base', ['data/tiny-rlvr/tiny-base_seed1/a.jsonl', 'data/tiny-rlvr/tiny-base_seed2/a.jsonl'], 'tiny-base'),
  run('RL', ['data/tiny-rlvr/tiny-rl_n512_seed1/a.jsonl', 'data/tiny-rlvr/tiny-rl_n512_seed2/a.jsonl']),
];

describe('log-probabilities', () => {
  it('find run, problem and sample by folder and seed, and the scorer among the runs', () => {
    const { scored, findings } = joinScored([row({}), row({ problem: '7', sample: 1 })], runs, 'x.jsonl');
    expect(findings).toEqual([]);
    expect(scored).toEqual([
      {
        scorer: 'tiny-base',
        scorerRun: 0,
        run: 1,
        row: Int32Array.of(2, 0),
        sample: Int32Array.of(0, 5),
        tokens: Int32Array.of(3, 3),
        sumLogProb: Float64Array.of(-1.5, -1.5),
      },
    ]);
  });

  it('count positions within the file of the seed', () => {
    expect(joinScored([row({ sample: 2 })], runs, 'x.jsonl').scored).toEqual([]);
    expect(joinScored([row({ run: 'RL', sample: 2 })], runs, 'x.jsonl').scored).toHaveLength(1);
    expect(joinScored([row({ run: 'tiny-rl_seed2', problem: '7', sample: 1 })], runs, 'x.jsonl').scored).toEqual([]);
  });

  it('are left out and counted when they belong nowhere', () => {
    const { scored, findings } = joinScored([row({}), row({ run: 'other' }), row({ problem: '99' })], runs, 'x.jsonl');
    expect(scored[0].row).toHaveLength(1);
    expect(findings.map(({ message }) => message)).toEqual([
      'other: no run has this label, model or folder.',
      '2 of 3 log-probabilities belong to no sample of these runs.',
    ]);
  });

  it('are not guessed about when two runs could be meant', () => {
    const two = [...runs, run('step 50', ['data/tiny-rl_step50_seed1/a.jsonl'])];
    const { scored, findings } = joinScored([row({})], two, 'x.jsonl');
    expect(scored).toEqual([]);
    expect(findings[0].message).toBe(
      'tiny-rl_seed1: RL, step 50 could all be meant. Name the run by its label in the file.',
    );
  });

  it('belong to the one run whose equal texts have equal numbers of tokens', () => {
    const checkpoint = run('step 50', ['data/tiny-rl_step50_seed1/a.jsonl']);
    // The first two samples of problem 0 have one text in RL; in the checkpoint it is the first and the third.
    runs[1].index.samples.print.set([5, 5, 6, 7]);
    checkpoint.index.samples.print.set([5, 6, 5, 7]);
    const tokens = [12, 12, 30].map((count, sample) => row({ run: 'tiny-rl_seed1', sample, tokens: count }));
    const own = tokens.slice(0, 2).map((one) => ({ ...one, scorer: 'tiny-rl' }));
    const seedless = [runs[0], { ...runs[1], index: { ...runs[1].index, files: [{ ...runs[1].index.files[0] }] } }];
    seedless[1].index.samples = { ...seedless[1].index.samples, file: new Uint16Array(7) };
    const { scored, findings } = joinScored([...tokens, ...own], [...seedless, checkpoint], 'x.jsonl');
    expect(findings).toEqual([]);
    expect(scored.map(({ scorer, scorerRun, run, sample }) => [scorer, scorerRun, run, sample?.length])).toEqual([
      ['tiny-base', 0, 1, 3],
      ['tiny-rl', 1, 1, 2],
    ]);
    const alone = joinScored(tokens, [runs[0], checkpoint], 'x.jsonl');
    expect(alone.scored).toEqual([]);
    expect(alone.findings[0].message).toBe(
      'tiny-rl_seed1: the rows give equal texts of step 50 unequal numbers of tokens, so other texts were scored.',
    );
  });
});

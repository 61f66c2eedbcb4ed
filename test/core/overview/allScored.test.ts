import { describe, expect, it } from 'vitest';
import { indexWithout } from '../../../src/core/integrity/leaveOut';
import { marksOf } from '../../../src/core/integrity/marks';
import { allScored } from '../../../src/core/overview/allScored';
import type { ScoredRun } from '../../../src/core/overview/overview';
import { runIndex } from '../../factories';

/** Two problems; the second is the table's first row. Three of five samples have a log-probability. */
function withScores(tokens = [3, 0, 5, 7, 2]) {
  const index = runIndex([
    { id: 'a', verdicts: [1, 0] },
    { id: 'b', verdicts: [1, 0, 0], truncated: 1 },
  ]);
  index.samples.tokens.set(tokens);
  index.samples.logProb.set([-0.5, -1, -0.25, NaN, -2]);
  return { spec: { label: 'RL' }, index, members: Int32Array.of(1, 0) };
}

const side = (run: number, scorerRun: number, sample: number[], scorer = 'tiny'): ScoredRun => ({
  scorer,
  scorerRun,
  run,
  row: Int32Array.from(sample, () => 0),
  sample: Int32Array.from(sample),
  tokens: Int32Array.from(sample, () => 4),
  sumLogProb: Float64Array.from(sample, () => -8),
});

describe('all log-probabilities', () => {
  it('are those of the dump where no side file has them', () => {
    expect(allScored([], [withScores()])).toEqual([
      {
        scorer: 'RL',
        scorerRun: 0,
        run: 0,
        row: Int32Array.of(0, 0, 1),
        sample: Int32Array.of(2, 4, 0),
        tokens: Int32Array.of(5, 2, 3),
        sumLogProb: Float64Array.of(-1.25, -4, -1.5),
      },
    ]);
  });

  it('weigh samples alike where the dump has no token counts', () => {
    const [{ tokens, sumLogProb }] = allScored([], [withScores([-1, -1, -1, -1, -1])]);
    expect([...tokens]).toEqual([1, 1, 1, 1]);
    expect([...sumLogProb]).toEqual([-0.25, -2, -0.5, -1]);
  });

  it('are those of the side file where both have them, files of several seeds together', () => {
    const runs = [withScores(), withScores()];
    const found = allScored([side(0, 0, [0, 2]), side(0, 0, [2, 3]), side(0, 1, [0], 'other')], runs);
    expect(found.map(({ scorer, run, scorerRun, sample }) => [scorer, run, scorerRun, ...sample!])).toEqual([
      ['tiny', 0, 0, 0, 2, 3],
      ['other', 0, 1, 0],
      ['RL', 1, 1, 2, 4, 0],
    ]);
  });

  it('leave samples out', () => {
    const run = withScores();
    const without = { ...run, index: indexWithout(run.index, marksOf(run.index, {}), ['truncated']) };
    expect([...allScored([], [without])[0].sample!]).toEqual([4, 0]);
    expect([...allScored([side(0, 0, [0, 2])], [without])[0].sample!]).toEqual([0]);
    expect(allScored([side(0, 0, [2])], [without])).toEqual([]);
  });
});

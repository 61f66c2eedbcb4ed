/** Targets as people write them, and what an eval can settle. */
import { describe, expect, it } from 'vitest';
import { readTargets } from '../../../src/core/evals/readTargets';
import { settlesWords } from '../../../src/core/evals/settles';

describe('the setting of targets', () => {
  it('keeps what only an adapter understands as options', () => {
    const { targets, wrong } = readTargets([{ id: 'vllm-a', adapter: 'openai', url: 'http://127.0.0.1:8000/v1' }]);
    expect(targets).toEqual([
      { id: 'vllm-a', adapter: 'openai', label: 'vllm-a', options: { url: 'http://127.0.0.1:8000/v1' } },
    ]);
    expect(wrong).toEqual([]);
  });

  it('tells of entries that are none and keeps the others', () => {
    const good = { id: 'a', adapter: 'openai' };
    const { targets, wrong } = readTargets([null, { id: '../up', adapter: 'openai' }, good, good, { id: 'b' }]);
    expect(targets.map(({ id }) => id)).toEqual(['a']);
    expect(wrong).toHaveLength(4);
    expect(wrong[2]).toBe('Target 4: the id a is there twice; the first one counts.');
  });

  it('is empty when it is not a list', () => {
    expect(readTargets(undefined)).toEqual({ targets: [], wrong: [] });
    expect(readTargets({ id: 'a' }).wrong).toEqual(['traceInspector.targets must be a list.']);
  });
});

describe('what an eval can settle', () => {
  it('is how large pass@k can still be', () => {
    expect(settlesWords({ problem: 'aime24-11', run: 'RL', n: 1024, more: 1024, k: 64 })).toBe(
      'aime24-11 has 0 of 1,024 in RL, so pass@64 is at most 0.21; if the next 1,024 fail too, 0.11.',
    );
  });
});

/** Where an eval's samples are listed in its comparison. */
import { describe, expect, it, vi } from 'vitest';
import type { EvalModel } from '../../src/core/evals/spec';
import { editsFor } from '../../src/host/evals/listInComparison';
import { specWith } from '../core/evals/evals';

vi.mock('vscode', () => ({}));

const runs = [
  { label: 'base', role: 'base' as const, paths: ['base.jsonl'] },
  { label: 'RL', role: 'rl' as const, paths: ['a.jsonl', 'b.jsonl'] },
];
const more = (name: string, extend?: string): EvalModel => ({
  name,
  role: name === 'RL' ? 'rl' : 'base',
  servedName: `${name}-served`,
  ...(extend !== undefined && { extends: extend }),
});
const paths = ['e.evals/1/dump.jsonl', 'e.evals/1/dump-1.jsonl'];

describe('an eval in its comparison', () => {
  it('adds files to the runs that it extends', () => {
    const spec = { ...specWith({}), models: [more('base', 'base'), more('RL', 'RL')] };
    expect(editsFor(runs, spec, paths)).toEqual([
      [['runs', 0, 'paths', 1], paths[0]],
      [['runs', 1, 'paths', 2], paths[1]],
    ]);
  });

  it('is a run of its own under a free label where it extends none, or one that is gone', () => {
    const spec = { ...specWith({}), models: [more('base'), more('RL', 'gone')] };
    const edits = editsFor(runs, spec, paths);
    expect(edits.map(([path]) => path)).toEqual([
      ['runs', 2],
      ['runs', 3],
    ]);
    expect(edits.map(([, value]) => value)).toMatchObject([
      { label: 'base (2)', role: 'reference', paths: [paths[0]], model: 'base-served' },
      { label: 'RL (2)', role: 'rl', paths: [paths[1]] },
    ]);
  });

  it('is listed once', () => {
    const spec = { ...specWith({}), models: [more('base', 'base')] };
    const listed = [{ ...runs[0], paths: ['base.jsonl', paths[0]] }, runs[1]];
    expect(editsFor(listed, spec, paths)).toEqual([]);
  });
});

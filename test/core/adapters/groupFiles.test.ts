import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../src/core/adapters/adapter';
import { evalPlus } from '../../../src/core/adapters/evalPlus';
import { generic } from '../../../src/core/adapters/generic';
import { groupFiles, type DetectedFile } from '../../../src/core/adapters/groupFiles';
import { humanEval } from '../../../src/core/adapters/humanEval';
import { mathEval } from '../../../src/core/adapters/mathEval';
import { nemoSkills } from '../../../src/core/adapters/nemoSkills';
import { resultsOnly } from '../../../src/core/adapters/resultsOnly';
import { rollouts } from '../../../src/core/adapters/rollouts';

const choice = { id: 'stored', label: '', plan: { container: 'lines' as const, sections: [] } };
const scored: Detection = { confidence: 1, choices: [choice] };
const samples: Detection = { ...scored, part: 'samples' };
const verdicts: Detection = { ...scored, part: 'verdicts' };

describe('groupFiles', () => {
  it('merges seeds in sibling folders in natural order, and nothing that differs otherwise', () => {
    const path = (model: string, step: number, seed: number, rest = 't0.6_s0_e-1.jsonl'): string =>
      `x/${model}_seed${seed}/eval_results/global_step_${step}/aime24/test_qwen_-1_seed${seed}_${rest}`;
    const one = [10, 2, 1].map((seed) => path('m_aime24_temp0.6_n32', 0, seed));
    const others = [
      path('m_aime24_temp0.6_n32', 50, 1),
      path('m_aime24_temp1.0_n32', 0, 1, 't1.0_s0_e-1.jsonl'),
      path('m_aime24_temp0.6_n8', 0, 3),
      path('other_aime24_temp0.6_n32', 0, 1),
    ];
    const groups = groupFiles(
      [...one, ...others].map((file) => ({ path: file, adapter: mathEval, detection: scored })),
    );
    expect(groups.map(({ files }) => files)).toEqual([[one[2], one[1], one[0]], ...others.map((file) => [file])]);
  });

  it('merges ranges of problems, gzipped or not, and Windows paths', () => {
    const paths = ['a\\test_q_-1_seed0_t0.0_s0_e100.jsonl', 'a\\test_q_-1_seed0_t0.0_s100_e-1.jsonl.gz'];
    expect(groupFiles(paths.map((path) => ({ path, adapter: mathEval, detection: scored })))).toHaveLength(1);
  });

  it('keeps seeds in folder names apart where they may be seeds of training', () => {
    const paths = ['grpo_seed1/dump.jsonl', 'grpo_seed2/dump.jsonl', 'x/dump_seed1.jsonl', 'x/dump_seed2.jsonl'];
    const groups = groupFiles(paths.map((path) => ({ path, adapter: rollouts, detection: scored })));
    expect(groups.map(({ files }) => files.length)).toEqual([1, 1, 2]);
  });

  it('drops samples beside their results, and says so', () => {
    const [group, ...others] = groupFiles([
      { path: 'd/m.jsonl', adapter: humanEval, detection: samples },
      { path: 'd/m.jsonl_results.jsonl', adapter: humanEval, detection: scored },
    ]);
    expect(others).toEqual([]);
    expect(group.files).toEqual(['d/m.jsonl_results.jsonl']);
    expect(group.dropped).toEqual([
      { path: 'd/m.jsonl', because: 'It holds the same samples as m.jsonl_results.jsonl, which is read instead.' },
    ]);
  });

  it('joins old EvalPlus verdicts to their samples, sanitised before plain before raw', () => {
    const files: DetectedFile[] = [
      { path: 'd/m.raw.jsonl', adapter: humanEval, detection: samples },
      { path: 'd/m.jsonl', adapter: humanEval, detection: samples },
      { path: 'd/m-sanitized.jsonl', adapter: humanEval, detection: samples },
      { path: 'd/m_eval_results.json', adapter: evalPlus, detection: verdicts },
    ];
    const [group] = groupFiles(files);
    expect(group).toMatchObject({
      adapter: evalPlus,
      files: ['d/m-sanitized.jsonl'],
      verdictFiles: ['d/m_eval_results.json'],
    });
    expect(group.dropped.map(({ path }) => path)).toEqual(['d/m.jsonl', 'd/m.raw.jsonl']);
  });

  it('finds the results of a folder when they can only be of one file in it', () => {
    const file = (path: string): DetectedFile => ({ path, adapter: evalPlus, detection: samples });
    const results: DetectedFile = { path: 'd/eval_results.json', adapter: evalPlus, detection: scored };
    expect(groupFiles([file('d/samples.jsonl'), file('d/samples.raw.jsonl'), results])).toHaveLength(1);
    expect(groupFiles([file('d/a.jsonl'), results, file('d/b.jsonl')]).map(({ files }) => files)).toEqual([
      ['d/a.jsonl'],
      ['d/eval_results.json'],
      ['d/b.jsonl'],
    ]);
  });

  it('says what a verdict file without samples and a results file are', () => {
    const because = 'This is a results file.';
    const groups = groupFiles([
      { path: 'd/m_eval_results.json', adapter: evalPlus, detection: verdicts },
      { path: 'd/results.json', adapter: resultsOnly, detection: { confidence: 1, choices: [], without: because } },
    ]);
    expect(groups[0]).toMatchObject({ files: [], verdictFiles: ['d/m_eval_results.json'], dropped: [] });
    expect(groups[1]).toMatchObject({ files: [], verdictFiles: [], dropped: [{ path: 'd/results.json', because }] });
  });

  it('merges files that are one record each when they differ in a number of their name only', () => {
    const detection: Detection = {
      confidence: 0.5,
      choices: [{ ...choice, plan: { container: 'document', sections: [{ record: '', fields: [], rule: 'truth' }] } }],
    };
    const paths = ['a/problem_10.json', 'a/problem_9.json', 'a/base.json', 'b/problem_1.json'];
    const groups = groupFiles(paths.map((path) => ({ path, adapter: generic, detection })));
    expect(groups.map(({ files }) => files)).toEqual([
      ['a/problem_9.json', 'a/problem_10.json'],
      ['a/base.json'],
      ['b/problem_1.json'],
    ]);
  });

  const none: Detection = { confidence: 0.5, choices: [{ ...choice, id: 'none' }] };
  const either: Detection = { ...scored, part: 'either' };

  it('joins grades to an unscored dump, drops them beside a scored one, counts them alone', () => {
    const grades: DetectedFile = { path: 'd/m_grades.csv', adapter: generic, detection: either };
    const [joined] = groupFiles([{ path: 'd/m.jsonl', adapter: generic, detection: none }, grades]);
    expect(joined).toMatchObject({ files: ['d/m.jsonl'], verdictFiles: ['d/m_grades.csv'], dropped: [] });
    const [beside] = groupFiles([{ path: 'd/m.jsonl', adapter: generic, detection: scored }, grades]);
    expect(beside).toMatchObject({ files: ['d/m.jsonl'], verdictFiles: [] });
    expect(beside.dropped).toHaveLength(1);
    expect(groupFiles([grades])).toMatchObject([{ files: ['d/m_grades.csv'], verdictFiles: [] }]);
  });

  it('takes one table of grades for a folder only where the folder has one dump', () => {
    const dumps = ['d/a.jsonl', 'd/b.jsonl'].map((path): DetectedFile => ({ path, adapter: generic, detection: none }));
    const grades: DetectedFile = { path: 'd/grades.csv', adapter: generic, detection: either };
    expect(groupFiles([dumps[0], grades])[0].verdictFiles).toEqual(['d/grades.csv']);
    expect(groupFiles([...dumps, grades]).map(({ files }) => files)).toEqual([
      ['d/a.jsonl'],
      ['d/b.jsonl'],
      ['d/grades.csv'],
    ]);
  });

  it('adds seeds of NeMo-Skills up, also running ones and chunks, and drops chunks that have been merged', () => {
    const seeds = ['output-rs0.jsonl', 'output-rs10.jsonl', 'output-rs2.jsonl-async'];
    const fileOf = (name: string): DetectedFile => ({ path: `x/toy/${name}`, adapter: nemoSkills, detection: scored });
    expect(groupFiles(seeds.map(fileOf)).map(({ files }) => files.length)).toEqual([3]);
    const [group] = groupFiles(['output_chunk_0.jsonl', 'output.jsonl', 'output_chunk_1.jsonl'].map(fileOf));
    expect(group.files).toEqual(['x/toy/output.jsonl']);
    expect(groupFiles(['output_chunk_0.jsonl', 'output_chunk_1.jsonl'].map(fileOf))).toHaveLength(1);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadRun } from '../../src/io/loadRun';
import { makeGrader, type Grader } from '../../src/io/grading/makeGrader';
import { regradeRun } from '../../src/io/grading/regrade';
import { pairs } from '../core/evals/grading/pairs';

interface Engines {
  python?: string;
  missing: Record<string, string | undefined>;
}
const { python, missing } = JSON.parse(
  process.env.TRACE_ENGINES ?? '{"missing":{"grader":"run by itself"}}',
) as Engines;

async function mathVerify(): Promise<Grader> {
  const grader = await makeGrader('math-verify', {
    pythonPath: python!,
    workerPath: resolve('media/worker/trace_worker.py'),
    previewPath: resolve('dist/previewGrader.js'),
  });
  onTestFinished(() => grader.dispose());
  return grader;
}

describe.skipIf(missing.grader !== undefined)('Math-Verify through an interpreter', () => {
  it('says of every pair what docs/evals.md says of its conventions', async () => {
    const grader = await mathVerify();
    expect(grader.name.id).toBe('math-verify');
    const said: (boolean | null)[] = [];
    for (const { answer, reference } of pairs)
      said.push((await grader.grade({ gold: reference, text: `So \\boxed{${answer}}.` })).verdict);
    expect(pairs.map(({ answer, reference }, i) => [answer, reference, said[i]])).toEqual(
      pairs.map(({ answer, reference, mathVerify }) => [answer, reference, mathVerify]),
    );
  });

  it('is not held up by a text that never ends, and keeps the rest', async () => {
    const grader = await mathVerify();
    const { verdict } = await grader.grade({ gold: '1', text: '\\boxed{9^{9^{9^{9^9}}}!}' });
    expect(verdict).not.toBe(true);
    expect((await grader.grade({ gold: '\\frac12', text: 'so \\boxed{0.5}' })).verdict).toBe(true);
  });

  it('judges a dump', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'math-verify-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const rows = ['\\boxed{\\frac{2}{4}}', '\\boxed{3}'].map((response) => {
      return JSON.stringify({ id: 'p', question: 'Half?', answer: '0.5', response, correct: false });
    });
    writeFileSync(join(folder, 'a.jsonl'), `${rows.join('\n')}\n`);
    const { index } = await loadRun({ label: 'a', role: 'rl', paths: ['a.jsonl'] }, { baseDir: folder });
    const { flips } = await regradeRun({ run: 'a', index, grader: await mathVerify(), folder: join(folder, 'grades') });
    expect(flips.counts).toEqual([{ from: 'wrong', to: 'correct', count: 1 }]);
  });
});

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunSpec } from '../../../src/core/compare/comparison';
import { pairRuns } from '../../../src/core/compare/pair';
import { loadRun } from '../../../src/io/loadRun';
import { makeGrader, type Grader, type GraderOptions } from '../../../src/io/grading/makeGrader';
import { gradesFolderOf } from '../../../src/io/grading/gradesFile';
import { regradeRun } from '../../../src/io/grading/regrade';
import { buildPreview } from './previewProcess';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regrade-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

let graders: GraderOptions;
beforeAll(async () => {
  graders = { pythonPath: 'python3', workerPath: 'media/worker/trace_worker.py', previewPath: await buildPreview() };
});
/** Four samples of two problems; the harness took `\frac12` for wrong and 3 for right. */
const rows = [
  { id: 'p0', question: 'Half?', answer: '0.5', response: 'so \\boxed{\\frac12}', correct: false },
  { id: 'p0', question: 'Half?', answer: '0.5', response: 'so \\boxed{0.5}', correct: true },
  { id: 'p1', question: 'Two?', answer: '2', response: 'so \\boxed{3}', correct: true },
  { id: 'p1', question: 'Two?', answer: '2', response: 'so \\boxed{2}', correct: true },
];

function dump(name = 'a.jsonl', from: object[] = rows): RunSpec {
  writeFileSync(join(folder, name), from.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { label: name.slice(0, 1), role: 'rl', paths: [name] };
}

const load = (spec: RunSpec) => loadRun(spec, { baseDir: folder });
const grades = () => join(folder, 'c.grades');

async function regrade(spec: RunSpec, grader?: Grader, signal?: AbortSignal) {
  const { index } = await load(spec);
  const judge = grader ?? (await makeGrader('preview', graders));
  try {
    return await regradeRun({ run: spec.label, index, grader: judge, folder: grades(), signal });
  } finally {
    judge.dispose();
  }
}

describe('grading stored samples again', () => {
  it('keeps verdicts apart from the dump and says what flips', async () => {
    const spec = dump();
    const before = readFileSync(join(folder, 'a.jsonl'));
    const { flips, file, judged, kept } = await regrade(spec);
    expect(readFileSync(join(folder, 'a.jsonl'))).toEqual(before);
    expect([file, judged, kept]).toEqual([join(grades(), 'preview@1.jsonl'), 4, 0]);
    expect(flips.counts).toEqual([
      { from: 'correct', to: 'wrong', count: 1 },
      { from: 'wrong', to: 'correct', count: 1 },
    ]);
    expect(flips.flips).toMatchObject([
      { problem: 'p1', index: 0 },
      { problem: 'p0', index: 0 },
    ]);
    expect(flips.effect).toEqual([
      { run: 'a', k: 1, before: 0.75, after: 0.75 },
      { run: 'a', k: 2, before: 1, after: 1 },
    ]);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(lines[2])).toMatchObject({
      ...{ model: 'a', problem: 'p1', index: 0, grader: 'preview', version: '1' },
      ...{ verdict: false, extracted: '3' },
    });
  });

  it('lays them over the run that names the file, and says whose they are', async () => {
    const spec = dump();
    await regrade(spec);
    const { index, settings, findings } = await load({ ...spec, grades: 'c.grades/preview@1.jsonl' });
    expect(Array.from(index.samples.verdict)).toEqual([1, 1, 0, 1]);
    expect(index.problems.map(({ n, c }) => [n, c])).toEqual([
      [2, 2],
      [2, 1],
    ]);
    expect(index.verdictRule).toEqual({ id: 'grades:preview@1', label: 'Re-graded by preview 1' });
    expect(settings.grader).toEqual({ value: 'preview 1', source: 'comparison file' });
    expect(findings.filter(({ code }) => code === 'lost-grades')).toEqual([]);
  });

  it('never saves them as the dump’s own', async () => {
    const spec = dump();
    await regrade(spec);
    const storageDir = join(folder, 'storage');
    await loadRun({ ...spec, grades: 'c.grades/preview@1.jsonl' }, { baseDir: folder, storageDir });
    const { index } = await loadRun(spec, { baseDir: folder, storageDir });
    expect(Array.from(index.samples.verdict)).toEqual([0, 1, 1, 1]);
  });

  it('leaves samples without a verdict that the grader has not judged, and those whose text is another now', async () => {
    const spec = dump();
    await regrade(spec);
    const changed = { ...rows[0], response: 'now \\boxed{7}' };
    dump('a.jsonl', [changed, ...rows.slice(1), { ...rows[3], response: '\\boxed{2}.' }]);
    const { index, findings } = await load({ ...spec, grades: 'c.grades/preview@1.jsonl' });
    expect(Array.from(index.samples.verdict)).toEqual([2, 1, 0, 1, 2]);
    expect(findings.find(({ code }) => code === 'lost-grades')).toMatchObject({
      severity: 'warning',
      count: 2,
      message: expect.stringContaining('preview@1 has not judged 2 of 5 samples of a'),
    });
    expect(await regrade(spec)).toMatchObject({ judged: 2, kept: 3 });
  });

  it('says that the file is not there instead of going back to the dump’s verdicts', async () => {
    const { index, findings } = await load({ ...dump(), grades: 'gone/preview@1.jsonl' });
    expect(Array.from(index.samples.verdict)).toEqual([2, 2, 2, 2]);
    expect(findings.find(({ code }) => code === 'lost-grades')).toMatchObject({ severity: 'error', count: 4 });
  });

  it('goes on where it was stopped, also behind a torn line', async () => {
    const spec = dump();
    const stop = new AbortController();
    let asked = 0;
    const grader: Grader = {
      name: { id: 'slow', version: '1' },
      grade: ({ text }) => {
        if (++asked === 2) stop.abort();
        return Promise.resolve({ verdict: text.includes('0.5'), ms: 1 });
      },
      dispose: () => undefined,
    };
    await expect(regrade(spec, grader, stop.signal)).rejects.toThrow('Stopped');
    appendFileSync(join(grades(), 'slow@1.jsonl'), '{"model":"a","prob');
    const { judged, kept, flips } = await regrade(spec, grader);
    expect([judged, kept, asked]).toEqual([2, 2, 4]);
    expect(flips.counts).toEqual([{ from: 'correct', to: 'wrong', count: 2 }]);
  });

  it('gives no verdict without a reference', async () => {
    const spec = dump('a.jsonl', [...rows.slice(0, 2), { id: 'p9', question: 'What?', response: '1', correct: true }]);
    const { withoutReference, flips } = await regrade(spec);
    expect(withoutReference).toBe(1);
    expect(flips.counts).toContainEqual({ from: 'correct', to: 'unscored', count: 1 });
    expect(flips.problems).toBe(1);
  });

  it('is told of where runs of a comparison have different graders', async () => {
    const [a, b] = [dump(), dump('b.jsonl')];
    await regrade(a);
    await regrade(b);
    const runOf = async (spec: RunSpec) => ({ ...spec, ...(await load(spec)), label: spec.label });
    const codes = (pairing: ReturnType<typeof pairRuns>) => pairing.findings.map(({ code }) => code);
    const taken = { grades: 'c.grades/preview@1.jsonl' };
    const mixed = codes(pairRuns([await runOf({ ...a, ...taken, role: 'base' }), await runOf(b)]));
    expect(mixed).toContain('graders-differ');
    expect(mixed).toContain('preview-verdicts');
    const same = codes(pairRuns([await runOf({ ...a, ...taken, role: 'base' }), await runOf({ ...b, ...taken })]));
    expect(same).not.toContain('graders-differ');
    expect(codes(pairRuns([await runOf({ ...a, role: 'base' }), await runOf(b)]))).toEqual([]);
  });

  it('names graders and folders', async () => {
    expect(gradesFolderOf('/x/study.traces.json')).toBe('/x/study.grades');
    expect(gradesFolderOf('/x/dump.jsonl')).toBe('/x/dump.jsonl.grades');
    await expect(makeGrader('eval', graders)).rejects.toThrow(
      'There is no grader eval; there is: math-verify, preview.',
    );
  });
});

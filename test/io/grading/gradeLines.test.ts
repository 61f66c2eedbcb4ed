/** Samples of an eval judged as they come, by the preview as it ships and by graders that misbehave. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { DriveOptions } from '../../../src/io/evals/evalDriver';
import { ProcessGrader } from '../../../src/io/evals/processGrader';
import { gradeLines } from '../../../src/io/grading/gradeLines';
import { makePreview, type Grader } from '../../../src/io/grading/makeGrader';
import { linesOf, specWith } from '../../core/evals/evals';
import { drive, evalAt, folder, stub } from '../evals/evalsAt';
import { pairs } from '../../core/evals/grading/pairs';
import { buildPreview } from './previewProcess';

let previewPath: string;
beforeAll(async () => {
  previewPath = await buildPreview();
});

function preview(path = previewPath): Grader {
  const grader = makePreview(path);
  onTestFinished(() => grader.dispose());
  return grader;
}

/** Like the preview, but for two texts: `hang` keeps it for ever, `eat` takes all its memory. */
async function trap(): Promise<Grader> {
  const path = join(await folder(), 'trap.cjs');
  const source = `
console.log(JSON.stringify({ grader: 'trap', version: '1' }));
require('node:readline').createInterface(process.stdin).on('line', (line) => {
  const { gold, text } = JSON.parse(line);
  if (text.includes('hang')) for (;;);
  if (text.includes('eat')) for (const eaten = []; ; ) eaten.push(new Array(1e5).fill(eaten.length));
  console.log(JSON.stringify({ verdict: text.includes(gold) }));
});`;
  await writeFile(path, source);
  const command = [process.execPath, '--max-old-space-size=32', path] as const;
  const grader = new ProcessGrader({ command, words: { lacks: 'is no grader', wayOn: '' }, pairMs: 3_000 });
  onTestFinished(() => grader.dispose());
  return { name: { id: 'trap', version: '1' }, grade: (pair) => grader.grade(pair), dispose: () => grader.dispose() };
}

describe('the preview in a process of its own', () => {
  it('says of every pair what it is to say', async () => {
    const grader = preview();
    const said: unknown[] = [];
    for (const { answer, reference } of pairs)
      said.push((await grader.grade({ gold: reference, text: `So \\boxed{${answer}}.` })).verdict);
    expect(said).toEqual(pairs.map((pair) => pair.preview));
  });

  it('judges samples against their problem’s reference, and says nothing without one', async () => {
    const spec = specWith({ problems: 2, n: 2, nPerRequest: 2 });
    const lines = spec.chunks.flatMap((chunk) => linesOf(spec, chunk, (i) => (i === 0 ? '\\boxed{2}' : 'no answer')));
    const problems = spec.problems.map((problem, i) => (i === 0 ? { ...problem, gold: undefined } : problem));
    expect(await gradeLines(preview(), lines, { problems })).toMatchObject([
      { problem: 'p1', index: 0, grader: 'preview', version: '1', verdict: true, extracted: '2' },
      { problem: 'p1', index: 1, verdict: false },
    ]);
  });

  it('leaves samples unscored and says why where it can’t be started', async () => {
    const spec = specWith({ problems: 1, n: 2 });
    const lines = spec.chunks.flatMap((chunk) => linesOf(spec, chunk));
    const grades = await gradeLines(preview('/no/such/previewGrader.js'), lines, spec);
    const note = expect.stringContaining('does not run /no/such/previewGrader.js. Install the extension again');
    expect(grades).toMatchObject([
      { verdict: null, note },
      { verdict: null, note },
    ]);
  });
});

describe('an eval whose window went away before it had graded', () => {
  it('has all verdicts when it is resumed', async () => {
    const server = await stub({ textOf: (_, seed) => `so \\boxed{${seed % 2}}` });
    const driven = await evalAt(server, { problems: 2, n: 32 });
    await drive(driven);
    const { dir } = driven.store;
    // As a kill leaves it: chunks are there, and neither rows nor verdicts.
    const index = JSON.parse(await readFile(join(dir, 'dump.json'), 'utf8')) as object;
    await writeFile(join(dir, 'dump.json'), JSON.stringify({ ...index, bytes: [0], chunks: [] }));
    const grader = preview();
    const options = {
      ...driven.options,
      grade: (lines, spec) => gradeLines(grader, lines, spec),
    } satisfies DriveOptions;
    await drive({ options });
    const rows = (await readFile(join(dir, 'dump.jsonl'), 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(64);
    for (const row of rows) expect(JSON.parse(row)).toMatchObject({ verdict: expect.any(Boolean) });
    expect((await readFile(join(dir, 'grades', 'preview@1.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(64);
  });
});

describe('an eval whose grader is kept by an answer', () => {
  it('leaves that sample unscored with the reason and grades the rest', async () => {
    const texts = ['is 0', 'hang', 'is 1', 'eat', 'is 0'];
    const server = await stub({ textOf: (_, seed) => texts[seed] });
    const grader = await trap();
    const driven = await evalAt(
      server,
      { problems: 1, n: 5, nPerRequest: 5 },
      { grade: (lines, spec) => gradeLines(grader, lines, spec) },
    );
    expect((await drive(driven)).state).toBe('completed');
    const rows = (await readFile(join(driven.store.dir, 'dump.jsonl'), 'utf8')).trim().split('\n');
    const gold = (JSON.parse(rows[0]) as { gold: string }).gold;
    expect(rows.map((row) => JSON.parse(row) as object)).toMatchObject(
      texts.map((text) => ({
        text,
        verdict: /hang|eat/.test(text) ? null : text.includes(gold),
        ...(text === 'hang' && { note: 'no verdict within 3 s' }),
        ...(text === 'eat' && { note: expect.any(String) }),
      })),
    );
  });
});

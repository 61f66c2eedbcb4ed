import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProcessGrader } from '../../../src/io/evals/processGrader';
import { folder } from './evalsAt';

/** A script that speaks the protocol; `hang` never answers, `die` ends the process, `eat` takes all memory. */
const script = `
console.log(JSON.stringify({ grader: 'stub', version: '1' }));
require('node:readline').createInterface(process.stdin).on('line', (line) => {
  const { gold, text } = JSON.parse(line);
  if (text === 'hang') return;
  if (text === 'die') process.exit(1);
  if (text === 'eat') for (const eaten = []; ; ) eaten.push(new Array(1e5).fill(eaten.length));
  console.log('noise that is no JSON');
  console.log(JSON.stringify({ verdict: gold === text, extracted: text, ms: 1 }));
});`;

const words = { lacks: 'has no grader', wayOn: 'Name another one.' };

async function grader(source = script, pairMs = 300): Promise<ProcessGrader> {
  const path = join(await folder(), "a grader's script.cjs");
  await writeFile(path, source);
  const command = [process.execPath, '--max-old-space-size=32', path] as const;
  const made = new ProcessGrader({ command, words, pairMs });
  onTestFinished(() => made.dispose());
  return made;
}

describe('a grader in a process of its own', () => {
  it('names itself and judges pairs', async () => {
    const stub = await grader();
    expect(await stub.name()).toEqual({ grader: 'stub', version: '1' });
    expect(await stub.grade({ gold: '1', text: '1' })).toMatchObject({ verdict: true, extracted: '1' });
    expect(await stub.grade({ gold: '1', text: '$(touch x)"\n' })).toMatchObject({ verdict: false });
  });

  it('leaves a pair without a verdict that hangs or kills it, and goes on behind it', async () => {
    const stub = await grader();
    for (const text of ['hang', 'die', 'hang']) expect((await stub.grade({ gold: '1', text })).verdict).toBeNull();
    expect((await stub.grade({ gold: '1', text: '1' })).verdict).toBe(true);
  });

  it('keeps a pair from taking more memory than the process is given', async () => {
    const stub = await grader(script, 60_000);
    expect(await stub.grade({ gold: '1', text: 'eat' })).toMatchObject({
      verdict: null,
      note: 'the grader broke off, out of memory perhaps',
    });
    expect((await stub.grade({ gold: '1', text: '1' })).verdict).toBe(true);
  });

  it('says what is missing', async () => {
    await expect((await grader('process.exit(1)')).name()).rejects.toThrow('has no grader. Name another one.');
    await expect(new ProcessGrader({ command: ['/no/such/python', 'x'], words }).name()).rejects.toThrow(
      "can't be started",
    );
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProcessGrader } from '../../../src/io/evals/processGrader';
import { folder } from './evalsAt';

/** A script that speaks the protocol; `hang` never answers, `die` ends the process. */
const script = `
console.log(JSON.stringify({ grader: 'stub', version: '1' }));
require('node:readline').createInterface(process.stdin).on('line', (line) => {
  const { gold, text } = JSON.parse(line);
  if (text === 'hang') return;
  if (text === 'die') process.exit(1);
  console.log('noise that is no JSON');
  console.log(JSON.stringify({ verdict: gold === text, extracted: text, ms: 1 }));
});`;

async function grader(source = script): Promise<ProcessGrader> {
  const path = join(await folder(), "a grader's script.cjs");
  await writeFile(path, source);
  const made = new ProcessGrader({ command: [process.execPath, path], pairMs: 300 });
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

  it('says what is missing', async () => {
    await expect((await grader('process.exit(1)')).name()).rejects.toThrow('has no Math-Verify');
    await expect(new ProcessGrader({ command: ['/no/such/python', 'x'] }).name()).rejects.toThrow("can't be started");
  });
});

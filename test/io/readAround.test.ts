import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TextKind, RunIndex } from '../../src/core/runIndex';
import { loadRun, readTrace } from '../../src/io/loadRun';
import { TraceTasks } from '../../src/io/traceTasks';

const fixtures = join(__dirname, '../fixtures/dumps');
const tasks = new TraceTasks({});
afterAll(() => tasks.dispose());

async function load(path: string): Promise<RunIndex> {
  return (await loadRun({ label: 'run', role: 'base', paths: [path] }, { baseDir: fixtures })).index;
}

function rangeOf({ samples, files }: RunIndex, row: number) {
  return {
    path: files[samples.file[row]].bytesPath,
    offset: samples.offset[row],
    length: samples.length[row],
    kind: samples.kind[row] as TextKind,
  };
}

async function testsOf(path: string) {
  const index = await load(path);
  return Promise.all(Array.from(index.samples.offset, (_, row) => tasks.tests(rangeOf(index, row))));
}

describe('what a record says beside its trace', () => {
  it('is the failed tests of EvalPlus', async () => {
    const tests = await testsOf('evalplus/samples_eval_results.json');
    expect(tests).toContainEqual([
      { name: 'base tests', text: 'fail' },
      { name: 'inputs of failed base tests', text: '[["x"]]' },
      { name: 'plus tests', text: 'fail' },
    ]);
  });

  it("is the report of LiveCodeBench's tests", async () => {
    const tests = await testsOf('livecodebench/Scenario.codegeneration_1_0.2_eval_all.json');
    const errors = tests.flat().filter(({ name }) => name === 'error');
    expect(errors.map(({ text }) => text)).toContain('Wrong answer at output_line_idx=2: Second != First');
  });

  it("is the tokens of a batch's answer, also when requests are rewritten, and of records far longer than what is read first", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
    const request = (id: string, content: string, filler = '') => ({
      custom_id: id,
      response: {
        body: {
          filler,
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content },
              logprobs: { content: [...content].map((token) => ({ token, logprob: -1, bytes: null })) },
              finish_reason: 'stop',
            },
          ],
        },
      },
    });
    const whole = join(folder, 'whole.jsonl');
    const rewritten = join(folder, 'rewritten.jsonl');
    const long = 'long '.repeat(40_000);
    writeFileSync(whole, [request('a', 'ab'), request('b', long)].map((row) => JSON.stringify(row)).join('\n'));
    const ids = ['q0-0', 'q0-1', 'q1-0', 'q1-1'];
    writeFileSync(rewritten, ids.map((id) => JSON.stringify(request(id, `of ${id}`))).join('\n'));
    for (const path of [whole, rewritten]) {
      const index = await load(path);
      for (let row = 0; row < index.order.length; row++) {
        const text = await readTrace(index, row);
        const heat = await tasks.tokens(rangeOf(index, row), text);
        expect(heat.kind === 'tokens' && heat.logProbs.length).toBe(text.length);
      }
    }
  });
});

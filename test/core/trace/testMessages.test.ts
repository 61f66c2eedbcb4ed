import { describe, expect, it } from 'vitest';
import { testMessages } from '../../../src/core/trace/testMessages';

describe('messages of tests', () => {
  it('are the states and the failed inputs of EvalPlus', () => {
    const record = {
      solution: 's',
      base_status: 'fail',
      plus_status: 'pass',
      base_fail_tests: "[['xyz']]",
      plus_fail_tests: [],
    };
    expect(testMessages(record, -1)).toEqual([
      { name: 'base tests', text: 'fail' },
      { name: 'inputs of failed base tests', text: "[['xyz']]" },
      { name: 'plus tests', text: 'pass' },
    ]);
  });

  it("are those of the sample's own report in LiveCodeBench", () => {
    const report = { error_code: -2, error_message: 'Wrong Answer', inputs: '1\n2', expected: '3', output: '4' };
    const record = { output_list: ['a', 'b'], metadata: ['{"execution time": 1}', JSON.stringify(report)] };
    expect(testMessages(record, 0)).toEqual([]);
    expect(testMessages(record, 1)).toEqual([
      { name: 'error', text: 'Wrong Answer' },
      { name: 'input', text: '1\n2' },
      { name: 'expected', text: '3' },
      { name: 'output', text: '4' },
    ]);
  });

  it("are HumanEval's sentence, in full", () => {
    const result = `failed: ${'x'.repeat(9000)}`;
    expect(testMessages({ completion: 'c', result, passed: false }, -1)).toEqual([{ name: 'tests', text: result }]);
  });

  it('are none where the dump says nothing of tests', () => {
    expect(testMessages({ input: 'q', output: 'a', metadata: { level: 1 } }, -1)).toEqual([]);
    expect(testMessages('text', -1)).toEqual([]);
  });
});

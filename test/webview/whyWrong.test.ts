import { describe, expect, test } from 'vitest';
import type { SampleStrip } from '../../src/core/compare/strip';
import type { TestMessage } from '../../src/core/trace/testMessages';
import type { Trace } from '../../src/protocol/comparePage';
import { whyWrong } from '../../webview/traces/whyWrong';

const wrong: Trace = { text: 't', hasText: true, verdict: 0, finish: 1, tokens: -1, file: 'f', offset: 0 };
const strip: SampleStrip = {
  verdict: Uint8Array.of(0),
  finish: Uint8Array.of(1),
  fileStarts: [],
  answers: [{ text: '4', count: 1 }],
  otherAnswers: 0,
  noAnswer: 0,
};
const why = (trace: Partial<Trace>, tests: TestMessage[] = []) =>
  whyWrong({ trace: { ...wrong, ...trace }, problem: { question: 'q', reference: '5' }, strip, tests });

describe('why a sample is wrong', () => {
  test("is the harness's reason in a word or two", () => {
    expect(why({ note: 'timed out' })).toBe('timeout');
    expect(why({ note: 'bad format: no <answer>' })).toBe('format');
    expect(why({ note: 'failed to extract the answer' })).toBe('no answer extracted');
    expect(why({ note: 'failed: ' })).toBe('failed tests');
    expect(why({ note: 'failed: inconsistent use of tabs and spaces in indentation' })).toBe('does not compile');
  });

  test('is what tests said', () => {
    expect(why({}, [{ name: 'base tests', text: 'timeout' }])).toBe('timeout');
    expect(why({}, [{ name: 'error', text: 'Wrong Answer' }])).toBe('failed tests');
  });

  test('is the answer, where one was extracted', () => {
    expect(why({ answer: '4' })).toBe('other value');
    expect(why({ answer: '5' })).toBe('though equal as written');
    expect(why({})).toBe('no answer extracted');
  });

  test('is not made up: of a dump without answers nothing is said, nor of samples that are not wrong', () => {
    const quiet = { ...strip, answers: [] };
    expect(whyWrong({ trace: wrong, problem: undefined, strip: quiet, tests: undefined })).toBe('');
    expect(why({ verdict: 1, note: 'timeout' })).toBe('');
  });
});

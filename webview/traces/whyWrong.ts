/** Why a sample is wrong, in a word or two for the head of its pane, where the dump says it. */
import { Verdict } from '../../src/core/runIndex';
import type { SampleStrip } from '../../src/core/compare/strip';
import type { TestMessage } from '../../src/core/trace/testMessages';
import type { Problem, Trace } from '../../src/protocol/comparePage';

interface WrongSample {
  trace: Trace | undefined;
  problem: Problem | undefined;
  strip: SampleStrip | undefined;
  tests: readonly TestMessage[] | undefined;
}

/** Words of harnesses, and what they mean; the first that fits. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/time[d]?[\s_-]*(?:out|limit)|\btle\b/i, 'timeout'],
  [/format/i, 'format'],
  [/extract|no answer|not? (?:be )?(?:found|parsed)|parse/i, 'no answer extracted'],
  [/compil|syntax ?error|indentation/i, 'does not compile'],
  [/runtime error|exception|\w+Error\b/i, 'runtime error'],
  [/fail|assert|wrong answer|test/i, 'failed tests'],
];

/**
 * `timeout`, `failed tests`, `no answer extracted`, `other value` …; '' for what is not wrong, and where the dump does not say.
 * The end of the text (truncated) stands beside it already.
 */
export function whyWrong({ trace, problem, strip, tests = [] }: WrongSample): string {
  if (trace?.verdict !== Verdict.wrong) return '';
  const said = tests.filter(({ name }) => /tests|error|exception/.test(name)).map(({ text }) => text);
  for (const words of trace.note === undefined ? said : [trace.note, ...said]) {
    const reason = reasons.find(([pattern]) => pattern.test(words));
    if (reason) return reason[1];
  }
  if (said.length > 0) return 'failed tests';
  // Only where answers were extracted at all does a missing one say something.
  if (trace.answer === undefined) return strip && strip.answers.length > 0 ? 'no answer extracted' : '';
  if (problem?.reference === undefined) return '';
  return trace.answer.trim() === problem.reference.trim() ? 'though equal as written' : 'other value';
}

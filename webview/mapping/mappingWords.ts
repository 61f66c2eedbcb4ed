/** Words of the field mapping page. */
import type { Role, VerdictRule } from '../../src/core/scan/plan';
import { formatCount, formatNoun } from '../../src/core/format';
import type { MappingCount } from '../../src/protocol/comparePage';

/** Roles in the order in which they are asked for, with what each means. */
export const roleWords: Record<Role, { name: string; means: string }> = {
  text: { name: 'trace', means: 'what the model wrote; a list holds one sample an element' },
  verdict: { name: 'verdict', means: 'whether it is correct, as the harness says' },
  id: { name: 'problem id', means: 'records with equal ids are samples of one problem' },
  question: { name: 'question', means: 'the problem in words' },
  reference: { name: 'reference answer', means: 'the right answer' },
  answer: { name: 'extracted answer', means: 'what was taken out of the trace' },
  sampleIndex: { name: 'sample index', means: 'the place of the sample among those of its problem' },
  tokens: { name: 'token count', means: 'length of the trace in tokens' },
  finish: { name: 'finish reason', means: 'why the model stopped; “length” means truncated' },
  logProbs: { name: 'log-probabilities', means: 'of its tokens, as a list, or their mean' },
  accuracy: { name: 'accuracy', means: 'share of the record’s samples that are correct, where nothing says which' },
  benchmark: { name: 'benchmark', means: 'what problem ids are unique in' },
  step: { name: 'training step', means: 'samples of different steps are different runs' },
  note: { name: 'why wrong', means: 'the harness’s own words' },
};

export const ruleWords: Record<VerdictRule, string> = {
  truth: 'it is true or 1',
  sign: 'it is above 0',
  words: 'it says pass, passed, success, correct or C',
  letter: 'the extracted answer is the letter of the reference',
  judgement: 'a judge’s text says “Judgement: Yes”',
  'first-word': 'its first element says so',
};

/** `48 problems × 1,024 samples · 49,152 scored · 6,389 correct` */
export function countWords(count: MappingCount): string {
  if (count.failed !== undefined) return count.failed;
  const { problems, samples, scored, correct, nMin, nMax, complete } = count;
  const n = nMin === nMax ? formatNoun(nMax, 'sample') : `${formatCount(nMin)}–${formatCount(nMax)} samples`;
  const parts = [
    `${formatNoun(problems, 'problem')} × ${n}${complete ? '' : ' so far'}`,
    scored < samples ? `${formatCount(scored)} of ${formatCount(samples)} scored` : `${formatCount(scored)} scored`,
    `${formatCount(correct)} correct`,
  ];
  return parts.join(' · ');
}

export const recordWords = (record: string): string => (record === '' ? 'each row' : record);

/** Findings by kind, in the words of the side bar. */
import type { Finding, FindingCode } from '../core/findings';

export const findingWords: Record<FindingCode, string> = {
  'damaged-row': 'Damaged rows',
  'torn-end': 'Torn last line',
  'still-written': 'Still being written',
  'skipped-row': 'Skipped rows',
  'unread-rest': 'Unread rest',
  'no-samples': 'No samples',
  'lfs-pointer': 'Git LFS pointer',
  'empty-file': 'Empty file',
  'results-only': 'Results without samples',
  'unknown-format': 'Not readable',
  'comparison-file': 'Comparison file',
  unscored: 'Unscored',
  'settings-differ': 'Settings differ',
  'neighbour-disagrees': 'A file beside the dump disagrees',
  truncated: 'Truncated',
  'no-answer': 'No answer extracted',
  'verdict-contradicts': 'Verdict against the answer',
  'duplicate-sample': 'Duplicate samples',
  'duplicate-seed': 'Seeds with the same samples',
  'repeated-question': 'Repeated questions',
  'unequal-n': 'Unequal n',
  'unmatched-problem': 'Unmatched problems',
  'question-disagrees': 'Questions disagree',
  'list-lengths': 'Lists of unequal length',
  'paired-by-question': 'Paired by question',
  'not-paired': 'Not paired',
  'file-changed': 'Changed on disk',
  'no-files': 'No files',
  'twin-files': 'Twin files',
  'left-out-member': 'Files left out of a zip',
  'several-runs': 'Several runs in one file',
  'lost-verdicts': 'Verdicts without a sample',
  'lost-grades': 'Samples not judged by the grader',
  'graders-differ': 'Different graders',
  'preview-verdicts': 'Preview verdicts',
  'lost-log-probabilities': 'Log-probabilities without a sample',
  'odd-accuracy': 'Counts that are no whole number',
  'damaged-annotation': 'Lines that hold no annotation',
  'newer-annotation': 'Annotations of a newer version',
  'dropped-annotation': 'Annotations no longer in their file',
  'lost-annotation': 'Tags whose text is no longer in the dumps',
  'too-many-findings': 'More findings',
};

/** Findings whose `count` is of samples; the others count problems or rows. */
const ofSamples: FindingCode[] = [
  'unscored',
  'truncated',
  'no-answer',
  'verdict-contradicts',
  'duplicate-sample',
  'list-lengths',
  'lost-verdicts',
  'lost-grades',
];

export function sampleCount(findings: readonly Finding[]): number {
  return findings.reduce((sum, { code, count }) => sum + (ofSamples.includes(code) ? (count ?? 0) : 0), 0);
}

/**
 * What an adapter tells the scanner: where in a dump the records are, and which of their fields play which role.
 * A plan is plain data, so that it travels to the worker and into a comparison file unchanged.
 */

/**
 * The place of a value below another, segments joined by dots: `rollouts[].text`, `eval.*[].solution`, `response.body`.
 * `[]` is any array element, `[0]` one of them, `*` any key of an object, and `''` the value itself.
 * A key that holds a dot, a bracket or a star is written as a JSON string: `"pass@1"."a.b"`.
 */
export type Path = string;

export const roles = [
  'id',
  'question',
  'reference',
  'text',
  'verdict',
  'answer',
  'sampleIndex',
  'tokens',
  'finish',
  'note',
  'accuracy',
  'logProbs',
  'benchmark',
  'step',
] as const;

/**
 * `reference`: the reference answer. `answer`: the answer extracted from the trace. `finish`: finish reason, or a boolean
 * that says whether the trace was cut. `note`: why a sample is wrong, in the harness's words. Several `verdict` fields must
 * all be right.
 * `accuracy`: share of the record's samples that are correct, 0…1, where the dump doesn't say which; never a list.
 * `logProbs`: log-probabilities of a sample's tokens, or one number that is already their mean. Below a list of samples the
 * first `[]` is the sample and a second one the token: `choices[].logprobs.content[].logprob`; else any `[]` is the token.
 * `benchmark`: what the problem's id is unique in. `step`: the training step that the record was drawn at; a run holds the
 * samples of one step (`ScanOptions.step`), so those of different steps never add up.
 */
export type Role = (typeof roles)[number];

export interface Field {
  role: Role;
  /** Below the record. One `[]` in it makes the field a list with one value a sample. `@key`: the record's own key. */
  path: Path;
}

/**
 * True when a field has one value a sample: its first `[]` counts samples. Only a list of log-probabilities may stand in a
 * record that is itself one sample; there its elements are tokens.
 */
export function listsSamples({ fields }: Pick<Section, 'fields'>, { role, path }: Field): boolean {
  if (!path.includes('[]')) return false;
  return role !== 'logProbs' || fields.some((other) => other.role !== 'logProbs' && other.path.includes('[]'));
}

/**
 * How a stored value becomes a verdict; whatever a rule does not name is unscored, never wrong.
 * `truth`: true/false or 1/0, also in quotes. `sign`: number above 0. `words`: "pass", "passed", "success", "correct", "C" against
 * "fail", "failed", "timeout", "timed out", "incorrect", "I". `first-word`: the same, on the first element of a list.
 * `letter`: derived, for multiple choice without stored verdicts: the answer is the letter of the reference; no answer is
 * wrong, and what is no single letter is never compared. Such a section has no `verdict` field.
 * `judgement`: "Judgement: Yes" or "No" in a judge's text, in its last line or its first 200 characters.
 */
export const verdictRules = ['truth', 'sign', 'words', 'first-word', 'letter', 'judgement'] as const;
export type VerdictRule = (typeof verdictRules)[number];

export interface Section {
  /** Where a record is, from the root of a document; `''`: the document itself (a row of a JSONL file). */
  record: Path;
  fields: Field[];
  rule: VerdictRule;
  /** Only records that hold this string at `path` (below the record) count: one filter of lm-eval's several. */
  where?: { path: Path; equals: string };
  /** Name of the run these records belong to, in a file that holds several. */
  run?: string;
  /**
   * Its records hold no samples of their own, but verdicts for the samples of the same problem and position (or
   * `sampleIndex`); without id and question for all samples of the run in their order.
   */
  verdictsOnly?: boolean;
  /** Laid over the samples of another file, its i-th problem speaks of the run's i-th, whatever either is called. */
  inOrder?: boolean;
}

export interface ScanPlan {
  /** `lines`: one document a line. `document`: the file is one JSON value. */
  container: 'lines' | 'document';
  sections: Section[];
}

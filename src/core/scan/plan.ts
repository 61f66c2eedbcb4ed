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
  'step',
] as const;

/**
 * `reference`: the reference answer. `answer`: the answer extracted from the trace. `finish`: finish reason, or a boolean
 * that says whether the trace was cut. `note`: why a sample is wrong, in the harness's words. Several `verdict` fields must
 * all be right. `step`: the training step that the record was drawn at; a run holds the samples of one step
 * (`ScanOptions.step`), so those of different steps never add up.
 */
export type Role = (typeof roles)[number];

export interface Field {
  role: Role;
  /** Below the record. One `[]` in it makes the field a list with one value a sample. `@key`: the record's own key. */
  path: Path;
}

/**
 * How a stored value becomes a verdict; whatever a rule does not name is unscored, never wrong.
 * `truth`: true/false or 1/0. `sign`: number above 0. `words`: "pass", "passed", "success", "correct", "C" against
 * "fail", "failed", "timeout", "timed out", "incorrect", "I". `first-word`: the same, on the first element of a list.
 * `judgement`: "Judgement: Yes" or "No" in a judge's text, in its last line or its first 200 characters.
 */
export const verdictRules = ['truth', 'sign', 'words', 'first-word', 'judgement'] as const;
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
}

export interface ScanPlan {
  /** `lines`: one document a line. `document`: the file is one JSON value. */
  container: 'lines' | 'document';
  sections: Section[];
}

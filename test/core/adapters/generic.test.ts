import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../src/core/adapters/adapter';
import { mappingOf, planFromMapping } from '../../../src/core/adapters/mapping';
import { detectFormat } from '../../../src/core/adapters/registry';
import type { ScanPlan } from '../../../src/core/scan/plan';

function detectRows(...documents: unknown[]): { id: string | undefined; detection: Detection | undefined } {
  const found = detectFormat({ path: 'data', container: 'lines', documents });
  return { id: found?.adapter.id, detection: found?.detection };
}

function rolesOf(...documents: unknown[]): Record<string, string> {
  const plan = detectRows(...documents).detection?.choices[0]?.plan;
  return Object.fromEntries(plan?.sections[0].fields.map(({ role, path }) => [role, path]) ?? []);
}

const ruleOf = (...documents: unknown[]): string | undefined =>
  detectRows(...documents).detection?.choices[0].plan.sections[0].rule;

describe('the generic guess', () => {
  it('reads rewards by their sign, also while only 0 and 1 have been seen, and prefers acc', () => {
    const row = { input: 'Add 1 and 1.', output: 'Two.', score: 1 };
    expect(ruleOf(row)).toBe('sign');
    expect(rolesOf({ ...row, score: -0.5, acc: false }).verdict).toBe('acc');
    const { detection } = detectRows({ ...row, acc: false });
    expect(detection?.choices.map(({ id }) => id)).toEqual(['acc', 'score']);
  });

  it('reads words that stand for verdicts, and no others', () => {
    const row = { task_id: 'a', question: 'Q?', output: 'text' };
    expect(ruleOf({ ...row, status: 'pass' }, { ...row, status: 'timed out' })).toBe('words');
    expect(rolesOf({ ...row, status: 'done' }).verdict).toBeUndefined();
  });

  it('takes no mean or count of a problem for a verdict of its samples', () => {
    const row = { id: 1, question: 'Q?', responses: ['a', 'b'], score: 0.5, correct: 1 };
    expect(rolesOf(row).verdict).toBeUndefined();
    expect(rolesOf({ ...row, scores: [0, 1] }).verdict).toBe('scores[]');
  });

  it('groups by question where the id counts samples', () => {
    const rows = Array.from({ length: 8 }, (_, i) => ({ id: i, question: i < 4 ? 'A?' : 'B?', output: 'text' }));
    expect(rolesOf(...rows)).toEqual({ question: 'question', text: 'output' });
    expect(rolesOf(...rows.map((row, i) => ({ ...row, problem_id: Math.floor(i / 4) }))).id).toBe('problem_id');
    expect(rolesOf(...rows.slice(3, 5)).id).toBe('id');
  });

  it('keeps the id where two questions only begin alike', () => {
    const long = `${'x'.repeat(256)}…`;
    expect(rolesOf(...[0, 1, 2, 3].map((id) => ({ id, question: long, output: 'text' }))).id).toBe('id');
  });

  it('reads answer as the reference, or as the extracted answer where there is a reference', () => {
    expect(rolesOf({ question: 'Q?', output: 'text', answer: '4' })).toMatchObject({ reference: 'answer' });
    expect(rolesOf({ question: 'Q?', output: 'text', answer: '4', gold: '5' })).toMatchObject({
      reference: 'gold',
      answer: 'answer',
    });
  });

  it('prefers the full generation, and a text of any name when nothing else is known', () => {
    const row = { problem: 'Q?', generation: '', _full_generation: '<think>…</think>' };
    expect(rolesOf(row).text).toBe('_full_generation');
    expect(rolesOf({ problem: 'Q?', monologue: 'word '.repeat(30) }).text).toBe('monologue');
  });

  it('takes several messages as one structure, a single one as its text', () => {
    const prompt = [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'Q?' },
    ];
    const reply = { role: 'assistant', content: 'A' };
    expect(rolesOf({ example_id: 1, prompt, completion: [reply] })).toMatchObject({
      text: 'completion[0].content',
      question: 'prompt[1].content',
    });
    expect(rolesOf({ example_id: 1, prompt, completion: [reply, reply] })).toMatchObject({ text: 'completion' });
  });

  it('quotes keys that hold signs of the path language', () => {
    expect(rolesOf({ id: 1, 'my.output': 'text' }).text).toBeUndefined();
    const models = Object.fromEntries(['v1.0', 'v2.0'].map((key) => [key, { solution: 'text', is_correct: true }]));
    const sections = detectRows({ question: 'Q?', ...models }).detection?.choices[0].plan.sections ?? [];
    expect(sections.map(({ run, fields }) => [run, fields.at(-1)?.path])).toEqual([
      ['v1.0', '"v1.0".is_correct'],
      ['v2.0', '"v2.0".is_correct'],
    ]);
  });

  it('finds records below the keys of one object, or in its values', () => {
    const record = (document: unknown): string | undefined =>
      detectRows(document).detection?.choices[0].plan.sections[0].record;
    const row = { question: 'Q?', response: 'text', correct: true };
    expect(record({ config: { a: 1 }, results: [row] })).toBe('results[]');
    expect(record({ run: { data: [row] } })).toBe('run.data[]');
    expect(record({ 'a/1': row, 'a/2': row })).toBe('*');
    expect(record({ 'a/1': [row, row], 'a/2': [row] })).toBe('*[]');
  });

  it('leaves multiple choice without stored verdicts to MMLU-Pro, which compares letters', () => {
    const row = {
      question_id: 1,
      question: 'Q?',
      options: ['a', 'b'],
      answer: 'B',
      pred: 'A',
      generated_text: 'The answer is (A).',
    };
    const { id, detection } = detectRows([row, { ...row, question_id: 2, pred: null }]);
    expect(id).toBe('mmlu_pro');
    expect(detection?.choices).toMatchObject([
      { id: 'letter', plan: { sections: [{ record: '[]', rule: 'letter' }] } },
    ]);
    expect(rolesOf([row])).toEqual({
      id: 'question_id',
      question: 'question',
      reference: 'answer',
      text: 'generated_text',
      answer: 'pred',
    });
    expect(detectRows([{ ...row, answer: 'the second' }]).id).toBe('generic');
  });

  it('leaves alone what is no dump', () => {
    for (const document of [
      {},
      [],
      3,
      'text',
      null,
      [1, 2],
      { a: [1] },
      { name: 'x', scripts: { test: 'vitest' }, list: [{ a: 1 }] },
    ]) {
      const { detection } = detectRows(document);
      expect(detection?.choices ?? [], JSON.stringify(document)).toEqual([]);
    }
    expect(detectRows()).toEqual({ id: undefined, detection: undefined });
  });

  it('is never surer than a format of its own', () => {
    expect(detectRows({ task_id: 'a', completion: 'x', passed: true }).id).toBe('humaneval');
    expect(detectRows({ idx: 0, question: 'Q?', gt: '1', code: ['x'], pred: ['1'], score: [true] }).id).toBe(
      'math_eval',
    );
    expect(detectRows({ question_id: 1, question_content: 'Q?', output_list: ['x'] }).id).toBe('livecodebench');
  });
});

describe('mappings', () => {
  it('are plans of one section, and back', () => {
    const plan = detectRows({ id: 1, question: 'Q?', output: 'text', correct: true }).detection!.choices[0].plan;
    const mapping = mappingOf(plan)!;
    expect(mapping).toEqual({
      container: 'lines',
      record: '',
      fields: { id: 'id', question: 'question', text: 'output', verdict: 'correct' },
      rule: 'truth',
    });
    expect(planFromMapping(mapping)).toEqual(plan);
  });

  it('take the sniffed container when they name none', () => {
    const plan = planFromMapping({ record: 'rows[]', fields: { text: 'out' }, rule: 'truth' }, 'document');
    expect(plan).toEqual({
      container: 'document',
      sections: [{ record: 'rows[]', fields: [{ role: 'text', path: 'out' }], rule: 'truth' }],
    });
  });

  it('can not say plans of several fields or sections', () => {
    const section = { record: '', fields: [], rule: 'truth' as const };
    const verdict = { role: 'verdict' as const, path: 'a' };
    const plans: ScanPlan['sections'][] = [
      [section, section],
      [{ ...section, run: 'a' }],
      [{ ...section, verdictsOnly: true }],
      [{ ...section, where: { path: 'filter', equals: 'x' } }],
      [{ ...section, fields: [verdict, verdict] }],
    ];
    for (const sections of plans) expect(mappingOf({ container: 'lines', sections })).toBeUndefined();
  });
});

describe('files without samples', () => {
  it.each([
    [{ title: 'x', runs: [{ label: 'a', role: 'base', paths: ['a.jsonl'] }] }, /comparison file/],
    [{ results: { gsm8k: { 'exact_match,none': 0.5 } }, configs: {}, versions: {} }, /lm-evaluation-harness.*samples_/],
    [{ num_samples: 30, num_scores: 240, acc: 50.1, 'pass@k': { 1: 50.1 } }, /math_eval metrics.*\.jsonl/],
    [{ env: 'gsm8k', model: 'm', num_examples: 2, rollouts_per_example: 1 }, /verifiers.*results\.jsonl/],
    [{ date: 'x', hash: 'y', pass_at_k: { base: { 'pass@1': 0.5 } } }, /pass@k results/],
    [{ humaneval: { 'pass@1': 0.5 }, config: { model: 'm' } }, /pass@k results/],
    [[{ 'pass@1': 0.5, detail: { 'pass@1': { 0: 1 } } }, {}, []], /_eval_all\.json/],
    [{ run: 'a', problem: 0, sample: 0, scored_by: 'b', tokens: 3, sum_logprob: -1 }, /log-probabilities/],
    [{ metrics: { accuracy: 0.5 } }, /summary numbers/],
    [
      { toy: { 'pass@1': { num_entries: 30, symbolic_correct: 50 }, 'majority@8': { num_entries: 30 } } },
      /NeMo-Skills.*output-rs/,
    ],
    [{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { messages: [] } }, /input file of a batch/],
  ])('%j says what it is', (document, sentence) => {
    expect(detectRows(document).detection?.without).toMatch(sentence);
  });
});

it('knows tables of results and reference files, the latter by their name', () => {
  const row = { model_path: 'm', dataset: 'aime', 'pass@1': '0.3', 'pass@8': '0.6' };
  expect(detectRows(row, row).detection?.without).toMatch(/table of pass@k/);
  const probe = { container: 'document' as const, documents: [['assert f() == 1', 'assert g() == 2']] };
  expect(detectFormat({ ...probe, path: 'x/references_mbpp.json' })?.detection.without).toMatch(/generations_/);
  expect(detectFormat({ ...probe, path: 'x/data' })).toBeUndefined();
});

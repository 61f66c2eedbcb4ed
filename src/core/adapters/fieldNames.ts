/**
 * The names under which public dumps store each role, surest first (`shared/dump-formats.md`, mainly §7–§13).
 * Names are compared in lower case with `-` and blanks as `_`.
 */
import type { Role } from '../scan/plan';

export const roleNames: Record<Exclude<Role, 'text'>, readonly string[]> = {
  id: [
    'problem_id',
    'question_id',
    'task_id',
    'qid',
    'example_id',
    'problem_index',
    'problem_idx',
    'question_idx',
    'question_index',
    'prompt_id',
    'example_abbr',
    'doc_id',
    'unique_id',
    'id',
    'idx',
    'index',
    'uid',
    'problem',
  ],
  question: [
    'question',
    'problem',
    'question_content',
    'question_text',
    'problem_text',
    'problem_statement',
    'statement',
    'prompt',
    'input',
    'query',
    'instruction',
  ],
  reference: [
    'gt',
    'gts',
    'gold',
    'gold_answer',
    'ground_truth',
    'ground_truth_answer',
    'gt_answer',
    'expected_answer',
    'expected',
    'reference_answer',
    'canonical_answer',
    'correct_answer',
    'true_answer',
    'reference',
    'target',
    'answer',
    'gold_value',
    'label',
    'best_answer',
    'reference_solution',
  ],
  verdict: [
    'correct',
    'is_correct',
    'is_corrects',
    'correctness',
    'corrects',
    'symbolic_correct',
    'graded_list',
    'passed',
    'is_passed',
    'acc',
    'accuracy',
    'exact_match',
    'success',
    'is_solved',
    'solved',
    'verdict',
    'status',
    'grade',
    'score',
    'scores',
    'reward',
    'rewards',
  ],
  answer: [
    'pred',
    'preds',
    'predicted_answer',
    'predicted_answers',
    'extracted_answer',
    'extracted_answers',
    'extracted',
    'parsed_answer',
    'parsed_answers',
    'final_answer',
    'model_answer',
    'pred_token',
    'pred_answer',
    'prediction',
    'predictions',
    'pred_value',
    'answers',
    'answer',
  ],
  sampleIndex: ['sample_idx', 'sample_index', 'sample_id', 'sample', 'rollout', 'rollout_idx', 'rollout_id', 'attempt', 'trial', 'repeat', 'epoch', 'seed'],
  tokens: [
    'completion_tokens',
    'num_generated_tokens',
    'output_tokens',
    'generated_tokens',
    'num_output_tokens',
    'response_tokens',
    'num_tokens',
    'n_tokens',
    'token_count',
    'res_length',
  ],
  finish: ['finish_reason', 'finish_reasons', 'stop_reason', 'stop_condition'],
  note: ['failure_reason', 'fail_reason', 'error'],
};

/** Texts in a list of n, and inside the objects of such a list. */
export const listTextNames: readonly string[] = [
  'responses',
  'completions',
  'generations',
  'model_outputs',
  'qwen_outputs',
  'output_list',
  'outputs',
  'samples',
  'rollouts',
  'code',
  'texts',
  'traces',
  'response',
  'completion',
  'generation',
  'output',
  'solutions',
];

/** Texts of a row that is one sample. `_full_generation` holds the thinking that `generation` has lost (NeMo-Skills). */
export const textNames: readonly string[] = [
  '_full_generation',
  'full_generation',
  'full_response',
  'model_output',
  'model_response',
  'generated_text',
  'generation',
  'completion',
  'response',
  'output',
  'raw_output',
  'llm_output',
  'generated_solution',
  'reasoning_trace',
  'trace',
  'chain_of_thought',
  'cot',
  'reasoning',
  'solution',
  'text',
  'content',
  'model_outputs',
  'prediction',
];

/** Values of these hold turns of one trace, not samples. */
export const conversationNames: readonly string[] = ['completion', 'response', 'output', 'messages', 'full_history', 'history', 'conversation', 'trajectory'];

/** Settings and bookkeeping: nothing below them is a sample's. */
export const asideNames: readonly string[] = ['config', 'metadata', 'meta', 'info', 'hyperparameters', 'sampling_args', 'arguments', 'timing', 'doc', 'extra_info'];

/** `outputs` and `qwen_outputs` end alike: a name that ends in `_<known list name>` counts as that. */
export function rankOf(name: string, names: readonly string[], allowSuffix = false): number {
  const plain = name.toLowerCase().replace(/[- ]/g, '_');
  const exact = names.indexOf(plain);
  if (exact >= 0 || !allowSuffix) return exact;
  const suffix = names.findIndex((known) => plain.endsWith(`_${known}`));
  return suffix < 0 ? -1 : names.length + suffix;
}

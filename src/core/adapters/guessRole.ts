/** Which run is the base and which were trained from it, guessed from their names; shown and changed by people. */
import type { RunRole } from '../compare/comparison';
import { stepOf } from './runLabel';

/** Words by how much training they speak of. The base is the run with the least. */
const trainedWords: [weight: number, words: RegExp][] = [
  [4, /rlvr|rlhf|rloo|grpo|dapo|ppo|dpo|kto|orpo|reinforce|simplerl|oat.?zero|r1.?zero|zephyr|rl\d*/],
  [2, /instruct|chat|aligned|tuned|finetuned|trained|post.?train(ed)?|after|final|thinking|verification/],
  [-2, /sft|init|initial|before|original|vanilla|warmup/],
  [-4, /base|pretrain(ed)?/],
];

const distilledWord = /distill?(ed)?(?![a-z])/i;

/**
 * Roles for runs with these labels or paths, in the same order; exactly one is `base` (none for an empty list). Of two the other is
 * `rl`. Of more, steps below the last one of the same family are checkpoints, and a second untrained run is a reference.
 */
export function guessRoles(labels: string[]): RunRole[] {
  if (labels.length === 0) return [];
  const weights = labels.map(trainingOf);
  const isEarlier = earlierOnes(labels);
  const base = baseOf(labels, weights);
  if (labels.length <= 2) return labels.map((_, i) => (i === base ? 'base' : 'rl'));
  const rest = labels.map((label, i): RunRole => {
    if (i === base) return 'base';
    if (distilledWord.test(label)) return 'distilled';
    if (isEarlier[i]) return 'checkpoint';
    return weights[i] > weights[base] && weights[i] > 0 ? 'rl' : 'reference';
  });
  // No name speaks of training: the first that is not the base stands in for the RL run.
  const stand = rest.indexOf('rl') < 0 ? rest.findIndex((role) => role === 'reference') : -1;
  return rest.map((role, i) => (i === stand ? 'rl' : role));
}

/** Below 0: a start of training; above: trained; the more the surer. Step 0 is the base, whatever else the name says. */
function trainingOf(label: string): number {
  const step = stepOf(label);
  if (step === 0) return -8;
  const fromWords = trainedWords.reduce((sum, [weight, words]) => sum + (wordIn(words, label) ? weight : 0), 0);
  return fromWords + (step === undefined ? 0 : 3) + (distilledWord.test(label) ? 1 : 0);
}

/** As a whole word, or one joined by digits and signs: `rl_raw`, `tiny-rl`, `7B-base`, not `early`. */
function wordIn(words: RegExp, label: string): boolean {
  return new RegExp(`(?<![a-z])(${words.source})(?![a-z])`, 'i').test(label);
}

/** Of several equally untrained runs the one whose name shares most with the trained ones (same temperature, same n). */
function baseOf(labels: string[], weights: number[]): number {
  const least = Math.min(...weights);
  const trained = labels.filter((_, i) => weights[i] > least);
  const partsOfTrained = trained.map(partsOf);
  const shared = (label: string): number => {
    const parts = new Set(partsOf(label));
    return partsOfTrained.reduce((most, other) => Math.max(most, other.filter((part) => parts.has(part)).length), 0);
  };
  const candidates = labels.flatMap((label, i) => (weights[i] === least ? [{ i, shared: shared(label) }] : []));
  return candidates.reduce((a, b) => (b.shared > a.shared ? b : a)).i;
}

const partsOf = (label: string): string[] => label.toLowerCase().split(/[/_\s-]+/);

/** Per run: a later step is there too, or one that names no step: the end of the training. Hundreds of steps stay quick. */
function earlierOnes(labels: string[]): boolean[] {
  const runs = labels.map((label) => ({ family: familyOf(label), step: stepOf(label) }));
  const last = new Map<string, number>();
  for (const { family, step = Infinity } of runs) last.set(family, Math.max(last.get(family) ?? -1, step));
  return runs.map(({ family, step }) => step !== undefined && last.get(family)! > step);
}

/** The label or path without what differs between steps of one training and between seeds and sizes of one sampling. */
function familyOf(label: string): string {
  return label
    .toLowerCase()
    .replace(/\.(gz|zip)$/, '')
    .replace(
      /(global_?)?(step|checkpoint|ckpt|iter(ation)?)s?[-_= ]?\d+|(?<=^|\/|completions_)\d+(?=\.(jsonl|parquet)$)/g,
      '',
    )
    .replace(/(?<=[_-])(n|seed[-_]?)\d+/g, '')
    .replace(/[\s_-]+$/, '');
}

import { Finish, Verdict } from '../runIndex';
import type { VerdictRule } from './plan';
import { ValueKind } from './tokenizer';

/** Verdict that `rule` reads from a stored value; what the rule does not name is unscored. Rules: see `VerdictRule`. */
export function readVerdict(rule: VerdictRule, kind: ValueKind, text: string): Verdict {
  if (kind === ValueKind.true) return Verdict.correct;
  if (kind === ValueKind.false) return Verdict.wrong;
  if (kind === ValueKind.null) return Verdict.unscored;
  switch (rule) {
    case 'truth':
      return kind === ValueKind.number
        ? fromZeroOne(Number(text))
        : kind === ValueKind.string
          ? fromTruthWord(text)
          : Verdict.unscored;
    case 'sign':
      return kind === ValueKind.number ? (Number(text) > 0 ? Verdict.correct : Verdict.wrong) : Verdict.unscored;
    case 'words':
      return kind === ValueKind.string ? fromWord(text) : Verdict.unscored;
    case 'first-word':
      return kind === ValueKind.structure ? fromWord(firstString(text)) : Verdict.unscored;
    case 'letter':
      return Verdict.unscored;
    case 'judgement':
      return kind === ValueKind.string ? fromJudgement(text) : Verdict.unscored;
  }
}

/** How much of a judge's text is looked at from its beginning, in characters. */
const judgementChars = 200;
const judgement = /judge?ment\W{0,5}:\W{0,5}(yes|no)(?![a-z])/i;

/** A judge's last line is its conclusion; some state it at once and explain it then. */
function fromJudgement(text: string): Verdict {
  const trimmed = text.trimEnd();
  const lastLine = trimmed.slice(trimmed.lastIndexOf('\n') + 1).slice(-judgementChars);
  const word = (judgement.exec(lastLine) ?? judgement.exec(trimmed.slice(0, judgementChars)))?.[1].toLowerCase();
  return word === undefined ? Verdict.unscored : word === 'yes' ? Verdict.correct : Verdict.wrong;
}

function fromZeroOne(value: number): Verdict {
  return value === 1 ? Verdict.correct : value === 0 ? Verdict.wrong : Verdict.unscored;
}

function fromTruthWord(word: string): Verdict {
  const lower = word.toLowerCase();
  if (lower === 'true') return Verdict.correct;
  // A table without types writes 1 and 0 as text.
  return lower === 'false'
    ? Verdict.wrong
    : /^[01](\.0*)?$/.test(lower)
      ? fromZeroOne(Number(lower))
      : Verdict.unscored;
}

const rightWords = new Set(['pass', 'passed', 'success', 'correct', 'c']);
const wrongWords = new Set(['fail', 'failed', 'timeout', 'timed out', 'incorrect', 'i']);

function fromWord(word: string): Verdict {
  const lower = word.toLowerCase();
  return rightWords.has(lower) ? Verdict.correct : wrongWords.has(lower) ? Verdict.wrong : Verdict.unscored;
}

function firstString(json: string): string {
  return /^\[\s*"([^"\\]*)"/.exec(json)?.[1] ?? '';
}

/** The single letter that an answer is, as a capital; '' for anything else. */
export function letterOf(answer: Uint8Array): string {
  const letter = answer.length === 1 ? String.fromCharCode(answer[0]).toUpperCase() : '';
  return /^[A-Z]$/.test(letter) ? letter : '';
}

/** Rule `letter`. @param answer undefined: none was found. */
export function letterVerdict(answer: Uint8Array | undefined, reference: string): Verdict {
  if (reference === '') return Verdict.unscored;
  if (!answer) return Verdict.wrong;
  const letter = letterOf(answer);
  return letter === '' ? Verdict.unscored : letter === reference ? Verdict.correct : Verdict.wrong;
}

/** Several verdicts on one sample: one wrong makes it wrong, else one missing leaves it unscored. */
export function bothVerdicts(a: Verdict, b: Verdict): Verdict {
  if (a === Verdict.wrong || b === Verdict.wrong) return Verdict.wrong;
  return a === Verdict.unscored || b === Verdict.unscored ? Verdict.unscored : Verdict.correct;
}

const stopWords = new Set(['stop', 'eos', 'end_turn', 'stop_sequence', 'completed', 'finished']);
const lengthWords = new Set(['length', 'max_tokens', 'max_length', 'model_length', 'truncated']);

export function readFinish(word: string): Finish {
  const lower = word.toLowerCase();
  if (stopWords.has(lower)) return Finish.stop;
  return lengthWords.has(lower) ? Finish.length : lower === '' ? Finish.unknown : Finish.other;
}

/**
 * A grader for the moment until a real one has spoken: equal after folding what writing differs in by habit. It errs
 * towards no, and is always shown as *preview*. Nothing is evaluated; texts are only rewritten and compared.
 */
import type { GradeLine, SampleLine } from './sampleLine';
import type { EvalSpec, GraderName } from './spec';

export const previewGrader: GraderName = { id: 'preview', version: '1' };

/** Longer answers are no answers, and only the end of a trace is looked at. */
const mostAnswerChars = 500;
const tailChars = 32_768;

/** @returns the content of the last `\boxed{…}` of a trace; undefined: none, or one that is not closed. */
export function boxedAnswer(text: string): string | undefined {
  const tail = text.slice(-tailChars);
  const at = Math.max(tail.lastIndexOf('\\boxed{'), tail.lastIndexOf('\\fbox{'));
  if (at < 0) return undefined;
  const start = tail.indexOf('{', at) + 1;
  let depth = 1;
  for (let i = start; i < tail.length && i - start <= mostAnswerChars; i++) {
    if (tail[i] === '\\') i++;
    else if (tail[i] === '{') depth++;
    else if (tail[i] === '}' && --depth === 0) return tail.slice(start, i);
  }
  return undefined;
}

/**
 * Whether two answers are surely the same: numbers by value (exactly, as fractions), everything else by letters. Order,
 * intervals, units and percent are never folded.
 */
export function surelyEqual(answer: string, reference: string): boolean {
  const a = normalised(answer);
  const b = normalised(reference);
  if (a === '' || b === '') return false;
  if (a === b) return true;
  const [x, y] = [fractionOf(a), fractionOf(b)];
  return x !== undefined && y !== undefined && x.over * y.under === y.over * x.under;
}

/** Verdicts of samples whose problem has a reference; the others get none. */
export function previewGrades(lines: readonly SampleLine[], spec: Pick<EvalSpec, 'problems'>): GradeLine[] {
  const golds = new Map(spec.problems.map(({ id, benchmark, gold }) => [JSON.stringify([id, benchmark]), gold]));
  return lines.flatMap(({ model, problem, benchmark, index, text }) => {
    const gold = golds.get(JSON.stringify([problem, benchmark]));
    if (gold === undefined) return [];
    const extracted = boxedAnswer(text);
    const verdict = extracted !== undefined && surelyEqual(extracted, boxedAnswer(gold) ?? gold);
    const key = { model, problem, ...(benchmark !== undefined && { benchmark }), index };
    return [{ ...key, grader: previewGrader.id, version: previewGrader.version, verdict, extracted, ms: 0 }];
  });
}

const rewrites: [RegExp, string][] = [
  [/\\(?:left|right|big|Big|displaystyle|,|!|;|:)(?![a-zA-Z])/g, ''],
  [/\\(?:text|mathrm|mathbf|textbf|operatorname)\s*\{([^{}\\]*)\}/g, '$1'],
  [/\\[dt]frac/g, '\\frac'],
  [/\\frac\s*(\d)\s*(\d)/g, '\\frac{$1}{$2}'],
  [/\\(?:cdot|times)(?![a-zA-Z])/g, '*'],
  [/[−–]/g, '-'],
  [/\\\$|\$/g, ''],
  [/\\(?:\(|\)|\[|\])/g, ''],
  [/\^\s*\{\s*\\circ\s*\}|\^\s*\\circ/g, '°'],
  [/\^\{([^{}])\}/g, '^$1'],
  [/\{,\}/g, ','],
];

function normalised(text: string): string {
  if (text.length > mostAnswerChars) return '';
  let folded = text.normalize('NFKC');
  for (const [pattern, instead] of rewrites) folded = folded.replace(pattern, instead);
  folded = folded.replace(/\s+/g, '').replace(/\.$/, '');
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(folded) ? folded.replace(/,/g, '') : folded;
}

interface Fraction {
  over: bigint;
  under: bigint;
}

/** `3`, `-0.50`, `7/8`, `-\frac{7}{8}`; undefined for anything else. */
function fractionOf(text: string): Fraction | undefined {
  const match = /^([+-]?)(?:\\frac\{(-?\d+)\}\{(-?\d+)\}|(\d+)\/(\d+)|(\d*)(?:\.(\d+))?)$/.exec(text);
  if (!match) return undefined;
  const [, sign, texOver, texUnder, over, under, whole, decimals = ''] = match;
  const value = valueOf(texOver ?? over, texUnder ?? under, whole, decimals);
  if (!value || value.under === 0n) return undefined;
  return sign === '-' ? { ...value, over: -value.over } : value;
}

function valueOf(over: string, under: string, whole: string, decimals: string): Fraction | undefined {
  if (over !== undefined) return { over: BigInt(over), under: BigInt(under) };
  if (whole === '' && decimals === '') return undefined;
  return { over: BigInt(`${whole}${decimals}`), under: 10n ** BigInt(decimals.length) };
}

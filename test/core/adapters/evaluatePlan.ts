/**
 * The slow oracle: what a scan plan means, said with parsed JSON and plain loops. The scanner must agree with it.
 *
 * 1. A record with list fields gives one sample per list element: as many as the list of texts has, or, without texts, as the
 *    longest list. A record without list fields is one sample. Fields that are not lists hold for all samples of the record.
 * 2. A record's problem is its id (numbers as decimal strings), else its question, else `#<place>`: its place among all
 *    records of its file, from 0. Later records of a problem append samples.
 * 3. A record in which no field is found gives nothing. (Its place is counted.)
 * 4. Verdicts: null, NaN, a missing value and what the rule does not name are unscored. Of several fields one wrong makes
 *    the sample wrong, else one unscored leaves it unscored. Texts and null are read by any rule as below.
 * 5. An empty, null or "[invalid]" answer is no answer.
 * 6. A record whose `where` path does not hold the string gives nothing. (Its place is counted.)
 * 7. With `accuracy`, accuracy × samples is the record's count of correct ones; 0 and all are verdicts, what lies between
 *    leaves the samples unscored, and what is no whole number leaves them uncounted.
 * 8. Rule `letter`: the answer is the single letter of the reference, regardless of case; no answer is wrong.
 * 9. Records of `verdictsOnly` sections give their verdicts to the samples of the same problem and position (or
 *    `sampleIndex`); without id and question, to all samples of the run in order, if there are as many.
 *    With `inOrder` the i-th record gives its verdicts to the samples of the i-th problem.
 * 10. Records of different `step` are different runs.
 */
import type { Path, Role, ScanPlan, Section, VerdictRule } from '../../../src/core/scan/plan';

export type OracleVerdict = 'correct' | 'wrong' | 'unscored';

export interface OracleSample {
  /** The stored value of the trace; undefined: none. */
  text: unknown;
  verdict: OracleVerdict;
  answer?: string;
  note?: string;
  finish?: string;
  tokens?: number;
  sampleIndex?: number;
  /** Index of its file in the run. */
  file: number;
}

export interface OracleProblem {
  id: string;
  hasId: boolean;
  question?: unknown;
  reference?: unknown;
  samples: OracleSample[];
  /** Correct ones among samples that are unscored by themselves, and how many those are. */
  counted: { n: number; c: number };
}

export interface OracleRun {
  /** Where a file holds several runs. */
  run: string | undefined;
  /** Where its records name a training step. */
  step?: number;
  problems: OracleProblem[];
}

/** One file of a run: its plan and all its documents, parsed and uncut, without blank and damaged rows. */
export interface OracleFile {
  plan: ScanPlan;
  documents: unknown[];
}

/** Runs in order of first appearance in the plans; problems and samples in dump order. */
export function evaluatePlans(files: OracleFile[]): OracleRun[] {
  const runs = new Map<string, OracleRun & { byKey: Map<string, OracleProblem> }>();
  const runOf = (run: string | undefined, step: number | undefined) => {
    const name = JSON.stringify([run ?? null, step ?? null]);
    if (!runs.has(name)) runs.set(name, { run, step, problems: [], byKey: new Map() });
    return runs.get(name)!;
  };
  const verdictsOnly: { run: string | undefined; key: string; samples: OracleSample[] }[] = [];
  files.forEach(({ plan, documents }, file) => {
    for (const section of plan.sections) {
      const isStepped = section.fields.some(({ role }) => role === 'step');
      if (!isStepped) runOf(section.run, undefined);
      recordsOf(section, documents).forEach((record, place) => {
        const read = readRecord(section, record, file);
        if (!read) return;
        const key = keyOf(read, place);
        if (section.verdictsOnly) {
          verdictsOnly.push({
            run: section.run,
            key: section.inOrder ? `order:${place}` : key.key,
            samples: read.samples,
          });
          return;
        }
        const { byKey, problems } = runOf(section.run, read.step);
        const problem = byKey.get(key.key);
        if (!problem) {
          const { step: _, ...found } = read;
          problems.push({ ...found, id: key.id, hasId: read.id !== undefined });
          byKey.set(key.key, problems.at(-1)!);
          return;
        }
        problem.samples.push(...read.samples);
        problem.counted = { n: problem.counted.n + read.counted.n, c: problem.counted.c + read.counted.c };
        problem.question ??= read.question;
        problem.reference ??= read.reference;
      });
    }
  });
  const named = verdictsOnly.filter(({ key }) => !key.startsWith('place:'));
  for (const { run, key, samples: verdicts } of named) {
    const { byKey, problems } = runOf(run, undefined);
    const place = /^order:(\d+)$/.exec(key)?.[1];
    const samples = (place === undefined ? byKey.get(key) : problems.at(Number(place)))?.samples ?? [];
    const first = Math.min(1, ...verdictsOnly.flatMap((all) => all.samples.map(({ sampleIndex = 0 }) => sampleIndex)));
    verdicts.forEach(({ verdict, sampleIndex }, i) => {
      const sample = samples.at(sampleIndex === undefined ? i : sampleIndex - first);
      if (sample) sample.verdict = verdict;
    });
  }
  if (verdictsOnly.length > 0 && named.length === 0) {
    const verdicts = verdictsOnly.flatMap(({ samples }) => samples);
    const samples = runOf(verdictsOnly[0].run, undefined).problems.flatMap((problem) => problem.samples);
    if (samples.length === verdicts.length) samples.forEach((sample, i) => (sample.verdict = verdicts[i].verdict));
  }
  return [...runs.values()].map(({ byKey: _, ...run }) => run);
}

export const evaluatePlan = (plan: ScanPlan, documents: unknown[]): OracleRun[] => evaluatePlans([{ plan, documents }]);

export interface OracleCounts {
  problems: number;
  samples: number;
  scored: number;
  correct: number;
  nMin: number;
  nMax: number;
}

export function countsOf({ problems }: OracleRun): OracleCounts {
  const samples = problems.flatMap((problem) => problem.samples);
  const sizes = problems.map((problem) => problem.samples.length);
  return {
    problems: problems.length,
    samples: samples.length,
    scored: samples.filter(({ verdict }) => verdict !== 'unscored').length + sum(problems, ({ counted }) => counted.n),
    correct: samples.filter(({ verdict }) => verdict === 'correct').length + sum(problems, ({ counted }) => counted.c),
    nMin: sizes.length > 0 ? Math.min(...sizes) : 0,
    nMax: Math.max(0, ...sizes),
  };
}

const sum = (problems: OracleProblem[], of: (problem: OracleProblem) => number): number =>
  problems.reduce((total, problem) => total + of(problem), 0);

interface Record_ {
  value: unknown;
  /** Key under which the innermost `*` of the record's path found it. */
  key: string | undefined;
}

type ReadRecord = Pick<OracleProblem, 'question' | 'reference' | 'samples' | 'counted'> & {
  id: string | undefined;
  step?: number;
};

function recordsOf(section: Section, documents: unknown[]): Record_[] {
  const steps = stepsOf(section.record);
  return documents.flatMap((document) => follow({ value: document, key: undefined }, steps));
}

function follow(from: Record_, [step, ...rest]: string[]): Record_[] {
  if (step === undefined) return [from];
  return childrenOf(from, step).flatMap((child) => follow(child, rest));
}

function childrenOf({ value, key }: Record_, step: string): Record_[] {
  if (step === '[]') return Array.isArray(value) ? value.map((element: unknown) => ({ value: element, key })) : [];
  if (/^\[\d+\]$/.test(step)) {
    const element: unknown = Array.isArray(value) ? value[Number(step.slice(1, -1))] : undefined;
    return element === undefined ? [] : [{ value: element, key }];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (step === '*') return Object.entries(value).map(([name, child]) => ({ value: child as unknown, key: name }));
  const name = step.startsWith('"') ? (JSON.parse(step) as string) : step;
  return Object.hasOwn(value, name) ? [{ value: (value as Record<string, unknown>)[name], key }] : [];
}

function stepsOf(path: Path): string[] {
  return path.match(/\[\d*\]|"(?:[^"\\]|\\.)*"|[^.[\]"]+/g) ?? [];
}

/** undefined: no field of the section was found in it. */
function readRecord(section: Section, record: Record_, file: number): ReadRecord | undefined {
  if (section.where && follow(record, stepsOf(section.where.path))[0]?.value !== section.where.equals) return undefined;
  const single = new Map<Role, unknown[]>();
  const lists = new Map<Role, unknown[][]>();
  for (const { role, path } of section.fields) {
    if (role === 'logProbs') continue;
    if (path.includes('[]')) lists.set(role, [...(lists.get(role) ?? []), listAt(record, path)]);
    else
      single.set(role, [
        ...(single.get(role) ?? []),
        path === '@key' ? record.key : follow(record, stepsOf(path))[0]?.value,
      ]);
  }
  const found = [...single.values()].flat().some((value) => value !== undefined);
  const count = countOf(lists, section);
  if (count === 0 || (!found && lists.size === 0)) return undefined;
  const first = (role: Role): unknown => single.get(role)?.find((value) => value !== undefined && value !== null);
  const samples = Array.from({ length: count }, (_, i) => readSample(section.rule, file, single, lists, i));
  const counted = countShare(samples, first('accuracy'));
  if (section.rule === 'letter')
    for (const sample of samples) sample.verdict = letterVerdict(sample.answer, first('reference'));
  const hasSample =
    lists.size > 0 || sampleRoles.some((role) => single.get(role)?.some((value) => value !== undefined));
  return hasSample
    ? {
        id: idOf(first('id')),
        step: stepOf(first('step')),
        question: first('question'),
        reference: first('reference'),
        samples,
        counted,
      }
    : undefined;
}

function countShare(samples: OracleSample[], accuracy: unknown): { n: number; c: number } {
  const none = { n: 0, c: 0 };
  if (typeof accuracy !== 'number') return none;
  const c = Math.round(accuracy * samples.length);
  const isOdd = Math.abs(c - accuracy * samples.length) > 1e-6 || c < 0 || c > samples.length;
  for (const sample of samples)
    sample.verdict = isOdd || (c > 0 && c < samples.length) ? 'unscored' : c === 0 ? 'wrong' : 'correct';
  return isOdd || c === 0 || c === samples.length ? none : { n: samples.length, c };
}

function letterVerdict(answer: string | undefined, reference: unknown): OracleVerdict {
  const isLetter = (value: unknown): value is string => typeof value === 'string' && /^[a-z]$/i.test(value);
  if (!isLetter(reference) || (answer !== undefined && !isLetter(answer))) return 'unscored';
  return answer?.toUpperCase() === reference.toUpperCase() ? 'correct' : 'wrong';
}

const sampleRoles = ['text', 'verdict', 'answer', 'sampleIndex', 'tokens', 'finish', 'note'] as const;

function listAt(record: Record_, path: Path): unknown[] {
  const steps = stepsOf(path);
  const at = steps.indexOf('[]');
  const list = follow(record, steps.slice(0, at))[0]?.value;
  if (!Array.isArray(list)) return [];
  return list.map((element: unknown) => follow({ value: element, key: undefined }, steps.slice(at + 1))[0]?.value);
}

function countOf(lists: Map<Role, unknown[][]>, { fields }: Section): number {
  if (!fields.some(({ role, path }) => role !== 'logProbs' && path.includes('[]'))) return 1;
  const texts = lists.get('text')?.[0].length ?? 0;
  return texts > 0 ? texts : Math.max(0, ...[...lists.values()].flat().map((list) => list.length));
}

function readSample(
  rule: VerdictRule,
  file: number,
  single: Map<Role, unknown[]>,
  lists: Map<Role, unknown[][]>,
  i: number,
): OracleSample {
  const all = (role: Role): unknown[] => [
    ...(single.get(role) ?? []),
    ...(lists.get(role) ?? []).map((list) => list[i]),
  ];
  const one = (role: Role): unknown => all(role)[0];
  const tokens = one('tokens');
  const index = one('sampleIndex');
  return {
    text: one('text') ?? undefined,
    verdict: bothOf(all('verdict').map((value) => verdictOf(rule, value))),
    answer: answerOf(one('answer')),
    note: wordOf(one('note')),
    finish: wordOf(one('finish')),
    tokens: typeof tokens === 'number' ? tokens : undefined,
    sampleIndex: typeof index === 'number' ? index : undefined,
    file,
  };
}

function verdictOf(rule: VerdictRule, value: unknown): OracleVerdict {
  if (typeof value === 'boolean') return value ? 'correct' : 'wrong';
  switch (rule) {
    case 'truth':
      if (typeof value === 'string') return wordVerdict(value, ['true', '1', '1.0'], ['false', '0', '0.0']);
      return value === 1 ? 'correct' : value === 0 ? 'wrong' : 'unscored';
    case 'sign':
      if (typeof value !== 'number' || Number.isNaN(value)) return 'unscored';
      return value > 0 ? 'correct' : 'wrong';
    case 'words':
      return wordVerdict(value, rightWords, wrongWords);
    case 'first-word':
      return wordVerdict(Array.isArray(value) ? value[0] : undefined, rightWords, wrongWords);
    case 'letter':
      return 'unscored';
    case 'judgement':
      return judgementOf(typeof value === 'string' ? value.trimEnd() : '');
  }
}

const rightWords = ['pass', 'passed', 'success', 'correct', 'c'];
const wrongWords = ['fail', 'failed', 'timeout', 'timed out', 'incorrect', 'i'];

function judgementOf(text: string): OracleVerdict {
  const words = (piece: string): string[] => /judge?ment[\s*:]*:[\s*]*(yes|no)\b/i.exec(piece) ?? [];
  const last = words(text.split('\n').at(-1)!);
  const word = (last.length > 0 ? last : words(text.slice(0, 200))).at(1);
  return word === undefined ? 'unscored' : word.toLowerCase() === 'yes' ? 'correct' : 'wrong';
}

function wordVerdict(value: unknown, right: string[], wrong: string[]): OracleVerdict {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return right.includes(word) ? 'correct' : wrong.includes(word) ? 'wrong' : 'unscored';
}

function bothOf(verdicts: OracleVerdict[]): OracleVerdict {
  if (verdicts.includes('wrong')) return 'wrong';
  return verdicts.length === 0 || verdicts.includes('unscored') ? 'unscored' : 'correct';
}

function answerOf(value: unknown): string | undefined {
  const word = wordOf(value);
  return word?.toLowerCase() === '[invalid]' ? undefined : word;
}

function wordOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function stepOf(value: unknown): number | undefined {
  const step = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof step === 'number' && Number.isFinite(step) ? step : undefined;
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;
}

function keyOf({ id, question }: ReadRecord, place: number): { key: string; id: string } {
  if (id !== undefined) return { key: `id:${id}`, id };
  if (question === undefined) return { key: `place:${place}`, id: `#${place}` };
  const text = typeof question === 'string' ? question : JSON.stringify(question);
  return { key: `question:${text}`, id: text };
}

// `<name>.traces.json`: reading, checking and editing. JSON with comments; fields this version does not know stay in the
// file. media/comparison.schema.json says the same to the editor, and a test holds the two together.
import type { ParseError } from 'jsonc-parser';
import { applyEdits, modify, parse, parseTree, findNodeAtLocation, printParseErrorCode } from 'jsonc-parser';
import type { Finding } from '../findings';
import { leaveOuts, sampleMarks } from '../integrity/marks';
import { roles, verdictRules } from '../scan/plan';
import type { ComparisonFile, RunSpec } from './comparison';
import { problemClasses, runRoles } from './comparison';
import { courses } from './course';

/** Path to a value of the file: `['runs', 1, 'label']`. */
export type FilePath = (string | number)[];

export interface ParsedComparison {
  /** Undefined when the text is no comparison at all. */
  file?: ComparisonFile;
  findings: Finding[];
}

/**
 * Reads a comparison file. A field that is not as it should be becomes a finding that names it and is left out; a run that
 * lacks its label, role or paths is left out whole; the rest opens. Never throws. Of two runs with one label the later one
 * gets a number behind it.
 *
 * @param path stands in the findings as their file.
 */
export function parseComparison(text: string, path?: string): ParsedComparison {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) return { findings: [syntaxFinding(text, errors[0], path)] };
  const report = new Report(text, path);
  const file = readFile(value, report);
  return file ? { file, findings: report.findings } : { findings: report.findings };
}

/** The text of a new file. Unknown fields that `parseComparison` let pass are written too. */
export function serialiseComparison(file: ComparisonFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Changes one value and nothing else: comments, order, indentation and line ends stay.
 *
 * @param value undefined removes the field; a path that ends in the length of a list appends to it.
 * @throws Error when the text is not JSON or the path leads through something that holds no fields.
 */
export function editComparison(text: string, path: FilePath, value: unknown): string {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new Error(syntaxFinding(text, errors[0]).message);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^([ \t]+)["/[{]/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = { eol, insertSpaces: !indent.startsWith('\t'), tabSize: indent.length };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** Collects what is wrong, each with its line. */
class Report {
  readonly findings: Finding[] = [];
  readonly #root;

  constructor(
    private readonly text: string,
    private readonly file: string | undefined,
  ) {
    this.#root = parseTree(text, [], { allowTrailingComma: true });
  }

  add(severity: Finding['severity'], path: FilePath, message: string): void {
    const node = this.#root && findNodeAtLocation(this.#root, path);
    const offset = node?.offset ?? this.#root?.offset ?? 0;
    this.findings.push({
      code: 'comparison-file',
      severity,
      file: this.file,
      line: lineAt(this.text, offset),
      message,
    });
  }
}

/** Says what a value should be; undefined when it is. */
type Check = (value: unknown) => string | undefined;
interface Fields {
  [field: string]: Check | Fields;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function be(expected: string, test: (value: unknown) => boolean): Check {
  return (value) => (test(value) ? undefined : expected);
}
const text = be('a text', (value) => typeof value === 'string');
const name = be('a text that is not empty', (value) => typeof value === 'string' && value !== '');
const flag = be('true or false', (value) => typeof value === 'boolean');
const oneOf = (words: readonly string[]) =>
  be(`one of ${words.map((word) => JSON.stringify(word)).join(', ')}`, (value) => words.includes(value as string));
const listOf = (words: readonly unknown[]) =>
  be(`a list of ${words.map((word) => JSON.stringify(word)).join(', ')}`, (value) => {
    return Array.isArray(value) && value.every((entry) => words.includes(entry));
  });
const number = (expected: string, test: (value: number) => boolean) =>
  be(expected, (value) => typeof value === 'number' && test(value));
const whole = (least: number) =>
  number(`a whole number of at least ${least}`, (value) => Number.isInteger(value) && value >= least);
const fraction = number('a number from 0 to 1', (value) => value >= 0 && value <= 1);

const fileFields: Fields = {
  $schema: text,
  version: be('1', (value) => value === 1),
  title: text,
  k: be('a whole number of at least 1, or "n"', (value) => value === 'n' || whole(1)(value) === undefined),
  tau: number('a number above 0 and at most 1', (value) => value > 0 && value <= 1),
  mode: oneOf(['estimated', 'first']),
  filter: {
    classes: listOf(problemClasses),
    text,
    courses: listOf(courses),
    change: be('{ "run": its place from 0, "to": "gained" or "lost" }', isChange),
    mark: oneOf(sampleMarks),
    accuracy: be('{ "run": its place from 0, "min": 0…1, "max": 0…1 }', isAccuracy),
    sets: be('a list of { "label": a text, "ids": a list of problem ids }', isProblemSets),
    guessable: be('{ "run": its place from 0, "above": 0…1, "below": 0…1 }', isGuessable),
  },
  sort: be(
    '{ "column": "order", "id", "question", "delta", "class", "c:0" or "pass:0", "descending": true or false }',
    isSort,
  ),
  leaveOut: listOf(leaveOuts),
  overview: {
    seed: number(
      'a whole number from 0 to 4294967295',
      (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
    ),
    epsilon: fraction,
    rho: fraction,
    theta: fraction,
    ladderAxis: name,
    against: whole(0),
  },
  annotations: name,
  codebook: name,
  patterns: be(
    'a list of { "name": a text, "text": what to find, "regex", "matchCase", "wholeWord": true or false }',
    isPatterns,
  ),
  perplexity: be('a list of files', (value) => {
    return Array.isArray(value) && value.every((entry) => name(entry) === undefined);
  }),
};

const runFields: Fields = {
  label: name,
  role: oneOf(runRoles),
  paths: be('a list of at least one file, folder or glob', (value) => {
    return Array.isArray(value) && value.length > 0 && value.every((entry) => name(entry) === undefined);
  }),
  model: text,
  step: number('a number of at least 0', (value) => value >= 0),
  format: name,
  verdict: name,
  grades: name,
  mapping: be('{ "record": a path, "fields": { a role: a path }, "rule": a verdict rule }', isMapping),
  run: text,
  sampling: {
    temperature: number('a number of at least 0', (value) => value >= 0),
    topP: number('a number above 0 and at most 1', (value) => value > 0 && value <= 1),
    maxTokens: whole(1),
  },
  training: be('an object of numbers', isNumbers),
};

function isNumbers(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === 'number');
}

function isAccuracy(value: unknown): boolean {
  if (!isObject(value)) return false;
  return whole(0)(value.run) === undefined && fraction(value.min) === undefined && fraction(value.max) === undefined;
}

/** Also a check of what comes from a page or was kept. */
export function isChange(value: unknown): boolean {
  return isObject(value) && whole(0)(value.run) === undefined && (value.to === 'gained' || value.to === 'lost');
}

/** Also a check of what comes from a page or was kept: sets of problems, each with its label. */
export function isGuessable(value: unknown): boolean {
  if (!isObject(value) || whole(0)(value.run) !== undefined) return false;
  return fraction(value.above) === undefined && fraction(value.below) === undefined;
}

export function isProblemSets(value: unknown): boolean {
  const isSet = (entry: unknown) =>
    isObject(entry) &&
    typeof entry.label === 'string' &&
    Array.isArray(entry.ids) &&
    entry.ids.every((id) => typeof id === 'string');
  return Array.isArray(value) && value.every(isSet);
}

function isPatterns(value: unknown): boolean {
  const isPattern = (entry: unknown) =>
    isObject(entry) &&
    !name(entry.name) &&
    !name(entry.text) &&
    [entry.regex, entry.matchCase, entry.wholeWord].every((word) => word === undefined || !flag(word));
  return Array.isArray(value) && value.every(isPattern);
}

function isSort(value: unknown): boolean {
  const column = /^(order|id|question|delta|class|(c|pass):\d+)$/;
  return isObject(value) && typeof value.column === 'string' && column.test(value.column) && !flag(value.descending);
}

function isMapping(value: unknown): boolean {
  if (!isObject(value) || typeof value.record !== 'string' || !isObject(value.fields)) return false;
  const isField = ([role, path]: [string, unknown]) =>
    (roles as readonly string[]).includes(role) && typeof path === 'string';
  return Object.entries(value.fields).every(isField) && (verdictRules as readonly unknown[]).includes(value.rule);
}

function readFile(value: unknown, report: Report): ComparisonFile | undefined {
  if (!isObject(value)) {
    report.add('error', [], 'A comparison is an object: { "title": …, "runs": […] }.');
    return undefined;
  }
  if (!Array.isArray(value.runs)) {
    const what = value.runs === undefined ? 'runs is missing' : 'runs must be a list';
    report.add('error', ['runs'], `${what}: a comparison lists its runs, [] for none yet.`);
    return undefined;
  }
  const runs = value.runs
    .map((run: unknown, i) => readRun(run, ['runs', i], report))
    .filter((run) => run !== undefined);
  const file = { title: '', ...readFields(value, fileFields, [], report), runs } as ComparisonFile;
  nameApart(runs, report);
  return file;
}

/** Fields without which there is no run. */
const needed = ['label', 'role', 'paths'];

function readRun(value: unknown, path: FilePath, report: Report): RunSpec | undefined {
  if (!isObject(value)) {
    report.add('error', path, `${nameOf(path)} must be an object with label, role and paths. The run is left out.`);
    return undefined;
  }
  const run = readFields(value, runFields, path, report);
  let isWhole = true;
  for (const field of needed) {
    if (value[field] === undefined) report.add('error', path, `${nameOf(path)} has no ${field}. The run is left out.`);
    isWhole &&= run[field] !== undefined;
  }
  return isWhole ? (run as unknown as RunSpec) : undefined;
}

/** A copy with the fields that are as they should be and those that are not known. */
function readFields(value: Record<string, unknown>, fields: Fields, path: FilePath, report: Report) {
  const copy = new Map(Object.entries(value));
  for (const [field, check] of Object.entries(fields)) {
    if (!copy.has(field)) continue;
    const here = [...path, field];
    const entry = copy.get(field);
    if (typeof check !== 'function' && isObject(entry)) copy.set(field, readFields(entry, check, here, report));
    else {
      const expected = typeof check === 'function' ? check(entry) : 'an object';
      if (expected === undefined) continue;
      copy.delete(field);
      const takesRunAlong = path.length === 2 && needed.includes(field);
      const left = takesRunAlong ? 'The run is left out.' : 'It is left out.';
      const message = `${nameOf(here)} must be ${expected}, not ${shorten(JSON.stringify(entry))}. ${left}`;
      report.add(takesRunAlong ? 'error' : 'warning', here, message);
    }
  }
  return Object.fromEntries(copy);
}

/** View state and annotations name runs by label, so no two may share one. */
function nameApart(runs: RunSpec[], report: Report): void {
  const labels = new Set<string>();
  for (const run of runs) {
    const { label } = run;
    for (let i = 2; labels.has(run.label); i++) run.label = `${label} (${i})`;
    if (run.label !== label)
      report.add('warning', ['runs'], `Two runs are labelled ${label}; the later one is shown as ${run.label}.`);
    labels.add(run.label);
  }
}

function syntaxFinding(text: string, { error, offset }: ParseError, file?: string): Finding {
  const what = printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  const line = lineAt(text, offset);
  const message = `This is not JSON with comments: ${what} in line ${line}.`;
  return { code: 'comparison-file', severity: 'error', file, line, message };
}

/** `runs[1].label`. */
function nameOf(path: FilePath): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i > 0 ? `.${step}` : step)).join('');
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

// What pairing has to tell people, in sentences: the thing, the number, the way on.
import { graderFindings, isRegraded } from '../evals/grading/graderFindings';
import type { Finding, FindingCode } from '../findings';
import { formatCount, formatFirst, formatNoun, formatOf } from '../format';
import { settingsFindings } from '../provenance/settingsFindings';
import type { ProblemTable, RunColumns } from './comparison';
import type { PairingReport, RunToPair } from './pair';

export interface PairingResult {
  table: ProblemTable;
  members: Int32Array[];
  reports: PairingReport[];
  base: number;
  /** Some rows ask the same question. */
  repeatsQuestions: boolean;
}

/** Findings about the runs as a set: how they were paired, what has no partner, n that differs between runs. What one run says by itself is in `runFindings`. */
export function pairingFindings(runs: readonly RunToPair[], result: PairingResult): Finding[] {
  const findings: Finding[] = [];
  const { table, members, reports, base } = result;
  const isEmpty = (run: RunToPair) => run.index.problems.length === 0;
  const apart = runs.map((run, i) => isEmpty(run) || (i !== base && reports[i].withBase === 0));
  const isCompared = rowsOfAny(
    members.filter((_, i) => !apart[i]),
    table.ids.length,
  );
  for (const [i, run] of runs.entries()) {
    const add = (code: FindingCode, severity: Finding['severity'], count: number, message: string) =>
      findings.push({ code, severity, file: run.index.files[0]?.path, message, count });
    if (i !== base) {
      reportDisagreement(run, runs[base], reports[i], add);
      if (apart[i] && !isEmpty(run) && !isEmpty(runs[base]))
        add('not-paired', 'error', run.index.problems.length, notPaired(run, runs[base], reports[i], reports[base]));
      reportFallbacks(run, runs[base], reports[i], add);
    }
    if (result.repeatsQuestions) reportRepeatedQuestions(run, add);
    if (!apart[i]) reportUnmatched(run, table.ids, members[i], isCompared, add);
  }
  const across = unequalAcross(runs, table);
  if (across) findings.push(across);
  findings.push(...graderFindings(runs));
  const hidden = isRegraded(runs) ? { grader: undefined } : {};
  findings.push(
    ...settingsFindings(runs.map(({ label, settings }) => ({ label, settings: { ...settings, ...hidden } }))),
  );
  return findings;
}

type Add = (code: FindingCode, severity: Finding['severity'], count: number, message: string) => void;

function reportDisagreement(
  run: RunToPair,
  base: RunToPair,
  { sharedIds, disagreeing }: PairingReport,
  add: Add,
): void {
  if (disagreeing.length === 0) return;
  const which = `${formatOf(disagreeing.length, sharedIds.length)} ids that ${run.label} shares with ${base.label}`;
  const message = `${which} ask different questions (${formatFirst(disagreeing)}). They are not paired by id, so what has no partner is in no mean pass@k.`;
  add('question-disagrees', 'warning', disagreeing.length, message);
}

function notPaired(run: RunToPair, base: RunToPair, report: PairingReport, baseReport: PairingReport): string {
  const { sharedIds, disagreeing } = report;
  const both = `${base.label} and ${run.label}`;
  if (disagreeing.length > 0) {
    const agree = `${formatOf(disagreeing.length, sharedIds.length)} ids agree but their questions differ`;
    return `${both} number different problems ${rangeOf(disagreeing)}: ${agree}. Choose dumps of the same benchmark.`;
  }
  const sizes = `${formatNoun(base.index.problems.length, 'problem')} and ${formatCount(run.index.problems.length)}`;
  if (report.positional || baseReport.positional)
    return `${both} can't be paired: without ids or questions only the position is left, and they have ${sizes}.`;
  return `${both} share no problem: of ${sizes}, no id and no question agrees. Choose dumps of the same benchmark.`;
}

/** `1…10` for whole numbers, else the first few. */
function rangeOf(ids: string[]): string {
  if (!ids.every((id) => /^\d{1,15}$/.test(id))) return formatFirst(ids);
  const numbers = ids.map(Number);
  const smallest = numbers.reduce((a, b) => Math.min(a, b));
  const largest = numbers.reduce((a, b) => Math.max(a, b));
  return smallest === largest ? String(smallest) : `${smallest}…${largest}`;
}

function reportFallbacks(run: RunToPair, base: RunToPair, report: PairingReport, add: Add): void {
  const total = run.index.problems.length;
  if (report.byQuestion > 0) {
    const which = `${formatOf(report.byQuestion, total)} problems of ${run.label}`;
    add('paired-by-question', 'info', report.byQuestion, `${which} are paired by their question, not by id.`);
  }
  if (report.byPosition > 0) {
    const why = `${report.positional ? run.label : base.label} has neither ids nor questions`;
    const message = `${formatNoun(total, 'problem')} of ${base.label} and ${run.label} are paired by position: ${why}.`;
    add('paired-by-question', 'warning', total, `${message} Check that both dumps are in the same order.`);
  }
}

/** Data sets such as the "x8" ones repeat each question: that is fine, as long as people know. */
function reportRepeatedQuestions(run: RunToPair, add: Add): void {
  const asked = run.index.problems.filter((problem) => problem.questionHash);
  const questions = new Set(asked.map((problem) => problem.questionHash)).size;
  if (questions === asked.length) return;
  const counts = `${formatNoun(asked.length, 'problem')} ask only ${formatNoun(questions, 'question')}`;
  add('repeated-question', 'info', asked.length - questions, `${run.label}: ${counts}. They are kept apart.`);
}

/** 1 for the rows that at least one of these runs has. */
function rowsOfAny(members: readonly Int32Array[], rows: number): Uint8Array {
  const has = new Uint8Array(rows);
  for (const member of members) for (let row = 0; row < rows; row++) if (member[row] >= 0) has[row] = 1;
  return has;
}

/** Rows that this run lacks, of those of the runs that could be paired at all. */
function reportUnmatched(run: RunToPair, ids: string[], members: Int32Array, isCompared: Uint8Array, add: Add): void {
  const missing: string[] = [];
  let rows = 0;
  for (let row = 0; row < ids.length; row++) {
    if (!isCompared[row]) continue;
    rows++;
    if (members[row] < 0) missing.push(ids[row]);
  }
  if (missing.length === 0) return;
  const which = `${run.label} has no samples of ${formatOf(missing.length, rows)} problems (${formatFirst(missing)})`;
  add(
    'unmatched-problem',
    'warning',
    missing.length,
    `${which}. They are in no mean pass@k of any run, so leaving them out changes none.`,
  );
}

function unequalAcross(runs: readonly RunToPair[], table: ProblemTable): Finding | undefined {
  let differing = 0;
  let shared = 0;
  for (let row = 0; row < table.ids.length; row++) {
    let smallest = Infinity;
    let largest = 0;
    let having = 0;
    for (const { n } of table.runs) {
      if (n[row] < 1) continue;
      having++;
      smallest = Math.min(smallest, n[row]);
      largest = Math.max(largest, n[row]);
    }
    if (having > 1) shared++;
    if (having > 1 && smallest < largest) differing++;
  }
  if (differing === 0) return undefined;
  const each = runs.map((run, i) => `${run.label} ${rangeText(table.runs[i])}`).join(', ');
  const where = `n differs between runs for ${formatOf(differing, shared)} problems: ${each}`;
  const advice =
    table.maxK > 0
      ? ` At k = n they are not on a par; up to k = ${formatCount(table.maxK)} they are, and leaving samples out until n is equal changes no pass@k on average.`
      : '';
  return { code: 'unequal-n', severity: 'warning', message: `${where}.${advice}`, count: differing };
}

function rangeText(columns: RunColumns): string {
  const { smallest, largest } = rangeOfN(columns);
  return smallest === largest ? formatCount(largest) : `${formatCount(smallest)} to ${formatCount(largest)}`;
}

/** Over the problems the run has. Both 0 when it has none. */
function rangeOfN({ n }: RunColumns): { smallest: number; largest: number } {
  let smallest = Infinity;
  let largest = 0;
  for (const value of n) {
    if (value < 0) continue;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return { smallest: Math.min(smallest, largest), largest };
}

import { pairRuns } from '../core/compare/pair';
import type { Finding } from '../core/findings';
import { formatCount } from '../core/format';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { marksOf } from '../core/integrity/marks';
import { discoverRuns, loadRun, type LoadedRun } from '../io/loadRun';
import { readArguments } from './arguments';
import {
  CliError,
  distinct,
  findingsText,
  printedFinding,
  requireSamples,
  tableText,
  toJson,
  type Command,
} from './command';

/** `inspect`: what is in these dumps. */
export const inspect: Command = {
  usage: `  trace-inspector inspect <path…> [--json]
      Runs found in these paths, with their problems, samples and verdicts. Seeds and shards of one run are one run.`,
  async run(args) {
    const { paths, flags } = readArguments(args, { json: 'flag' });
    if (paths.length === 0) throw new CliError('inspect needs at least one file, folder or glob.');
    const options = { baseDir: process.cwd() };
    const { specs, findings } = await discoverRuns(paths, options);
    const runs: LoadedRun[] = [];
    for (const spec of specs) {
      try {
        const run = await loadRun(spec, options);
        if (specs.length === 1) requireSamples(spec, run);
        run.findings.push(...oddSamples(run));
        runs.push(run);
      } catch (error) {
        if (specs.length === 1) throw error;
        const message = error instanceof Error ? error.message : String(error);
        findings.push({ code: 'no-samples', severity: 'error', file: spec.paths[0], message });
      }
    }
    if (runs.length === 0) throw new CliError(findings[0]?.message ?? `${paths[0]} holds no samples.`);
    const summaries = runs.map(summaryOf);
    const ofRuns = runs.flatMap((run) => run.findings);
    const ofNone = distinct(findings, ofRuns);
    if (flags.has('json')) return toJson({ runs: summaries, findings: ofNone.map(printedFinding) });
    return asTable(summaries) + findingsText([...ofNone, ...distinct(ofRuns)]);
  },
};

type RunSummary = ReturnType<typeof summaryOf>;

function summaryOf({ label, format, index, settings, findings }: LoadedRun) {
  const { problems, files } = index;
  const sum = (field: 'n' | 'c' | 'unscored') => problems.reduce((total, problem) => total + problem[field], 0);
  const scored = sum('n');
  return {
    label,
    format: format.id,
    files: files.length,
    problems: problems.length,
    samples: scored + sum('unscored'),
    scored,
    correct: sum('c'),
    nMin: problems.reduce((least, { n }) => Math.min(least, n), problems[0]?.n ?? 0),
    nMax: problems.reduce((most, { n }) => Math.max(most, n), 0),
    settings,
    findings: findings.map(printedFinding),
  };
}

/** What is odd about the samples of one run. */
function oddSamples({ label, index, settings }: LoadedRun): Finding[] {
  const { members } = pairRuns([{ label, role: 'base', index }]);
  const marks = marksOf(index, { maxTokens: settings.maxTokens?.value });
  return integrityFindings([{ label, index, marks, members: members[0] }]);
}

function asTable(runs: RunSummary[]): string {
  const head = ['run', 'format', 'files', 'problems', 'samples', 'scored', 'correct', 'n'];
  const rows = runs.map((run) => {
    const n = run.nMin === run.nMax ? formatCount(run.nMax) : `${formatCount(run.nMin)}…${formatCount(run.nMax)}`;
    const counts = [run.files, run.problems, run.samples, run.scored, run.correct].map(formatCount);
    return [run.label, run.format, ...counts, n];
  });
  return tableText([head, ...rows]);
}

import { pairRuns } from '../core/compare/pair';
import { summarise, type ComparisonSummary, type Coverage } from '../core/compare/summary';
import { classWords, wordsForLeftOut } from '../core/compare/wordsFor';
import { formatCount, formatFirst, formatNoun, formatPercent } from '../core/format';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { tableWithout } from '../core/integrity/leaveOut';
import { readArguments } from './arguments';
import { findingsText, printedFinding, tableText, toJson, type Command } from './command';
import { comparisonOptions, loadAll, markAll, readKs, taskOf } from './task';

/** `compare`: pass@k, crossover and coverage of runs on the same problems. */
export const compare: Command = {
  usage: `  trace-inspector compare --base <path…> --rl <path…> [--k 1,8,64] [--tau 0.5]
                          [--leave-out truncated,duplicate,unextracted] [--json]
  trace-inspector compare <name.traces.json> [--k 1,8,64] [--tau 0.5] [--leave-out …] [--json]
      pass@k of each run over the problems all have, the crossover, and which run solves which problem: at k = n, or at
      k with one --k. All paths after --base (or --rl) are one run; where a file holds several, --base-run and --rl-run
      name them. With --leave-out, samples that were cut off, that equal an earlier one of their problem, or from which
      no answer was extracted enter no number.`,
  async run(args) {
    const input = readArguments(args, { ...comparisonOptions, json: 'flag' });
    const ks = readKs(input.texts.k);
    const task = await taskOf(input);
    const runs = await loadAll(task);
    const pairing = pairRuns(runs);
    const marked = await markAll(runs, pairing, task.leaveOut);
    const table = tableWithout(pairing, marked, task.leaveOut);
    const findings = [...task.findings, ...pairing.findings, ...integrityFindings(marked)];
    const summary = summarise(table, runs, findings, { ks, tau: task.tau, mode: task.mode });
    if (input.flags.has('json')) return toJson({ ...summary, findings: summary.findings.map(printedFinding) });
    return asText(summary, ks, wordsForLeftOut(table, runs));
  },
};

function asText(summary: ComparisonSummary, ks: number[] | undefined, leftOut: string): string {
  const { problems, passAtK, crossoverK, coverage, runs, findings } = summary;
  const names = Object.keys(passAtK);
  const given = Object.keys(passAtK[names[0]]);
  const shown = ks ? given : given.filter((k, i) => Number.isInteger(Math.log2(Number(k))) || i === given.length - 1);
  const rows = shown.map((k) => [formatCount(Number(k)), ...names.map((name) => formatPercent(passAtK[name][k]))]);
  const at = ks?.length === 1 ? formatCount(ks[0]) : 'n';
  const crossing = crossoverK === null ? 'none' : `k = ${formatCount(crossoverK)}`;
  const covered = Object.entries(runs ?? { '': { coverage } }).map(([name, run]) =>
    coverageText(run.coverage, name, at),
  );
  return [
    `mean pass@k in per cent, ${formatNoun(problems, 'problem')}${leftOut && `, ${leftOut}`}\n`,
    tableText([['k', ...names], ...rows]),
    `\ncrossover: ${crossing}\n`,
    ...covered,
    findingsText(findings),
  ].join('');
}

function coverageText(coverage: Coverage, name: string, k: string): string {
  const lines = (Object.keys(classWords) as (keyof Coverage)[]).map((key) => {
    const ids = coverage[key];
    return `  ${classWords[key].padEnd(10)}${formatCount(ids.length).padStart(7)}  ${formatFirst(ids, 12)}`.trimEnd();
  });
  return `\nsolved at k = ${k}${name ? `, ${name} against base` : ''}\n${lines.join('\n')}\n`;
}

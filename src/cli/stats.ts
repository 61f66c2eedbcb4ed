import { formatCount, formatNoun, formatPercent, formatPoints, withoutControls } from '../core/format';
import type { Estimate } from '../core/overview/overview';
import { plainSentence } from '../core/overview/sentence';
import { statsJson } from '../core/overview/statsJson';
import { readArguments } from './arguments';
import { findingsText, printedFinding, tableText, toJson, type Command } from './command';
import { computeOverview, overviewOptions, overviewUsage, type ComputedOverview } from './overview';

/** `stats`: the numbers of the Overview. */
export const stats: Command = {
  usage: `  trace-inspector stats <what compare takes> [--k 1,8,64] [--tau 0.5] [--seed 7] [--leave-out …] [--without <id…>] [--json]
      The Overview in numbers: pass@k, crossover and differences with 95 % intervals, coverage, accuracy bins, majority
      votes, lengths, answers, perplexity, support, forecast. --json prints all of it (docs/stats.schema.json).
${overviewUsage}`,
  async run(args) {
    const read = readArguments(args, { ...overviewOptions, json: 'flag' });
    const computed = await computeOverview(read);
    if (!read.flags.has('json')) return withoutControls(asText(computed));
    const { input, overview, ks, findings } = computed;
    return toJson({ ...statsJson(input, overview, ks), findings: findings.map(printedFinding) });
  },
};

function asText({ input, overview, findings, ks }: ComputedOverview): string {
  const { compared, statistics, curves, base, against, sentence } = overview;
  const labels = compared.map((run) => input.runs[run].label);
  const differs = base >= 0 && base !== against;
  const shown = curves.ks.filter((k) => (ks ? ks.includes(k) : Number.isInteger(Math.log2(k)) || k === overview.K));
  const curveRows = shown.map((k) => {
    const i = curves.ks.indexOf(k);
    const of = (run: number) => {
      const curve = curves.runs[run];
      return curve ? percent({ value: curve.value[i], lo: curve.lo[i], hi: curve.hi[i] }) : '–';
    };
    return [formatCount(k), ...compared.map(of)];
  });
  const tileRows = statistics.map(({ label, runs, difference }) => [
    label,
    ...compared.map((run) => (runs[run] ? percent(runs[run]) : '')),
    ...(differs ? [difference ? points(difference) : ''] : []),
  ]);
  const head = ['', ...labels, ...(differs ? [`${input.runs[against].label} − ${input.runs[base].label}`] : [])];
  return [
    `${plainSentence(sentence)}\n${sentence.note}\n`,
    `\nmean pass@k in per cent, ${formatNoun(overview.problems.shown, 'problem')}, 95 % intervals\n`,
    tableText([['k', ...labels], ...curveRows]),
    `\n`,
    tableText([head, ...tileRows]),
    findingsText(findings),
  ].join('');
}

function percent({ value, lo, hi }: Estimate): string {
  return `${formatPercent(value)} [${formatPercent(lo)}, ${formatPercent(hi)}]`;
}

function points({ value, lo, hi }: Estimate): string {
  return `${formatPoints(value)} [${formatPoints(lo)}, ${formatPoints(hi)}]`;
}

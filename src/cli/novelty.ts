import { pairRuns } from '../core/compare/pair';
import { againstOf, baseOf } from '../core/compare/runOrder';
import { evidenceCard } from '../core/novelty/evidenceCard';
import type { EvidenceRecord } from '../core/novelty/evidence';
import { formatFirst, formatNoun } from '../core/format';
import { TextKind } from '../core/runIndex';
import { contentHash } from '../io/contentHash';
import { baseSamples, gatherEvidence } from '../io/gatherEvidence';
import { readTrace } from '../io/loadRun';
import { NoveltyTasks } from '../io/noveltyTasks';
import { readArguments, wholeNumber } from './arguments';
import { CliError, printedFinding, toJson, type Command } from './command';
import { loadAll, readComparison, type LoadedSpec } from './task';

/** Characters of the trace that the record quotes. */
const longestQuote = 2000;

/** `novelty`: what of one trace no base sample of its problem has. */
export const novelty: Command = {
  usage: `  trace-inspector novelty <name.traces.json> --problem <id> --sample <i> [--run <label>] [--k <n>] [--json]
      The passages of a trace that no base sample of its problem has, their share against the base itself, the nearest
      base samples and the best counter-examples; as Markdown, or --json. It is about words: new words are not a new
      approach. Without --run the trace is of the run that is set against the base.`,
  async run(args) {
    const { paths, texts, flags } = readArguments(args, {
      problem: 'text',
      sample: 'text',
      run: 'text',
      k: 'text',
      json: 'flag',
    });
    if (paths.length !== 1 || texts.problem === undefined || texts.sample === undefined)
      throw new CliError('novelty needs one .traces.json file, --problem <id> and --sample <i>.');
    const asked = { problem: texts.problem, sample: wholeNumber(texts.sample, '--sample', 0), label: texts.run };
    const task = await readComparison(paths[0]);
    const runs = await loadAll(task);
    const k = texts.k === undefined ? undefined : wholeNumber(texts.k, '--k', 1);
    const record = await evidenceOf(runs, asked, { patterns: task.patterns, tau: task.tau, k });
    return flags.has('json')
      ? toJson({ ...record, findings: task.findings.map(printedFinding) })
      : evidenceCard(record);
  },
};

interface Asked {
  problem: string;
  /** In dump order, from 0. */
  sample: number;
  label: string | undefined;
}

interface AskedHow {
  patterns: Parameters<typeof gatherEvidence>[1]['patterns'];
  tau: number;
  /** Undefined: as many as the base has of the problem. */
  k: number | undefined;
}

/** The whole trace as claimed, challenged at once. Nobody claims it: there is no author. */
async function evidenceOf(
  runs: readonly LoadedSpec[],
  { problem, sample, label }: Asked,
  { patterns, tau, k }: AskedHow,
): Promise<EvidenceRecord> {
  const rowsOf = samplesOfProblem(runs, problem);
  const [run, base] = [chosenRun(runs, label), baseOf(runs)];
  const own = rowsOf(run);
  if (sample >= own.length)
    throw new CliError(
      `${runs[run].label} has ${formatNoun(own.length, 'sample')} of problem ${problem}, counted from 0: there is no sample ${sample}.`,
    );
  const { index } = runs[run];
  if (index.samples.kind[own[sample]] === TextKind.none)
    throw new CliError(`The dump stores no text for sample ${sample} of problem ${problem}.`);
  const from = { label: runs[base].label, problem, index: runs[base].index };
  const searched = baseSamples(from, rowsOf(base), run === base ? sample : -1);
  if (searched.rows.length === 0)
    throw new CliError(
      `${from.label} has no ${run === base ? 'other ' : ''}samples of problem ${problem} to compare with.`,
    );
  const text = await readTrace(index, own[sample]);
  const named = { run: runs[run].label, problem, index: sample, hash: contentHash(text) };
  const question = {
    claim: { sample: named, quote: text.slice(0, longestQuote) },
    text,
    author: '',
    time: new Date().toISOString(),
    challenge: true,
    patterns,
    k: k ?? searched.rows.length,
    tau,
  };
  return gatherEvidence(searched, question, { tasks: new NoveltyTasks({}) });
}

/** @returns the rows of a run's index that are samples of the problem, in dump order */
function samplesOfProblem(runs: readonly LoadedSpec[], id: string): (run: number) => Int32Array {
  const { table, members } = pairRuns(runs);
  const row = table.ids.indexOf(id);
  if (row < 0)
    throw new CliError(
      `There is no problem "${id}" among ${formatNoun(table.ids.length, 'problem')} (${formatFirst(table.ids)}).`,
    );
  return (run) => {
    const entry = runs[run].index.problems[members[run][row]];
    return entry ? runs[run].index.order.subarray(entry.start, entry.end) : new Int32Array();
  };
}

function chosenRun(runs: readonly LoadedSpec[], label: string | undefined): number {
  if (label === undefined) return againstOf(runs);
  const found = runs.findIndex((run) => run.label === label);
  if (found >= 0) return found;
  throw new CliError(`There is no run "${label}"; there is: ${formatFirst(runs.map((run) => run.label))}.`);
}

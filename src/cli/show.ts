import type { RunSpec } from '../core/compare/comparison';
import { formatFirst, formatNoun } from '../core/format';
import { TextKind, type RunIndex } from '../core/runIndex';
import { discoverRuns, loadRun, readTrace } from '../io/loadRun';
import { readArguments, wholeNumber } from './arguments';
import { CliError, requireSamples, type Command } from './command';

/** `show`: one trace, exactly. */
export const show: Command = {
  usage: `  trace-inspector show <path…> --problem <id> --sample <i> [--run <label>]
      The text of one trace, exactly as sampled, with no newline added.`,
  async run(args) {
    const { paths, texts } = readArguments(args, { problem: 'text', sample: 'text', run: 'text' });
    if (paths.length === 0 || texts.problem === undefined || texts.sample === undefined)
      throw new CliError('show needs a path, --problem <id> and --sample <i>.');
    const sample = wholeNumber(texts.sample, '--sample', 0);
    const options = { baseDir: process.cwd() };
    const { specs } = await discoverRuns(paths, options);
    const spec = chooseRun(specs, texts.run);
    const loaded = await loadRun(spec, options);
    requireSamples(spec, loaded);
    const { index } = loaded;
    const row = rowOf(index, texts.problem, sample);
    if (index.samples.kind[row] === TextKind.none)
      throw new CliError(`The dump stores no text for sample ${sample} of problem ${texts.problem}.`);
    return readTrace(index, row);
  },
};

function chooseRun(specs: RunSpec[], name: string | undefined): RunSpec {
  const labels = formatFirst(
    specs.map((spec) => spec.label),
    8,
  );
  if (name === undefined) {
    if (specs.length === 1) return specs[0];
    throw new CliError(`These paths hold ${formatNoun(specs.length, 'run')} (${labels}): name one with --run.`);
  }
  const found = specs.find((spec) => spec.label === name) ?? specs.find((spec) => spec.run === name);
  if (!found) throw new CliError(`There is no run "${name}"; there is: ${labels}.`);
  return found;
}

function rowOf(index: RunIndex, id: string, sample: number): number {
  const problem = index.problems.find((entry) => entry.id === id);
  if (!problem) {
    const some = formatFirst(index.problems.map((entry) => entry.id));
    throw new CliError(`There is no problem "${id}" among ${formatNoun(index.problems.length, 'problem')} (${some}).`);
  }
  const count = problem.end - problem.start;
  if (sample >= count)
    throw new CliError(
      `Problem ${id} has ${formatNoun(count, 'sample')}, counted from 0: there is no sample ${sample}.`,
    );
  return index.order[problem.start + sample];
}

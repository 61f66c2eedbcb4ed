import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Effect } from '../core/findings';
import { formatCount, formatFirst, formatNoun, formatPercent, withoutControls } from '../core/format';
import { graderKinds } from '../core/evals/grading/graders';
import { gradesFolderOf } from '../io/grading/gradesFile';
import { makeGrader, type Grader } from '../io/grading/makeGrader';
import { regradeRun, type Regrading } from '../io/grading/regrade';
import { readArguments } from './arguments';
import { CliError, requireSamples, tableText, toJson, type Command } from './command';
import { readComparison, type Task } from './task';
import { loadRun } from '../io/loadRun';

/** Flips listed for people; JSON has all of them. */
const mostListed = 20;

/** `regrade`: stored samples judged again, and what that changes. */
export const regrade: Command = {
  usage: `  trace-inspector regrade <file.traces.json> --grader math-verify|preview [--run <label>] [--python python3] [--json]
      Judges the stored samples of all runs (or one) again and says which verdicts flip and what that does to pass@1 and
      pass@K. Verdicts go to <name>.grades/<grader>@<version>.jsonl beside the file; dumps and the comparison stay as they
      are: name that file as "grades" of a run to take them. Stopped, it goes on where it was. "math-verify" takes an
      interpreter that has the package of that name; "preview" is built in, errs towards no, and is not for results.`,
  async run(args) {
    const { paths, texts, flags } = readArguments(args, { grader: 'text', run: 'text', python: 'text', json: 'flag' });
    if (paths.length !== 1) throw new CliError('regrade takes one .traces.json file.');
    if (texts.grader === undefined)
      throw new CliError(`--grader is missing: ${graderKinds.map(({ id }) => id).join(' or ')}.`);
    const task = await readComparison(paths[0]);
    const runs = runsOf(task, texts.run);
    const workerPath = join(__dirname, '..', 'media', 'worker', 'trace_worker.py');
    const previewPath = join(__dirname, 'previewGrader.js');
    const grader = await makeGrader(texts.grader, { pythonPath: texts.python ?? 'python3', workerPath, previewPath });
    try {
      const done: Regrading[] = [];
      for (const spec of runs) done.push(await regradeOne(spec, task, grader, gradesFolderOf(resolve(paths[0]))));
      const isPreview = graderKinds.some(({ id, isPreview: is }) => is && id === grader.name.id);
      const told = done.map((one) => ({ ...one, file: stored(one.file, dirname(resolve(paths[0]))) }));
      return flags.has('json')
        ? toJson({ title: task.title, grader: grader.name, preview: isPreview, runs: told.map(asJson) })
        : withoutControls(told.map((one) => asText(one, isPreview)).join('\n'));
    } finally {
      grader.dispose();
    }
  },
};

function runsOf({ runs }: Task, label: string | undefined): Task['runs'] {
  const found = label === undefined ? runs : runs.filter((run) => run.label === label);
  if (found.length > 0) return found;
  const labels = formatFirst(
    runs.map((run) => run.label),
    8,
  );
  throw new CliError(
    label === undefined ? 'The comparison has no runs.' : `There is no run "${label}"; there is: ${labels}.`,
  );
}

async function regradeOne(spec: Task['runs'][number], { baseDir }: Task, grader: Grader, folder: string) {
  const loaded = await loadRun(spec, { baseDir });
  requireSamples(spec, loaded);
  return regradeRun({ run: spec.label, index: loaded.index, grader, folder });
}

/** As it is written into the comparison file. */
const stored = (file: string, from: string): string => relative(from, file).split(sep).join('/');

function asJson({ run, file, judged, kept, withoutReference, unsure, flips }: Regrading) {
  const { counts, same, effect, problems, flips: samples } = flips;
  const totals = { judged, kept, withoutReference, unsure };
  return { run, grades: file, ...totals, same, flips: counts, effect, problems, samples };
}

function asText({ run, file, grader, judged, kept, withoutReference, unsure, flips }: Regrading, isPreview: boolean) {
  const name = `${grader.id} ${grader.version}${isPreview ? ' (preview)' : ''}`;
  const before = kept > 0 ? `, ${formatCount(kept)} before` : '';
  const without = [
    withoutReference > 0 ? `${formatCount(withoutReference)} without a reference` : '',
    unsure > 0 ? `${formatCount(unsure)} it could not tell` : '',
  ].filter((part) => part !== '');
  const listed = flips.flips.slice(0, mostListed);
  const rest = flips.flips.length - listed.length;
  return [
    `${run}, judged by ${name}: ${formatNoun(judged, 'sample')}${before}${without.map((part) => `; ${part}`).join('')}\n`,
    flips.counts.length === 0 ? 'No verdict flips.\n' : '',
    ...flips.counts.map(({ from, to, count }) => `  ${from} → ${to}: ${formatCount(count)}\n`),
    ...flips.effect.map((effect) => `  ${effectWords(effect)}\n`),
    listed.length > 0
      ? `\n${tableText([['problem', 'sample', 'was', 'is'], ...listed.map(({ problem, index, from, to }) => [problem, String(index), from, to])])}`
      : '',
    rest > 0 ? `… and ${formatCount(rest)} more; --json lists all.\n` : '',
    `Verdicts: ${file}\n`,
  ].join('');
}

function effectWords({ k, before, after }: Effect): string {
  return `pass@${k}: ${formatPercent(before)} % → ${formatPercent(after)} %`;
}

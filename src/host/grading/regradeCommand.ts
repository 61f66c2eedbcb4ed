/** *Re-grade…*: which runs, which grader; then what flips, and whether the new verdicts are taken. */
import * as vscode from 'vscode';
import type { FilePath } from '../../core/compare/comparisonFile';
import { flippedWords, graderLabel } from '../../core/evals/grading/flipsMarkdown';
import { graderKinds, type GraderKind } from '../../core/evals/grading/graders';
import { formatOf } from '../../core/format';
import { gradesFolderOf } from '../../io/grading/gradesFile';
import { makeGrader, type Grader } from '../../io/grading/makeGrader';
import { regradeRun, type Regrading } from '../../io/grading/regrade';
import { isCancellation } from '../cancellation';
import { edit, storedPath } from '../comparisonSource';
import { requireTrust } from '../evals/targets';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { chooseReadRuns, withStop } from './choices';
import { regradedIn, showFlips } from './flipsDocument';

const pythonSetting = 'traceInspector.pythonPath';
const take = 'Take the New Verdicts';
const keep = 'Keep the Old Ones';

/**
 * Judges stored samples again. What was judged before is not judged twice, so calling it off loses nothing.
 *
 * @throws Error when the comparison is saved nowhere, a run is still being read, or the grader is not there
 */
export async function regrade(services: Services, comparison: OpenComparison): Promise<void> {
  if (comparison.source.document?.isUntitled)
    throw new Error('Verdicts are kept beside the comparison: save this comparison first.');
  const runs = await chooseReadRuns(comparison, 'Re-grade: runs', 'Whose stored samples are judged again');
  const kind = runs && (await chooseGrader());
  if (!runs || !kind) return;
  const regradings = await withStop(`Re-grading by ${kind.label}`, async (signal, report) => {
    const grader = await makeGrader(kind.id, { pythonPath: pythonPath(), ...shippedIn(services) });
    try {
      return await regradeAll(comparison, runs, { grader, signal, report });
    } finally {
      grader.dispose();
    }
  });
  await showFlips(comparison, regradings);
  const [first] = regradings;
  const words = `${graderLabel(first.grader)}: ${flippedWords(regradings)}.`;
  const answer = await vscode.window.showInformationMessage(words, take, keep);
  if (answer === take) await takeInto(comparison, regradings);
}

/** @param document its uri; absent: the one in front */
export async function takeVerdicts({ comparisons }: Pick<Services, 'comparisons'>, document: unknown): Promise<void> {
  const { comparison: uri, regradings } = regradedIn(document);
  const comparison = comparisons.find(uri);
  if (!comparison) throw new Error('The comparison of these verdicts is closed; open it to take them.');
  await takeInto(comparison, regradings);
}

export async function keepVerdicts(document: unknown): Promise<void> {
  regradedIn(document);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

/** Names the file of grades in the runs: one edit, undone like any other. */
async function takeInto({ session, source, panel }: OpenComparison, regradings: readonly Regrading[]): Promise<void> {
  const edits = regradings.map(({ run, file }): [FilePath, unknown] => {
    const place = session.specs.findIndex(({ label }) => label === run);
    if (place < 0) throw new Error(`${run} is no run of the comparison any more, so no verdicts were taken.`);
    return [['runs', place, 'grades'], storedPath(file, session.baseDir)];
  });
  await edit(source, edits);
  // Without its column it would move to the one in front.
  panel.webviewPanel.reveal(panel.webviewPanel.viewColumn);
}

interface Judging {
  grader: Grader;
  signal: AbortSignal;
  report(message: string): void;
}

async function regradeAll(
  { session, source }: OpenComparison,
  runs: readonly number[],
  { grader, signal, report }: Judging,
): Promise<Regrading[]> {
  const folder = gradesFolderOf(source.uri.fsPath);
  const chosen = runs.map((run) => ({ run: session.specs[run].label, index: session.indexOf(run) }));
  const regradings: Regrading[] = [];
  let at = '';
  try {
    for (const { run, index } of chosen) {
      const onProgress = (done: number, total: number): void =>
        report((at = `${run}, ${formatOf(done, total)} samples`));
      regradings.push(await regradeRun({ run, index, grader, folder, signal, onProgress }));
    }
    return regradings;
  } catch (error) {
    if (isCancellation(error) && at !== '')
      void vscode.window.showInformationMessage(`Re-grading was called off at ${at}. Re-grade… goes on from there.`);
    throw error;
  }
}

async function chooseGrader(): Promise<GraderKind | undefined> {
  const items = graderKinds.map((kind) => ({
    label: kind.label,
    description: kind.isPreview ? 'preview' : pythonPath(),
    detail: kind.detail,
    grader: kind,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Re-grade: grader',
    placeHolder: 'Who judges; the verdicts until now stay where they are',
    ignoreFocusOut: true,
  });
  // The preview is part of this extension; another grader is a program that starts.
  if (picked && !picked.grader.isPreview) requireTrust();
  return picked?.grader;
}

/** The user's own value: a workspace can't name a program that is started. */
function pythonPath(): string {
  const found = vscode.workspace.getConfiguration().inspect<string>(pythonSetting);
  return found?.globalValue?.trim() || found?.defaultValue || 'python3';
}

const shippedIn = ({ extensionUri }: Pick<Services, 'extensionUri'>) => ({
  workerPath: vscode.Uri.joinPath(extensionUri, 'media', 'worker', 'trace_worker.py').fsPath,
  previewPath: vscode.Uri.joinPath(extensionUri, 'dist', 'previewGrader.js').fsPath,
});

/** *Score Perplexity…*: whose traces, by which model on which server, of which problems; then the Overview shows it. */
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Target } from '../../core/evals/target';
import { formatCount, formatNoun, formatOf } from '../../core/format';
import { LogProbServer } from '../../io/grading/logProbServer';
import { logProbsFile, scorePerplexity, type ScoreOptions, type Scored } from '../../io/grading/scorePerplexity';
import { isCancellation } from '../cancellation';
import { edit, storedPath } from '../comparisonSource';
import type { ChosenProblems } from '../evals/evalDraft';
import { chooseProblems } from '../evals/problemScopes';
import { modelsOf, whyNot } from '../evals/quickEval';
import { addTarget, whereOf } from '../evals/targetCommands';
import { requireTrust, userTargets } from '../evals/targets';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { chooseReadRuns, withStop } from './choices';

/** A trace is a request of its own, so few of them tell a median cheaply. */
const usualSamples = 16;
const mostSamples = 65_536;
const words = { what: 'Score Perplexity', placeHolder: 'Of which problems traces are scored' };

interface Chosen {
  run: number;
  target: Target;
  /** What the server calls the model. */
  model: string;
  problems: ChosenProblems;
  samplesPerProblem: number;
}

/**
 * Asks a server for the log-probabilities of stored traces. What was scored before is not asked for again.
 *
 * @throws Error when the workspace is not trusted or the run is still being read; HarnessError of the server
 */
export async function scorePerplexityOf(services: Services, comparison: OpenComparison): Promise<void> {
  requireTrust();
  const chosen = await choose(services, comparison);
  if (!chosen) return;
  const { session, panel } = comparison;
  const scoredBy = scorerName(comparison, chosen.model);
  const label = session.specs[chosen.run].label;
  const file = logProbsFile(session.files, label, scoredBy);
  const title = `Scoring traces of ${label} by ${scoredBy}`;
  try {
    const scored = await withStop(title, (signal, report) =>
      score(services, comparison, chosen, { scoredBy, file, signal, report }),
    );
    await listFile(comparison, file);
    panel.logProbsChanged();
    await tell(comparison, scored, `${label} by ${scoredBy}`);
  } catch (error) {
    panel.logProbsChanged();
    if (isCancellation(error))
      void vscode.window.showInformationMessage(
        'Scoring was called off. What was scored is kept; Score Perplexity… goes on from there.',
      );
    throw error;
  }
}

async function choose(services: Services, comparison: OpenComparison): Promise<Chosen | undefined> {
  const runs = await chooseReadRuns(comparison, `${words.what}: traces`, 'Whose traces are scored', false);
  const target = runs && (await chooseServer(services));
  const model = target && (await chooseModel(services, comparison, target));
  const problems = model === undefined ? undefined : await chooseProblems(services, comparison, words);
  if (!runs || !target || model === undefined || !problems) return undefined;
  const [run] = runs;
  const samplesPerProblem = await askSamples(comparison, run, problems);
  return samplesPerProblem === undefined ? undefined : { run, target, model, problems, samplesPerProblem };
}

async function chooseServer(services: Services): Promise<Target | undefined> {
  const { openai } = services.harnesses;
  const { targets, wrong } = userTargets();
  const add = { label: '$(add) Add Target…', description: '', target: undefined };
  const items = targets
    .filter(({ adapter }) => adapter === openai.id)
    .map((target) => ({ label: target.label, description: whereOf(target, services.harnesses), target }));
  if (items.length === 0) return addTarget(services);
  const picked = await vscode.window.showQuickPick<(typeof items)[number] | typeof add>([...items, add], {
    title: `${words.what}: target`,
    placeHolder: wrong[0] ?? 'A server that tells log-probabilities of a text it is given: vLLM, or one with echo',
    ignoreFocusOut: true,
  });
  return picked === add ? addTarget(services) : picked?.target;
}

async function chooseModel(
  services: Services,
  { session }: OpenComparison,
  target: Target,
): Promise<string | undefined> {
  const models = await modelsOf(services, target);
  const title = `${words.what}: model`;
  if (models.length === 1) return models[0];
  if (models.length > 0) {
    const items = models.map((label) => {
      const runs = session.state.runs.filter(({ model }) => model === label);
      return { label, description: runs.map((run) => run.label).join(', ') };
    });
    return (
      await vscode.window.showQuickPick(items, {
        title,
        placeHolder: 'How likely are the traces to which model',
        ignoreFocusOut: true,
      })
    )?.label;
  }
  const given = await vscode.window.showInputBox({
    title,
    prompt: 'Its name on the server.',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'A name is needed.' : undefined),
  });
  return given?.trim();
}

async function askSamples(
  { session }: OpenComparison,
  run: number,
  { ids }: ChosenProblems,
): Promise<number | undefined> {
  const n = Math.max(1, session.state.runs[run].nMax);
  const text = await vscode.window.showInputBox({
    title: `${words.what}: samples`,
    prompt: `The first so many of each of ${formatNoun(ids.length, 'problem')}; n is ${formatCount(n)}. Each is one request.`,
    value: String(Math.min(usualSamples, n)),
    ignoreFocusOut: true,
    validateInput: (given) => whyNot(given, 1, mostSamples, true),
  });
  return text === undefined ? undefined : Number(text.replaceAll(',', ''));
}

/** The run whose model it is, where that is one run, for by it the Overview knows who scored whom. */
function scorerName({ session }: OpenComparison, model: string): string {
  const runs = session.state.runs.filter((run) => run.model === model);
  return runs.length === 1 ? runs[0].label : model;
}

function score(
  { harnesses, tokens }: Services,
  { session }: OpenComparison,
  { run, target, model, problems, samplesPerProblem }: Chosen,
  { report, ...parts }: Pick<ScoreOptions, 'scoredBy' | 'file' | 'signal'> & { report(message: string): void },
): Promise<Scored> {
  const wanted = new Set(problems.ids);
  const places = session.problemIdsOf(run).flatMap((id, place) => (id !== undefined && wanted.has(id) ? [place] : []));
  const { label } = session.specs[run];
  if (places.length === 0) throw new Error(`${label} has none of these problems.`);
  const { openai } = harnesses;
  const token = (): Promise<string | undefined> => tokens.get(target, openai);
  return openai.connect({ target, token }, (client, server) =>
    scorePerplexity({
      ...parts,
      run: label,
      index: session.indexOf(run),
      server: new LogProbServer(client, { ...server, model }),
      problems: places,
      samplesPerProblem,
      onProgress: (done, total) => report(`${formatOf(done, total)} traces`),
    }),
  );
}

/** A comparison that names its files of log-probabilities reads no others. */
async function listFile({ session, source }: OpenComparison, file: string): Promise<void> {
  const { perplexityFiles, baseDir } = session;
  if (!perplexityFiles || perplexityFiles.some((path) => resolve(baseDir, path) === resolve(file))) return;
  await edit(source, [[['perplexity'], [...perplexityFiles, storedPath(file, baseDir)]]]);
}

async function tell(
  { session, panel }: OpenComparison,
  { scored, kept, passedOver, withoutPrompt, refused, why }: Scored,
  whose: string,
): Promise<void> {
  const parts = [
    `${formatNoun(scored, 'trace')} of ${whose} scored`,
    ...(kept > 0 ? [`${formatCount(kept)} were before`] : []),
    ...(passedOver > 0 ? [`${formatCount(passedOver)} without text or too long`] : []),
    ...(withoutPrompt > 0 ? [`${formatNoun(withoutPrompt, 'problem')} without a prompt in the dump`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} refused by the server (${why})`] : []),
  ];
  const show = 'Show Overview';
  const answer = await vscode.window.showInformationMessage(`${parts.join('; ')}.`, show);
  if (answer !== show) return;
  session.setView({ page: 'overview' }, undefined);
  // Without its column it would move to the one in front.
  panel.webviewPanel.reveal(panel.webviewPanel.viewColumn);
}

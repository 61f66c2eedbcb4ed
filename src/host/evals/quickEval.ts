/** *Quick Eval…*: which problems, which runs, how many samples, where; then the sheet, and what it is answered with. */
import * as vscode from 'vscode';
import { HarnessError, type CheckResult } from '../../core/evals/adapter';
import type { SheetAnswer } from '../../core/evals/sheet';
import type { Target } from '../../core/evals/target';
import { formatCount, formatNoun } from '../../core/format';
import { baseOf } from '../../core/compare/runOrder';
import { specOf } from '../../io/evals/createEval';
import { ErrorWithWay } from '../errors';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { draftOf, samplingOf, type Chosen, type ChosenProblems, type Drafted } from './evalDraft';
import { sheetOf } from './evalSheet';
import { chooseProblems, problemsOfClass, problemsNamed, selectedProblems } from './problemScopes';
import { addTarget, whereOf } from './targetCommands';
import { requireTrust, userTargets } from './targets';

/** What is known beforehand; the rest is asked for. */
export interface QuickEvalStart {
  problems?: ChosenProblems;
  runs?: number[];
  n?: number;
}

/** Samples × tokens above which starting is confirmed once more. */
const confirmAboveTokens = 100_000_000;

/** What a menu gives: a problem or a class of the tree; or, from another command, ids; else what is selected on the page. */
export function startOf(comparison: OpenComparison, argument: unknown): QuickEvalStart {
  const problems = problemsNamed(comparison, argument) ?? selectedProblems(comparison);
  return problems ? { problems } : {};
}

/** @param argument names problems, as a menu does, and perhaps how many `samples` of each; else: those that are RL only. */
export async function drawMoreBase(services: Services, comparison: OpenComparison, argument?: unknown): Promise<void> {
  requireTrust();
  const problems = problemsNamed(comparison, argument) ?? problemsOfClass(comparison, 'rlOnly');
  if (problems.ids.length === 0)
    throw new Error('No problem is RL only at this k: there is nothing to draw base samples for.');
  const base = baseOf(comparison.session.specs);
  const { samples } = (argument ?? {}) as Record<string, unknown>;
  const n = typeof samples === 'number' ? samples : usualN(comparison, [base]);
  await quickEval(services, comparison, { problems, runs: [base], n });
}

/** @throws Error when the workspace is not trusted, or the comparison is saved nowhere. */
export async function quickEval(services: Services, comparison: OpenComparison, start: QuickEvalStart): Promise<void> {
  requireTrust();
  if (comparison.session.specs.length === 0) throw new Error('This comparison has no runs yet. Add one with Add Run…');
  const { document } = comparison.source;
  if (!document) throw new Error('An eval lies beside its comparison: make one of this dump first, with Save View.');
  if (document.isUntitled) throw new Error('An eval lies beside its comparison: save this comparison first.');
  const problems = start.problems ?? (await chooseProblems(services, comparison));
  const runs = problems && (start.runs ?? (await chooseRuns(comparison)));
  const n = runs && (start.n ?? (await askN(comparison, runs)));
  const target = n === undefined ? undefined : await chooseTarget(services);
  if (!problems || !runs || n === undefined || !target) return;
  const served = await chooseServed(services, comparison, runs, target);
  if (!served) return;
  const fingerprint = services.harnesses.of(target).fingerprint(target);
  const sampling = samplingOf(comparison.session.state.runs[runs[0]].settings);
  await decide(services, { comparison, problems, runs, n, sampling, target, fingerprint, served, isGraded: true });
}

/** Shows the sheet until it is answered for good. */
async function decide(services: Services, first: Chosen): Promise<void> {
  let chosen = first;
  for (;;) {
    const { drafted, checks } = await prepare(services, chosen);
    const speed = services.evals.speedOf(chosen.target.id);
    const { panel } = chosen.comparison;
    panel.webviewPanel.reveal();
    const answer: SheetAnswer = await panel.askSheet(sheetOf({ chosen, drafted, checks, speed }));
    if (answer === 'cancel') return;
    if (answer === 'change') chosen = await change(chosen);
    else if (answer === 'save' || (await isConfirmed(chosen))) return carryOut(services, chosen, drafted, answer);
  }
}

async function carryOut(
  services: Services,
  { comparison }: Chosen,
  { draft }: Drafted,
  answer: SheetAnswer,
): Promise<void> {
  const one = await services.evals.create(comparison.source.uri, draft);
  if (answer === 'start') await services.evals.drive(one);
}

/** Reads the prompts and asks the server what it can do. */
function prepare(services: Services, chosen: Chosen): Promise<{ drafted: Drafted; checks: CheckResult[] }> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Asking ${chosen.target.label}`,
    cancellable: true,
  };
  return Promise.resolve(
    vscode.window.withProgress(options, async (_, cancelled) => {
      const stop = new AbortController();
      cancelled.onCancellationRequested(() => stop.abort());
      const drafted = await draftOf(chosen, services.version);
      const spec = await specOf(drafted.draft, Date.now());
      const { target } = chosen;
      const adapter = services.harnesses.of(target);
      const token = (): Promise<string | undefined> => services.tokens.get(target, adapter);
      const checks = await adapter.check({ target, token, spec, signal: stop.signal });
      // What the server refuses is left out of every request, and the eval says so.
      drafted.draft.notSent = checks.flatMap(({ code, message }) =>
        code === 'field-not-sent' ? (/^It refuses (\w+):/.exec(message)?.slice(1) ?? []) : [],
      );
      return { drafted, checks };
    }),
  );
}

async function isConfirmed({ target, problems, runs, n, sampling }: Chosen): Promise<boolean> {
  const samples = problems.ids.length * runs.length * n;
  const tokens = samples * sampling.max_tokens;
  if (tokens <= confirmAboveTokens) return true;
  const start = 'Start';
  const detail = `At worst they take ${formatCount(tokens / 1e6)} million tokens, if every trace reaches its cap of ${formatCount(sampling.max_tokens)}.`;
  const answer = await vscode.window.showWarningMessage(
    `Draw ${formatNoun(samples, 'sample')} on ${target.label}?`,
    { modal: true, detail },
    start,
  );
  return answer === start;
}

async function chooseRuns({ session }: OpenComparison): Promise<number[] | undefined> {
  const { runs } = session.state;
  if (runs.length === 1) return [0];
  const items = runs.map(({ label, role, model }, run) => {
    return { label, description: [role, model].filter(Boolean).join(' · '), run, picked: run === session.view.run };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Quick Eval: runs',
    placeHolder: 'Whose models draw more samples; all get the same prompts',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && picked.length > 0 ? picked.map(({ run }) => run) : undefined;
}

function usualN({ session }: OpenComparison, runs: readonly number[]): number {
  return Math.max(1, ...runs.map((run) => session.state.runs[run].nMax));
}

async function askN(comparison: OpenComparison, runs: readonly number[], value?: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Quick Eval: samples',
    prompt: 'More samples of each problem and run, from 1 to 65,536. The same number again is offered.',
    value: String(value ?? usualN(comparison, runs)),
    ignoreFocusOut: true,
    validateInput: (given) => whyNot(given, 1, 65_536, true),
  });
  return text === undefined ? undefined : Number(text.replaceAll(',', ''));
}

/** What an input box says of a text that is no number within bounds; undefined for one that is. */
export function whyNot(given: string, least: number, most: number, isWhole: boolean): string | undefined {
  const number = Number(given.replaceAll(',', ''));
  const isNumber = given.trim() !== '' && (isWhole ? Number.isInteger(number) : Number.isFinite(number));
  if (isNumber && number >= least && number <= most) return undefined;
  return `A ${isWhole ? 'whole ' : ''}number from ${formatCount(least)} to ${formatCount(most)}.`;
}

async function chooseTarget(services: Services): Promise<Target | undefined> {
  const { targets, wrong } = userTargets();
  if (targets.length === 0) return addTarget(services);
  const add = { label: '$(add) Add Target…', description: '', target: undefined };
  const items = targets.map((target) => {
    return { label: target.label, description: whereOf(target, services.harnesses), target };
  });
  const picked = await vscode.window.showQuickPick<(typeof items)[number] | typeof add>([...items, add], {
    title: 'Quick Eval: target',
    placeHolder: wrong[0] ?? 'Where the samples are drawn',
    ignoreFocusOut: true,
  });
  return picked === add ? addTarget(services) : picked?.target;
}

/** What the server calls each run's model: known where the names agree, else asked for. */
async function chooseServed(
  services: Services,
  { session }: OpenComparison,
  runs: readonly number[],
  target: Target,
): Promise<string[] | undefined> {
  const models = await modelsOf(services, target);
  const served: string[] = [];
  for (const run of runs) {
    const { label, model } = session.state.runs[run];
    const known = models.find((name) => name === model);
    const name = known ?? (await askServed(label, model, models));
    if (name === undefined) return undefined;
    served.push(name);
  }
  return served;
}

/** Models that a server of `openai` lists; of other adapters none. @throws Error with the way on */
export async function modelsOf({ harnesses, tokens }: Services, target: Target): Promise<string[]> {
  if (target.adapter !== harnesses.openai.id) return [];
  const token = (): Promise<string | undefined> => tokens.get(target, harnesses.openai);
  try {
    return await harnesses.openai.models({ target, token, signal: new AbortController().signal });
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    if (error.code !== 'auth') throw new Error(error.userMessage, { cause: error });
    const way = { title: 'Set Token…', command: 'traceInspector.setTargetToken', args: [target.id] };
    throw new ErrorWithWay(error.userMessage, way, { cause: error });
  }
}

async function askServed(
  label: string,
  model: string | undefined,
  models: readonly string[],
): Promise<string | undefined> {
  const title = `Quick Eval: model of ${label}`;
  if (models.length > 0)
    return vscode.window.showQuickPick([...models], {
      title,
      placeHolder: `Which of the server's models is ${model ?? label}`,
      ignoreFocusOut: true,
    });
  const given = await vscode.window.showInputBox({
    title,
    prompt: 'Its name on the server.',
    value: model ?? '',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'A name is needed.' : undefined),
  });
  return given?.trim();
}

/** Asks for n and sampling one after the other; what is called off stays. */
async function change(chosen: Chosen): Promise<Chosen> {
  const { sampling } = chosen;
  const n = await askN(chosen.comparison, chosen.runs, chosen.n);
  if (n === undefined) return chosen;
  const temperature = await askNumber('temperature', sampling.temperature, 0, 100);
  if (temperature === undefined) return { ...chosen, n };
  const top_p = await askNumber('top-p', sampling.top_p, 0, 1);
  if (top_p === undefined) return { ...chosen, n, sampling: { ...sampling, temperature } };
  const max_tokens = await askNumber('tokens of a trace at most', sampling.max_tokens, 1, 10_000_000, true);
  return { ...chosen, n, sampling: { ...sampling, temperature, top_p, max_tokens: max_tokens ?? sampling.max_tokens } };
}

async function askNumber(
  what: string,
  value: number,
  least: number,
  most: number,
  isWhole = false,
): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Quick Eval: ${what}`,
    prompt: 'Samples drawn otherwise than the run become a run of their own.',
    value: String(value),
    ignoreFocusOut: true,
    validateInput: (given) => whyNot(given, least, most, isWhole),
  });
  return text === undefined ? undefined : Number(text.replaceAll(',', ''));
}

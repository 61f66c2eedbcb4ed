/** From files and folders to run specs as a comparison in some folder stores them, with progress that can be cancelled. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunRole, RunSpec } from '../core/compare/comparison';
import { discoverRuns } from '../io/loadRun';
import { storedPath } from './comparisonSource';
import { log } from './errors';
import type { Services } from './services';

/** @throws UnreadableError when there is no run; an AbortError when cancelled. */
export function findRuns(services: Services, paths: string[], folder: string): Promise<RunSpec[]> {
  const names = paths.map((path) => basename(path)).join(', ');
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Looking for runs in ${names}`,
    cancellable: true,
  };
  return soonOrWithProgress(options, async (signal) => {
    const { specs, findings } = await discoverRuns(paths, { ...services.loadOptions(folder), signal });
    for (const finding of findings) log.info(`${finding.file ?? ''}: ${finding.message}`);
    return specs.map((spec) => ({ ...spec, paths: spec.paths.map((path) => storedPath(path, folder)) }));
  });
}

/**
 * One base and the rest, guessed from names. Two selected things that hold one run each are the two sides; whatever else
 * was selected, all runs in it.
 */
export async function findSides(services: Services, paths: string[], folder: string): Promise<RunSpec[]> {
  if (paths.length !== 2) return oneBase(await findRuns(services, paths, folder));
  const found = await findRuns(services, paths, folder);
  if (found.length >= 2) return oneBase(found);
  // Two files taken for seeds of one run: whoever compares them says that they are two.
  const sides = await Promise.all(paths.map((path) => findRuns(services, [path], folder)));
  return oneBase(
    apart(sides.flatMap((side, i) => side.map((run) => ({ ...run, role: i === 0 ? 'base' : ('rl' as RunRole) })))),
  );
}

/** Labels that no other run has. */
export function apart(runs: RunSpec[], taken: readonly string[] = []): RunSpec[] {
  const labels = new Set(taken);
  return runs.map((run) => {
    let label = run.label;
    for (let i = 2; labels.has(label); i++) label = `${run.label} (${i})`;
    labels.add(label);
    return { ...run, label };
  });
}

function oneBase(runs: RunSpec[]): RunSpec[] {
  const base = Math.max(
    0,
    runs.findIndex((run) => run.role === 'base'),
  );
  const roles = runs.map((run, i): RunRole => (i === base ? 'base' : run.role === 'base' ? 'rl' : run.role));
  const order = [base, ...runs.keys()].filter((run, i) => i === 0 || run !== base);
  return order.map((run) => ({ ...runs[run], role: roles[run] }));
}

/** Shows the notification only for what takes longer than a moment. */
async function soonOrWithProgress<T>(
  options: vscode.ProgressOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  const isSoon = await Promise.race([
    result.then(() => true),
    new Promise<boolean>((done) => setTimeout(() => done(false), 400)),
  ]);
  if (isSoon) return result;
  return vscode.window.withProgress(options, (_progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    return result;
  });
}

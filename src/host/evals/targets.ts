/** Targets of the user's own settings. What a workspace says of targets is never read. */
import * as vscode from 'vscode';
import { readTargets, type ReadTargets } from '../../core/evals/readTargets';
import type { Target } from '../../core/evals/target';

export const targetsSetting = 'traceInspector.targets';

/** The user's targets as they are now; workspace and folder values are passed over, in a trusted workspace too. */
export function userTargets(): ReadTargets {
  return readTargets(userEntries());
}

/** @throws Error that names the way on, for a target that is not there. */
export function targetNamed(id: string): Target {
  const { targets } = userTargets();
  const found = targets.find((target) => target.id === id);
  if (found) return found;
  throw new Error(
    `There is no target ${id} in your settings. Add it with Traces: Add Target…, or set traceInspector.targets.`,
  );
}

/** Adds an entry to the user's settings, or takes the place of the one with its id. */
export async function saveTarget({ id, adapter, label, options }: Target): Promise<void> {
  const entries = userEntries();
  const before: unknown[] = Array.isArray(entries) ? (entries as unknown[]) : [];
  const others = before.filter((entry) => (entry as { id?: unknown } | null)?.id !== id);
  const entry = { id, adapter, ...(label !== id && { label }), ...options };
  const settings = vscode.workspace.getConfiguration();
  await settings.update(targetsSetting, [...others, entry], vscode.ConfigurationTarget.Global);
}

export function openTargetSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', targetsSetting);
}

function userEntries(): unknown {
  return vscode.workspace.getConfiguration().inspect(targetsSetting)?.globalValue;
}

/** Launching needs trust; reading does not. @throws Error that says why and how to go on. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(
    'This workspace is not trusted: traces can be read, but nothing is launched. Trust it with Workspaces: Manage Workspace Trust.',
  );
}

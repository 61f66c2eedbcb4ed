/** Commands about targets: adding one by questions, and giving or taking away its token. */
import * as vscode from 'vscode';
import { HarnessError, type HarnessAdapter } from '../../core/evals/adapter';
import { idPattern, type Target } from '../../core/evals/target';
import { logError } from '../errors';
import type { Harnesses } from './harnesses';
import { openTargetSettings, requireTrust, saveTarget, targetNamed, targetsSetting, userTargets } from './targets';
import type { TargetTokens } from './tokens';

interface Parts {
  harnesses: Harnesses;
  tokens: TargetTokens;
}

/** @returns the new target; undefined when it was called off, or is written by hand. */
export async function addTarget(parts: Parts): Promise<Target | undefined> {
  const kinds = parts.harnesses.all.map(({ id, label }) => ({ label, description: id, id }));
  const kind = await vscode.window.showQuickPick(kinds, {
    title: 'Add Target (1 of 4)',
    placeHolder: 'What draws the samples',
  });
  if (!kind) return undefined;
  // What a program, a cluster or another extension's harness needs is a table of settings: it is written as one.
  if (kind.id !== 'openai') return void (await openTargetSettings());
  const url = await askUrl();
  const id = url === undefined ? undefined : await askId(url);
  if (url === undefined || id === undefined) return undefined;
  const target: Target = { id, adapter: kind.id, label: id, options: { url } };
  const token = await askToken('Add Target (4 of 4)', target, 'Leave it empty if the server wants none.');
  if (token === undefined) return undefined;
  await saveTarget(target);
  if (token !== '') await parts.tokens.set(target, parts.harnesses.of(target), token);
  return target;
}

async function askUrl(): Promise<string | undefined> {
  const url = await vscode.window.showInputBox({
    title: 'Add Target (2 of 4)',
    prompt: 'Address of the server, up to and with /v1.',
    placeHolder: 'http://127.0.0.1:8000/v1',
    ignoreFocusOut: true,
    validateInput: (value) => whyNoUrl(value.trim()),
  });
  return url?.trim();
}

function whyNoUrl(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return 'An address begins with http:// or https://.';
  const { username, password, search, hash } = new URL(text);
  if (username || password) return 'No password belongs in the address; the token is asked for next.';
  return search || hash ? 'The address ends with the path.' : undefined;
}

function askId(url: string): Thenable<string | undefined> {
  const taken = new Set(userTargets().targets.map(({ id }) => id));
  const host = new URL(url).hostname.replace(/[^0-9A-Za-z._-]/g, '') || 'server';
  return vscode.window.showInputBox({
    title: 'Add Target (3 of 4)',
    prompt: 'Its name: letters, digits, ".", "_" and "-".',
    value: taken.has(host) ? `${host}-${taken.size + 1}` : host,
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (!idPattern.test(value))
        return 'A name has 1 to 64 letters, digits, ".", "_" or "-", and begins with no sign but "_".';
      return taken.has(value) ? `There is a target ${value} already.` : undefined;
    },
  });
}

function askToken(title: string, { label }: Target, more: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt:
      `Token of ${label}. It is kept in the editor's secret storage and sent to this address only. ${more}`.trim(),
    password: true,
    ignoreFocusOut: true,
  });
}

/** @param id asked for when absent @returns whether one was set */
export async function setToken({ harnesses, tokens }: Parts, id?: string): Promise<boolean> {
  requireTrust();
  const target = id === undefined ? await pickTarget(harnesses, 'Set Token of Target') : targetNamed(id);
  const token = target && (await askToken(`Token of ${target.label}`, target, ''));
  if (!target || !token) return false;
  await tokens.set(target, harnesses.of(target), token);
  return true;
}

export async function forgetToken({ tokens }: Parts, id?: string): Promise<void> {
  const { known } = tokens;
  if (known.length === 0) throw new Error('No target has a token.');
  const chosen = id ?? (await vscode.window.showQuickPick(known, { title: 'Forget Token of Target' }));
  if (chosen !== undefined) await tokens.forget(chosen);
}

/** @returns undefined when it was called off. */
async function pickTarget(harnesses: Harnesses, title: string): Promise<Target | undefined> {
  const { targets, wrong } = userTargets();
  const items = targets.map((target) => ({ label: target.label, description: whereOf(target, harnesses), target }));
  const placeHolder = wrong[0] ?? 'Target';
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.target;
}

/** What a target is in a few words; what is wrong with it where it is none. */
export function whereOf(target: Target, harnesses: Harnesses): string {
  try {
    return harnesses.of(target).fingerprint(target);
  } catch (error) {
    return error instanceof HarnessError ? error.userMessage : String(error);
  }
}

/** Looks after tokens whenever the user's targets change, and once at the start. */
export function watchTargets(parts: Parts): vscode.Disposable {
  const prune = (): void => {
    pruneTokens(parts).catch((error: unknown) => logError('Tokens of targets', error));
  };
  prune();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(targetsSetting)) prune();
  });
}

/** Tokens of targets that were removed, or lead elsewhere since they were edited, are dropped. */
async function pruneTokens({ harnesses, tokens }: Parts): Promise<void> {
  const { targets } = userTargets();
  const originOf = (id: string): string | undefined => {
    const target = targets.find((one) => one.id === id);
    return (
      target &&
      safely(
        () => harnesses.of(target),
        (adapter) => adapter.tokenOrigin(target),
      )
    );
  };
  const lost = await tokens.prune(originOf);
  if (lost.length === 0) return;
  const edited = lost.filter((id) => targets.some((target) => target.id === id));
  for (const id of edited)
    void vscode.window.showWarningMessage(
      `The address of ${id} has changed, so its token was dropped. Set it again with Traces: Set Token of Target….`,
    );
}

function safely(find: () => HarnessAdapter, use: (adapter: HarnessAdapter) => string | undefined): string | undefined {
  try {
    return use(find());
  } catch {
    return undefined;
  }
}

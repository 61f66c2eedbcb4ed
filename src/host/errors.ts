/** Where commands, requests and events end: what went wrong is shown once and logged always. */
import * as vscode from 'vscode';
import { isCancellation } from './cancellation';

/** The one log of the extension; `register` makes it. */
export let log: vscode.LogOutputChannel;

export function createLog(): vscode.LogOutputChannel {
  log = vscode.window.createOutputChannel('Reasoning Traces', { log: true });
  return log;
}

/** An error whose way on is a command, which is offered with it. */
export class ErrorWithWay extends Error {
  constructor(
    message: string,
    readonly way: { title: string; command: string; args: unknown[] },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Runs `work`. An error is logged with `what` was being done, shown, and not thrown on; cancellation is silent.
 *
 * @returns undefined after an error or a cancellation.
 */
export async function runWithErrorHandling<T>(what: string, work: () => T | PromiseLike<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isCancellation(error)) tell(what, error);
    return undefined;
  }
}

/** Logs an error that whoever asked shows itself. */
export function logError(what: string, error: unknown): void {
  log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

function tell(what: string, error: unknown): void {
  logError(what, error);
  const message = error instanceof Error ? error.message : String(error);
  const way = error instanceof ErrorWithWay ? error.way : undefined;
  void vscode.window.showErrorMessage(message, ...(way ? [way.title] : []), 'Show Log').then((choice) => {
    if (way && choice === way.title) void vscode.commands.executeCommand(way.command, ...way.args);
    else if (choice) log.show();
  });
}

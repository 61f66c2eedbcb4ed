/** Writing annotations: acknowledged when they are on the disk; what went wrong is said once, with the way on. */
import * as vscode from 'vscode';
import type { EventDraft } from '../../core/annotations/events';
import { AnnotationWriteError } from '../../io/annotations/annotationStore';
import type { ComparisonAnnotations } from '../annotations/comparisonAnnotations';
import { saveView } from '../editRuns';
import { logError, runWithErrorHandling } from '../errors';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { offerAttributes } from './offerAttributes';

/**
 * Annotations of a comparison, to write to; before it is saved, the person is asked to.
 *
 * @returns undefined when it is in no file yet.
 * @throws Error with the sentence to show for a file that can't be read.
 */
export async function writable(
  services: Services,
  comparison: OpenComparison,
): Promise<ComparisonAnnotations | undefined> {
  if (comparison.tags.isKept) return comparison.tags.own();
  const { document } = comparison.source;
  const save = document ? 'Save Comparison' : 'Make a Comparison';
  const why = document
    ? 'Tags are kept in a file beside the comparison, which is in no file yet.'
    : 'Tags are kept in a file beside a comparison, and this dump is open by itself.';
  void vscode.window.showInformationMessage(why, save).then((choice) => {
    if (choice !== save) return;
    void runWithErrorHandling(save, async () => {
      if (document) await document.save();
      else await saveView(services, comparison);
    });
  });
  return undefined;
}

/**
 * Carries out what writes annotations.
 *
 * @returns false when it could not be written; the events are kept for *Retry*.
 */
export async function writing(
  services: Services,
  comparison: OpenComparison,
  own: ComparisonAnnotations,
  write: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof AnnotationWriteError)) throw error;
    void offerRetry(own, error);
    return false;
  }
  void runWithErrorHandling('Offering .gitattributes', () => offerAttributes(services, comparison, own.path));
  return true;
}

/** Annotations whose message stands on screen: it is shown once, however much could not be written. */
const asking = new WeakSet<ComparisonAnnotations>();

async function offerRetry(own: ComparisonAnnotations, error: AnnotationWriteError): Promise<void> {
  logError('Writing annotations', error);
  if (asking.has(own)) return;
  asking.add(own);
  try {
    for (let message = error.message; message !== '';) {
      const choice = await vscode.window.showErrorMessage(message, 'Retry');
      message = choice === 'Retry' ? await failureOf(own) : '';
    }
  } finally {
    asking.delete(own);
  }
}

async function failureOf(own: ComparisonAnnotations): Promise<string> {
  const { unwritten } = own;
  try {
    await own.retry();
    if (unwritten > 0) vscode.window.setStatusBarMessage(`Written: ${unwritten} annotations that were kept`, 4000);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where something is done, and with what. */
export interface Doing {
  services: Services;
  comparison: OpenComparison;
  own: ComparisonAnnotations;
}

/** Records the events of one action, and says in the status bar that it is on the disk. */
export async function record({ services, comparison, own }: Doing, drafts: EventDraft[], done: string): Promise<void> {
  if (drafts.length === 0) return;
  if (await writing(services, comparison, own, () => own.record(drafts))) vscode.window.setStatusBarMessage(done, 3000);
}

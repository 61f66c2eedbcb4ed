/**
 * Process entry: the preview grader behind the same lines as Math-Verify's (see `processGrader.ts`). It ends with its
 * input, so no process is left when the one that asks is gone.
 */
import { createInterface } from 'node:readline';
import { boxedAnswer, previewGrader, surelyEqual } from '../../core/evals/previewGrader';
import type { Pair } from '../evals/processGrader';

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

tell({ grader: previewGrader.id, version: previewGrader.version });
createInterface(process.stdin).on('line', (line) => {
  const { gold, text } = JSON.parse(line) as Pair;
  const extracted = boxedAnswer(text);
  tell({ verdict: extracted !== undefined && surelyEqual(extracted, boxedAnswer(gold) ?? gold), extracted });
});

import type { Adapter, Detection, Probe } from './adapter';
import { baseName, folderOf, plainPath, seedPattern } from './pathNames';
import { idsNumberSamples, mostRows, presentFields, rowsOf, storedVerdicts, type JsonObject } from './probe';

/** A row a problem, with lists of n: limit-of-RLVR, SimpleRL-Zoo, Qwen2.5-Math, ToRA. Older writers store no `score`. */
export const mathEval: Adapter = {
  id: 'math_eval',
  label: 'math_eval (limit-of-RLVR, SimpleRL, Qwen2.5-Math)',
  detect,
  runKey,
};

function detect(probe: Probe): Detection | undefined {
  const found = rowsOf(probe);
  if (!found || !mostRows(found.rows, isProblem)) return undefined;
  const { record, rows } = found;
  const fields = presentFields(rows, {
    id: repeatsProblems(probe.path, rows) ? [] : ['idx'],
    question: ['question', 'problem'],
    reference: ['gt', 'answer'],
    text: ['code[]'],
    verdict: ['score[]'],
    answer: ['pred[]'],
    finish: ['finish_reason[]'],
    note: ['report[]'],
  });
  return storedVerdicts(probe, 0.95, { record, fields }, 'score is true');
}

function isProblem(row: JsonObject): boolean {
  const lists = [row.pred, row.report, row.score].filter(Array.isArray);
  return Array.isArray(row.code) && lists.length > 0 && ['idx', 'gt', 'gt_cot', 'question'].some((key) => key in row);
}

/** In "x8" sets (`aime24x8`) each problem stands in 8 rows with an `idx` of their own: only the question tells. */
function repeatsProblems(path: string, rows: JsonObject[]): boolean {
  if (!rows.some((row) => row.question !== undefined)) return false;
  return /[a-z]\d*x\d+(?=[/_.-])/i.test(plainPath(path)) || idsNumberSamples(rows, 'question', (row) => row.idx);
}

/** Seeds lie in folders of their own; a file may hold the problems of a range `s<start>_e<end>` only. */
function runKey(path: string): string {
  const plain = plainPath(path).replace(seedPattern, 'seed*');
  return folderOf(plain) + baseName(plain).replace(/(?<=_)s\d+_e-?\d+/, 's*_e*');
}

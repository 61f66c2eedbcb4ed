/** Lists an eval's samples in its comparison: as more samples of the run that they extend, else as a run of their own. */
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { RunSpec } from '../../core/compare/comparison';
import { parseComparison, type FilePath } from '../../core/compare/comparisonFile';
import { dumpNames } from '../../core/evals/dumpRow';
import type { EvalSpec } from '../../core/evals/spec';
import { baseDirOf, documentSource, edit } from '../comparisonSource';

/**
 * Changes the comparison file, and saves it unless it has changes of somebody's own. What is listed already stays.
 *
 * @param dir of the eval
 */
export async function listInComparison(comparison: vscode.Uri, spec: EvalSpec, dir: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(comparison);
  const source = documentSource(document);
  const { file } = parseComparison(source.text());
  if (!file) throw new Error(`${comparison.fsPath} is no comparison any more: the samples of the eval are in ${dir}.`);
  const wasDirty = document.isDirty;
  await edit(source, editsFor(file.runs, spec, pathsOf(comparison, spec, dir)));
  if (document.isDirty && !wasDirty && !document.isUntitled) await document.save();
}

/** Paths of the eval's files of samples, one a model, as the comparison file names them. */
function pathsOf(comparison: vscode.Uri, spec: EvalSpec, dir: string): string[] {
  return dumpNames(spec).map((name) => relative(baseDirOf(comparison), join(dir, name)).split(sep).join('/'));
}

/** Exposed for tests: which values of the file change. */
export function editsFor(runs: readonly RunSpec[], spec: EvalSpec, paths: readonly string[]): [FilePath, unknown][] {
  const labels = new Set(runs.map(({ label }) => label));
  const grown = runs.map((run) => run.paths.length);
  let added = runs.length;
  return spec.models.flatMap((model, i): [FilePath, unknown][] => {
    const path = paths[i];
    if (runs.some((run) => run.paths.includes(path))) return [];
    const run = runs.findIndex(({ label }) => label === model.extends);
    if (run >= 0) return [[['runs', run, 'paths', grown[run]++], path]];
    const label = freeLabel(model.name, labels);
    const { temperature, top_p: topP, max_tokens: maxTokens } = spec.sampling;
    const role = model.role === 'base' && runs.some(({ role: taken }) => taken === 'base') ? 'reference' : model.role;
    const fresh: RunSpec = {
      ...{ label, role, paths: [path], model: model.servedName },
      sampling: { temperature, ...(topP > 0 && { topP }), maxTokens },
    };
    return [[['runs', added++], fresh]];
  });
}

function freeLabel(name: string, taken: Set<string>): string {
  let label = name;
  for (let i = 2; taken.has(label); i++) label = `${name} (${i})`;
  taken.add(label);
  return label;
}

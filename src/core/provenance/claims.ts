/** Numbers that a file beside a dump states, held against what the rows say. The rows always count. */
import { isObject, type JsonObject } from '../adapters/probe';
import type { Finding } from '../findings';
import { formatCount, formatPercent } from '../format';
import { Verdict, type RunIndex } from '../runIndex';
import { passAtK } from '../stats/passAtK';

/** One stated number. */
export interface Claim {
  /** Path of the document that states it. */
  source: string;
  /** Index into `RunIndex.files`: the dump it speaks of. */
  file: number;
  /** `problems` and `samples` are counts; `accuracy` and `pass` fractions. */
  what: 'problems' | 'samples' | 'accuracy' | 'pass';
  /** Of `pass`. */
  k?: number;
  value: number;
  /** Half a unit of its last digit: nearer is equal. */
  tolerance: number;
  /** May be that of each problem's first sample alone, as Qwen2.5-Math has it. */
  isFirst?: boolean;
  /** Holds only where every sample has a verdict. */
  ofAll?: boolean;
}

/**
 * The numbers a document states of the dump at `path`.
 *
 * @param verdict id of the verdicts that are read, where the harness has several
 */
export function claimsOf(
  document: JsonObject,
  name: string,
  path: string,
  verdict = '',
): Omit<Claim, 'source' | 'file'>[] {
  if (/^results(_.+)?\.json$/.test(name)) return lmEvalClaims(document, path, verdict);
  if (/metrics\.json$/i.test(name)) return mathEvalClaims(document);
  if (name === 'metadata.json' && /(^|[\\/])results\.jsonl$/.test(path)) return verifiersClaims(document);
  return /^summary\.json$/i.test(name) ? summaryClaims(document, path) : [];
}

type Stated = Omit<Claim, 'source' | 'file'>;

/**
 * The numbers that the header of an Inspect log states of its own samples.
 *
 * @param scorer the one whose verdicts are read
 */
export function logClaims({ results }: JsonObject, scorer: string): Stated[] {
  if (!isObject(results)) return [];
  const scores = (Array.isArray(results.scores) ? results.scores : []).filter(isObject);
  // Other reducers than the mean over epochs (at least one, the mode) speak of no single sample.
  const score = scores.find(({ name, reducer }) => name === scorer && (reducer == null || reducer === 'mean'));
  const accuracy = isObject(score?.metrics) ? score.metrics.accuracy : undefined;
  const value = isObject(accuracy) ? accuracy.value : accuracy;
  return [
    ...count('samples', results.total_samples ?? results.completed_samples),
    ...fraction('accuracy', value).map((claim) => ({ ...claim, ofAll: true })),
  ];
}

/** math_eval writes per cent with one decimal. */
function mathEvalClaims(document: JsonObject): Stated[] {
  const { num_samples: problems, num_scores: samples, acc, 'pass@k': passes } = document;
  const accuracy = percent('accuracy', acc).map((claim) => ({ ...claim, isFirst: !isObject(passes) }));
  const stated = [count('problems', problems), count('samples', samples), accuracy];
  if (isObject(passes))
    for (const [k, value] of Object.entries(passes))
      if (/^[1-9]\d*$/.test(k)) stated.push(percent('pass', value, Number(k)));
  return stated.flat();
}

/** `results.<task>["<metric>,<filter>"]`, the mean over the documents, and `n-samples.<task>.effective`. */
function lmEvalClaims(document: JsonObject, path: string, verdict: string): Stated[] {
  const { results, 'n-samples': counts } = document;
  if (!isObject(results) || !('configs' in document || 'n-shot' in document)) return [];
  const stem = nameOf(path).replace(/(_\d{4}-\d\d-\d\dT[^_]+)?\.jsonl(\.(gz|zst))?$/, '');
  const tasks = Object.keys(results).filter((task) => stem.endsWith(`_${task}`));
  const task = tasks.sort((a, b) => b.length - a.length).at(0);
  if (task === undefined) return [];
  const metrics = isObject(results[task]) ? results[task] : {};
  // A file of one filter does not name it.
  const keys = Object.keys(metrics).filter((key) => key === verdict || key.startsWith(`${verdict},`));
  const accuracy = keys.length === 1 ? fraction('accuracy', metrics[keys[0]]) : [];
  const ofTask = isObject(counts) ? counts[task] : undefined;
  return [
    ...count('problems', isObject(ofTask) ? ofTask.effective : undefined),
    ...accuracy.map((claim) => ({ ...claim, ofAll: true })),
  ];
}

function verifiersClaims({ num_examples: problems, rollouts_per_example: n }: JsonObject): Stated[] {
  if (typeof problems !== 'number' || typeof n !== 'number') return [];
  return [...count('problems', problems), ...count('samples', problems * n)];
}

/** Keys with the name of the dump before them: `rl_sample_accuracy` is of `rl_raw.jsonl`. */
function summaryClaims(document: JsonObject, path: string): Stated[] {
  const values = isObject(document.metrics) ? document.metrics : document;
  const prefix = /^[a-z0-9]+/i.exec(nameOf(path))?.[0].toLowerCase();
  if (!prefix) return [];
  const at = (...keys: string[]): unknown => keys.map((key) => values[`${prefix}_${key}`]).find((v) => v !== undefined);
  const k = typeof values.k === 'number' && values.k >= 1 ? values.k : undefined;
  return [
    ...fraction('accuracy', at('sample_accuracy', 'accuracy', 'acc', 'pass_at_1')),
    ...(k === undefined ? [] : fraction('pass', at('pass_at_k'), k)),
  ];
}

function nameOf(path: string): string {
  return path.replaceAll('\\', '/').split('/').at(-1) ?? '';
}

function count(what: 'problems' | 'samples', value: unknown): Stated[] {
  return typeof value === 'number' ? [{ what, value, tolerance: 0 }] : [];
}

function percent(what: 'accuracy' | 'pass', value: unknown, k?: number): Stated[] {
  return typeof value === 'number' ? [{ what, k, value: value / 100, tolerance: 0.000_501 }] : [];
}

function fraction(what: 'accuracy' | 'pass', value: unknown, k?: number): Stated[] {
  return typeof value === 'number' ? [{ what, k, value, tolerance: 0.000_501 }] : [];
}

/** One finding per document that disagrees with the rows, with all that differs. */
export function checkClaims(label: string, index: RunIndex, claims: readonly Claim[]): Finding[] {
  const counts = new Map<number, FileCounts>();
  const differing = new Map<string, { claim: Claim; found: number }[]>();
  for (const claim of claims) {
    if (!index.files[claim.file]) continue;
    let ofFile = counts.get(claim.file);
    if (!ofFile) counts.set(claim.file, (ofFile = countFile(index, claim.file)));
    const found = foundIn(ofFile, claim);
    if (found.length === 0 || found.some((value) => Math.abs(value - claim.value) <= claim.tolerance)) continue;
    const key = `${claim.source}\0${claim.file}`;
    differing.set(key, [...(differing.get(key) ?? []), { claim, found: found[0] }]);
  }
  return [...differing.values()].map((list) => disagreement(label, list, index.files[list[0].claim.file].path));
}

/** Differing numbers named in the sentence. */
const mostNamed = 3;

function disagreement(label: string, list: { claim: Claim; found: number }[], dump: string): Finding {
  const { source } = list[0].claim;
  const named = list.slice(0, mostNamed);
  const says = named.map(({ claim }) => wordsFor(claim, claim.value)).join(', ');
  const rows = named.map(({ claim, found }) => wordsFor(claim, found)).join(', ');
  const more = list.length > mostNamed ? ` ${formatCount(list.length - mostNamed)} more numbers differ.` : '';
  const file = nameOf(source);
  const name = source === dump ? `the header of ${file}` : file;
  return {
    code: 'neighbour-disagrees',
    severity: 'warning',
    file: source,
    count: list.length,
    message: `${label}: ${name} says ${says}; the rows say ${rows}. The rows count.${more}`,
  };
}

function wordsFor({ what, k }: Claim, value: number): string {
  if (what === 'problems' || what === 'samples') return `${formatCount(value)} ${what}`;
  return `${what === 'pass' ? `pass@${formatCount(k ?? 1)}` : 'accuracy'} ${formatPercent(value)} %`;
}

interface FileCounts {
  samples: number;
  unscored: number;
  /** Per problem that the file has samples of. */
  problems: { n: number; c: number; first: number | undefined }[];
}

function countFile({ problems, order, samples }: RunIndex, file: number): FileCounts {
  const counts: FileCounts = { samples: 0, unscored: 0, problems: [] };
  for (const { start, end } of problems) {
    const problem = { n: 0, c: 0, first: undefined as number | undefined };
    let has = false;
    for (let i = start; i < end; i++) {
      if (samples.file[order[i]] !== file) continue;
      has = true;
      counts.samples++;
      const verdict = samples.verdict[order[i]];
      if (verdict === Verdict.unscored) {
        counts.unscored++;
        continue;
      }
      problem.first ??= verdict;
      problem.n++;
      problem.c += Number(verdict === Verdict.correct);
    }
    if (has) counts.problems.push(problem);
  }
  return counts;
}

/** What the rows say; several where writers mean different things by one word. Empty: the rows can't tell. */
function foundIn({ samples, unscored, problems }: FileCounts, { what, k = 1, isFirst, ofAll }: Claim): number[] {
  if (what === 'samples') return [samples];
  if (what === 'problems') return [problems.length];
  if (ofAll && unscored > 0) return [];
  const scored = problems.filter(({ n }) => n >= (what === 'pass' ? k : 1));
  if (scored.length === 0 || scored.length < problems.length) return [];
  if (what === 'pass') return [meanOf(scored.map(({ n, c }) => passAtK(n, c, k)))];
  const [n, c] = [scored.reduce((sum, p) => sum + p.n, 0), scored.reduce((sum, p) => sum + p.c, 0)];
  const all = [c / n, meanOf(scored.map((p) => p.c / p.n))];
  return isFirst ? [...all, meanOf(scored.map((p) => p.first ?? 0))] : all;
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

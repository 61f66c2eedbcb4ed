/** Numbers that a file beside a dump states, held against what the rows say. The rows always count. */
import type { VerdictChoice } from '../adapters/adapter';
import { isObject, type JsonObject } from '../adapters/probe';
import type { Finding } from '../findings';
import { formatCount, formatPercent } from '../format';
import { Verdict, type RunIndex } from '../runIndex';
import { passAtK } from '../stats/passAtK';

/** One stated number. */
export interface Claim {
  /** Path of the document that states it. */
  source: string;
  /** Indexes into `RunIndex.files`: the dumps it speaks of, all of them together. */
  files: readonly number[];
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
  /** Holds only where every problem has so many samples. */
  n?: number;
}

/** The verdicts that are read, where the harness has several. */
export type ReadVerdict = Pick<VerdictChoice, 'id' | 'isZeroOne'>;

/** The numbers that the document `name` states of the dump at `path`; with `isOfFolder`, of all dumps of its folder. */
export function claimsOf(
  document: JsonObject,
  name: string,
  path: string,
  verdict: ReadVerdict = { id: '' },
): Stated[] {
  if (isOfFolder(name)) return nemoClaims(document, path, verdict);
  if (/^results_.+\.json$/.test(name) && nameOf(path).startsWith('details_'))
    return lightevalClaims(document, path, verdict);
  if (/^results(_.+)?\.json$/.test(name)) return lmEvalClaims(document, path, verdict);
  if (/metrics\.json$/i.test(name)) return mathEvalClaims(document);
  if (name === 'metadata.json' && /(^|[\\/])results\.jsonl$/.test(path)) return verifiersClaims(document, verdict);
  return /^summary\.json$/i.test(name) ? summaryClaims(document, path) : [];
}

/** NeMo-Skills sums up the seeds of a benchmark, which are files of one folder. */
export function isOfFolder(name: string): boolean {
  return name === 'metrics.json';
}

type Stated = Omit<Claim, 'source' | 'files'>;

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
function lmEvalClaims(document: JsonObject, path: string, { id: verdict }: ReadVerdict): Stated[] {
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

/** `results.<suite|task|shots>.<metric>`, the mean over the documents. Windows has other signs in names of files. */
function lightevalClaims({ results }: JsonObject, path: string, { id }: ReadVerdict): Stated[] {
  if (!isObject(results)) return [];
  const plain = (name: string): string => name.replace(/[^a-z0-9.]+/gi, '_');
  const task = Object.keys(results).find((key) => plain(nameOf(path)).startsWith(`details_${plain(key)}_`));
  const metrics = task === undefined ? undefined : results[task];
  return isObject(metrics) ? fraction('accuracy', metrics[id]).map((claim) => ({ ...claim, ofAll: true })) : [];
}

/** `avg_<key of the rows>` is a mean of rewards, which may be of any size. */
function verifiersClaims(document: JsonObject, { id, isZeroOne }: ReadVerdict): Stated[] {
  const { num_examples: problems, rollouts_per_example: n } = document;
  const accuracy = isZeroOne ? fraction('accuracy', document[`avg_${id}`]) : [];
  return [
    ...(typeof problems === 'number' && typeof n === 'number'
      ? [...count('problems', problems), ...count('samples', problems * n)]
      : []),
    ...accuracy.map((claim) => ({ ...claim, ofAll: true })),
  ];
}

/** What the rows call a verdict, and the metric that is its mean. */
const nemoMetrics: Record<string, string> = {
  symbolic_correct: 'symbolic_correct',
  judgement: 'judge_correct',
  is_correct: 'passing_base_tests',
  'is_correct-plus': 'passing_plus_tests',
};

/**
 * `<benchmark>["pass@1[avg-of-4]"].symbolic_correct` and `["pass@4"]`, in per cent. What stands below fewer samples than
 * there are is passed over: some versions take the first ones for it.
 */
function nemoClaims(document: JsonObject, path: string, { id }: ReadVerdict): Stated[] {
  const benchmark = path.replaceAll('\\', '/').split('/').at(-2) ?? '';
  const metrics = document[benchmark] ?? document._all_;
  const name = nemoMetrics[id];
  if (!isObject(metrics) || name === undefined) return [];
  const stated = Object.entries(metrics).map(([key, values]) => {
    const average = /^pass@1\[avg-of-(\d+)\]$/.exec(key)?.[1];
    return { key, values, n: /^(greedy|pass@1)$/.test(key) ? 1 : Number(average ?? 0) };
  });
  const n = Math.max(0, ...stated.map((one) => one.n));
  return stated.flatMap(({ key, values, n: own }): Stated[] => {
    if (n === 0 || !isObject(values) || (own !== n && key !== `pass@${n}`)) return [];
    const share = own === n ? percent('accuracy', values[name]) : percent('pass', values[name], n);
    const problems = own === n ? count('problems', values.num_entries) : [];
    return [...problems, ...share].map((claim) => ({ ...claim, n, ofAll: true }));
  });
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
  const counts = new Map<string, FileCounts>();
  const differing = new Map<string, { claim: Claim; found: number }[]>();
  for (const claim of claims) {
    if (!claim.files.every((file) => index.files[file])) continue;
    const files = claim.files.join();
    let ofFiles = counts.get(files);
    if (!ofFiles) counts.set(files, (ofFiles = countFiles(index, claim.files)));
    const found = foundIn(ofFiles, claim);
    if (found.length === 0 || found.some((value) => Math.abs(value - claim.value) <= claim.tolerance)) continue;
    const key = `${claim.source}\0${files}`;
    differing.set(key, [...(differing.get(key) ?? []), { claim, found: found[0] }]);
  }
  return [...differing.values()].map((list) => disagreement(label, list, index.files[list[0].claim.files[0]].path));
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
  /** Per problem that the files have samples of. */
  problems: { n: number; c: number; first: number | undefined }[];
}

function countFiles({ problems, order, samples }: RunIndex, files: readonly number[]): FileCounts {
  const wanted = new Set(files);
  const counts: FileCounts = { samples: 0, unscored: 0, problems: [] };
  for (const { start, end, countOnly, n, c, unscored } of problems) {
    const problem = { n: 0, c: 0, first: undefined as number | undefined };
    let own = 0;
    for (let i = start; i < end; i++) {
      if (!wanted.has(samples.file[order[i]])) continue;
      own++;
      const verdict = samples.verdict[order[i]];
      if (verdict === Verdict.unscored) continue;
      problem.first ??= verdict;
      problem.n++;
      problem.c += Number(verdict === Verdict.correct);
    }
    if (own === 0) continue;
    // Which samples are correct is not stored there: the counts of the problem say it, if all of it is meant.
    const isCounted = countOnly === true && own === end - start;
    counts.samples += own;
    counts.unscored += isCounted ? unscored : own - problem.n;
    counts.problems.push(isCounted ? { n, c, first: undefined } : problem);
  }
  return counts;
}

/** What the rows say; several where writers mean different things by one word. Empty: the rows can't tell. */
function foundIn(
  { samples, unscored, problems }: FileCounts,
  { what, k = 1, isFirst, ofAll, n: nOfEach }: Claim,
): number[] {
  if (nOfEach !== undefined && samples !== nOfEach * problems.length) return [];
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

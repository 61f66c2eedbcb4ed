/** Numbers that a file beside a dump states of it, as each harness writes them. */
import type { VerdictChoice } from '../adapters/adapter';
import { baseName, plainPath } from '../adapters/pathNames';
import { isObject, type JsonObject } from '../adapters/probe';

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
  if (/^results_.+\.json$/.test(name) && baseName(plainPath(path)).startsWith('details_'))
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
  const stem = baseName(plainPath(path)).replace(/(_\d{4}-\d\d-\d\dT[^_]+)?\.jsonl(\.(gz|zst))?$/, '');
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
  const task = Object.keys(results).find((key) =>
    plain(baseName(plainPath(path))).startsWith(`details_${plain(key)}_`),
  );
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
  const prefix = /^[a-z0-9]+/i.exec(baseName(plainPath(path)))?.[0].toLowerCase();
  if (!prefix) return [];
  const at = (...keys: string[]): unknown => keys.map((key) => values[`${prefix}_${key}`]).find((v) => v !== undefined);
  const k = typeof values.k === 'number' && values.k >= 1 ? values.k : undefined;
  return [
    ...fraction('accuracy', at('sample_accuracy', 'accuracy', 'acc', 'pass_at_1')),
    ...(k === undefined ? [] : fraction('pass', at('pass_at_k'), k)),
  ];
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

import type { Adapter, Detection, Probe } from './adapter';
import { isObject, mostRows, onlyDocument, rowsOf, withoutSamples, type JsonObject } from './probe';

/** Files that lie beside dumps and hold no samples: told apart so that a sentence can say what to open instead. */
export const resultsOnly: Adapter = {
  id: 'results-only',
  label: 'Results without samples',
  detect,
};

interface Kind {
  confidence: number;
  because: string;
  test(document: JsonObject): boolean;
}

const has = (document: JsonObject, ...keys: string[]): boolean => keys.every((key) => key in document);

/** The first that fits. */
const kinds: Kind[] = [
  {
    confidence: 0.97,
    because:
      'This is a comparison file (.traces.json), which names runs and holds no samples; open it as a comparison.',
    test: (document) =>
      Array.isArray(document.runs) && document.runs.some((run) => isObject(run) && has(run, 'label', 'paths')),
  },
  {
    confidence: 0.96,
    because:
      'This is an lm-evaluation-harness results file with aggregates only; run with --log_samples and open the samples_*.jsonl beside it.',
    test: (document) =>
      isObject(document.results) && has(document, 'versions') && (has(document, 'configs') || has(document, 'config')),
  },
  {
    confidence: 0.97,
    because:
      'This is an Inspect AI log (or the header of one) without samples; run with log_samples and open the log that has them.',
    test: (document) =>
      isObject(document.eval) &&
      isObject(document.plan) &&
      has(document, 'status', 'version') &&
      !(Array.isArray(document.samples) && document.samples.length > 0),
  },
  {
    confidence: 0.96,
    because:
      'This is a math_eval metrics file with aggregates only; open the .jsonl beside it whose name it shares up to "_metrics".',
    test: (document) => has(document, 'num_samples', 'num_scores', 'acc'),
  },
  {
    confidence: 0.95,
    because:
      'This is the metadata.json of a verifiers run, with settings and averages only; open the results.jsonl beside it.',
    test: (document) =>
      has(document, 'num_examples', 'rollouts_per_example') && (has(document, 'env') || has(document, 'env_id')),
  },
  {
    confidence: 0.92,
    because:
      "This is NeMo-Skills' metrics.json, with averages only; open the output.jsonl or the output-rs*.jsonl beside it.",
    test: isNemoMetrics,
  },
  {
    confidence: 0.9,
    because:
      'This is a file of pass@k results without samples; open the file of generated samples they were computed from.',
    test: isPassAtK,
  },
  {
    // Below every guess: only what nothing else can read.
    confidence: 0.1,
    because:
      'This is a file of summary numbers without samples; open the file of generated samples they were computed from.',
    test: (document) => Object.keys(document).length > 0 && isNumbers(document),
  },
];

function detect(probe: Probe): Detection | undefined {
  const rows = rowsOf(probe)?.rows;
  if (rows && mostRows(rows, (row) => has(row, 'run', 'problem', 'sample', 'scored_by', 'tokens', 'sum_logprob'))) {
    const because =
      'This is a side file of log-probabilities without traces; open the dump that it scores, and it is found from there.';
    return withoutSamples(0.97, because);
  }
  if (rows && rows.length > 1 && mostRows(rows, (row) => isPassAtK(row) && isNumbers(row)))
    return withoutSamples(0.6, becauseTable);
  const document = onlyDocument(probe);
  const kind = isObject(document) ? kinds.find(({ test }) => test(document)) : undefined;
  return kind && withoutSamples(kind.confidence, kind.because);
}

const becauseTable =
  'This is a table of pass@k results without samples; open the dump of generated samples they were computed from.';

/** {benchmark: {"pass@1": {"num_entries": 30, …}, "majority@8": …}} */
function isNemoMetrics(document: JsonObject): boolean {
  return Object.values(document).some(
    (benchmark) =>
      isObject(benchmark) &&
      Object.entries(benchmark).some(
        ([key, value]) => /@|^greedy$/.test(key) && isObject(value) && 'num_entries' in value,
      ),
  );
}

/** {"pass@1": 0.3} or {"pass_at_k": {…}} at the top or one level down, and nothing but numbers and settings beside. */
function isPassAtK(document: JsonObject): boolean {
  const isRate = (object: JsonObject): boolean =>
    Object.entries(object).some(
      ([key, value]) => /^pass(@|_at_)(\d+|k)$/.test(key) && (typeof value === 'number' || isNumbers(value)),
    );
  const isAny = isRate(document) || Object.values(document).some((value) => isObject(value) && isRate(value));
  return isAny && isNumbers(document);
}

/** No list, and no string long enough to be a trace. */
function isNumbers(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).every(isNumbers);
  return !Array.isArray(value) && !(typeof value === 'string' && value.length >= 200);
}

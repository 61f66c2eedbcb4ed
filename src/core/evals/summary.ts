import type { EvalSpec } from './spec';

/** What an eval would cost, before it is started. */
export interface EvalSummary {
  problems: number;
  models: number;
  samples: number;
  /** Tokens of traces if they are as long as those of the run so far; undefined: nothing is known of their length. */
  expectedTokens?: number;
  /** If every trace reaches the cap. */
  worstTokens: number;
  /** Requests at `nPerRequest` samples each. */
  requests: number;
  /** undefined: the server's speed is not known. */
  expectedSeconds?: number;
}

export interface Expectation {
  /** Mean tokens of a trace, of the run that is extended. */
  meanTokens?: number;
  /** Samples a second, as probed or as drawn so far. */
  samplesPerSecond?: number;
}

export function summarise(
  spec: Pick<EvalSpec, 'models' | 'n' | 'chunking'> & {
    problems: { length: number };
    sampling: Pick<EvalSpec['sampling'], 'max_tokens'>;
  },
  { meanTokens, samplesPerSecond }: Expectation = {},
): EvalSummary {
  const { problems, models, n, sampling, chunking } = spec;
  const samples = problems.length * models.length * n;
  return {
    problems: problems.length,
    models: models.length,
    samples,
    expectedTokens:
      meanTokens === undefined ? undefined : Math.round(samples * Math.min(meanTokens, sampling.max_tokens)),
    worstTokens: samples * sampling.max_tokens,
    requests: problems.length * models.length * Math.ceil(n / chunking.nPerRequest),
    expectedSeconds: samplesPerSecond && samplesPerSecond > 0 ? samples / samplesPerSecond : undefined,
  };
}

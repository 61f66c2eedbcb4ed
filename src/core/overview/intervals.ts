import type { Leads, ProblemBootstrap, ResampledCrossing, Strata } from '../stats/meanIntervals';
import { CLOSED_FORM_FROM, closedFormInterval, weightsOf } from '../stats/meanIntervals';
import type { Estimate } from './overview';

/** A number whose interval may still be growing. */
export type Growing<T> = () => T;

/** Where all means of an overview get their intervals: in closed form, or from one bootstrap that they share. */
export class Intervals {
  readonly #weights = new Map<number | undefined, Float64Array>();

  constructor(
    private readonly strata: Strata,
    private readonly bootstrap: ProblemBootstrap | undefined,
  ) {}

  /**
   * Mean of a number per problem: over all problems (benchmarks weigh the same), or over one benchmark.
   *
   * @param value the mean where it is known more exactly already.
   */
  mean(values: Float64Array, stratum?: number, value?: number): Growing<Estimate> {
    const weights = this.#weightsOf(stratum);
    const weighted = new Float64Array(values.length);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += weighted[i] = weights[i] * values[i];
    const mean = value ?? sum;
    const problems = stratum === undefined ? this.strata.of.length : this.strata.sizes[stratum];
    // However often it is drawn, one problem is always the same: an interval without width would look like certainty.
    if (problems < 2) return () => ({ value: mean, lo: NaN, hi: NaN });
    if (problems >= CLOSED_FORM_FROM || !this.bootstrap) {
      const [lo, hi] = closedFormInterval(weighted, this.strata);
      return () => ({ value: mean, lo, hi });
    }
    const resampled = this.bootstrap.addMean(weighted);
    return () => {
      const [lo, hi] = resampled.interval();
      return { value: mean, lo, hi };
    };
  }

  crossing(leads: Leads): Growing<ReturnType<ResampledCrossing['interval']>> {
    const resampled = this.strata.of.length < 2 ? undefined : this.bootstrap?.addCrossing(leads);
    return () => resampled?.interval() ?? { lo: null, hi: null, share: NaN, shareBaseLeadsAt1: NaN };
  }

  #weightsOf(stratum: number | undefined): Float64Array {
    let weights = this.#weights.get(stratum);
    if (!weights) this.#weights.set(stratum, (weights = weightsOf(this.strata, stratum)));
    return weights;
  }
}

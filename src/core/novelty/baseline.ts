/** What share of novel tokens is usual: base samples against the other base samples of the problem. */
import { sortedQuantiles } from '../stats/quantiles';
import { seededRandom } from '../stats/seededRandom';
import type { GramTable } from './gramTable';
import { gramTokens, type Baseline } from './novelty';

/** Samples of about the same length have between 1/1.25 and 1.25 times its tokens. */
const LENGTH_FACTOR = 1.25;
/** With fewer of them, those nearest in length are taken. */
const LEAST_ELIGIBLE = 20;
/** Samples that are computed, at most. */
const MOST_SAMPLES = 200;

/** Shares of base samples, kept once computed: they do not depend on what is asked about. */
export class Baselines {
  readonly #shares = new Map<number, number>();

  constructor(private readonly base: GramTable) {}

  /**
   * The shares of base samples of about the length asked about, each against all other samples: its own n-grams count only
   * where another sample has them too.
   *
   * @param tokens length of the text asked about, and `share` its share of novel tokens.
   * @returns undefined when fewer than two base samples are long enough.
   * @throws RangeError for a bad seed.
   */
  against(tokens: number, share: number, seed: number): Baseline | undefined {
    const eligible = this.#ofLength(tokens);
    if (eligible.length < 2) return undefined;
    const chosen = drawn(eligible, seed);
    const shares = Float64Array.from(chosen, (sample) => this.shareOf(sample)).sort();
    const lengths = chosen.map((sample) => this.base.lengthOf(sample));
    const [median, quantile95] = sortedQuantiles(shares, [0.5, 0.95]);
    return {
      samples: shares.length,
      eligible: eligible.length,
      median,
      quantile95,
      atLeastAsHigh: shares.filter((one) => one >= share).length,
      tokens: [Math.min(...lengths), Math.max(...lengths)],
      seed,
    };
  }

  /** Share of a base sample's tokens that are novel against all others; NaN below `gramTokens` tokens. */
  shareOf(sample: number): number {
    let share = this.#shares.get(sample);
    if (share === undefined) this.#shares.set(sample, (share = leaveOneOut(this.base, sample)));
    return share;
  }

  #ofLength(tokens: number): number[] {
    const all = Array.from({ length: this.base.samples }, (_, sample) => sample).filter(
      (sample) => this.base.lengthOf(sample) >= gramTokens,
    );
    const off = (sample: number) => Math.abs(Math.log(this.base.lengthOf(sample) / tokens));
    const near = all.filter((sample) => off(sample) <= Math.log(LENGTH_FACTOR) + 1e-12);
    if (near.length >= LEAST_ELIGIBLE) return near;
    return all
      .sort((a, b) => off(a) - off(b) || a - b)
      .slice(0, LEAST_ELIGIBLE)
      .sort((a, b) => a - b);
  }
}

function leaveOneOut(base: GramTable, sample: number): number {
  const tokens = base.tokensOf(sample);
  if (tokens.length < gramTokens) return NaN;
  const [first, end] = [base.firstOf(sample), base.firstOf(sample) + tokens.length];
  const isOwn = (position: number) => position >= first && position < end;
  let novel = 0;
  let knownTo = 0;
  const found = base.find(tokens);
  for (let i = 0; i < tokens.length; i++) {
    // A chain names each sample once, so behind its own place there is another sample or nothing.
    if (i < found.length && (!isOwn(found[i]) || base.earlier(found[i]) >= 0)) knownTo = i + gramTokens;
    if (i >= knownTo) novel++;
  }
  return novel / tokens.length;
}

/** Up to `MOST_SAMPLES` of them, without replacement. */
function drawn(samples: readonly number[], seed: number): number[] {
  const random = seededRandom(seed);
  const left = [...samples];
  const count = Math.min(MOST_SAMPLES, left.length);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (left.length - i));
    [left[i], left[j]] = [left[j], left[i]];
  }
  return left.slice(0, count);
}

/** Leads smaller than this are rounding of equal curves, not leads. From `definitions.md`, "Crossover". */
export const LEAD_TOLERANCE = 1e-12;

/** Where the base model overtakes the RL model. */
export interface Crossover {
  /** The smallest k ≥ 2 at which the base is ahead after not being ahead at k = 1; null when there is none. */
  k: number | null;
  /** `never`: the base is not ahead at any k up to K. */
  reason: 'base-leads-at-1' | 'never' | 'crosses';
  /**
   * Every k, rising, at which the lead changes hands after `k` (after 1 when the base leads there). Curves that meet and
   * part again with the same one ahead do not change hands, nor do curves that meet and stay together.
   */
  later: number[];
}

/**
 * Finds the crossover of two mean pass@k curves over the same problems, index k − 1. With D = base − RL it is the smallest
 * k ≥ 2 with D(1) ≤ 0, D(k−1) ≤ 0 and D(k) > 1e-12; a D within ±1e-12 counts as 0 throughout, so that curves which are
 * equal as fractions are equal here however their sums were rounded.
 *
 * @throws RangeError when the curves are empty or differ in length.
 * Source: Yue et al. 2025 (arXiv 2504.13837), made exact in `definitions.md`.
 */
export function crossover(base: Float64Array, rl: Float64Array): Crossover {
  if (base.length !== rl.length) throw new RangeError(`curves differ in length: base ${base.length}, RL ${rl.length}`);
  if (base.length === 0) throw new RangeError('curves are empty');
  const leads = leadChanges(base, rl);
  const firstBase = leads.findIndex((lead) => lead.baseLeads);
  if (firstBase < 0) return { k: null, reason: 'never', later: [] };
  const k = leads[firstBase].k;
  const later = leads.slice(firstBase + 1).map((lead) => lead.k);
  return k === 1 ? { k: null, reason: 'base-leads-at-1', later } : { k, reason: 'crosses', later };
}

/** Each k at which a model takes the lead that did not have it last; alternates between the two. */
function leadChanges(base: Float64Array, rl: Float64Array): { k: number; baseLeads: boolean }[] {
  const leads: { k: number; baseLeads: boolean }[] = [];
  for (let i = 0; i < base.length; i++) {
    const lead = base[i] - rl[i];
    if (Math.abs(lead) <= LEAD_TOLERANCE) continue;
    const baseLeads = lead > 0;
    if (leads.at(-1)?.baseLeads !== baseLeads) leads.push({ k: i + 1, baseLeads });
  }
  return leads;
}

/** Samples per training step of a dump whose records name one. */

/** More different values than this are no training steps, and are counted together. */
const mostSteps = 10_000;

export class StepCounts {
  /** Samples of steps behind the first 10,000 met. */
  others = 0;
  private readonly counts = new Map<number | undefined, number>();

  /** Different steps met; records that name none are one more. */
  get size(): number {
    return this.counts.size;
  }

  add(step: number | undefined, samples: number): void {
    const known = this.counts.get(step);
    if (known === undefined && this.counts.size >= mostSteps) this.others += samples;
    else this.counts.set(step, (known ?? 0) + samples);
  }

  /** In the order in which they were met; undefined stands for records without one. */
  get steps(): (number | undefined)[] {
    return [...this.counts.keys()];
  }

  /** Samples of all steps but this one. */
  besides(step: number | undefined): number {
    const all = [...this.counts.values()].reduce((sum, count) => sum + count, this.others);
    return all - (this.counts.get(step) ?? 0);
  }
}

/** The runs of a session, paired: their table and what the pairing found, made anew only where runs have changed. */
import type { ProblemTable } from '../core/compare/comparison';
import { pairRuns, type Pairing, type RunToPair } from '../core/compare/pair';
import type { Finding } from '../core/findings';
import { integrityFindings } from '../core/integrity/integrityFindings';
import { tableWithout } from '../core/integrity/leaveOut';
import type { LeaveOut, RunMarks } from '../core/integrity/marks';
import type { RunSlot } from './runSlot';

interface Paired {
  table: ProblemTable;
  findings: Finding[];
  /** Per run and row of the table: place in the run's index, -1 without samples. */
  members: Int32Array[];
}

type MarkedRun = RunToPair & { marks: RunMarks | undefined };

export class PairedRuns {
  /** The last pairing, and what it was made of. */
  #known: { key: unknown[]; pairing: Pairing; leaveOut: readonly LeaveOut[]; paired: Paired } | undefined;
  #marking: NodeJS.Timeout | undefined;

  /** @param marked called when all samples of all runs have been marked, and findings about them can be made. */
  constructor(
    private readonly slots: () => readonly RunSlot[],
    private readonly marked: () => void,
  ) {}

  /**
   * Findings wait for all runs: what has not been read yet is not missing.
   *
   * @param perplexity files of log-probabilities: with others the table is another, though its counts are the same
   */
  with(leaveOut: readonly LeaveOut[], perplexity: readonly string[] | undefined): Paired {
    const slots = this.slots();
    const isWhole = slots.every((slot) => slot.state.kind === 'ready');
    const runs = slots.map((slot) => runOf(slot, leaveOut.length > 0));
    if (isWhole) this.#markSoon();
    const key = [isWhole, JSON.stringify(perplexity), ...runs.flatMap(partsOf)];
    const known = this.#known;
    const isSame = known?.key.length === key.length && known.key.every((part, i) => part === key[i]);
    if (isSame && known.leaveOut === leaveOut) return known.paired;
    const pairing = isSame ? known.pairing : pairRuns(runs);
    const table = tableWithout(pairing, runs, leaveOut);
    const findings = isSame ? known.paired.findings : isWhole ? findingsOf(pairing, runs) : [];
    const paired = { table, findings, members: pairing.members };
    this.#known = { key, pairing, leaveOut, paired };
    return paired;
  }

  dispose(): void {
    clearTimeout(this.#marking);
  }

  /** Marks the samples of one run after the other, each in a turn of its own: large runs take a while. */
  #markSoon(): void {
    const slot = this.slots().find((one) => !one.knownMarks);
    if (!slot || this.#marking) return;
    this.#marking = setTimeout(() => {
      this.#marking = undefined;
      void slot.marks;
      if (this.slots().every((one) => one.knownMarks)) this.marked();
      else this.#markSoon();
    }, 0);
  }
}

/** Marks take a pass over all samples: they are made at once only where counts need them. */
function runOf(slot: RunSlot, needsMarks: boolean): MarkedRun {
  const { spec, index, settings } = slot;
  const { label, role, step } = spec;
  return { label, role, step, index, settings, marks: needsMarks ? slot.marks : slot.knownMarks };
}

/** What a pairing is made of. */
function partsOf({ index, marks, label, role, step, settings }: MarkedRun): unknown[] {
  return [index, marks, label, role, step, JSON.stringify(settings)];
}

/** Those about samples wait until all samples are marked. */
function findingsOf(pairing: Pairing, runs: readonly MarkedRun[]): Finding[] {
  const marked = runs.flatMap(({ label, index, marks }, i) =>
    marks ? [{ label, index, marks, members: pairing.members[i] }] : [],
  );
  return marked.length < runs.length ? pairing.findings : [...pairing.findings, ...integrityFindings(marked)];
}

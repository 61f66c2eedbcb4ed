/** What every part of the Overview is shown with. */
import type { ProblemTable } from '../../src/core/compare/comparison';
import type { FigureContext } from '../../src/core/figures/context';
import type { Shown } from '../state/derived';

/** Figures whose marks lead to problems. */
export interface TargetContext extends FigureContext {
  /** The one the overview was computed from. */
  table: Pick<ProblemTable, 'runs' | 'benchmarks'>;
}

export interface OverviewContext extends TargetContext {
  shown: Shown;
  /** False while intervals are being refined. */
  done: boolean;
}

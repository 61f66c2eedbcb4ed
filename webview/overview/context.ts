/** What every part of the Overview is shown with. */
import type { FigureContext } from '../../src/core/figures/context';
import type { Shown } from '../state/derived';

export interface OverviewContext extends FigureContext {
  shown: Shown;
  /** False while intervals are being refined. */
  done: boolean;
}

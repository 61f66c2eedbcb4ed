/**
 * What a quick eval would do, in words, before it is started. Made by the host, laid out by the page; the page sends back
 * only an answer.
 */
import type { ProblemClass } from '../compare/comparison';
import type { CheckResult } from './adapter';

export interface EvalSheet {
  /** `draw 5,120 more samples`. */
  title: string;
  rows: SheetRow[];
  tiles: { label: string; value: string; note: string }[];
  checks: Pick<CheckResult, 'level' | 'message' | 'fix'>[];
  /** What the samples can show that is not known now; absent: nothing to say. */
  settles?: string;
  /** False: something must be mended first; the eval can still be saved. */
  canStart: boolean;
}

export interface SheetRow {
  name: string;
  parts: SheetPart[];
  /** The row's values can be changed. */
  canChange?: true;
}

/** A piece of a row. `run`: its line stands before the words. `problemClass`: its mark does. */
export interface SheetPart {
  text: string;
  muted?: true;
  run?: number;
  problemClass?: ProblemClass;
}

export type SheetAnswer = 'start' | 'save' | 'cancel' | 'change';

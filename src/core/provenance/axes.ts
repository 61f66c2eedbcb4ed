import type { RunSpec } from '../compare/comparison';
import type { RunSettings } from './settings';

const sampled = ['temperature', 'topP', 'maxTokens'] as const;

/**
 * The numbers a ladder of runs can be drawn against, beside the training step: how the samples were drawn, and what the
 * comparison file says of the training. A sampling setting goes before a training one of the same name.
 */
export function axesOf(settings: RunSettings, { training = {} }: Pick<RunSpec, 'training'>): Record<string, number> {
  const known = sampled.flatMap((name) => {
    const value = settings[name]?.value;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...training, ...Object.fromEntries(known) };
}

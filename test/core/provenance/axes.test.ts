import { expect, it } from 'vitest';
import { axesOf } from '../../../src/core/provenance/axes';

it('axes of a ladder are numbers of sampling, wherever they were read, and of training', () => {
  const settings = {
    temperature: { value: 0.6, source: 'file name' },
    maxTokens: { value: 142, source: 'comparison file' },
    model: { value: 'tiny', source: 'rows' },
    step: { value: 7, source: 'file name' },
  };
  expect(axesOf(settings, { training: { kl: 0.001, temperature: 1 } })).toEqual({
    kl: 0.001,
    temperature: 0.6,
    maxTokens: 142,
  });
  expect(axesOf({}, {})).toEqual({});
});

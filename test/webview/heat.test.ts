import { describe, expect, test } from 'vitest';
import type { TokenHeat } from '../../src/core/trace/tokenHeat';
import { levelOf, nextToken, tokenAt, tokenWords } from '../../webview/traces/heat/heatLevels';

const text = 'So it is 42.';
const heat: TokenHeat = {
  kind: 'tokens',
  starts: Int32Array.of(0, 2, 5, 5, 8, 11, 11),
  logProbs: Float32Array.of(-0.01, Math.log(0.6), -1, NaN, Math.log(0.02), -9),
  entropies: Float32Array.of(0, 0.2, 0.7, 1, 2.5, 0),
};

describe('token heat', () => {
  test('is stronger the less likely a token is, and none where nothing is stored', () => {
    expect(Array.from(heat.logProbs, (_, token) => levelOf(heat, 'logProb', token))).toEqual([0, 1, 2, 0, 3, 4]);
    expect(Array.from(heat.logProbs, (_, token) => levelOf(heat, 'entropy', token))).toEqual([0, 1, 2, 3, 4, 0]);
  });

  test('finds the token at a place, and none behind the last', () => {
    expect([0, 1, 2, 5, 7, 8, 10].map((place) => tokenAt(heat, place))).toEqual([0, 0, 1, 3, 3, 4, 4]);
    expect(tokenAt(heat, 11)).toBe(-1);
  });

  test('goes from token to token, over those without text, or from one unlikely token to the next', () => {
    expect(nextToken(heat, 'logProb', 1, 1, false)).toBe(3);
    expect(nextToken(heat, 'logProb', 3, -1, false)).toBe(1);
    expect(nextToken(heat, 'logProb', -1, 1, true)).toBe(4);
    expect(nextToken(heat, 'logProb', 4, 1, true)).toBe(4);
  });

  test('says the value of a token in words', () => {
    expect(tokenWords(heat, 4, text)).toBe(
      'token 5 of 6 “ 42”: log-probability −3.91, chance 2.00 %, entropy 2.50 nats',
    );
    expect(tokenWords(heat, 3, text)).toBe('token 4 of 6 “ is”: no log-probability, entropy 1.00 nats');
  });
});

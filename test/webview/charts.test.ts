/** Stops, hits and labels of figures, without a canvas. */
import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/core/figures/figuresOf';
import { overviewOf } from '../../src/core/overview/overviewOf';
import { fixtureOf } from '../../tools/dev/fixtures.mjs';
import { overviewInput } from '../../tools/dev/overview.mjs';
import { targetAt } from '../../webview/charts/hit';
import { withOpacity } from '../../webview/charts/palette';
import { linesOf } from '../../webview/charts/png';
import { apart } from '../../webview/charts/scenePlugin';
import { fractionOf, stopAfter, stopsOf } from '../../webview/charts/stops';

const fixture = fixtureOf('two');
const input = overviewInput(fixture, false);
const overview = overviewOf(input, { k: 64, tau: 0.5, mode: 'estimated', resamples: 200 });
const scenes = figuresOf({ overview, labels: ['base', 'RL'], ids: input.table.ids });
const sceneOf = (id: string) => scenes.find((scene) => scene.id === id)!;

/** A canvas of 1000 × 1000 px without margins. */
const scalesFor = (id: string) => {
  const { x, y } = sceneOf(id);
  return {
    x: (value: number) => 1000 * fractionOf(x, value),
    y: (value: number) => 1000 * (1 - fractionOf(y, value)),
  };
};

describe('stops', () => {
  test('of the histogram are its bars, each once, from left to right', () => {
    const stops = stopsOf(sceneOf('accuracy'));
    expect(stops[0].target).toEqual({ kind: 'bin', run: 0, bin: 0 });
    expect(stops[1].target).toEqual({ kind: 'bin', run: 1, bin: 0 });
    expect(new Set(stops.map(({ target }) => JSON.stringify(target))).size).toBe(stops.length);
  });

  test('of the curves are the ticks of k and the k in use, for each run', () => {
    const ofBase = stopsOf(sceneOf('pass-at-k')).flatMap(({ target }) =>
      target.kind === 'k' && target.run === 0 ? [target.k] : [],
    );
    expect(ofBase).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1021]);
  });

  test('arrows reach every one of them, and stay at the ends', () => {
    const stops = stopsOf(sceneOf('flow'));
    let place = stopAfter(stops, -1, 'ArrowRight');
    for (let i = 0; i < stops.length + 3; i++) place = stopAfter(stops, place, 'ArrowRight');
    expect(place).toBe(stops.length - 1);
    expect(stopAfter(stops, place, 'Home')).toBe(0);
    expect(stopAfter(stops, 0, 'ArrowLeft')).toBe(0);
    expect(stopAfter(stops, 0, 'x')).toBe(0);
    expect(stopAfter([], -1, 'ArrowRight')).toBe(-1);
  });

  test('up goes to a mark above, down back to one below', () => {
    const stops = stopsOf(sceneOf('coverage'));
    const at = (name: string) => stops.findIndex(({ target }) => target.kind === 'class' && target.class === name);
    expect(stopAfter(stops, at('rlOnly'), 'ArrowUp')).toBe(at('both'));
    expect(stopAfter(stops, at('baseOnly'), 'ArrowDown')).toBe(at('neither'));
  });
});

describe('under the pointer', () => {
  test('is the bar one is over, also when it is low', () => {
    const scales = scalesFor('accuracy');
    expect(targetAt(sceneOf('accuracy'), scales, scales.x(-0.2), scales.y(3))).toEqual({ kind: 'bin', run: 0, bin: 0 });
    expect(targetAt(sceneOf('accuracy'), scales, scales.x(7), scales.y(3))).toBeUndefined();
  });

  test('is a bound of CoT-pass@k where that is nearest', () => {
    const chains = overviewInput(fixture, false, true);
    const shown = overviewOf(chains, { k: 64, tau: 0.5, mode: 'estimated', resamples: 50 });
    const [scene] = figuresOf({ overview: shown, labels: ['base', 'RL'], ids: chains.table.ids });
    const scales = scalesFor('pass-at-k');
    const { lower } = shown.curves.cot[1]!;
    const place = shown.curves.ks.indexOf(64);
    const target = { kind: 'k', k: 64, run: 1, cot: 'lower' };
    expect(targetAt(scene, scales, scales.x(64), scales.y(lower[place]))).toEqual(target);
    expect(stopsOf(scene).map((stop) => stop.target)).toContainEqual(target);
  });

  test('is the nearest k of the nearest curve', () => {
    const scales = scalesFor('pass-at-k');
    expect(targetAt(sceneOf('pass-at-k'), scales, scales.x(64), scales.y(0.9))).toEqual({ kind: 'k', k: 64, run: 0 });
    expect(targetAt(sceneOf('pass-at-k'), scales, scales.x(1), scales.y(0.9))).toEqual({ kind: 'k', k: 1, run: 1 });
    expect(targetAt(sceneOf('pass-at-k'), scales, -50, 100)).toBeUndefined();
  });
});

test('names at the ends of lines keep their distance and stay in the plot', () => {
  expect(apart([10, 12, 80], 13, 200)).toEqual([10, 23, 80]);
  expect(apart([195, 196, 197], 13, 200)).toEqual([174, 187, 200]);
});

test('colours take an opacity, whether they come from the theme or from paper', () => {
  expect(withOpacity('rgb(109, 177, 255)', 0.13)).toBe('rgba(109, 177, 255, 0.13)');
  expect(withOpacity('#0a58ad', 1)).toBe('rgba(10, 88, 173, 1)');
});

test('a caption is broken at blanks', () => {
  expect(linesOf('one two three', 7, (text) => text.length)).toEqual(['one two', 'three']);
});

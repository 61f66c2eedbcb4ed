/** The Overview's words and arithmetic, without a page. */
import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/core/figures/figuresOf';
import type { ProblemFilter } from '../../src/core/compare/comparison';
import { overviewOf } from '../../src/core/overview/overviewOf';
import { fixtureOf } from '../../tools/dev/fixtures.mjs';
import { overviewInput } from '../../tools/dev/overview.mjs';
import { rowsOfTarget } from '../../src/core/overview/targets';
import { stopsOf } from '../../webview/charts/stops';
import { changesScene } from '../../webview/overview/ladderChanges';
import { missingSentences } from '../../webview/overview/missing';
import { samplesWords } from '../../webview/overview/samplesWords';
import { sharedStart } from '../../webview/overview/sharedStart';
import { targetLabel, targetWords } from '../../webview/overview/targetWords';
import { statisticsTable, tilesOf } from '../../webview/overview/tileModel';
import { filterChips, hasSet, withoutLast } from '../../webview/problems/filters';

function contextOf(name: string, withSamples = false, withChains = false) {
  const fixture = fixtureOf(name);
  const input = overviewInput(fixture, withSamples, withChains);
  const { k, tau, mode } = fixture.view;
  const overview = overviewOf(input, { k, tau, mode, resamples: 200 });
  return { overview, labels: input.runs.map(({ label }) => label), ids: input.table.ids, table: input.table };
}

const two = contextOf('two');
const reviewed = contextOf('two', false, true);
const five = contextOf('five');

describe('a mark in words', () => {
  test('says its problems, and what Enter does', () => {
    const { name, says, enter } = targetWords(two, { kind: 'class', class: 'baseOnly', run: 1 }, false);
    expect(name).toBe('base only at k = 64');
    expect(says).toMatch(/^5 problems: aime24-/);
    expect(enter).toBe('filter by these');
  });

  test('opens traces when problems are filtered by it, or when it is a single one; does nothing for none', () => {
    expect(targetWords(two, { kind: 'class', class: 'baseOnly', run: 1 }, true).enter).toBe('open traces');
    expect(targetWords(two, { kind: 'bin', run: 1, bin: 9 }, false).enter).toBe('open traces');
    expect(targetWords(two, { kind: 'class', class: 'rlOnly', run: 1 }, false)).toEqual({
      name: 'RL only at k = 64',
      says: 'no problem',
      enter: undefined,
    });
  });

  test.each([
    [two, { kind: 'bin', run: 0, bin: 1 }, 'base accuracy (0, 0.1]'],
    [two, { kind: 'bin', run: 0, bin: 11 }, 'base accuracy exactly 1'],
    [two, { kind: 'flow', from: 0, to: 2 }, 'base accuracy exactly 0, RL (0.1, 0.2]'],
    [two, { kind: 'k', k: 1021, run: 0 }, 'solved by base at k = 1,021'],
    [two, { kind: 'ahead', k: 12, run: 1 }, 'base ahead of RL at k = 12'],
    [two, { kind: 'samples', run: 1, correct: false }, 'RL with wrong samples'],
    [two, { kind: 'support', run: 1, group: 'shrunk' }, 'support shrunk, RL'],
    [reviewed, { kind: 'k', k: 64, run: 1, cot: 'lower' }, 'solved by RL at k = 64, by chains judged valid'],
    [reviewed, { kind: 'k', k: 64, run: 0, cot: 'upper' }, 'solved by base at k = 64, by chains not judged invalid'],
    [five, { kind: 'class', class: 'both', run: 4 }, 'both at k = 256, base and step 400'],
    [five, { kind: 'change', run: 3, change: 'lost' }, 'lost at step 300, k = 256'],
    [five, { kind: 'set', runs: [0, 1, 2, 3, 4] }, 'solved by all runs at k = 256'],
  ] as const)('%# has a name for chips', (context, target, label) => {
    expect(targetLabel(context, target)).toBe(label);
  });

  test('a point of the curves says all runs at its k, with intervals', () => {
    expect(targetWords(two, { kind: 'k', k: 64, run: 0 }, false).says).toMatch(
      /^\d+ problems · pass@64: base 0\.596 \[0\.\d+, 0\.\d+\] · RL 0\.476 \[/,
    );
  });
});

test('a point of the bounds of CoT-pass@k says both, and what it is', () => {
  expect(targetWords(reviewed, { kind: 'k', k: 64, run: 1, cot: 'lower' }, false)).toMatchObject({
    says: expect.stringMatching(/^\d+ problems · CoT-pass@64 of RL is between 0\.\d{3} and 0\.\d{3}$/),
    enter: 'filter by these, at this k',
  });
});

describe.each(['two', 'five'])('every mark of every figure and tile of %s', (name) => {
  const context = contextOf(name, true);
  const { overview, labels, table } = context;
  const targets = [
    ...figuresOf(context).flatMap((scene) => stopsOf(scene).map(({ target }) => target)),
    ...tilesOf(overview, labels).map(({ target }) => target),
  ];

  test('leads to problems, and means the same ones once problems are filtered by it', () => {
    expect(targets.length).toBeGreaterThan(60);
    const input = overviewInput(fixtureOf(name), true);
    const tried = new Set<string>();
    for (const target of targets) {
      const rows = rowsOfTarget(overview, target, table);
      const { enter, name: words } = targetWords(context, target, false);
      expect(enter === undefined, words).toBe(rows.length === 0);
      if (tried.has(target.kind) || rows.length === 0) continue;
      tried.add(target.kind);
      const { k, tau, mode } = overview;
      const filtered = overviewOf(input, { k, tau, mode, rows, resamples: 1 });
      // Bins of perplexity span what is shown.
      if (target.kind === 'perplexity') continue;
      expect([...rowsOfTarget(filtered, target, table)], words).toEqual([...rows]);
      expect(targetLabel({ ...context, overview: filtered }, target)).toBe(words);
    }
  });
});

describe('tiles', () => {
  test('show the difference with its interval, and the two values it is of', () => {
    const [first] = tilesOf(two.overview, two.labels);
    expect(first).toMatchObject({ label: 'pass@1, RL − base', value: '+9.3', note: '' });
    expect(first.beside).toMatch(/^\[\+\d+\.\d, \+\d+\.\d\] pts$/);
    expect(first.parts).toEqual([
      { run: 0, text: '6.2' },
      { run: 1, text: '15.5' },
    ]);
  });

  test('each have a definition, and ΔSE says which way is better', () => {
    const tiles = tilesOf(two.overview, two.labels);
    for (const { definition, key } of tiles) expect(definition.length, key).toBeGreaterThan(30);
    expect(tiles.find(({ key }) => key === 'deltaSE')?.note).toBe('lower is better');
    expect(tiles.at(-1)?.note).toMatch(/^McNemar p = 0\.063 \(5\u00a0:\u00a00\)$/);
  });

  test('are a table for export, unrounded, with every run', () => {
    const { rows } = statisticsTable(five.overview, five.labels);
    expect(rows.filter(([name]) => name === 'pass@1').map(([, of]) => of)).toEqual([...five.labels, 'difference']);
  });
});

describe('filters as chips', () => {
  const filter: ProblemFilter = {
    text: 'circle',
    classes: ['baseOnly'],
    accuracy: { run: 0, min: 0, max: 0.1 },
    guessable: { run: 1, above: 0, below: 0.05 },
    sets: [
      { label: 'first', ids: ['a'] },
      { label: 'second', ids: ['b'] },
    ],
  };

  test('name every condition, and each can go alone', () => {
    const chips = filterChips(filter, ['base', 'RL']);
    expect(chips.map(({ words }) => words)).toEqual([
      '“circle” in id or question',
      'base only',
      'base c/n ≤ 10 %',
      'without guessable: RL right in more than 0 and less than 5 %',
      'first',
      'second',
    ]);
    expect(chips[4].without.sets).toEqual([{ label: 'second', ids: ['b'] }]);
  });

  test('the last goes first, until none is left', () => {
    let left: ProblemFilter | undefined = filter;
    let steps = 0;
    for (let next = withoutLast(left); next; next = withoutLast(next)) {
      steps++;
      left = next;
    }
    expect(steps).toBe(6);
    expect(filterChips(left, [])).toEqual([]);
    expect(hasSet(filter, 'second')).toBe(true);
    expect(hasSet({}, 'second')).toBe(false);
  });
});

test('samples are a product while n is the same, else a sum', () => {
  expect(samplesWords(two.table, two.overview.rows, [0, 1])).toBe('60 × 1,024 samples, 3 unscored');
  expect(samplesWords(two.table, new Int32Array(), [0, 1])).toBe('0 samples');
  const uneven = contextOf('undefined');
  expect(samplesWords(uneven.table, Int32Array.of(0, 1), [0, 1])).toMatch(/^\d+ samples$/);
});

test('what is missing says how to get it, once', () => {
  const sentences = missingSentences(two.overview).map(({ section }) => section);
  expect(sentences).toContain('Perplexity, entropy');
  expect(new Set(sentences).size).toBe(sentences.length);
});

test('ids lose what they all begin with, up to a sign between words', () => {
  expect(sharedStart(['aime24-04', 'aime24-11'])).toBe('aime24-');
  expect(sharedStart(['aime24/1', 'math/1'])).toBe('');
  expect(sharedStart(['12', '15'])).toBe('');
  expect(sharedStart(['a-b-1', 'a-c-1'])).toBe('a-');
  expect(sharedStart(['a-1'])).toBe('');
});

test('gained and lost have a stop for each cell with problems', () => {
  const { ladder } = five.overview;
  if ('missing' in ladder) throw new Error(ladder.missing);
  const rungs = figuresOf(five).find(({ id }) => id === 'ladder')!;
  const targets = changesScene(rungs, ladder).marks.map((mark) => ('target' in mark ? mark.target : undefined));
  expect(targets).toContainEqual({ kind: 'change', run: 3, change: 'gained' });
  expect(targets).not.toContainEqual({ kind: 'change', run: 1, change: 'gained' });
});

import { describe, expect, it } from 'vitest';
import { pairRuns, type RunToPair } from '../../../src/core/compare/pair';
import { figuresOf } from '../../../src/core/figures/figuresOf';
import { passAtKFigure } from '../../../src/core/figures/passAtK';
import { printPalette } from '../../../src/core/figures/palette';
import { reportHtml } from '../../../src/core/figures/report';
import type { Scene } from '../../../src/core/figures/scene';
import { svgOf } from '../../../src/core/figures/svg';
import { tableFormats, tableTo } from '../../../src/core/figures/tables';
import { ladderFigure } from '../../../src/core/figures/samples';
import { isMissing, type Overview } from '../../../src/core/overview/overview';
import { overviewOf } from '../../../src/core/overview/overviewOf';
import { sampleFactsOf } from '../../../src/core/overview/sampleFacts';
import { rowsOfTarget } from '../../../src/core/overview/targets';
import { received, sendable } from '../../../src/protocol/sendable';
import { runFromCounts, runIndex } from '../../factories';
import { python } from './python';

const hostile = `</text><script>alert("1")</script>&'\u0000`;

function contextOf(runs: RunToPair[]) {
  const { table, members } = pairRuns(runs);
  const samples = runs.map(({ index }, run) => sampleFactsOf(index, members[run]));
  const scored = [
    {
      scorer: hostile,
      scorerRun: 0,
      run: 0,
      row: Int32Array.of(0, 1),
      tokens: Int32Array.of(3, 4),
      sumLogProb: Float64Array.of(-1, -2),
    },
  ];
  const overview = overviewOf(
    { table, runs, samples, scored },
    { k: 8, tau: 0.5, mode: 'estimated', resamples: 100, filters: ['base only'] },
  );
  return { overview, labels: runs.map(({ label }) => label), ids: table.ids, dumps: ['abc', 'def', ''], table };
}

const runs: RunToPair[] = ['base', hostile, 'third'].map((label, run) => ({
  label,
  role: run === 0 ? 'base' : 'checkpoint',
  step: 100 * run,
  index: runIndex(
    Array.from({ length: 24 }, (_, i) => ({
      id: i === 0 ? hostile : String(i),
      verdicts: Array.from({ length: 16 }, (_, s) => (s < (i * (run + 1)) % 13 ? 1 : 0)),
      answers: Array.from({ length: 16 }, (_, s) => (s < (i * (run + 1)) % 13 ? 'right' : hostile)),
    })),
  ),
}));
const context = contextOf(runs);
const scenes = figuresOf(context);

/** As a page gets it: typed arrays as they are, everything else in JSON. */
function asSent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => (one === undefined ? null : asSent(one)));
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asSent(one)]));
}

describe('figures', () => {
  it('are the same on the page, where some runs have no numbers', () => {
    // A quarter of 8 samples is too few to test a forecast by.
    const short = runs.map(({ label, role }, run) =>
      runFromCounts(
        label,
        role,
        Array.from({ length: 40 }, (_, i) => [String(i), 8, (i * (run + 2)) % 9]),
      ),
    );
    for (const one of [context, contextOf(short)]) {
      const overview = received(asSent(sendable(one.overview))) as Overview;
      expect(figuresOf({ ...one, overview })).toEqual(figuresOf(one));
    }
  });

  it('are all there when there is data for them', () => {
    expect(scenes.map(({ id }) => id)).toEqual([
      'pass-at-k',
      'coverage',
      'sets',
      'ladder',
      'accuracy',
      'flow',
      'lengths',
      'answers',
      'perplexity',
      'support',
      'forecast',
    ]);
    expect(figuresOf(contextOf([]))).toEqual([]);
    expect(figuresOf(contextOf([runFromCounts('alone', 'base', [['1', 8, 2]])])).map(({ id }) => id)).not.toContain(
      'coverage',
    );
  });

  it.each(scenes.map((scene): [string, Scene] => [scene.id, scene]))(
    '%s has a sentence, a caption and a table',
    (_, scene) => {
      expect(scene.aria).toMatch(/\.$/);
      expect(scene.caption).toContain('24 problems');
      expect(scene.caption).toContain('smallest n 16');
      expect(scene.caption).toContain('bootstrap over problems, 100 resamples, seed 7');
      expect(scene.caption).toContain('filters: base only');
      expect(scene.caption).toContain('dumps: abc, def');
      expect(scene.table.rows.length).toBeGreaterThan(0);
      for (const row of scene.table.rows) expect(row).toHaveLength(scene.table.columns.length);
      expect(scene.table.rows.flat().some(Number.isNaN)).toBe(false);
    },
  );

  it.each(scenes.map((scene): [string, Scene] => [scene.id, scene]))(
    '%s is drawn inside its frame, in finite numbers',
    (_, scene) => {
      const svg = svgOf(scene, { palette: printPalette, framed: true });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
      for (const [, x] of svg.matchAll(/ (?:x|x1|x2|cx)="(-?[\d.]+)"/g)) expect(Number(x)).toBeLessThanOrEqual(width);
      for (const [, y] of svg.matchAll(/ (?:y|y1|y2|cy)="(-?[\d.]+)"/g)) {
        expect(Number(y)).toBeGreaterThanOrEqual(0);
        expect(Number(y)).toBeLessThanOrEqual(height);
      }
    },
  );

  it('never let text become markup', () => {
    for (const scene of scenes) {
      const svg = svgOf(scene, { palette: printPalette, framed: true });
      expect(tagsOf(svg)).not.toContain('script');
      expect(svg).not.toContain('\u0000');
    }
  });

  it('are XML that a strict reader takes, and refer to nothing outside', () => {
    const pictures = scenes.flatMap((scene) =>
      [true, false].map((framed) => svgOf(scene, { palette: printPalette, framed })),
    );
    const script = `import json, sys, xml.etree.ElementTree as tree
names = lambda text: [[e.tag.split('}')[1], sorted(e.attrib)] for e in tree.fromstring(text).iter()]
print(json.dumps([names(text) for text in json.load(sys.stdin)]))`;
    const read = python(script, JSON.stringify(pictures)) as [tag: string, attributes: string[]][][];
    const elements = read.flat();
    const drawn = ['circle', 'line', 'polygon', 'polyline', 'rect', 'svg', 'text'];
    expect([...new Set(elements.map(([tag]) => tag))].sort()).toEqual(drawn);
    for (const [, attributes] of elements)
      for (const name of attributes) expect(name).toMatch(/^(?!on)(?!.*href)(?!style$)(?!src$)[a-z0-9-]+$/i);
    for (const picture of pictures) expect(picture).not.toMatch(/url\(|@import|<!|<\?/);
  });

  it('keep long names inside, by their two ends, and let no name turn the text around it', () => {
    const long = 'Qwen2.5-7B-Instruct after GRPO with KL 0.001 and 32 rollouts, step 150';
    const labels = [long, `\u202e${long}`, 'third'];
    for (const scene of figuresOf({ ...context, labels })) {
      const svg = svgOf(scene, { palette: printPalette, framed: false });
      expect(svg).not.toMatch(/\p{Bidi_Control}/u);
      for (const [, x, anchor, words] of svg.matchAll(
        /<text x="([\d.]+)" y="[-\d.]+" text-anchor="(\w+)"[^>]*>([^<]*)</g,
      )) {
        const width = 5 * words.replace(/&#?\w+;/g, '.').length;
        const left = Number(x) - { start: 0, middle: width / 2, end: width }[anchor as 'start' | 'middle' | 'end'];
        expect([scene.id, words, left >= 0 && left + width <= scene.width]).toEqual([scene.id, words, true]);
      }
      expect(JSON.stringify(scene.table)).not.toContain('…');
    }
  });

  it('do not cut names that have room', () => {
    const labels = ['base', 'RL', 'step 300'];
    for (const scene of figuresOf({ ...context, labels, ids: context.ids.map((_, i) => `aime24-${i}`) })) {
      if (scene.id === 'coverage' || scene.id === 'answers' || scene.id === 'perplexity') continue;
      expect([scene.id, svgOf(scene, { palette: printPalette, framed: false })]).toEqual([
        scene.id,
        expect.not.stringContaining('…'),
      ]);
    }
  });

  it('leave out a number over a bar rather than write over another', () => {
    const histogram = { ...context.overview.histogram, counts: [1, 2, 3].map(() => new Array<number>(12).fill(1200)) };
    const scene = figuresOf({ ...context, overview: { ...context.overview, histogram } }).find(
      ({ id }) => id === 'accuracy',
    )!;
    const svg = svgOf(scene, { palette: printPalette, framed: false });
    const places = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>1,200</g)].map(([, x]) => Number(x));
    expect(places.length).toBeGreaterThan(6);
    for (const [i, x] of places.entries())
      for (const other of places.slice(0, i)) expect(Math.abs(x - other)).toBeGreaterThan(26);
  });

  it('lead from every mark to problems', () => {
    for (const { marks } of scenes)
      for (const mark of marks) {
        if (!('target' in mark) || !mark.target) continue;
        expect(rowsOfTarget(context.overview, mark.target, context.table)).toBeInstanceOf(Int32Array);
      }
  });
});

it('a ladder over a measured number has ticks that can be read', () => {
  const { ladder } = context.overview;
  if (isMissing(ladder)) throw new Error(ladder.missing);
  const rungs = ladder.rungs.map((rung, i) => ({ ...rung, x: 0.1990046463427134 * (i + 1) }));
  const scene = ladderFigure({ ...context, overview: { ...context.overview, ladder: { ...ladder, rungs } } });
  expect(scene?.x.ticks[0]).toEqual({ at: 0.1990046463427134, label: '0.199' });
});

it('the words at the crossover keep clear of the k in use, and inside the plot', () => {
  const crossing = { k: 11, reason: 'crosses' as const, later: [], lo: 6, hi: 27, share: 1, shareBaseLeadsAt1: 0 };
  const at = (atK: number, more = {}) => {
    const overview = {
      ...context.overview,
      K: 256,
      atK,
      against: 1,
      crossovers: [undefined, { ...crossing, ...more }],
    };
    const mark = passAtKFigure({ ...context, overview }).marks.find(({ kind }) => kind === 'text');
    return mark?.kind === 'text' ? mark.anchor : undefined;
  };
  expect(at(64)).toBe('end');
  expect(at(2)).toBe('start');
  expect(at(3, { k: 2, lo: 2, hi: 3 })).toBe('start');
  expect(at(250, { k: 200, lo: 100, hi: null })).toBe('end');
});

/** The names of all tags of a markup text. */
function tagsOf(markup: string): string[] {
  return [...markup.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name.toLowerCase());
}

describe('tables', () => {
  it('of every figure can be written in every format', () => {
    for (const { table } of scenes) for (const format of tableFormats) expect(tableTo(format, table)).toMatch(/\n$/);
  });
});

describe('the report', () => {
  const html = reportHtml({
    ...context,
    title: hostile,
    findings: [{ code: 'unscored', severity: 'warning', file: '/home/someone/run.jsonl', line: 3, message: hostile }],
    settings: [['Made by', hostile]],
  });

  it('starts with the sentence and holds every figure with its table', () => {
    expect(html.indexOf('class="sentence"')).toBeLessThan(html.indexOf('<svg'));
    expect(html.match(/<svg/g)).toHaveLength(scenes.length);
    expect(html.match(/<details>/g)).toHaveLength(scenes.length);
  });

  it('loads nothing, runs nothing and shows text as text', () => {
    const tags = tagsOf(html);
    for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'embed', 'foreignobject'])
      expect(tags).not.toContain(tag);
    expect(html).not.toMatch(/(src|href)=|url\(|@import/);
    expect(html.match(/https?:\/\/[^"\s]+/g)?.every((url) => url === 'http://www.w3.org/2000/svg')).toBe(true);
    expect(html).toContain("default-src 'none'");
  });

  it('names files and not the folders of a machine', () => {
    expect(html).toContain('run.jsonl:3');
    expect(html).not.toContain('/home/someone');
  });

  it('is readable in light and dark', () => {
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html.replace(/<style>[^]*<\/style>/, '')).not.toMatch(/#[0-9a-f]{6}/i);
  });
});

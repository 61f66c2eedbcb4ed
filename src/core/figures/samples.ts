// Figures of samples and of training: lengths, answers, perplexity, the ladder.
import { formatCount, formatOf, formatPercent } from '../format';
import type { LengthSummary, Perplexity } from '../overview/overview';
import { isMissing } from '../overview/overview';
import type { FigureContext } from './context';
import { bandAxis, captionsOf, countAxis, dashOf, fractionAxis, logAxis, roleOf } from './context';
import { binOfMedian, type Target } from '../overview/targets';
import type { Axis, Cell, FigureTable, Mark, Scene } from './scene';

/** pass@1 and pass@K along training, or along a setting. */
export function ladderFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { ladder } = overview;
  if (isMissing(ladder)) return undefined;
  const { rungs, axis, K } = ladder;
  const xs = rungs.map(({ x }) => x);
  const lines = [
    { label: `pass@${formatCount(K)}`, dash: [], k: K, of: rungs.map(({ passK }) => passK) },
    { label: 'pass@1', dash: [4, 3], k: 1, of: rungs.map(({ pass1 }) => pass1) },
  ];
  const marks = lines.flatMap(({ label, dash, k, of }): Mark[] => [
    ...of.flatMap(({ lo, hi }, i): Mark[] =>
      Number.isNaN(lo) ? [] : [{ kind: 'rule', role: 'muted', dash: [], width: 1, from: [xs[i], lo], to: [xs[i], hi] }],
    ),
    { kind: 'line', role: 'text', dash, points: of.map(({ value }, i): [number, number] => [xs[i], value]), label },
    ...of.map(({ value }, i): Mark => {
      const { run } = rungs[i];
      const target = { kind: 'k', k, run } as const;
      return {
        kind: 'point',
        role: roleOf(run),
        x: xs[i],
        y: value,
        filled: true,
        radius: 4,
        label: formatPercent(value),
        target,
      };
    }),
  ]);
  return {
    id: 'ladder',
    title: axis === 'step' ? 'Checkpoint ladder' : `Ladder over ${axis}`,
    ...captionsOf(context, `pass@1 and pass@${formatCount(K)} against ${axis}, in per cent at the points`),
    aria: lines
      .map(({ label, of }) => `${label} goes ${of.map(({ value }) => formatPercent(value)).join(', ')} per cent.`)
      .join(' '),
    width: 480,
    height: 300,
    x: valueAxis(axis, xs),
    y: fractionAxis(''),
    marks,
    table: ladderTable(context, labels),
  };
}

function ladderTable({ overview, ids }: FigureContext, labels: readonly string[]): FigureTable {
  const { ladder } = overview;
  if (isMissing(ladder)) return { columns: [], rows: [] };
  const names = (rows: Int32Array) => Array.from(rows, (row) => ids[row]);
  const K = formatCount(ladder.K);
  return {
    columns: [
      { name: 'run', kind: 'text' },
      { name: ladder.axis, kind: 'number' },
      { name: 'pass@1', kind: 'fraction' },
      { name: 'pass@1 2.5 %', kind: 'fraction' },
      { name: 'pass@1 97.5 %', kind: 'fraction' },
      { name: `pass@${K}`, kind: 'fraction' },
      { name: `pass@${K} 2.5 %`, kind: 'fraction' },
      { name: `pass@${K} 97.5 %`, kind: 'fraction' },
      { name: 'solved', kind: 'count' },
      { name: 'gained', kind: 'ids' },
      { name: 'lost', kind: 'ids' },
      { name: 'regained', kind: 'ids' },
    ],
    rows: ladder.rungs.map(({ run, x, pass1, passK, solved, gained, lost, regained }): Cell[] => [
      labels[run],
      x,
      ...[pass1.value, pass1.lo, pass1.hi, passK.value, passK.lo, passK.hi].map(known),
      solved,
      ...[gained, lost, regained].map(names),
    ]),
  };
}

/** Boxes of length, correct and wrong samples apart: 5 and 95 % whiskers, quartiles, median. */
export function lengthsFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { lengths, compared } = overview;
  if (isMissing(lengths)) return undefined;
  const rows = compared.flatMap((run) => {
    const of = lengths.runs[run];
    if (!of) return [];
    return [
      { run, correct: true, name: `${labels[run]} ✓`, words: `${labels[run]} correct`, summary: of.correct },
      { run, correct: false, name: `${labels[run]} ✗`, words: `${labels[run]} wrong`, summary: of.wrong },
    ];
  });
  const values = rows.flatMap(({ summary }) => summary.quantiles).filter((value) => value > 0);
  const marks = rows.flatMap(({ run, correct, summary }, i) =>
    boxMarks(summary, rows.length - 1 - i, { kind: 'samples', run, correct }),
  );
  const cut = compared.map((run) => {
    const of = lengths.runs[run];
    return of ? `${labels[run]} ${formatOf(of.truncated, of.samples)}` : '';
  });
  const medians = rows.map(({ words, summary }) => `${words} ${count(summary.quantiles[2])}`);
  return {
    id: 'lengths',
    title: `Length, ${lengths.unit}`,
    ...captionsOf(context, `5, 25, 50, 75, 95 %; log. Cut off: ${cut.filter(Boolean).join(', ')}`),
    aria: `Median length in ${lengths.unit}: ${medians.join(', ')}.`,
    width: 480,
    height: 60 + 32 * Math.max(2, rows.length),
    x: logAxis(lengths.unit, Math.min(...values, 1e9), Math.max(...values, 1)),
    y: bandAxis('', rows.map(({ name }) => name).reverse()),
    marks,
    table: {
      columns: [
        { name: 'samples of', kind: 'text' },
        { name: 'samples', kind: 'count' },
        { name: 'mean', kind: 'number' },
        ...['5 %', '25 %', '50 %', '75 %', '95 %'].map((name) => ({ name, kind: 'count' as const })),
      ],
      rows: rows.map(({ words, summary }) => [
        words,
        summary.samples,
        known(summary.mean),
        ...summary.quantiles.map(known),
      ]),
    },
  };
}

function boxMarks(
  { samples, quantiles }: LengthSummary,
  y: number,
  target: Extract<Target, { kind: 'samples' }>,
): Mark[] {
  if (samples === 0) return [];
  const [role, dash] = [roleOf(target.run), dashOf(target.run)];
  const [low, quarter, median, threeQuarters, high] = quantiles.map((value) => Math.max(1, value));
  const across = (x: number, height: number, width: number): Mark => {
    return { kind: 'rule', role, dash: [], width, from: [x, y - height], to: [x, y + height] };
  };
  return [
    { kind: 'rule', role, dash, width: 1.5, from: [low, y], to: [quarter, y] },
    { kind: 'rule', role, dash, width: 1.5, from: [threeQuarters, y], to: [high, y] },
    { kind: 'rect', role, x: [quarter, threeQuarters], y: [y - 0.2, y + 0.2], fill: 0.12, outline: true, target },
    across(median, 0.2, 2),
  ];
}

/** Wrong answers drawn; the rest is in the table. */
const MOST_ANSWERS = 10;

/** The most frequent wrong answers, and how often base and `against` give each. */
export function answersFigure(context: FigureContext): Scene | undefined {
  const { overview, labels, ids } = context;
  const { answers, base, against } = overview;
  if (isMissing(answers) || base === against || answers.top.length === 0) return undefined;
  const shown = answers.top.slice(0, MOST_ANSWERS);
  const most = Math.max(...shown.map((one) => Math.max(one.base, one.against)));
  const bar = (run: number, count: number, place: number, half: 0 | 1, row: number): Mark => {
    const middle = shown.length - 1 - place;
    const y: [number, number] = half === 0 ? [middle, middle + 0.38] : [middle - 0.38, middle];
    const target = { kind: 'row', row } as const;
    return { kind: 'rect', role: roleOf(run), x: [0, count], y, fill: half === 0 ? 1 : 0.35, outline: true, target };
  };
  const name = (row: number, answer: string) =>
    `${ids[row]}: ${answer.length > 18 ? `${answer.slice(0, 17)}…` : answer}`;
  const { count, of } = answers.sharedTop;
  return {
    id: 'answers',
    title: 'Most frequent wrong answers',
    ...captionsOf(
      context,
      `The most frequent wrong answer is the same in both runs for ${formatOf(count, of)} problems where both have one`,
    ),
    aria: `${labels[base]} and ${labels[against]} share their most frequent wrong answer on ${formatOf(count, of)} problems.`,
    width: 480,
    height: 60 + 24 * shown.length,
    x: countAxis('wrong samples', most),
    y: bandAxis('', shown.map(({ row, answer }) => name(row, answer)).reverse()),
    marks: shown.flatMap((one, i) => [bar(base, one.base, i, 0, one.row), bar(against, one.against, i, 1, one.row)]),
    table: {
      columns: [
        { name: 'problem', kind: 'id' },
        { name: 'wrong answer', kind: 'text' },
        { name: labels[base], kind: 'count' },
        { name: labels[against], kind: 'count' },
      ],
      rows: answers.top.map((one) => [ids[one.row], one.answer, one.base, one.against]),
    },
  };
}

/** Pooled distributions of perplexity as outlines over a log axis, each with its median. */
export function perplexityFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { perplexity } = overview;
  if (isMissing(perplexity)) return undefined;
  const { distributions } = perplexity;
  const nameOf = (scorer: string, run: number) => `PPL of ${labels[run]} under ${scorer}`;
  const shares = distributions.map(({ counts, samples }) =>
    Array.from(counts, (value) => value / Math.max(1, samples)),
  );
  const most = Math.max(0.01, ...shares.flat());
  const marks = distributions.flatMap(({ edges, run, scorer, quantiles, medians }, i): Mark[] => {
    const points = shares[i].map((share, bin): [number, number] => [
      Math.sqrt(edges[bin] * edges[bin + 1]),
      share / most,
    ]);
    const dash = dashOf(i);
    const role = roleOf(run);
    return [
      { kind: 'line', role, dash, points },
      ...[...new Set(Array.from(medians, (median) => binOfMedian(edges, median)))].map((bin): Mark => {
        const [x, y] = points[bin];
        const target = { kind: 'perplexity', distribution: i, bin } as const;
        return { kind: 'point', role, x, y, filled: true, radius: 2, target };
      }),
      { kind: 'rule', role, dash, width: 1.5, from: [quantiles[2], 0], to: [quantiles[2], 0.08] },
      {
        kind: 'text',
        role,
        x: quantiles[2],
        y: 1.06 + 0.1 * (distributions.length - 1 - i),
        text: ` ${nameOf(scorer, run)}: ${quantiles[2].toFixed(2)}`,
        anchor: 'start',
        dy: 0,
        strong: false,
      },
    ];
  });
  const edges = distributions[0].edges;
  return {
    id: 'perplexity',
    title: 'Perplexity',
    ...captionsOf(
      context,
      `exp(−mean token log-probability) per sample, pooled; points where problems have their median; names at the medians of all${entropyWords(context, perplexity)}`,
    ),
    aria: distributions
      .map(({ scorer, run, quantiles }) => `Median ${nameOf(scorer, run)}: ${quantiles[2].toFixed(2)}.`)
      .join(' '),
    width: 480,
    height: 260,
    x: logAxis('perplexity', edges[0], edges[edges.length - 1]),
    y: {
      label: 'share of samples',
      scale: 'linear',
      from: 0,
      to: 1.06 + 0.1 * distributions.length,
      ticks: [],
      grid: false,
    },
    marks,
    table: {
      columns: [
        { name: 'distribution', kind: 'text' },
        { name: 'samples', kind: 'count' },
        { name: 'mean', kind: 'number' },
        ...['5 %', '25 %', '50 %', '75 %', '95 %'].map((name) => ({ name, kind: 'number' as const })),
      ],
      rows: distributions.map(({ scorer, run, samples, mean, quantiles }) => [
        nameOf(scorer, run),
        samples,
        known(mean),
        ...quantiles.map(known),
      ]),
    },
  };
}

/** Of each run that has one, and which run stands nearest to the base: the pair to compare at equal entropy. */
function entropyWords({ overview, labels }: FigureContext, { entropyProxy }: Perplexity): string {
  const { base, compared } = overview;
  const known = compared.flatMap((run) => {
    const entropy = entropyProxy[run];
    return entropy === null ? [] : [{ run, entropy }];
  });
  if (known.length === 0) return '';
  const each = known.map(({ run, entropy }) => `${labels[run]} ${entropy.toFixed(3)}`);
  const words = `; output entropy by its stand-in, nats a token: ${each.join(', ')}`;
  const own = entropyProxy[base];
  const others = known.filter(({ run }) => run !== base);
  if (own === null || others.length < 2) return words;
  const away = (one: { entropy: number }) => Math.abs(one.entropy - own);
  const nearest = others.reduce((best, one) => (away(one) < away(best) ? one : best));
  return `${words}; nearest to ${labels[base]}: ${labels[nearest.run]}`;
}

function valueAxis(label: string, values: readonly number[]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = (most - least) * 0.06 || 1;
  // Entropies have sixteen digits; settings have few.
  const ticks = [...new Set(values)].map((at) => ({ at, label: String(Number(at.toPrecision(4))) }));
  return { label, scale: 'linear', from: least - pad, to: most + pad, ticks, grid: false };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function count(value: number): string {
  return Number.isNaN(value) ? '–' : formatCount(value);
}

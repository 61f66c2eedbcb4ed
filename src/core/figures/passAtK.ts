import { formatCount, formatFraction, formatOf, formatPercent } from '../format';
import type { CrossoverEstimate, Curves, Forecast, Overview } from '../overview/overview';
import { isMissing } from '../overview/overview';
import { plainSentence } from '../overview/sentence';
import type { FigureContext } from './context';
import { captionsOf, dashOf, fractionAxis, kAxis, roleOf } from './context';
import type { FigureTable, Mark, Scene } from './scene';

/** Bounds of CoT-pass@k, told from all runs' lines by strokes with two dots. */
const COT_DASH = [5, 2, 1, 2, 1, 2];

/** Bands are drawn for up to this many runs; with more they hide each other. */
const MOST_BANDS = 3;

/** Mean pass@k of all runs on a log axis, with bands, the crossover and the k in use. */
export function passAtKFigure(context: FigureContext): Scene {
  const { overview } = context;
  const { compared, mode, curves, crossovers, against, K } = overview;
  const bands = compared.length <= MOST_BANDS;
  const about = mode === 'first' ? 'Share of problems solved by the first k samples' : 'Mean pass@k, unbiased estimate';
  return {
    id: 'pass-at-k',
    title: 'pass@k',
    ...captionsOf(
      context,
      `${bands ? `${about}, with 95 % bands` : `${about}; bands off for more than 3 runs`}${cotWords(context)}`,
    ),
    aria: `Curves of pass@k for ${compared.map((run) => context.labels[run]).join(', ')}, k from 1 to ${formatCount(K)}. ${plainSentence(overview.sentence)}${cotAria(context)}`,
    width: 640,
    height: 300,
    x: kAxis(K),
    y: fractionAxis(''),
    marks: curveMarks(context, curves, crossovers[against], bands),
    table: curveTable(context, curves),
  };
}

/** The same for one benchmark of several. */
export function benchmarkFigures(context: FigureContext): Scene[] {
  return context.overview.benchmarks.map((benchmark) => ({
    ...passAtKFigure(context),
    title: `pass@k · ${benchmark.name}`,
    ...captionsOf(
      context,
      `Mean pass@k over the ${formatCount(benchmark.problems)} problems of ${benchmark.name}${cotWords(context)}`,
    ),
    aria: `Curves of pass@k on ${benchmark.name}.`,
    marks: curveMarks(
      context,
      benchmark,
      benchmark.crossovers[context.overview.against],
      context.overview.compared.length <= MOST_BANDS,
      benchmark.name,
    ),
    table: curveTable(context, benchmark),
  }));
}

/** How much the bounds of CoT-pass@k rest on; '' without any. */
function cotWords({ overview, labels }: FigureContext): string {
  const words = overview.compared.flatMap((run) => {
    const reviewed = overview.review?.runs[run];
    if (!reviewed || !overview.curves.cot[run]) return [];
    const { audited, correct } = reviewed;
    return [`${labels[run]} ${formatOf(audited, correct)} audited (${formatPercent(audited / correct, 0)} %)`];
  });
  if (words.length === 0) return '';
  return `; CoT-pass@k as bounds (dashed with dots), from correct samples judged valid to those not judged invalid: ${words.join(', ')}`;
}

function cotAria({ overview, labels }: FigureContext): string {
  const { curves, atK, compared } = overview;
  const place = curves.ks.indexOf(atK);
  return compared
    .flatMap((run) => {
      const band = curves.cot[run];
      return band
        ? ` CoT-pass@${formatCount(atK)} of ${labels[run]} is between ${formatFraction(band.lower[place])} and ${formatFraction(band.upper[place])}.`
        : [];
    })
    .join('');
}

/** Both bounds as lines, what lies between them as an area. */
function cotMarks({ overview, labels }: FigureContext, { ks, cot }: Curves, part: { benchmark?: string }): Mark[] {
  return overview.compared.flatMap((run): Mark[] => {
    const band = cot[run];
    if (!band) return [];
    const { lower, upper } = band;
    const last = ks.length - 1;
    const line = (bound: 'lower' | 'upper', label?: string): Mark => ({
      kind: 'line',
      role: roleOf(run),
      dash: COT_DASH,
      points: ks.map((k, i): [number, number] => [k, band[bound][i]]),
      ...(label ? { label } : {}),
      curve: { run, ...part, cot: bound },
    });
    return [
      {
        kind: 'area',
        role: roleOf(run),
        opacity: 0.07,
        points: ks.map((k, i): [number, number, number] => [k, lower[i], upper[i]]),
      },
      line('upper'),
      line('lower', `CoT ${labels[run]} ${shortFraction(lower[last])}–${shortFraction(upper[last])}`),
    ];
  });
}

function curveMarks(
  context: FigureContext,
  curves: Curves,
  crossing: CrossoverEstimate | undefined,
  bands: boolean,
  benchmark?: string,
): Mark[] {
  const { overview, labels } = context;
  const { ks, runs } = curves;
  const { compared, atK, K, against } = overview;
  const part = benchmark === undefined ? {} : { benchmark };
  const marks: Mark[] = crossing ? crossoverMarks(crossing, overview, { run: against, ...part }) : [];
  if (bands)
    for (const run of compared) {
      const curve = runs[run];
      if (!curve) continue;
      const points = ks.map((k, i): [number, number, number] => [k, curve.lo[i], curve.hi[i]]);
      if (points.every((point) => !point.some(Number.isNaN)))
        marks.push({ kind: 'area', role: roleOf(run), opacity: 0.13, points });
    }
  marks.push(...cotMarks(context, curves, part));
  if (K > 0) marks.push({ kind: 'rule', role: 'accent', dash: [], width: 1, from: [atK, 0], to: [atK, 1] });
  for (const run of compared) {
    const curve = runs[run];
    if (!curve) continue;
    const points = ks.map((k, i): [number, number] => [k, curve.value[i]]);
    const label = `${labels[run]} ${shortFraction(curve.value[ks.length - 1])}`;
    marks.push({ kind: 'line', role: roleOf(run), dash: dashOf(run), points, label, curve: { run, ...part } });
  }
  for (const run of compared) {
    const value = runs[run]?.value[ks.indexOf(atK)];
    if (value === undefined) continue;
    marks.push({
      kind: 'point',
      role: roleOf(run),
      x: atK,
      y: value,
      filled: true,
      radius: 3,
      target: { kind: 'k', k: atK, run, ...part },
    });
  }
  return marks;
}

/** Where the base overtakes, with its interval; the words stand on the side of the interval that the k in use is not on. */
function crossoverMarks(
  { k, lo, hi, share }: CrossoverEstimate,
  { K, atK }: Overview,
  of: { run: number; benchmark?: string },
): Mark[] {
  if (k === null) return [];
  const marks: Mark[] = [];
  const interval = Number.isNaN(share) ? '' : ` [${lo ?? `> ${formatCount(K)}`}, ${hi ?? `> ${formatCount(K)}`}]`;
  if (!Number.isNaN(share))
    marks.push({ kind: 'rect', role: 'strip', x: [lo ?? K, hi ?? K], y: [0, 1], fill: 0.6, outline: false });
  marks.push({ kind: 'rule', role: 'text', dash: [1.5, 2.5], width: 1, from: [k, 0], to: [k, 1] });
  const [left, right] = [Math.min(k, lo ?? k), Math.max(k, hi ?? k)];
  const text = `crossover k = ${formatCount(k)}${interval}`;
  const isLeft = standsLeft(left, right, text, K, atK);
  marks.push({
    kind: 'text',
    role: 'text',
    x: isLeft ? left : right,
    y: 0.03,
    text: isLeft ? `${text} ` : ` ${text}`,
    anchor: isLeft ? 'end' : 'start',
    dy: 0,
    strong: false,
    target: { kind: 'ahead', k, ...of },
  });
  return marks;
}

/** Share of the plot's width that a letter takes, about. */
const LETTER = 0.0115;

/** Whether words about a stretch of k stand left of it: where they fit and the k in use does not go through them. */
function standsLeft(left: number, right: number, text: string, K: number, atK: number): boolean {
  const place = (k: number) => Math.log(k) / Math.log(Math.max(2, K));
  const width = LETTER * (text.length + 1);
  const hits = (from: number, to: number) => place(atK) > from && place(atK) < to;
  const cost = (from: number, to: number) => (from < 0 || to > 1 ? 2 : 0) + (hits(from, to) ? 1 : 0);
  const [onLeft, onRight] = [cost(place(left) - width, place(left)), cost(place(right), place(right) + width)];
  return onLeft === onRight ? right > Math.sqrt(K) : onLeft < onRight;
}

function curveTable({ overview, labels }: FigureContext, { ks, runs, cot }: Curves): FigureTable {
  const shown = overview.compared.filter((run) => runs[run]);
  const bounded = overview.compared.flatMap((run) => (cot[run] ? [{ label: labels[run], band: cot[run] }] : []));
  return {
    columns: [
      { name: 'k', kind: 'count' },
      ...shown.flatMap((run) => [
        { name: labels[run], kind: 'fraction' as const },
        { name: `${labels[run]} 2.5 %`, kind: 'fraction' as const },
        { name: `${labels[run]} 97.5 %`, kind: 'fraction' as const },
      ]),
      ...bounded.flatMap(({ label }) => [
        { name: `${label} CoT at least`, kind: 'fraction' as const },
        { name: `${label} CoT at most`, kind: 'fraction' as const },
      ]),
    ],
    rows: ks.map((k, i) => [
      k,
      ...shown.flatMap((run) => {
        const curve = runs[run]!;
        return [curve.value[i], curve.lo[i], curve.hi[i]].map((value) => (Number.isNaN(value) ? null : value));
      }),
      ...bounded.flatMap(({ band }) => [band.lower[i], band.upper[i]]),
    ]),
  };
}

/** Where the beta-binomial fit leads past n: dashed, and never joined to what was measured. */
export function forecastFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const forecasts = overview.forecast.filter((one): one is Forecast => !isMissing(one));
  if (forecasts.length === 0) return undefined;
  const most = Math.max(...forecasts.flatMap(({ ks }) => ks));
  const marks: Mark[] = [
    { kind: 'rule', role: 'muted', dash: [1.5, 2.5], width: 1, from: [overview.K, 0], to: [overview.K, 1] },
  ];
  marks.push({ kind: 'text', role: 'muted', x: overview.K, y: 0.03, text: 'n ', anchor: 'end', dy: 0, strong: false });
  for (const run of overview.compared) {
    const curve = overview.curves.runs[run];
    if (!curve) continue;
    const points = overview.curves.ks.map((k, i): [number, number] => [k, curve.value[i]]);
    marks.push({ kind: 'line', role: roleOf(run), dash: [], points, curve: { run } });
  }
  for (const { run, ks, value } of forecasts)
    marks.push({
      kind: 'line',
      role: roleOf(run),
      dash: [3, 4],
      points: ks.map((k, i): [number, number] => [k, value[i]]),
      label: `${labels[run]} ${shortFraction(value[ks.length - 1])}`,
      // What may still come is of the problems that have not been solved once.
      target: { kind: 'bin', run, bin: 0 },
    });
  const words = forecasts.map(({ run, backTestError }) => {
    const checked = Number.isNaN(backTestError)
      ? ''
      : `, off by ${formatFraction(backTestError, 3)} when fitted on a quarter`;
    return `${labels[run]}${checked}`;
  });
  return {
    id: 'forecast',
    title: 'Forecast past n',
    ...captionsOf(context, `Beta-binomial fit, dashed: ${words.join('; ')}`),
    aria: `Forecast of pass@k from k = ${formatCount(overview.K)} to ${formatCount(most)} by a beta-binomial fit.`,
    width: 640,
    height: 300,
    x: kAxis(most),
    y: fractionAxis(''),
    marks,
    table: {
      columns: [
        { name: 'k', kind: 'count' },
        ...forecasts.map(({ run }) => ({ name: labels[run], kind: 'fraction' as const })),
      ],
      rows: forecasts[0].ks.map((k, i) => [k, ...forecasts.map(({ value }) => value[i])]),
    },
  };
}

/** `.77`, as at the end of a line. */
function shortFraction(value: number): string {
  return formatFraction(value).replace(/^0\./, '.');
}

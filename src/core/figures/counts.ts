// Figures of how many problems: coverage, sets, accuracy, its flow, support.
import { problemClasses, type ProblemClass } from '../compare/comparison';
import { classWords } from '../compare/wordsFor';
import { formatCount, formatNoun, formatPercent } from '../format';
import { accuracyBins } from '../stats/accuracyBins';
import type { FigureContext } from './context';
import { bandAxis, captionsOf, countAxis, roleOf } from './context';
import type { FigureTable, Mark, Scene } from './scene';
import type { Target } from '../overview/targets';

/** The 2 × 2 table of who solves what at k, τ; base across, `against` along. */
export function coverageFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { base, against } = overview;
  if (base < 0 || base === against) return undefined;
  const { counts, rows } = overview.coverage[against];
  const total = counts.both + counts.baseOnly + counts.rlOnly + counts.neither;
  const cells: [ProblemClass, x: number, y: number][] = [
    ['both', 0, 1],
    ['baseOnly', 1, 1],
    ['rlOnly', 0, 0],
    ['neither', 1, 0],
  ];
  const marks = cells.flatMap(([name, x, y]): Mark[] => {
    const target: Target = { kind: 'class', class: name, run: against };
    const ids = idLines(Array.from(rows[name], (row) => context.ids[row]));
    const share = total > 0 ? `  ${formatPercent(counts[name] / total, 0)} %` : '';
    const text = (dy: number, words: string, strong: boolean): Mark => {
      const role = strong ? 'text' : 'muted';
      return { kind: 'text', role, x: x - 0.45, y: y + 0.5, text: words, anchor: 'start', dy, strong };
    };
    return [
      { kind: 'rect', role: 'grid', x: [x - 0.5, x + 0.5], y: [y - 0.5, y + 0.5], fill: 0, outline: true, target },
      text(20, `${classWords[name]}${share}`, false),
      text(46, formatCount(counts[name]), true),
      ...ids.map((line, i) => text(66 + 15 * i, line, false)),
    ];
  });
  const words = (Object.keys(classWords) as ProblemClass[])
    .filter((name) => name !== 'undefined' || counts.undefined > 0)
    .map((name) => `${classWords[name]} ${formatCount(counts[name])}`);
  return {
    id: 'coverage',
    title: 'Coverage',
    ...captionsOf(context, solvedWords(context)),
    aria: `Problems solved by ${labels[base]} and ${labels[against]}: ${words.join(', ')}.`,
    width: 400,
    height: 280,
    x: bandAxis('', [`${labels[against]} solves`, `${labels[against]} doesn’t`]),
    y: bandAxis('', [`${labels[base]} doesn’t`, `${labels[base]} solves`]),
    marks,
    table: {
      columns: [
        { name: 'class', kind: 'text' },
        { name: 'problems', kind: 'count' },
        { name: 'share', kind: 'fraction' },
        { name: 'ids', kind: 'ids' },
      ],
      rows: problemClasses.map((name) => [
        classWords[name],
        counts[name],
        name === 'undefined' || total === 0 ? null : counts[name] / total,
        Array.from(rows[name], (row) => context.ids[row]),
      ]),
    },
  };
}

/** Ids as many as fit into a cell, in lines; the rest is in the table. */
function idLines(ids: readonly string[]): string[] {
  const [widest, most] = [20, 3];
  if (ids.length === 0) return ['no problem'];
  const lines = [''];
  for (const [i, id] of ids.entries()) {
    const word = i + 1 < ids.length ? `${id}, ` : id;
    if ((lines[lines.length - 1] + word).length <= widest || lines[lines.length - 1] === '')
      lines[lines.length - 1] += word;
    else if (lines.length < most) lines.push(word);
    else {
      lines[lines.length - 1] += '…';
      break;
    }
  }
  return lines.map((line) => (line.length > widest + 3 ? `${line.slice(0, widest)}…` : line.trimEnd()));
}

/** Sets drawn; the rest is in the table. */
const MOST_SETS = 12;

/** Which runs solve exactly which problems: a bar a set, and below it a filled point for each run that solves them. */
export function setsFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { sets, compared } = overview;
  if (compared.length < 3 || sets.length === 0) return undefined;
  const shown = sets.slice(0, MOST_SETS);
  const most = shown[0].rows.length;
  const lowest = compared.length;
  // Runs take one unit each, the bars as much as all runs together, but at least four.
  const room = Math.max(4, compared.length);
  const marks = shown.flatMap(({ solvedBy, rows }, x): Mark[] => {
    const target: Target = { kind: 'set', runs: compared.filter((_, i) => solvedBy[i]) };
    const top = lowest + 0.2 + (room * rows.length) / most;
    return [
      {
        kind: 'rect',
        role: 'muted',
        x: [x - 0.35, x + 0.35],
        y: [lowest + 0.2, top],
        fill: 0.8,
        outline: false,
        label: formatCount(rows.length),
        target,
      },
      ...solvedBy.map((filled, i): Mark => {
        const y = lowest - 1 - i;
        return { kind: 'point', role: roleOf(compared[i]), x, y, filled, radius: 5, target };
      }),
    ];
  });
  const setName = (solvedBy: boolean[]) =>
    compared
      .filter((_, i) => solvedBy[i])
      .map((run) => labels[run])
      .join(' + ') || 'no run';
  return {
    id: 'sets',
    title: 'Solved by exactly these runs',
    ...captionsOf(
      context,
      `${solvedWords(context)}${sets.length > MOST_SETS ? `; the ${MOST_SETS} largest of ${sets.length} sets` : ''}`,
    ),
    aria: `Problems by the runs that solve them: ${shown
      .slice(0, 4)
      .map(({ solvedBy, rows }) => `${setName(solvedBy)} ${rows.length}`)
      .join(', ')}.`,
    width: 480,
    height: 280,
    x: {
      ...bandAxis(
        '',
        shown.map(() => ''),
      ),
    },
    y: {
      ...bandAxis(
        '',
        [...compared].reverse().map((run) => labels[run]),
      ),
      to: lowest + 0.6 + room,
    },
    marks,
    table: {
      columns: [
        { name: 'solved by', kind: 'text' },
        { name: 'problems', kind: 'count' },
        { name: 'ids', kind: 'ids' },
      ],
      rows: sets.map(({ solvedBy, rows }) => [
        setName(solvedBy),
        rows.length,
        Array.from(rows, (row) => context.ids[row]),
      ]),
    },
  };
}

/** Problems in each accuracy bin, a bar a run; the first run filled, others outlined. */
export function accuracyFigure(context: FigureContext): Scene {
  const { overview, labels } = context;
  const { histogram, compared, problems } = overview;
  const most = Math.max(0, ...compared.flatMap((run) => histogram.counts[run] ?? []));
  const width = 0.84 / Math.max(1, compared.length);
  const marks = compared.flatMap((run, i): Mark[] =>
    (histogram.counts[run] ?? []).flatMap((count, bin): Mark[] => {
      if (count === 0) return [];
      const x: [number, number] = [bin - 0.42 + i * width, bin - 0.42 + (i + 1) * width];
      const fill = i === 0 ? 1 : 0.35;
      const target: Target = { kind: 'bin', run, bin };
      const label = compared.length <= 3 ? formatCount(count) : undefined;
      return [{ kind: 'rect', role: roleOf(run), x, y: [0, count], fill, outline: true, label, target }];
    }),
  );
  const ends = compared.map((run) => {
    const counts = histogram.counts[run] ?? [];
    return `${labels[run]} has ${formatCount(counts[0] ?? 0)} at exactly 0 and ${formatCount(counts[11] ?? 0)} at exactly 1`;
  });
  return {
    id: 'accuracy',
    title: 'Accuracy per problem',
    ...captionsOf(context, 'Problems by accuracy c/n in the bins of the study, 0 and 1 exact'),
    aria: `Histogram of accuracy over ${formatNoun(problems.shown, 'problem')}: ${ends.join('; ')}.`,
    width: 420,
    height: 240,
    x: bandAxis('accuracy c/n', accuracyBins),
    y: countAxis('problems', most),
    marks,
    table: {
      columns: [
        { name: 'accuracy', kind: 'text' },
        ...compared.map((run) => ({ name: labels[run], kind: 'count' as const })),
      ],
      rows: accuracyBins.map((name, bin) => [name, ...compared.map((run) => histogram.counts[run]?.[bin] ?? null)]),
    },
  };
}

/** Upper ends of the bins, where there is little room. */
const shortBins = accuracyBins.map((name) => name.replace(/^[≤<] /, (sign) => (sign === '< ' ? '<' : '')));

/** Where the problems of each accuracy bin of the base went. */
export function flowFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { histogram, base, against } = overview;
  if (base < 0 || base === against) return undefined;
  const most = Math.max(1, ...histogram.flow.flat());
  const marks: Mark[] = [{ kind: 'rule', role: 'muted', dash: [2, 3], width: 1, from: [-0.5, -0.5], to: [11.5, 11.5] }];
  for (const [from, row] of histogram.flow.entries())
    for (const [to, count] of row.entries())
      if (count > 0)
        marks.push({
          kind: 'rect',
          role: 'muted',
          x: [from - 0.5, from + 0.5],
          y: [to - 0.5, to + 0.5],
          fill: 0.2 + (0.6 * count) / most,
          outline: false,
          label: formatCount(count),
          target: { kind: 'flow', from, to },
        });
  const { rise, fall } = histogram;
  return {
    id: 'flow',
    title: 'Shift',
    ...captionsOf(context, `▲ ${formatCount(rise)} rise, ▼ ${formatCount(fall)} fall; bins of accuracy`),
    aria: `From ${labels[base]} to ${labels[against]} accuracy rises for ${formatNoun(rise, 'problem')} and falls for ${formatCount(fall)}.`,
    width: 300,
    height: 300,
    x: bandAxis(`${labels[base]} accuracy`, shortBins),
    y: bandAxis(`${labels[against]} accuracy`, shortBins),
    marks,
    table: flowTable(context),
  };
}

function flowTable({ overview, labels }: FigureContext): FigureTable {
  return {
    columns: [
      { name: `${labels[overview.base]} \\ ${labels[overview.against]}`, kind: 'text' },
      ...accuracyBins.map((name) => ({ name, kind: 'count' as const })),
    ],
    rows: overview.histogram.flow.map((row, from) => [accuracyBins[from], ...row]),
  };
}

const supportGroups = ['preserved', 'shrunk', 'expanded', 'out'] as const;

/** Problems in and out of the base's and each run's support. */
export function supportFigure(context: FigureContext): Scene | undefined {
  const { overview, labels } = context;
  const { support } = overview;
  if (support.length === 0) return undefined;
  const most = Math.max(...support.flatMap((run) => supportGroups.map((group) => run[group].length)));
  const width = 0.8 / support.length;
  const marks = support.flatMap((one, i): Mark[] =>
    supportGroups.map((group, place): Mark => {
      const x: [number, number] = [place - 0.4 + i * width, place - 0.4 + (i + 1) * width];
      const count = one[group].length;
      const target: Target = { kind: 'support', run: one.run, group };
      return {
        kind: 'rect',
        role: roleOf(one.run),
        x,
        y: [0, count],
        fill: 0.6,
        outline: true,
        label: formatCount(count),
        target,
      };
    }),
  );
  const threshold = support[0].epsilon > 0 ? `c/n above ${support[0].epsilon}` : 'at least one correct sample';
  return {
    id: 'support',
    title: 'Support',
    ...captionsOf(context, `In support: ${threshold}`),
    aria: support
      .map((one) => `${labels[one.run]}: ${supportGroups.map((group) => `${group} ${one[group].length}`).join(', ')}.`)
      .join(' '),
    width: 420,
    height: 240,
    x: bandAxis('', supportGroups),
    y: countAxis('problems', most),
    marks,
    table: {
      columns: [{ name: 'run', kind: 'text' }, ...supportGroups.map((name) => ({ name, kind: 'count' as const }))],
      rows: support.map((one) => [labels[one.run], ...supportGroups.map((group) => one[group].length)]),
    },
  };
}

/** `Solved at k = 64: pass@64 ≥ 0.5`. */
function solvedWords({ overview }: FigureContext): string {
  const { k, tau, mode } = overview;
  if (k === 'n') return 'Solved at k = n: at least one correct sample';
  const rule =
    mode === 'first' ? `a correct one among the first ${formatCount(k)} samples` : `pass@${formatCount(k)} ≥ ${tau}`;
  return `Solved at k = ${formatCount(k)}: ${rule}`;
}

/** The tiles as text: one a statistic, and one for the paired tests. */
import { definitions } from '../../src/core/overview/definitions';
import { formatCount, formatPercent, formatPoints } from '../../src/core/format';
import type { Estimate, Overview, PairedTests, Statistic } from '../../src/core/overview/overview';
import type { Target } from '../../src/core/overview/targets';
import type { FigureTable } from '../../src/core/figures/scene';

export interface Tile {
  key: string;
  label: string;
  value: string;
  /** Beside the value: the interval, the unit. */
  beside: string;
  /** Below: the numbers the value is made of, each with its run. */
  parts: { run: number; text: string }[];
  /** Below, when there are no parts. */
  note: string;
  definition: string;
  /** The problems it is made of: those in which the base is ahead; of one run those it solves. */
  target: Target;
}

export function tilesOf(overview: Overview, labels: readonly string[]): Tile[] {
  const tiles = overview.statistics.map((statistic) => tileOf(overview, statistic, labels));
  return overview.paired ? [...tiles, pairedTile(overview.paired, overview.against)] : tiles;
}

function tileOf(overview: Overview, statistic: Statistic, labels: readonly string[]): Tile {
  const { id, label, difference, note } = statistic;
  const { base, against } = overview;
  const definition = `${definitions[id]}${note ? ` ${sentence(note)}` : ''}`;
  const common = { key: id, definition, target: targetOf(overview, id) };
  if (difference) {
    const parts = [base, against].flatMap((run) => {
      const value = statistic.runs[run];
      return value ? [{ run, text: formatPercent(value.value) }] : [];
    });
    return {
      ...common,
      label: `${label}, ${labels[against]} − ${labels[base]}`,
      value: formatPoints(difference.value),
      beside: `${pointsInterval(difference)}pts`,
      parts,
      note: '',
    };
  }
  const alone = statistic.runs[against] ?? statistic.runs[base];
  const interval = alone && !Number.isNaN(alone.lo) ? `${percentInterval(alone)} ` : '';
  return {
    ...common,
    label,
    value: alone ? formatPercent(alone.value) : '–',
    beside: alone ? `${interval}${id === 'deltaSE' ? 'pts' : '%'}` : '',
    parts: [],
    note: id === 'deltaSE' ? 'lower is better' : '',
  };
}

/** At equal n all that is a mean over problems rises with c; what speaks of one k is compared at that k, the rest by c/n. */
function targetOf({ base, against, atK, K }: Overview, id: Statistic['id']): Target {
  const large = id === 'pass@256' || id === 'deltaSE';
  const k = large ? Math.min(256, K) : id === 'pass@k' ? atK : 1;
  return base >= 0 && base !== against ? { kind: 'ahead', k, run: against } : { kind: 'k', k, run: against };
}

function pairedTile({ mcnemar, permutation }: PairedTests, against: number): Tile {
  const { baseOnly, rlOnly, p } = mcnemar;
  const k = formatCount(permutation.k);
  const how = permutation.exact ? 'exact' : `${formatCount(permutation.flips)} draws`;
  return {
    key: 'paired',
    label: `Permutation test of pass@${k}`,
    value: `p ${pWords(permutation.p)}`,
    beside: how,
    parts: [],
    note: `McNemar p ${pWords(p)} (${formatCount(baseOnly)}\u00a0:\u00a0${formatCount(rlOnly)})`,
    definition: `${definitions.permutation} ${definitions.mcnemar}`,
    target: { kind: 'class', class: 'baseOnly', run: against },
  };
}

/** `= 0.032`, `< 0.001`. */
function pWords(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}

function pointsInterval({ lo, hi }: Estimate): string {
  return Number.isNaN(lo) ? '' : `[${formatPoints(lo)}, ${formatPoints(hi)}] `;
}

function percentInterval({ lo, hi }: Estimate): string {
  return `[${formatPercent(lo)}, ${formatPercent(hi)}]`;
}

function sentence(note: string): string {
  return `${note[0].toUpperCase()}${note.slice(1)}.`;
}

/** All statistics of all runs, unrounded, for export. */
export function statisticsTable({ statistics, compared, paired }: Overview, labels: readonly string[]): FigureTable {
  const row = (name: string, of: string, { value, lo, hi }: Estimate) => [
    name,
    of,
    ...[value, lo, hi].map((number) => (Number.isNaN(number) ? null : number)),
  ];
  const rows = statistics.flatMap(({ label, runs, difference }) => [
    ...compared.flatMap((run) => (runs[run] ? [row(label, labels[run], runs[run])] : [])),
    ...(difference ? [row(label, 'difference', difference)] : []),
  ]);
  const test = (name: string, p: number) => [name, 'p', p, null, null];
  return {
    columns: [
      { name: 'statistic', kind: 'text' },
      { name: 'of', kind: 'text' },
      ...['value', '2.5 %', '97.5 %'].map((name) => ({ name, kind: 'fraction' as const })),
    ],
    rows: paired
      ? [...rows, test('McNemar test', paired.mcnemar.p), test('permutation test', paired.permutation.p)]
      : rows,
  };
}

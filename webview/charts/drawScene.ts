/**
 * Draws a scene on a canvas with chart.js: its scales, ticks, grid, lines, bands and points; what chart.js has no word
 * for (boxes, strokes, words) is drawn by `scenePlugin`. This folder alone knows chart.js.
 */
import {
  Chart,
  Filler,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type ChartOptions,
} from 'chart.js';
import type { Palette } from '../../src/core/figures/palette';
import type { AreaMark, Axis, LineMark, PointMark, Scene } from '../../src/core/figures/scene';
import { withOpacity } from './palette';
import { endsOf, isShort, scenePlugin, type Drawing, type Highlight } from './scenePlugin';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler);

export type SceneChart = Chart<'line'>;
type Point = { x: number; y: number };
type Dataset = ChartDataset<'line', Point[]>;

export interface Look {
  palette: Palette;
  /** `font-family` of everything. */
  font: string;
  /** px of axis labels. */
  size: number;
  /** The mark in focus; asked at each drawing. */
  highlight?: Highlight;
}

/** What a chart draws now; its plugin asks each time, as chart.js keeps the plugins of the beginning. */
const drawn = new WeakMap<SceneChart, Drawing>();

/** A chart that fills its canvas' parent, or, with `fixed`, has the scene's own size at two px a px. */
export function drawScene(canvas: HTMLCanvasElement, scene: Scene, look: Look, fixed = false): SceneChart {
  const first = { scene, look };
  const plugin = scenePlugin((chart) => drawn.get(chart) ?? first);
  const chart = new Chart(canvas, { ...configOf(scene, look, fixed), plugins: [plugin] });
  drawn.set(chart, first);
  return chart;
}

/** The same chart with other numbers, or in other colours. */
export function redrawScene(chart: SceneChart, scene: Scene, look: Look): void {
  drawn.set(chart, { scene, look });
  const { data, options } = configOf(scene, look, false);
  chart.data = data;
  chart.options = options ?? {};
  chart.update('none');
}

function configOf(scene: Scene, look: Look, fixed: boolean): ChartConfiguration<'line', Point[]> {
  const { palette, font, size } = look;
  return {
    type: 'line',
    data: { datasets: datasetsOf(scene, palette) },
    options: {
      animation: false,
      responsive: !fixed,
      maintainAspectRatio: false,
      ...(fixed ? { devicePixelRatio: 2 } : {}),
      events: [],
      parsing: false,
      normalized: true,
      font: { family: font, size },
      layout: { padding: { top: scene.y.label ? size + 10 : 10, right: rightRoom(scene, look), left: 2, bottom: 0 } },
      scales: { x: scaleOf(scene.x, look, 'x'), y: scaleOf(scene.y, look, 'y') },
    },
  };
}

/** Room for names at the ends of lines, and for half of the last tick's label. */
function rightRoom(scene: Scene, { font, size }: Look): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 60;
  context.font = `600 ${size}px ${font}`;
  const widths = endsOf(scene).map(({ label }) => context.measureText(label).width + 12);
  const last = context.measureText(scene.x.ticks.at(-1)?.label ?? '').width / 2;
  const beside = isShort(scene.x.label) ? last + 8 + context.measureText(scene.x.label).width : 8;
  return Math.ceil(Math.max(beside, ...widths));
}

type ScaleOptions = NonNullable<NonNullable<ChartOptions<'line'>['scales']>[string]>;

/** Exactly the scene's ticks; labels that would touch are left out. */
function scaleOf(axis: Axis, { palette, font, size }: Look, side: 'x' | 'y'): ScaleOptions {
  const labels = new Map(axis.ticks.map(({ at, label }) => [at, label]));
  const hasTitle = side === 'x' && axis.label.length > 0 && !isShort(axis.label);
  return {
    type: axis.scale === 'log' ? 'logarithmic' : 'linear',
    min: axis.from,
    max: axis.to,
    border: { display: false },
    grid: { display: axis.grid, color: palette.grid, drawTicks: false, lineWidth: 1 },
    ticks: {
      color: palette.muted,
      font: { family: font, size },
      padding: 6,
      maxRotation: 0,
      autoSkip: true,
      autoSkipPadding: side === 'x' ? 6 : 0,
      includeBounds: true,
      callback: (value: string | number) => labels.get(Number(value)) ?? '',
    },
    title: {
      display: hasTitle,
      text: axis.label,
      align: 'end',
      color: palette.muted,
      font: { family: font, size },
      padding: 0,
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map(({ at }) => ({ value: at }));
    },
  };
}

function datasetsOf(scene: Scene, palette: Palette): Dataset[] {
  const areas = scene.marks.filter((mark) => mark.kind === 'area');
  const lines = scene.marks.filter((mark) => mark.kind === 'line');
  const points = scene.marks.filter((mark) => mark.kind === 'point');
  // What is drawn later has the smaller order in chart.js.
  return [
    ...areas.flatMap((area) => areaDatasets(area, palette)),
    ...lines.map((line) => lineDataset(line, palette)),
    ...pointDatasets(points, palette),
  ].map((dataset, i) => ({ ...dataset, order: -i }));
}

function areaDatasets({ role, opacity, points }: AreaMark, palette: Palette): Dataset[] {
  const edge = (data: Point[], fill: string | false): Dataset => ({
    data,
    borderWidth: 0,
    pointRadius: 0,
    fill,
    backgroundColor: withOpacity(palette[role], opacity),
  });
  return [
    edge(
      points.map(([x, lo]) => ({ x, y: lo })),
      false,
    ),
    edge(
      points.map(([x, , hi]) => ({ x, y: hi })),
      '-1',
    ),
  ];
}

function lineDataset({ role, dash, points }: LineMark, palette: Palette): Dataset {
  return {
    data: points.map(([x, y]) => ({ x, y })),
    borderColor: palette[role],
    borderWidth: 2,
    borderDash: dash,
    borderJoinStyle: 'round',
    pointRadius: 0,
    fill: false,
  };
}

/** Points that look the same are one dataset. */
function pointDatasets(points: readonly PointMark[], palette: Palette): Dataset[] {
  const alike = new Map<string, PointMark[]>();
  for (const point of points) {
    const look = `${point.role} ${point.filled} ${point.radius}`;
    alike.set(look, [...(alike.get(look) ?? []), point]);
  }
  return [...alike.values()].map((group): Dataset => {
    const { role, filled, radius } = group[0];
    return {
      data: group.map(({ x, y }) => ({ x, y })).sort((a, b) => a.x - b.x),
      showLine: false,
      pointRadius: radius,
      pointBorderWidth: 1.5,
      pointBorderColor: palette[role],
      pointBackgroundColor: filled ? palette[role] : palette.background,
      fill: false,
      clip: 8,
    };
  });
}

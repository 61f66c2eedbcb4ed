/** What chart.js has no word for: boxes, strokes, words, names at the ends of lines, the ring around the mark in focus. */
import type { Chart, Plugin } from 'chart.js';
import type { ColourRole, Mark, RectMark, RuleMark, Scene, TextMark } from '../../src/core/figures/scene';
import { Labels } from '../../src/core/figures/plot';
import type { Look } from './drawScene';
import type { Scales } from './hit';
import { withOpacity } from './palette';
import { keyOf, stopsOf, type Stop } from './stops';

/** The mark in focus; undefined for none. */
export type Highlight = () => Stop | undefined;

/** px of a line of labels. */
const LINE = 14;

export interface Drawing {
  scene: Scene;
  look: Look;
}

export function scenePlugin(drawingOf: (chart: Chart<'line'>) => Drawing): Plugin<'line'> {
  return {
    id: 'scene',
    beforeDatasetsDraw: (chart) => {
      const { scene, look } = drawingOf(chart);
      const pen = new Pen(chart, look);
      for (const mark of scene.marks)
        if (mark.kind === 'rect') pen.rect(mark);
        else if (mark.kind === 'rule') pen.rule(mark);
    },
    afterDatasetsDraw: (chart) => {
      const { scene, look } = drawingOf(chart);
      const pen = new Pen(chart, look);
      for (const mark of scene.marks) pen.label(mark, scene);
      pen.ends(scene);
      pen.axisNames(scene);
      const stop = look.highlight?.();
      if (stop) pen.ring(stop, scene);
    },
  };
}

/** Axis units to px of the canvas. */
export function scalesOf(chart: Chart<'line'>): Scales {
  return {
    x: (value) => chart.scales.x.getPixelForValue(value),
    y: (value) => chart.scales.y.getPixelForValue(value),
  };
}

interface LineEnd {
  x: number;
  y: number;
  label: string;
  role: ColourRole;
}

/** Names at the ends of lines, in axis units. */
export function endsOf({ marks }: Scene): LineEnd[] {
  return marks.flatMap((mark) => {
    const last = mark.kind === 'line' ? mark.points.at(-1) : undefined;
    if (!last || mark.kind !== 'line' || mark.label === undefined) return [];
    return [{ x: last[0], y: last[1], label: mark.label, role: mark.role }];
  });
}

/** Names that fit behind the last tick of the axis. */
export function isShort(name: string): boolean {
  return name.length > 0 && name.length <= 4;
}

/** Tops of lines of words, moved apart where they would touch, and back up where they leave the plot. */
export function apart(ys: readonly number[], gap: number, bottom: number): number[] {
  const moved = [...ys];
  for (let i = 1; i < moved.length; i++) moved[i] = Math.max(moved[i], moved[i - 1] + gap);
  for (let i = moved.length - 1, least = bottom; i >= 0; i--, least -= gap) moved[i] = Math.min(moved[i], least);
  return moved;
}

class Pen {
  readonly #labels = new Labels();
  readonly #at: Scales;
  readonly #context: CanvasRenderingContext2D;

  constructor(
    private readonly chart: Chart<'line'>,
    private readonly look: Look,
  ) {
    this.#at = scalesOf(chart);
    this.#context = chart.ctx;
  }

  rect({ role, x, y, fill, outline }: RectMark): void {
    const [left, top, width, height] = this.#box(x, y);
    const colour = this.look.palette[role];
    if (fill > 0) {
      this.#context.fillStyle = withOpacity(colour, fill);
      this.#context.fillRect(left, top, width, height);
    }
    if (!outline) return;
    this.#context.save();
    this.#context.strokeStyle = colour;
    this.#context.lineWidth = 1;
    this.#context.strokeRect(left + 0.5, top + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
    this.#context.restore();
  }

  rule({ role, dash, width, from, to }: RuleMark): void {
    this.#context.save();
    this.#context.strokeStyle = this.look.palette[role];
    this.#context.lineWidth = width;
    this.#context.setLineDash(dash);
    this.#context.beginPath();
    this.#context.moveTo(this.#at.x(from[0]), this.#at.y(from[1]));
    this.#context.lineTo(this.#at.x(to[0]), this.#at.y(to[1]));
    this.#context.stroke();
    this.#context.restore();
  }

  /** The words of a mark: a text itself, the number over a bar or a point, or inside a cell. */
  label(mark: Mark, scene: Scene): void {
    const { size } = this.look;
    if (mark.kind === 'text') return this.#textMark(mark);
    if (mark.kind === 'point' && mark.label !== undefined)
      return this.#words(mark.label, this.#at.x(mark.x), this.#at.y(mark.y) - 8, {
        role: 'text',
        anchor: 'middle',
        halo: true,
      });
    if (mark.kind !== 'rect' || mark.label === undefined) return;
    const [left, top, width, height] = this.#box(mark.x, mark.y);
    const isCell = scene.y.scale === 'band' && scene.y.ticks.some(({ at }) => mark.y[0] === at - 0.5);
    const role = isCell && mark.fill >= 0.6 ? 'background' : 'text';
    this.#context.font = `${size}px ${this.look.font}`;
    const wide = this.#context.measureText(mark.label).width;
    if (wide > width + (isCell ? 0 : 8) && width < 14) return;
    const middle = isCell ? top + height / 2 + size * 0.36 : top - 4;
    if (!this.#labels.take(left + width / 2, middle, wide, size)) return;
    this.#words(mark.label, left + width / 2, middle, { role, anchor: 'middle' });
  }

  ends(scene: Scene): void {
    const ends = endsOf(scene).sort((a, b) => b.y - a.y);
    const ys = apart(
      ends.map(({ y }) => this.#at.y(y)),
      LINE - 1,
      this.chart.chartArea.bottom,
    );
    for (const [i, { x, label, role }] of ends.entries())
      this.#words(label, this.#at.x(x) + 8, ys[i] + 4, { role, anchor: 'start', weight: 600 });
  }

  /** A short name stands behind the last tick; the name of the upright axis above it. */
  axisNames({ x, y }: Scene): void {
    const { left, right, top, bottom } = this.chart.chartArea;
    const { size, font } = this.look;
    if (isShort(x.label)) {
      const last = x.ticks.at(-1);
      this.#context.font = `${size}px ${font}`;
      const half = this.#context.measureText(last?.label ?? '').width / 2;
      const from = (last ? this.#at.x(last.at) : right) + half + 6;
      this.#words(x.label, from, bottom + size + 5, { role: 'muted', anchor: 'start' });
    }
    if (y.label) this.#words(y.label, left, top - size + 2, { role: 'muted', anchor: 'start' });
  }

  ring(stop: Stop, scene: Scene): void {
    const marks = stop.marks.length > 0 ? stop.marks : undefined;
    this.#context.save();
    this.#context.strokeStyle = this.look.palette.accent;
    this.#context.lineWidth = 2;
    if (marks) for (const mark of marks) this.#ringOf(mark);
    else this.#circle(this.#onCurve(stop, scene), 7);
    this.#context.restore();
  }

  #onCurve({ target }: Stop, { marks }: Scene): [number, number] | undefined {
    if (target.kind !== 'k') return undefined;
    const { run, cot } = target;
    const line = marks.find((mark) => mark.kind === 'line' && mark.curve?.run === run && mark.curve.cot === cot);
    return line?.kind === 'line' ? line.points.find(([k]) => k === target.k) : undefined;
  }

  #ringOf(mark: Mark): void {
    if (mark.kind === 'rect') {
      const [left, top, width, height] = this.#box(mark.x, mark.y);
      this.#context.strokeRect(left - 2, top - 2, width + 4, height + 4);
    } else if (mark.kind === 'point') this.#circle([mark.x, mark.y], mark.radius + 4);
    else if (mark.kind === 'line') this.#circle(mark.points.at(-1), 7);
    else if (mark.kind === 'text') this.#underline(mark);
  }

  #underline({ x, y, dy, text, anchor }: TextMark): void {
    this.#context.font = `${this.look.size}px ${this.look.font}`;
    const { width } = this.#context.measureText(text);
    const left = this.#at.x(x) - { start: 0, middle: width / 2, end: width }[anchor];
    this.#context.strokeRect(left - 1, this.#at.y(y) + dy - this.look.size - 1, width + 2, this.look.size + 6);
  }

  #circle(at: [number, number] | undefined, radius: number): void {
    if (!at) return;
    this.#context.beginPath();
    this.#context.arc(this.#at.x(at[0]), this.#at.y(at[1]), radius, 0, 2 * Math.PI);
    this.#context.stroke();
  }

  /** Words that would leave the plot turn to the other side of their place. */
  #textMark({ x, y, text, anchor, dy, role, strong }: TextMark): void {
    const { right } = this.chart.chartArea;
    const size = strong ? this.look.size * 1.6 : this.look.size;
    this.#context.font = `${strong ? 600 : 400} ${size}px ${this.look.font}`;
    const width = this.#context.measureText(text).width;
    const px = this.#at.x(x);
    const turned = anchor === 'start' && px + width > this.chart.width - 2 && px - width > 0 && px <= right + 2;
    this.#words(text, px, this.#at.y(y) + dy, {
      role,
      anchor: turned ? 'end' : anchor,
      weight: strong ? 600 : 400,
      size,
      halo: true,
    });
  }

  #words(
    text: string,
    x: number,
    y: number,
    style: { role: ColourRole; anchor: TextMark['anchor']; weight?: number; size?: number; halo?: boolean },
  ): void {
    const { role, anchor, weight = 400, size = this.look.size, halo } = style;
    this.#context.save();
    this.#context.font = `${weight} ${size}px ${this.look.font}`;
    this.#context.fillStyle = this.look.palette[role];
    this.#context.textAlign = anchor === 'middle' ? 'center' : anchor;
    this.#context.textBaseline = 'alphabetic';
    if (halo) {
      // A whisker, or where there is little room the cursor of k, goes through the place of the words.
      this.#context.strokeStyle = this.look.palette.background;
      this.#context.lineWidth = 4;
      this.#context.lineJoin = 'round';
      this.#context.strokeText(text, x, y);
    }
    this.#context.fillText(text, x, y);
    this.#context.restore();
  }

  #box(x: readonly [number, number], y: readonly [number, number]): [number, number, number, number] {
    const [left, right] = [this.#at.x(x[0]), this.#at.x(x[1])];
    const [top, bottom] = [this.#at.y(y[1]), this.#at.y(y[0])];
    return [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
  }
}

/** Of `scene`, the stop that stands for the same as `target`. */
export function stopOf(scene: Scene, key: string | undefined): Stop | undefined {
  return key === undefined ? undefined : stopsOf(scene).find(({ target }) => keyOf(target) === key);
}

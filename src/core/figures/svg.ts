// Draws a scene as SVG text: for export, for the report, for the command line. Text is escaped; nothing in it runs.
import { withoutControls } from '../format';
import type { Palette } from './palette';
import { fitText, Labels, plotOf, STRONG, type Plot } from './plot';
import type { Mark, Scene, TextMark } from './scene';

export interface SvgOptions {
  palette: Palette;
  /** Title above and caption below, for a figure that stands alone. */
  framed: boolean;
}

const FONT = "font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\"";
const TITLE_HEIGHT = 26;
const CAPTION_LINE = 15;
/** Numbers of bars: size of letters, and about their width. */
const NUMBER_SIZE = 10;
const NUMBER_LETTER = 5.6;

/** A scene as one `<svg>` element. */
export function svgOf(scene: Scene, { palette, framed }: SvgOptions): string {
  const lines = framed ? wrap(scene.caption, Math.floor(scene.width / 5.6)) : [];
  const top = framed ? TITLE_HEIGHT : 0;
  const height = scene.height + top + (framed ? lines.length * CAPTION_LINE + 8 : 0);
  const plot = plotOf(scene, top);
  const pen = new Pen(palette);
  const body = [
    framed ? pen.rect(0, 0, scene.width, height, 'background', 1) : '',
    framed ? pen.text(8, 18, scene.title, { anchor: 'start', role: 'text', size: 13, strong: true }) : '',
    ...axes(scene, plot, pen),
    ...scene.marks.map((mark) => drawMark(mark, plot, pen, scene.width)),
    ...lineLabels(scene, plot, pen),
    ...lines.map((line, i) =>
      pen.text(8, top + scene.height + 14 + i * CAPTION_LINE, line, { anchor: 'start', role: 'muted', size: 11 }),
    ),
  ].filter(Boolean);
  const size = `viewBox="0 0 ${scene.width} ${round(height)}" width="${scene.width}" height="${round(height)}"`;
  const label = `role="img" aria-label="${escapeText(scene.aria)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${label} ${FONT} font-size="11">\n${body.join('\n')}\n</svg>\n`;
}

/**
 * Text for markup, quotes included. Characters that XML forbids, and those that would turn the text around them (bidi
 * controls), become replacement characters.
 */
export function escapeText(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return withoutControls(text).replace(/[&<>"']/g, (c) => named[c]);
}

interface TextStyle {
  anchor: TextMark['anchor'];
  role: keyof Palette;
  size?: number;
  strong?: boolean;
}

/** Elements in px. */
class Pen {
  readonly #labels = new Labels();

  constructor(private readonly palette: Palette) {}

  /** The number of a bar or a cell, where there is room for it. */
  number(x: number, y: number, text: string): string {
    if (!this.#labels.take(x, y, NUMBER_LETTER * text.length, NUMBER_SIZE)) return '';
    return this.text(x, y, text, { anchor: 'middle', role: 'text', size: NUMBER_SIZE });
  }

  text(x: number, y: number, text: string, { anchor, role, size, strong }: TextStyle): string {
    const look = `${size ? ` font-size="${size}"` : ''}${strong ? ' font-weight="600"' : ''}`;
    // Leading and trailing blanks keep words off their mark.
    const words = escapeText(text).replace(/^ | $/g, '\u00a0');
    return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${this.palette[role]}"${look}>${words}</text>`;
  }

  line(
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    role: keyof Palette,
    width: number,
    dash: number[] = [],
  ): string {
    const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
    return `<line ${ends} stroke="${this.palette[role]}" stroke-width="${width}"${dashes(dash)}/>`;
  }

  path(points: readonly (readonly [number, number])[], role: keyof Palette, width: number, dash: number[]): string {
    const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
    return `<polyline points="${list}" fill="none" stroke="${this.palette[role]}" stroke-width="${width}" stroke-linejoin="round"${dashes(dash)}/>`;
  }

  area(points: readonly (readonly [number, number])[], role: keyof Palette, opacity: number): string {
    const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
    return `<polygon points="${list}" fill="${this.palette[role]}" fill-opacity="${opacity}"/>`;
  }

  rect(
    x: number,
    y: number,
    width: number,
    height: number,
    role: keyof Palette,
    fill: number,
    outline = false,
  ): string {
    const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
    const inside = fill > 0 ? `fill="${this.palette[role]}" fill-opacity="${round(fill)}"` : 'fill="none"';
    return `<rect ${box} ${inside}${outline ? ` stroke="${this.palette[role]}" stroke-width="1"` : ''}/>`;
  }

  circle(x: number, y: number, radius: number, role: keyof Palette, filled: boolean): string {
    const place = `cx="${round(x)}" cy="${round(y)}" r="${radius}"`;
    const colour = this.palette[role];
    return `<circle ${place} fill="${filled ? colour : 'none'}" stroke="${colour}" stroke-width="1.5"/>`;
  }
}

function axes({ x, y, width }: Scene, plot: Plot, pen: Pen): string[] {
  const { left, right, top, bottom } = plot;
  const elements: string[] = [];
  for (const { at, label } of y.ticks) {
    const py = plot.y(at);
    if (y.grid) elements.push(pen.line(left, py, right, py, 'grid', 1));
    elements.push(pen.text(left - 6, py + 4, fitText(label, left - 8), { anchor: 'end', role: 'muted' }));
  }
  for (const { at, label } of x.ticks) {
    const px = plot.x(at);
    if (x.grid) elements.push(pen.line(px, top, px, bottom, 'grid', 1));
    const room = x.scale === 'band' ? (right - left) / x.ticks.length : 2 * Math.min(px, width - px);
    elements.push(pen.text(px, bottom + 15, fitText(label, room), { anchor: 'middle', role: 'muted' }));
  }
  if (x.label) elements.push(pen.text(right, bottom + 29, fitText(x.label, right), { anchor: 'end', role: 'muted' }));
  if (y.label)
    elements.push(pen.text(left, top - 5, fitText(y.label, width - left), { anchor: 'start', role: 'muted' }));
  return elements;
}

function drawMark(mark: Mark, plot: Plot, pen: Pen, width: number): string {
  switch (mark.kind) {
    case 'line':
      return pen.path(
        mark.points.map(([x, y]) => [plot.x(x), plot.y(y)] as const),
        mark.role,
        2,
        mark.dash,
      );
    case 'area': {
      const upper = mark.points.map(([x, , hi]) => [plot.x(x), plot.y(hi)] as const);
      const lower = mark.points.map(([x, lo]) => [plot.x(x), plot.y(lo)] as const).reverse();
      return pen.area([...upper, ...lower], mark.role, mark.opacity);
    }
    case 'rect': {
      const [x1, x2] = [plot.x(mark.x[0]), plot.x(mark.x[1])];
      const [y1, y2] = [plot.y(mark.y[1]), plot.y(mark.y[0])];
      const box = pen.rect(x1, y1, Math.max(0, x2 - x1), Math.max(0, y2 - y1), mark.role, mark.fill, mark.outline);
      if (mark.label === undefined) return box;
      const isCell = plot.isCell(mark.y);
      const y = isCell ? (y1 + y2) / 2 + 4 : y1 - 4;
      return box + pen.number((x1 + x2) / 2, y, mark.label);
    }
    case 'point': {
      const [x, y] = [plot.x(mark.x), plot.y(mark.y)];
      const point = pen.circle(x, y, mark.radius, mark.role, mark.filled);
      if (mark.label === undefined) return point;
      return point + pen.text(x, y - 8, mark.label, { anchor: 'middle', role: 'text', size: 10 });
    }
    case 'rule':
      return pen.line(
        plot.x(mark.from[0]),
        plot.y(mark.from[1]),
        plot.x(mark.to[0]),
        plot.y(mark.to[1]),
        mark.role,
        mark.width,
        mark.dash,
      );
    case 'text': {
      const { anchor, role, strong } = mark;
      const style = { anchor, role, strong, ...(strong ? { size: 18 } : {}) };
      const x = plot.x(mark.x);
      const room = { start: width - x, end: x, middle: 2 * Math.min(x, width - x) }[anchor];
      return pen.text(x, plot.y(mark.y) + mark.dy, strong ? mark.text : fitText(mark.text, room), style);
    }
  }
}

/** Names at the ends of lines, moved apart where they would touch. */
function lineLabels({ marks, width }: Scene, plot: Plot, pen: Pen): string[] {
  const ends = marks.flatMap((mark) => {
    const last = mark.kind === 'line' ? mark.points.at(-1) : undefined;
    if (!last || mark.kind !== 'line' || mark.label === undefined) return [];
    return [{ x: plot.x(last[0]), y: plot.y(last[1]), label: mark.label, role: mark.role }];
  });
  ends.sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + 13);
  const below = (ends.at(-1)?.y ?? 0) - plot.bottom;
  if (below > 0) for (const end of ends) end.y -= below;
  return ends.map(({ x, y, label, role }) => {
    const words = fitText(label, (width - x - 8) / STRONG);
    return pen.text(x + 8, y + 4, words, { anchor: 'start', role, strong: true });
  });
}

/** Lines of at most `most` characters, broken at blanks. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function dashes(dash: number[]): string {
  return dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A figure as PNG: the scene at twice its size, with title and caption, in the colours of paper. */
import { printPalette } from '../../src/core/figures/palette';
import type { Scene } from '../../src/core/figures/scene';
import { drawScene } from './drawScene';

const SCALE = 2;
const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
const TITLE = 28;
const LINE = 15;
const SIDE = 10;

/** @throws Error when the browser makes no picture of the canvas. */
export async function pngOf(scene: Scene): Promise<Uint8Array> {
  const plot = document.createElement('canvas');
  plot.width = scene.width;
  plot.height = scene.height;
  plot.style.width = `${scene.width}px`;
  plot.style.height = `${scene.height}px`;
  const chart = drawScene(plot, scene, { palette: printPalette, font: FONT, size: 11 }, true);
  const framed = frame(scene, plot);
  chart.destroy();
  const blob = await new Promise<Blob | null>((resolve) => framed.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`${scene.title}: the browser made no PNG of it.`);
  return new Uint8Array(await blob.arrayBuffer());
}

function frame(scene: Scene, plot: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser has no canvas to draw on.');
  context.font = `11px ${FONT}`;
  const lines = linesOf(scene.caption, scene.width, (text) => context.measureText(text).width);
  const width = scene.width + 2 * SIDE;
  const height = TITLE + scene.height + lines.length * LINE + 12;
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = printPalette.background;
  context.fillRect(0, 0, width, height);
  context.drawImage(plot, SIDE, TITLE, scene.width, scene.height);
  context.fillStyle = printPalette.text;
  context.font = `600 13px ${FONT}`;
  context.fillText(scene.title, SIDE, 19);
  context.fillStyle = printPalette.muted;
  context.font = `11px ${FONT}`;
  for (const [i, line] of lines.entries()) context.fillText(line, SIDE, TITLE + scene.height + 14 + i * LINE);
  return canvas;
}

/** Lines no wider than `width`, broken at blanks. */
export function linesOf(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

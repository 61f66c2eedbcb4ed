/** The editor's colours for a canvas, which knows neither variables nor `color-mix`. */
import type { Palette } from '../../src/core/figures/palette';
import type { ColourRole } from '../../src/core/figures/scene';

const sources: Record<ColourRole, string> = {
  run1: 'var(--vscode-traceInspector-run1)',
  run2: 'var(--vscode-traceInspector-run2)',
  run3: 'var(--vscode-traceInspector-run3)',
  run4: 'var(--vscode-traceInspector-run4)',
  run5: 'var(--vscode-traceInspector-run5)',
  run6: 'var(--vscode-traceInspector-run6)',
  text: 'var(--vscode-foreground)',
  muted: 'var(--muted)',
  grid: 'color-mix(in srgb, var(--vscode-foreground) 13%, var(--vscode-editor-background))',
  strip: 'color-mix(in srgb, var(--vscode-foreground) 14%, var(--vscode-editor-background))',
  accent: 'var(--vscode-focusBorder)',
  background: 'var(--vscode-editor-background)',
};

let read: Palette | undefined;

/** Colours of the theme in force, as `rgb(…)`. Read once for a theme: `forgetPalette` when it changes. */
export function pagePalette(): Palette {
  return (read ??= readPalette());
}

export function forgetPalette(): void {
  read = undefined;
}

function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const resolve = (source: string): string => {
    probe.style.color = source;
    return opaque(context, getComputedStyle(probe).color);
  };
  const roles = Object.keys(sources) as ColourRole[];
  const palette = Object.fromEntries(roles.map((role) => [role, resolve(sources[role])])) as Record<ColourRole, string>;
  probe.remove();
  return palette;
}

/** Any CSS colour as `rgb(r, g, b)`, by painting it. */
function opaque(context: CanvasRenderingContext2D | null, colour: string): string {
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** `rgb(…)` or `#rrggbb` with an opacity. */
export function withOpacity(colour: string, opacity: number): string {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  const parts = hex ? hex.slice(1).map((pair) => parseInt(pair, 16)) : (colour.match(/[\d.]+/g) ?? []).slice(0, 3);
  return `rgba(${parts.join(', ')}, ${opacity})`;
}

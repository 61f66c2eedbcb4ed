/** Icons in the colours of runs: what the page draws with CSS, for tabs and trees. */
import * as vscode from 'vscode';
import type { ProblemClass } from '../core/compare/comparison';

type Theme = 'dark' | 'light';
type Icon = Record<Theme, vscode.Uri>;

/** Default colours of the runs' places, from the manifest; a tree can't ask for what a user has made of them. */
type RunColours = Record<Theme, string>[];
const outline: Record<Theme, string> = { dark: '#cccccc', light: '#3b3b3b' };

export function runColours(manifest: unknown): RunColours {
  const { contributes } = manifest as { contributes: { colors: { id: string; defaults: Record<Theme, string> }[] } };
  return contributes.colors.filter(({ id }) => /^traceInspector\.run\d$/.test(id)).map(({ defaults }) => defaults);
}

/** For the tabs of both editors. */
export function comparisonIcon(extensionUri: vscode.Uri): Icon {
  const file = (theme: Theme): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'media', 'icons', theme, 'comparison.svg');
  return { dark: file('dark'), light: file('light') };
}

/** Hue and dash of a run's place, as on the page. From the seventh on hues repeat with the next dash. */
export function runIcon(place: number): vscode.ThemeIcon {
  const dash = ((place + Math.floor(place / 6)) % 6) + 1;
  return new vscode.ThemeIcon(
    `trace-inspector-dash${dash}`,
    new vscode.ThemeColor(`traceInspector.run${(place % 6) + 1}`),
  );
}

/** Left half: the base solves it. Right half: the run at place `against` does. Dashed: undefined. */
export function classIcon(group: ProblemClass, colours: RunColours, base: number, against: number): Icon {
  const draw = (theme: Theme): vscode.Uri => {
    const colourOf = (run: number): string => colours[Math.max(0, run) % colours.length][theme];
    return svgUri(classGlyph(group, colourOf(base), colourOf(against), outline[theme]));
  };
  return { dark: draw('dark'), light: draw('light') };
}

function classGlyph(group: ProblemClass, base: string, against: string, line: string): string {
  const left = `<path d="M8 3.25a4.75 4.75 0 0 0 0 9.5Z" fill="${base}"/>`;
  const right = `<path d="M8 3.25a4.75 4.75 0 0 1 0 9.5Z" fill="${against}"/>`;
  const ring = `<circle cx="8" cy="8" r="4.75" fill="none" stroke="${line}"/>`;
  const glyphs: Record<ProblemClass, string> = {
    both: left + right,
    baseOnly: left + ring,
    rlOnly: right + ring,
    neither: `${ring}<path d="M8 3.25v9.5" stroke="${line}"/>`,
    undefined: ring.replace('/>', ' stroke-dasharray="2 1.73"/>'),
  };
  return glyphs[group];
}

function svgUri(body: string): vscode.Uri {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${body}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

// A figure's table as text for other programs. CSV and JSON carry numbers unrounded; Markdown and LaTeX are for reading
// and round as the page does.
import { UNDEFINED, formatCount, formatFraction, withoutControls } from '../format';
import type { Cell, ColumnKind, FigureTable } from './scene';

export const tableFormats = ['csv', 'json', 'markdown', 'latex'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** A table in one of the formats, ending in a newline. */
export function tableTo(format: TableFormat, table: FigureTable): string {
  switch (format) {
    case 'csv':
      return toCsv(table);
    case 'json':
      return toJson(table);
    case 'markdown':
      return toMarkdown(table);
    case 'latex':
      return toLatex(table);
  }
}

/** A cell as people read it: fractions with 3 decimals, other numbers with up to 4 digits. */
export function cellText(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return UNDEFINED;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'object') return idList(cell);
  if (kind === 'fraction') return cell > 0 && cell < 0.0005 ? '<0.001' : formatFraction(cell, 3);
  return kind === 'count' || Number.isInteger(cell) ? formatCount(cell) : String(Number(cell.toPrecision(4)));
}

/** Whether a column holds words, which stand left. */
export function isWords(kind: ColumnKind): boolean {
  return kind === 'text' || kind === 'id' || kind === 'ids';
}

/** `4, 11, "a, b"`: what has a comma or a quote of its own is quoted as in CSV. */
function idList(ids: readonly string[]): string {
  return ids.map(quoted).join(', ');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** RFC 4180, lines ending in CR LF. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCsv({ columns, rows }: FigureTable): string {
  const text = (value: string) => quoted(/^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value);
  const cell = (value: Cell) => {
    if (value === null) return '';
    return typeof value === 'number' ? String(value) : text(typeof value === 'string' ? value : idList(value));
  };
  return [columns.map(({ name }) => text(name)), ...rows.map((row) => row.map(cell))]
    .map((row) => `${row.join(',')}\r\n`)
    .join('');
}

/** A list of objects. Columns of one name get a number behind it. */
function toJson({ columns, rows }: FigureTable): string {
  const keys: string[] = [];
  for (const { name } of columns) {
    let key = name;
    for (let i = 2; keys.includes(key); i++) key = `${name} (${i})`;
    keys.push(key);
  }
  const objects = rows.map((row) => Object.fromEntries(row.map((cell, i) => [keys[i], cell])));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** As GitHub reads it, where `$` begins a formula and `&` may begin an entity. */
function toMarkdown({ columns, rows }: FigureTable): string {
  const escape = (text: string) =>
    withoutControls(text)
      .replace(/[\\`*_|<>[\]~$&]/g, '\\$&')
      .replace(/\s+/g, ' ');
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns.map(({ name }) => escape(name))),
    line(columns.map(({ kind }) => (isWords(kind) ? '---' : '---:'))),
    ...rows.map((row) => line(row.map((cell, i) => escape(cellText(cell, columns[i].kind))))),
  ].join('');
}

/**
 * What pdfLaTeX takes for something else, or does not know. A bracket or a star that begins a row would be read as an
 * option of the `\\` before it, and two hyphens as a dash.
 */
const latexWords: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '--': '-{}-',
  '–': '--',
  '−': '$-$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  Δ: '$\\Delta$',
  ε: '$\\varepsilon$',
  θ: '$\\theta$',
  ρ: '$\\rho$',
  τ: '$\\tau$',
  '\ufffd': '?',
};

/** A `tabular` with the rules of the booktabs package. */
function toLatex({ columns, rows }: FigureTable): string {
  const escape = (text: string) =>
    withoutControls(text)
      .replace(/--|[\\~^<>|[\]*–−≤≥Δεθρτ\ufffd{}%$#&_]/g, (found) => latexWords[found] ?? `\\${found}`)
      .replace(/\s+/g, ' ');
  const line = (cells: string[]) => `  ${cells.join(' & ')} \\\\\n`;
  return [
    `\\begin{tabular}{${columns.map(({ kind }) => (isWords(kind) ? 'l' : 'r')).join('')}}\n  \\toprule\n`,
    line(columns.map(({ name }) => escape(name))),
    '  \\midrule\n',
    ...rows.map((row) => line(row.map((cell, i) => escape(cellText(cell, columns[i].kind))))),
    '  \\bottomrule\n\\end{tabular}\n',
  ].join('');
}

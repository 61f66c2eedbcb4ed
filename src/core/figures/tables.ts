// A figure's table as text for other programs. CSV and JSON carry numbers unrounded; Markdown and LaTeX are for reading
// and round as the page does.
import { UNDEFINED, formatCount, formatFraction } from '../format';
import type { Cell, FigureTable } from './scene';

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
export function cellText(cell: Cell, kind: FigureTable['columns'][number]['kind']): string {
  if (cell === null) return UNDEFINED;
  if (typeof cell === 'string') return cell;
  if (kind === 'fraction') return formatFraction(cell, 3);
  return kind === 'count' || Number.isInteger(cell) ? formatCount(cell) : String(Number(cell.toPrecision(4)));
}

/** RFC 4180, lines ending in CR LF. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCsv({ columns, rows }: FigureTable): string {
  const text = (value: string) => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const cell = (value: Cell) => (typeof value === 'string' ? text(value) : value === null ? '' : String(value));
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

function toMarkdown({ columns, rows }: FigureTable): string {
  const escape = (text: string) => text.replace(/[\\`*_|<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns.map(({ name }) => escape(name))),
    line(columns.map(({ kind }) => (kind === 'text' ? '---' : '---:'))),
    ...rows.map((row) => line(row.map((cell, i) => escape(cellText(cell, columns[i].kind))))),
  ].join('');
}

/** A `tabular` with the rules of the booktabs package. */
function toLatex({ columns, rows }: FigureTable): string {
  const named: Record<string, string> = {
    '\\': '\\textbackslash{}',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
  };
  const escape = (text: string) =>
    text
      .replace(/[\\~^{}%$#&_]/g, (c) => named[c] ?? `\\${c}`)
      .replace(/−/g, '$-$')
      .replace(/\s+/g, ' ');
  const line = (cells: string[]) => `  ${cells.join(' & ')} \\\\\n`;
  return [
    `\\begin{tabular}{${columns.map(({ kind }) => (kind === 'text' ? 'l' : 'r')).join('')}}\n  \\toprule\n`,
    line(columns.map(({ name }) => escape(name))),
    '  \\midrule\n',
    ...rows.map((row) => line(row.map((cell, i) => escape(cellText(cell, columns[i].kind))))),
    '  \\bottomrule\n\\end{tabular}\n',
  ].join('');
}

/** Exported tables, read by the programs that people read them with. */
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { describe, expect, it } from 'vitest';
import type { FigureTable } from '../../../src/core/figures/scene';
import { cellText, tableTo } from '../../../src/core/figures/tables';
import { withoutControls } from '../../../src/core/format';
import { python } from './python';

const nasty = [
  'a, b',
  'say "hi"',
  'R&D_50 % #1 {x} $y$',
  'two\nlines\r\nand three',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1+1',
  '[1, 2]',
  '*star',
  'a--b---c',
  'c:\\new\\| a',
  '~x~ ^2 <b>bold</b> &lt;b&gt; &amp;',
  '`code` __init__ *it* [link](http://a.b) ![i](x)',
  'Ünïcode, Δ ≤ 1 − 2 – 日本 🙂',
  'nul\u0000 and \u202eturned',
  '',
];

const table: FigureTable = {
  columns: [
    { name: 'run_1 & "x"', kind: 'text' },
    { name: 'ids', kind: 'ids' },
    { name: 'n', kind: 'count' },
    { name: 'pass@1', kind: 'fraction' },
    { name: 'mean', kind: 'number' },
  ],
  rows: nasty.map((text, i) => [text, [text, String(i)], 1024 * i, i === 0 ? null : 1 / (i + 2), 1 / 3]),
};

describe('a CSV table', () => {
  const script =
    'import csv,io,json,sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline="")))))';
  const read = (text: string) => python(script, text) as string[][];
  const rows = read(tableTo('csv', table));

  it('has every text back when Python reads it, numbers unrounded', () => {
    expect(rows).toHaveLength(nasty.length + 1);
    expect(rows[0]).toEqual(table.columns.map(({ name }) => name));
    rows.slice(1).forEach(([text, , n, pass, mean], i) => {
      expect(text.replace(/^'/, '')).toBe(nasty[i]);
      expect([Number(n), Number(mean)]).toEqual([1024 * i, 1 / 3]);
      expect(pass).toBe(i === 0 ? '' : String(1 / (i + 2)));
    });
  });

  it('has each list of ids as a line of CSV, so that no comma is taken for another id', () => {
    const lists = read(
      rows
        .slice(1)
        .map(([, ids]) => `${ids.replace(/^'/, '').replaceAll(', ', ',')}\r\n`)
        .join(''),
    );
    const folded = (text: string) => text.replaceAll(', ', ',');
    expect(lists).toEqual(nasty.map((text, i) => [folded(text), String(i)]));
  });

  it('has no cell that a spreadsheet would compute', () => {
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});

describe('a JSON table', () => {
  it('has texts and numbers as they are, and ids as lists', () => {
    const rows = JSON.parse(tableTo('json', table));
    expect(rows).toEqual(
      table.rows.map(([text, ids, n, pass, mean]) => ({ 'run_1 & "x"': text, ids, n, 'pass@1': pass, mean })),
    );
  });
});

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}
const textOf = ({ type, value, children }: Node): string => {
  expect(['tableCell', 'text'], 'nothing but text in a cell').toContain(type);
  return value ?? (children ?? []).map(textOf).join('');
};

/** Cells of a Markdown table, line by line, as a reader of GitHub's Markdown takes them. */
function cellsOf(markdown: string): string[][] {
  const root: Node = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  expect(root.children?.map(({ type }) => type)).toEqual(['table']);
  return (root.children?.[0].children ?? []).map((row) => (row.children ?? []).map(textOf));
}
const oneLine = (text: string) => withoutControls(text).replace(/\s+/g, ' ').trim();

describe('a Markdown table', () => {
  it('is one table whose cells say what they hold, and nothing in them is markup', () => {
    expect(cellsOf(tableTo('markdown', table))).toEqual([
      table.columns.map(({ name }) => name),
      ...table.rows.map((row) => row.map((cell, i) => oneLine(cellText(cell, table.columns[i].kind)))),
    ]);
  });

  it('holds any text', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'\\|`*_<>[]()!~$&#;-:= "\'a1\n', '&amp;', 'www.a.b') });
    fc.assert(
      fc.property(signs, (text) => {
        const shown = {
          columns: [
            { name: 'x', kind: 'text' as const },
            { name: 'y', kind: 'text' as const },
          ],
          rows: [[text, 'end']],
        };
        expect(cellsOf(tableTo('markdown', shown))[1]).toEqual([oneLine(text), 'end']);
      }),
      { numRuns: 500 },
    );
  });
});

/** What LaTeX sets for the text of a cell, for the commands that tables use. @throws Error where it would stop */
function setBy(latex: string): string {
  const commands: Record<string, string> = {
    textbackslash: '\\',
    textasciitilde: '~',
    textasciicircum: '^',
    textless: '<',
    textgreater: '>',
    textbar: '|',
    Delta: 'Δ',
    le: '≤',
  };
  let words = '';
  for (let rest = latex; rest !== '';) {
    const [taken, command, sign, braced, plain] =
      /^(?:\\([A-Za-z]+)(?:\{\})?|\\([%$#&_{}])|\{(.?)\}|([^\\{}%$#&_~^]))/su.exec(rest.replace(/^\$(.*?)\$/, '$1')) ??
      [];
    if (taken === undefined) throw new Error(`LaTeX would stop at ${rest.slice(0, 20)}`);
    if (command !== undefined && !(command in commands)) throw new Error(`\\${command} is not known`);
    words += command === undefined ? (sign ?? braced ?? plain) : commands[command];
    rest = rest.startsWith('$') ? rest.replace(/^\$.*?\$/, '') : rest.slice(taken.length);
  }
  return words;
}

describe('a LaTeX table', () => {
  const latex = tableTo('latex', table);
  const lines = latex.split('\n');

  it('has the frame of a booktabs table, and in each row as many cells as columns', () => {
    expect(lines[0]).toBe('\\begin{tabular}{llrrr}');
    expect([lines[1], lines[3], ...lines.slice(-3)]).toEqual([
      '  \\toprule',
      '  \\midrule',
      '  \\bottomrule',
      '\\end{tabular}',
      '',
    ]);
    for (const line of [lines[2], ...lines.slice(4, -3)]) {
      expect(line).toMatch(/^ {2}.* \\\\$/);
      // An option of the line end before it.
      expect(line).not.toMatch(/^\s*[[*]/);
      expect(line.match(/(?<!\\)&/g)).toHaveLength(4);
    }
  });

  it('sets what the cells hold', () => {
    const dashes = (text: string) => text.replaceAll('–', '--').replaceAll('−', '-').replaceAll('\ufffd', '?');
    lines.slice(4, -3).forEach((line, i) => {
      const [first] = line.replace(/ \\\\$/, '').split(/(?<!\\) ?& /);
      expect(setBy(first.trim())).toBe(dashes(oneLine(nasty[i])));
    });
  });

  it('knows the signs of our own columns', () => {
    const columns = ['ΔSE = pass@256 base − pass@1 RL', 'G-Pass@8, θ = 0.5', 'pass^8', '≤ .1'].map((name) => ({
      name,
      kind: 'fraction' as const,
    }));
    // eslint-disable-next-line no-control-regex
    expect(tableTo('latex', { columns, rows: [] })).toMatch(/^[\u0000-\u007f]*$/);
  });
});

it('a small share is not written as none', () => {
  expect([0, 0.0001, 0.001, null].map((value) => cellText(value, 'fraction'))).toEqual([
    '0.000',
    '<0.001',
    '0.001',
    '–',
  ]);
});

// The report: one HTML file that needs no network and no script. The sentence first, then figures with their tables, the
// numbers, findings, and the settings that made them.
import type { Finding } from '../findings';
import { formatCount, formatPercent, formatPoints } from '../format';
import { definitions } from '../overview/definitions';
import type { Estimate, Missing, Statistic } from '../overview/overview';
import { isMissing } from '../overview/overview';
import type { FigureContext } from './context';
import { figuresOf } from './figuresOf';
import { darkPalette, printPalette, type Palette } from './palette';
import type { FigureTable, Scene } from './scene';
import { escapeText, svgOf } from './svg';
import { cellText, isWords } from './tables';

export interface ReportInput extends FigureContext {
  title: string;
  findings: readonly Finding[];
  /** What else made the numbers: version, files, verdict rules. */
  settings: readonly (readonly [name: string, value: string])[];
}

/** The whole file. All text in it is escaped. */
export function reportHtml(input: ReportInput): string {
  const { overview, title } = input;
  const scenes = figuresOf(input);
  const parts = overview.sentence.parts.map(({ text, strong, muted }) => {
    const words = escapeText(text);
    if (strong) return `<strong>${words}</strong>`;
    return muted ? `<span class="muted">${words}</span>` : words;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(title)}</title>
<style>
${styles()}
</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p class="sentence">${parts.join('')}</p>
<p class="muted">${escapeText(overview.sentence.note)}</p>
${statisticsSection(input)}
<div class="figures">
${scenes.map(figureSection).join('\n')}
</div>
${missingSection(input)}
${findingsSection(input.findings)}
${settingsSection(input)}
</main>
</body>
</html>
`;
}

const roles = Object.keys(printPalette) as (keyof Palette)[];
const variables = Object.fromEntries(roles.map((role) => [role, `var(--${role})`])) as Record<keyof Palette, string>;

function styles(): string {
  const values = (palette: Palette) => roles.map((role) => `--${role}: ${palette[role]};`).join(' ');
  return `:root { color-scheme: light dark; ${values(printPalette)} }
@media (prefers-color-scheme: dark) { :root { ${values(darkPalette)} } }
@media print { :root { ${values(printPalette)} } section { break-inside: avoid; } }
body { margin: 0; background: var(--background); color: var(--text); font: 14px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 18px; font-weight: 600; }
h2 { font-size: 14px; font-weight: 600; margin: 32px 0 4px; }
.sentence { font-size: 20px; line-height: 1.45; margin: 8px 0; }
.muted, figcaption { color: var(--muted); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); gap: 0 32px; align-items: start; }
.figures > .wide { grid-column: 1 / -1; }
figure { margin: 0; }
figcaption { font-size: 12px; max-width: 76ch; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 12px 2px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
td.number, th.number { text-align: right; }
.numbers td { white-space: nowrap; }
.numbers { overflow-x: auto; }
details { font-size: 12px; margin-top: 4px; overflow-x: auto; }
summary { cursor: pointer; color: var(--muted); }
dt { font-weight: 600; } dd { margin: 0 0 8px; color: var(--muted); overflow-wrap: anywhere; }`;
}

function figureSection(scene: Scene): string {
  return `<section${scene.width > 600 ? ' class="wide"' : ''}>
<h2>${escapeText(scene.title)}</h2>
<figure>
${svgOf(scene, { palette: variables, framed: false })}<figcaption>${escapeText(scene.caption)}</figcaption>
</figure>
<details><summary>Table of ${escapeText(scene.title)}</summary>
${tableHtml(scene.table)}</details>
</section>`;
}

function tableHtml({ columns, rows }: FigureTable): string {
  const cell = (tag: string, text: string, i: number) =>
    `<${tag}${isWords(columns[i].kind) ? '' : ' class="number"'}>${escapeText(text)}</${tag}>`;
  const head = columns.map(({ name }, i) => cell('th', name, i)).join('');
  const body = rows.map(
    (row) => `<tr>${row.map((value, i) => cell('td', cellText(value, columns[i].kind), i)).join('')}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>\n`;
}

function statisticsSection({ overview, labels }: ReportInput): string {
  const { statistics, compared, base, against, paired } = overview;
  if (statistics.length === 0) return '';
  const differs = base >= 0 && base !== against;
  const head = [
    '',
    ...compared.map((run) => labels[run]),
    ...(differs ? [`${labels[against]} − ${labels[base]}`] : []),
  ];
  const row = ({ id, label, runs, difference, note }: Statistic) => {
    const cells = compared.map((run) => (runs[run] ? percentWords(runs[run]) : ''));
    const last = differs ? [difference ? pointsWords(difference) : ''] : [];
    const about = note ? ` <span class="muted">(${escapeText(note)})</span>` : '';
    const name = `<th title="${escapeText(definitions[id])}">${escapeText(label)}${about}</th>`;
    return `<tr>${name}${[...cells, ...last].map((text) => `<td>${escapeText(text)}</td>`).join('')}</tr>`;
  };
  const tests = paired
    ? `<p class="muted">${escapeText(
        `McNemar, exact: ${formatCount(paired.mcnemar.baseOnly)} base only, ${formatCount(paired.mcnemar.rlOnly)} RL only, p ${pWords(paired.mcnemar.p)}. Paired permutation of pass@${formatCount(paired.permutation.k)}: p ${pWords(paired.permutation.p)} (${paired.permutation.exact ? 'exact' : `${formatCount(paired.permutation.flips)} draws`}).`,
      )}</p>`
    : '';
  return `<section>
<h2>Numbers, in per cent, with 95 % intervals</h2>
<div class="numbers"><table><thead><tr>${head.map((name) => `<th>${escapeText(name)}</th>`).join('')}</tr></thead><tbody>
${statistics.map(row).join('\n')}
</tbody></table></div>
${tests}
</section>`;
}

function percentWords({ value, lo, hi }: Estimate): string {
  const interval = Number.isNaN(lo) ? '' : ` [${formatPercent(lo)}, ${formatPercent(hi)}]`;
  return formatPercent(value) + interval;
}

function pointsWords({ value, lo, hi }: Estimate): string {
  const interval = Number.isNaN(lo) ? '' : ` [${formatPoints(lo)}, ${formatPoints(hi)}]`;
  return formatPoints(value) + interval;
}

/** `= 0.031`, `< 0.001`. */
function pWords(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}

/** What the page would show with more data, and how to get it. */
function missingSection({ overview, labels }: ReportInput): string {
  const { ladder, lengths, answers, perplexity, forecast, compared } = overview;
  const sections: [string, object | Missing][] = [
    ['Ladder', ladder],
    ['Lengths', lengths],
    ['Answers', answers],
    ['Perplexity', perplexity],
    ...compared.map((run): [string, object | Missing] => [`Forecast, ${labels[run]}`, forecast[run]]),
  ];
  const missing = sections.flatMap(([name, section]) => (isMissing(section) ? [[name, section.missing]] : []));
  if (missing.length === 0) return '';
  const items = missing.map(([name, why]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(why)}</dd>`);
  return `<section>\n<h2>Not shown</h2>\n<dl>\n${items.join('\n')}\n</dl>\n</section>`;
}

function findingsSection(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.map(({ severity, file, line, message }) => {
    const place = file === undefined ? '' : `${fileName(file)}${line === undefined ? '' : `:${line}`}: `;
    return `<li><span class="muted">${severity}: ${escapeText(place)}</span>${escapeText(message)}</li>`;
  });
  return `<section>\n<h2>Findings (${formatCount(findings.length)})</h2>\n<ul>\n${items.join('\n')}\n</ul>\n</section>`;
}

/** A report is passed on: it names files, not the folders of one machine. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function settingsSection({ overview, settings, labels, dumps }: ReportInput): string {
  const { k, tau, mode, K, interval, filters, problems } = overview;
  const all: (readonly [string, string])[] = [
    [
      'k, τ',
      `k = ${k === 'n' ? 'n' : formatCount(k)}, τ = ${tau}, ${mode === 'first' ? 'first k samples as drawn' : 'estimated pass@k'}`,
    ],
    [
      'Problems',
      `${formatCount(problems.shown)} of ${formatCount(problems.total)}; ${formatCount(problems.filteredOut)} filtered out, ${formatCount(problems.guessable)} guessable, ${formatCount(problems.notInAllRuns)} not in every run; smallest n ${formatCount(K)}`,
    ],
    ['Intervals', `${definitions.interval} Seed ${interval.seed}, ${formatCount(interval.done)} resamples.`],
    ['Filters', filters.length > 0 ? filters.join(', ') : 'none'],
    ...labels.map((label, run) => [`Dump of ${label}`, dumps?.[run] ?? ''] as const).filter(([, dump]) => dump !== ''),
    ...settings,
  ];
  const items = all.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`);
  return `<section>\n<h2>Settings</h2>\n<dl>\n${items.join('\n')}\n</dl>\n</section>`;
}

import { writeFile } from 'node:fs/promises';
import { version } from '../../package.json';
import { reportHtml } from '../core/figures/report';
import { formatSize, withoutControls } from '../core/format';
import { plainSentence } from '../core/overview/sentence';
import { readArguments } from './arguments';
import { CliError, type Command } from './command';
import { computeOverview, overviewOptions } from './overview';

/** `report`: the Overview as one HTML file. */
export const report: Command = {
  usage: `  trace-inspector report <what stats takes> -o report.html
      The Overview as one HTML file with its figures and tables, that needs no network and no script. "-o -" prints it.`,
  async run(args) {
    const read = readArguments(
      args.map((arg) => (arg === '-o' ? '--output' : arg)),
      { ...overviewOptions, output: 'text' },
    );
    const { output } = read.texts;
    if (!output) throw new CliError('report needs -o <file>, or -o - for standard output.');
    const { title, input, overview, findings, verdicts } = await computeOverview(read);
    const html = reportHtml({
      title: title || 'Reasoning traces',
      overview,
      labels: input.runs.map(({ label }) => label),
      ids: input.table.ids,
      dumps: input.runs.map(({ dump }) => dump ?? ''),
      findings,
      settings: [
        ...input.runs.map(({ label }, run) => [`Verdict of ${label}`, verdicts[run]] as const),
        ['Made by', `Reasoning Trace Inspector ${version}`],
      ],
    });
    if (output === '-') return html;
    await writeFile(output, html).catch((error: Error) => {
      throw new CliError(`${output} can't be written: ${error.message}`);
    });
    return `${withoutControls(plainSentence(overview.sentence))}\nWritten to ${output}, ${formatSize(Buffer.byteLength(html))}.\n`;
  },
};

import { basename } from 'node:path';
import type { AnnotationLog } from '../core/annotations/annotationLog';
import { logText } from '../core/annotations/compact';
import { annotationsCsv, annotationsMarkdown } from '../core/annotations/exports';
import { formatNoun } from '../core/format';
import { AnnotationStore } from '../io/annotations/annotationStore';
import { compactFile } from '../io/annotations/compactFile';
import { importAnnotations } from '../io/annotations/importFile';
import { readAnnotated } from './annotationFiles';
import { readArguments } from './arguments';
import { CliError, findingsText, type Command } from './command';

const formats: Record<string, (log: AnnotationLog, title: string) => string> = {
  jsonl: logText,
  csv: annotationsCsv,
  markdown: annotationsMarkdown,
};

/** `annotations`: the file itself, out, in and smaller. */
export const annotations: Command = {
  usage: `  trace-inspector annotations <name.traces.json> --export jsonl|csv|markdown
  trace-inspector annotations <name.traces.json> --import <file> | --compact
      All annotations on standard output, codebook included, in a form that --import reads back. --import adds what is
      not there yet. --compact leaves out what was undone or written over; nothing else does.`,
  async run(args) {
    const { paths, texts, flags } = readArguments(args, { export: 'text', import: 'text', compact: 'flag' });
    const { log, title, path, findings } = await readAnnotated(paths, 'annotations');
    if (texts.export !== undefined) {
      const format = Object.hasOwn(formats, texts.export) ? formats[texts.export] : undefined;
      if (!format) throw new CliError(`--export takes ${Object.keys(formats).join(', ')}, not "${texts.export}".`);
      return format(log, title);
    }
    if (texts.import !== undefined) return importInto(path, texts.import);
    if (!flags.has('compact')) throw new CliError('annotations needs --export, --import or --compact.');
    if (log.size === 0) throw new CliError(`${basename(path)} holds no annotations.`);
    const { before, after } = await compactFile(path);
    return `${basename(path)}: ${formatNoun(before, 'line')} before, ${after} now.\n${findingsText(findings)}`;
  },
};

async function importInto(path: string, from: string): Promise<string> {
  const { records, findings } = await importAnnotations(from);
  // What is imported has its authors.
  const store = await AnnotationStore.open({ path, author: () => '', follow: false });
  const added = await store.merge(records);
  await store.dispose();
  const known = records.length - added;
  return `${basename(path)}: ${formatNoun(added, 'event')} added, ${known} already there.\n${findingsText(findings)}`;
}

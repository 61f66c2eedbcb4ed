/** Prevalence as Markdown tables: how often each tag occurs by run and verdict, and in which fifth of the trace. */
import { formatCount, formatNoun, formatOf } from '../format';
import { codebookOf } from './shownTags';
import { denominatorWords, type Prevalence } from './prevalence';
import type { AnnotationState } from './state';

export interface PrevalenceFacts {
  title: string;
  /** Samples with a tag or a review. */
  read: number;
  lost: number;
  seed: number;
  resamples: number;
}

const placeWords: Record<string, string> = {
  0: '1st fifth',
  1: '2nd fifth',
  2: '3rd fifth',
  3: '4th fifth',
  4: '5th fifth',
  trace: 'whole trace',
};

export function prevalenceMarkdown(
  state: AnnotationState,
  rows: readonly Prevalence[],
  { title, read, lost, seed, resamples }: PrevalenceFacts,
): string {
  const gone = lost > 0 ? ` ${lost} annotated places are lost: their traces are not in the dumps any more.` : '';
  const head = [
    `# Tags of ${cell(title)}`,
    `${denominatorWords} These are ${formatNoun(read, 'sample')}.${gone} *share* is the mean over problems of the share of their samples with the tag, with a 95 % interval from ${formatCount(resamples)} resamples of whole problems (seed ${seed}), the same for all rows, so that two runs can be compared. *samples* have the tag, of those of that run and verdict.`,
  ];
  if (rows.length === 0) return `${head[0]}\n\nNothing is tagged yet.\n`;
  const tags = orderOf(state, rows);
  const anywhere = rows.filter(({ place }) => place === 'any');
  const placed = rows.filter(({ place, verdict }) => place !== 'any' && verdict === 'any');
  const byRun = tableOf(['tag', 'run', 'verdict', 'share, 95 %', 'samples', 'problems'], tags, anywhere, (row) => [
    row.run,
    row.verdict,
    ...numbersOf(row),
  ]);
  const byPlace = tableOf(['tag', 'run', 'where', 'share, 95 %', 'samples', 'problems'], tags, placed, (row) => [
    row.run,
    placeWords[row.place],
    ...numbersOf(row),
  ]);
  return `${[...head, '## By run and verdict', byRun, '## By the step in which the span begins', byPlace].join('\n\n')}\n`;
}

/** As in the codebook; tags that are only left over from a split come last. */
function orderOf(state: AnnotationState, rows: readonly Prevalence[]): { id: string; name: string }[] {
  const offered = codebookOf(state).map(({ id }) => id);
  const others = [...new Set(rows.map(({ tag }) => tag))].filter((id) => !offered.includes(id));
  return [...offered, ...others].map((id) => ({ id, name: state.tags.get(id)?.definition.name ?? id }));
}

function tableOf(
  head: readonly string[],
  tags: readonly { id: string; name: string }[],
  rows: readonly Prevalence[],
  cells: (row: Prevalence) => string[],
): string {
  const body = tags.flatMap(({ id, name }) => rows.filter(({ tag }) => tag === id).map((row) => [name, ...cells(row)]));
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function numbersOf({ x, n, problems, mean, interval: [lo, hi] }: Prevalence): string[] {
  return [`${mean.toFixed(3)} [${lo.toFixed(3)}, ${hi.toFixed(3)}]`, formatOf(x, n), formatCount(problems)];
}

/** Names are people's: nothing in them makes a cell of its own or markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&');
}

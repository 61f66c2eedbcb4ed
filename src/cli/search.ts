import { formatFirst, formatNoun } from '../core/format';
import { hitShare, runHitLines, totalWords } from '../core/search/hitWords';
import { queryWords, textMatcher, type SearchQuery } from '../core/search/query';
import { SearchResults, type HitCount, type SampleHit } from '../core/search/results';
import type { RunIndex } from '../core/runIndex';
import { discoverRuns, loadRun, readTrace } from '../io/loadRun';
import { searchSamples } from '../io/searchSamples';
import { readArguments, wholeNumber, type Arguments } from './arguments';
import { CliError, requireSamples, tableText, toJson, type Command } from './command';
import { readComparison } from './task';

/** `search`: which samples have a text in them, counted by run and verdict. */
export const search: Command = {
  usage: `  trace-inspector search <path…> --text <text> | --regex <expression> [--match-case] [--any-case] [--word]
      [--most <n>] [--json]
  trace-inspector search <name.traces.json> --pattern <name> [--json]
      Samples with the text, by run and verdict, and the problems they are of. Case counts when the text has a capital,
      or as told. --json lists the first 1,000 samples of each run, or --most of them, with where the first match begins.`,
  async run(args) {
    const input = readArguments(args, {
      text: 'text',
      regex: 'text',
      pattern: 'text',
      most: 'text',
      'match-case': 'flag',
      'any-case': 'flag',
      word: 'flag',
      json: 'flag',
    });
    const { runs, query } = await taskOf(input);
    const most = input.texts.most === undefined ? 1000 : wholeNumber(input.texts.most, '--most', 0);
    const results = new SearchResults(runs.map(({ index }) => index));
    const notes: string[] = [];
    await searchSamples(results.indexes, query, {
      onFound: (run, batch) => results.add(run, batch),
      onUnsearched: (message) => notes.push(message),
    });
    const labels = runs.map(({ label }) => label);
    return input.flags.has('json')
      ? toJson({ query, ...(await asJson(results, labels, query, most)), notes })
      : asText(results, labels, query, notes);
  },
};

interface SearchableRun {
  label: string;
  index: RunIndex;
}

async function taskOf(input: Arguments): Promise<{ runs: SearchableRun[]; query: SearchQuery }> {
  const { paths, texts } = input;
  if (paths.length === 0) throw new CliError('search needs at least one file, folder or glob, or a .traces.json file.');
  const comparison = paths.length === 1 && paths[0].endsWith('.traces.json') ? paths[0] : undefined;
  const file = comparison === undefined ? undefined : await readComparison(comparison);
  const named = file?.patterns.find(({ name }) => name === texts.pattern);
  if (texts.pattern !== undefined && !named)
    throw new CliError(`There is no pattern "${texts.pattern}" in ${paths[0]}.`);
  const query = named ?? queryOf(input);
  check(query);
  const baseDir = file?.baseDir ?? process.cwd();
  const specs = file?.runs ?? (await discoverRuns(paths, { baseDir })).specs;
  const runs: SearchableRun[] = [];
  for (const spec of specs) {
    const loaded = await loadRun(spec, { baseDir });
    requireSamples(spec, loaded);
    runs.push({ label: spec.label, index: loaded.index });
  }
  return { runs, query };
}

function queryOf({ texts, flags }: Arguments): SearchQuery {
  const text = texts.text ?? texts.regex;
  if (text === undefined || (texts.text !== undefined && texts.regex !== undefined))
    throw new CliError('search needs one of --text <text>, --regex <expression> and --pattern <name>.');
  return {
    text,
    ...(texts.regex !== undefined && { regex: true }),
    ...(flags.has('word') && { wholeWord: true }),
    ...(flags.has('match-case') ? { matchCase: true } : flags.has('any-case') && { matchCase: false }),
  };
}

function check(query: SearchQuery): void {
  try {
    textMatcher(query);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error));
  }
}

async function asJson(results: SearchResults, labels: string[], query: SearchQuery, most: number) {
  const counted = ([wrong, correct, unscored]: readonly HitCount[]) => ({ correct, wrong, unscored });
  const runs = [];
  for (const [run, label] of labels.entries()) {
    const index = results.indexes[run];
    const places = [...results.problemsOf(run).keys()].sort((a, b) => a - b);
    const hits = places.flatMap((place) => results.hitsOf(run, place).map((hit) => ({ place, hit })));
    const samples = [];
    for (const { place, hit } of hits.slice(0, most)) {
      const { sample, count } = hit;
      samples.push({ problem: index.problems[place].id, sample, count, first: await firstOf(hit, index, query) });
    }
    runs.push({ label, ...counted(results.runs[run]), samples, moreSamples: hits.length - samples.length });
  }
  return { ...results.all, runs };
}

/** Where the first match begins, in UTF-16 units: searching for text counts without it. */
async function firstOf({ row, first }: SampleHit, index: RunIndex, query: SearchQuery): Promise<number> {
  return first >= 0 ? first : textMatcher(query).spans(await readTrace(index, row), 1)[0].start;
}

function asText(results: SearchResults, labels: string[], query: SearchQuery, notes: string[]): string {
  const rows = labels.flatMap((label, run) => {
    const lines = runHitLines(label, results.runs[run]).map(({ label: name, words }) => [name, words]);
    return [...lines, [`${label} in all`, hitShare(sum(results.runs[run]))]];
  });
  const problems = labels.map((label, run) => {
    const { problems } = results.indexes[run];
    const found = [...results.problemsOf(run).keys()].sort((a, b) => a - b).map((place) => problems[place].id);
    return `  ${label}: ${formatNoun(found.length, 'problem')}${found.length > 0 ? ` (${formatFirst(found, 12)})` : ''}\n`;
  });
  return [
    `${queryWords(query)}: ${totalWords(results, true)}\n\n`,
    tableText([['samples', 'with a match'], ...rows]),
    '\nproblems with a match\n',
    ...problems,
    ...notes.map((note) => `\n${note}\n`),
  ].join('');
}

function sum(hits: readonly HitCount[]): HitCount {
  const of = (name: keyof HitCount): number => hits.reduce((total, count) => total + count[name], 0);
  return { searched: of('searched'), hit: of('hit'), matches: of('matches') };
}

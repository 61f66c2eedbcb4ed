/** Commands around *Find in Traces*: asking for a query, going through results, keeping them as a filter or a pattern. */
import * as vscode from 'vscode';
import type { NamedPattern } from '../../core/compare/comparison';
import { parseComparison } from '../../core/compare/comparisonFile';
import { formatNoun } from '../../core/format';
import { queryWords, textMatcher, type SearchQuery } from '../../core/search/query';
import { edit } from '../comparisonSource';
import type { OpenComparison } from '../openComparisons';
import { showSample } from '../showSample';
import type { PlacedHit, Searches, TraceSearch } from './search';

/** @param given a text, or a query as a key binding may give it; else it is asked for. */
export async function findInTraces(searches: Searches, comparison: OpenComparison, given: unknown): Promise<void> {
  const query = queryOf(given) ?? (await askQuery(searches.current?.query));
  if (!query) return;
  void vscode.commands.executeCommand('traceInspector.searchView.focus');
  await searches.start(comparison, query);
}

/** What fits of a foreign value. */
function queryOf(given: unknown): SearchQuery | undefined {
  if (typeof given === 'string') return { text: given };
  if (typeof given !== 'object' || given === null || !('text' in given) || typeof given.text !== 'string') return;
  const flag = (name: string): boolean | undefined => {
    const value: unknown = Reflect.get(given, name);
    return typeof value === 'boolean' ? value : undefined;
  };
  return { text: given.text, regex: flag('regex'), wholeWord: flag('wholeWord'), matchCase: flag('matchCase') };
}

type Option = 'regex' | 'wholeWord' | 'matchCase';
const options: { name: Option; icon: string; words: string }[] = [
  { name: 'matchCase', icon: 'case-sensitive', words: 'Match Case (else: only when the text has a capital)' },
  { name: 'wholeWord', icon: 'whole-word', words: 'Match Whole Word' },
  { name: 'regex', icon: 'regex', words: 'Use Regular Expression' },
];

function askQuery(last: SearchQuery | undefined): Promise<SearchQuery | undefined> {
  const box = vscode.window.createInputBox();
  const query: SearchQuery = { ...last, text: last?.text ?? '' };
  const show = (): void => {
    box.buttons = options.map(({ name, icon, words }) => ({
      iconPath: new vscode.ThemeIcon(icon, query[name] ? new vscode.ThemeColor('charts.blue') : undefined),
      tooltip: `${words}: ${query[name] ? 'on' : 'off'}`,
    }));
    const on = options.filter(({ name }) => query[name]).map(({ words }) => words.replace(/ \(.*/, ''));
    box.prompt = `In all samples of all runs${on.length > 0 ? ` · ${on.join(' · ')}` : ''}`;
    box.validationMessage = box.value === '' ? undefined : problemOf({ ...query, text: box.value });
  };
  box.title = 'Find in Traces';
  box.placeholder = 'wait, let me check';
  box.value = query.text;
  show();
  return new Promise((resolve) => {
    box.onDidTriggerButton(({ tooltip }) => {
      const name = options.find(({ words }) => tooltip?.startsWith(words))?.name;
      if (name) query[name] = query[name] ? undefined : true;
      show();
    });
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      if (box.value === '' || box.validationMessage) return;
      resolve({ ...query, text: box.value });
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

function problemOf(query: SearchQuery): string | undefined {
  try {
    textMatcher(query);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Shows the sample on the Traces page, with its first match as the current one. */
export function openHit(searches: Searches, hit: PlacedHit): void {
  const search = currentOf(searches);
  const pane = showSample(search.comparison, hit);
  search.comparison.panel.find(search.query, pane);
  lastOpened = { search, hit };
}

let lastOpened: { search: TraceSearch; hit: PlacedHit } | undefined;

/** Opens the result after (1) or before (−1) the one opened last, in the order of the side bar; goes round the end. */
export function stepResult(searches: Searches, by: 1 | -1): void {
  const search = currentOf(searches);
  const { problems } = search;
  if (problems.length === 0) throw new Error(`${queryWords(search.query)} is in no sample.`);
  const last = lastOpened?.search === search ? lastOpened.hit : undefined;
  const place = problems.findIndex(({ problem }) => problem === last?.problem);
  const hits = last && place >= 0 ? search.hitsOf(last.problem) : [];
  const next = hits[hits.findIndex(({ run, sample }) => run === last?.run && sample === last.sample) + by];
  if (next) return openHit(searches, next);
  const other = place < 0 ? (by > 0 ? 0 : -1) : (place + by) % problems.length;
  openHit(searches, search.hitsOf(problems.at(other)!.problem).at(by > 0 ? 0 : -1)!);
}

/** Shows only problems with a match on the Problems page. */
export function filterBySearch(searches: Searches): void {
  const search = currentOf(searches);
  const { session, panel } = search.comparison;
  const set = { label: queryWords(search.query), ids: search.problems.map(({ problem }) => problem) };
  const others = (session.view.filter.sets ?? []).filter(({ label }) => label !== set.label);
  session.setView({ page: 'problems', filter: { ...session.view.filter, sets: [...others, set] } }, undefined);
  panel.webviewPanel.reveal();
}

/** Keeps the query in the comparison file, under a name. */
export async function savePattern(searches: Searches, given: unknown): Promise<void> {
  const { comparison, query } = currentOf(searches);
  if (!comparison.source.document) throw new Error('A dump open by itself keeps no patterns. Save View makes a file.');
  const name = typeof given === 'string' ? given : await askName(query);
  if (!name) return;
  const others = patternsOf(comparison).filter((pattern) => pattern.name !== name);
  const { text, regex, matchCase, wholeWord } = query;
  await edit(comparison.source, [[['patterns'], [...others, { name, text, regex, matchCase, wholeWord }]]]);
}

async function askName({ text }: SearchQuery): Promise<string | undefined> {
  const prompt = 'The pattern is kept in the comparison file. A pattern of the same name is replaced.';
  return (await vscode.window.showInputBox({ title: 'Save Search as Pattern', prompt, value: text }))?.trim();
}

export async function runPattern(searches: Searches, comparison: OpenComparison, given: unknown): Promise<void> {
  const patterns = patternsOf(comparison);
  if (patterns.length === 0)
    throw new Error('This comparison has no patterns yet. Find in Traces, then Save Search as Pattern, makes one.');
  const items = patterns.map((pattern) => ({ label: pattern.name, description: queryWords(pattern), pattern }));
  const title = `Search for a Pattern · ${formatNoun(items.length, 'pattern')}`;
  const named = items.find(({ label }) => label === given);
  const chosen = named ?? (await vscode.window.showQuickPick(items, { title }));
  if (chosen) await findInTraces(searches, comparison, chosen.pattern);
}

function patternsOf({ source }: OpenComparison): NamedPattern[] {
  return parseComparison(source.text()).file?.patterns ?? [];
}

function currentOf({ current }: Searches): TraceSearch {
  if (!current) throw new Error('Nothing has been searched for yet. Find in Traces asks what.');
  return current;
}

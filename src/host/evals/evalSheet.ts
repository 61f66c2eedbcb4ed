/** What an eval would cost and can settle, in the words of the sheet. */
import type { CheckResult } from '../../core/evals/adapter';
import { settlesWords } from '../../core/evals/settles';
import type { EvalSheet, SheetPart, SheetRow } from '../../core/evals/sheet';
import { summarise, type EvalSummary } from '../../core/evals/summary';
import { formatCount, formatNoun, formatSize } from '../../core/format';
import type { RunIndex } from '../../core/runIndex';
import { evalsDirOf } from '../../io/evals/createEval';
import { basename } from 'node:path';
import type { Chosen, Drafted } from './evalDraft';

export interface SheetFacts {
  chosen: Chosen;
  drafted: Drafted;
  checks: readonly CheckResult[];
  /** Samples a second, if the target is known. */
  speed: number | undefined;
}

/** Problems named one by one. */
const mostNamed = 6;
/** Bytes of a token in a file, about; and what a sample takes besides. */
const tokenBytes = 4;
const sampleBytes = 400;

export function sheetOf(facts: SheetFacts): EvalSheet {
  const { chosen, drafted, checks, speed } = facts;
  const { draft } = drafted;
  const length = meanTokens(chosen);
  const sums = summarise(draft, {
    meanTokens: length?.tokens,
    samplesPerSecond: speed,
  });
  return {
    title: `draw ${formatCount(sums.samples)} more ${sums.samples === 1 ? 'sample' : 'samples'}`,
    rows: [
      problemsRow(chosen, drafted),
      ...runRows(chosen, drafted),
      samplingRow(chosen, drafted),
      targetRow(chosen),
      graderRow(facts),
    ],
    tiles: tilesOf(facts, sums, length),
    checks: [...notes(drafted), ...checks, roomFor(chosen, sums)],
    settles: settlesOf(chosen),
    canStart: !checks.some(({ level }) => level === 'error'),
  };
}

function problemsRow({ problems }: Chosen, { without }: Drafted): SheetRow {
  const { ids, words, problemClass } = problems;
  const named = ids.length > mostNamed ? `${ids.slice(0, mostNamed).join(', ')}, …` : ids.join(', ');
  const parts: SheetPart[] = [
    { text: `${formatCount(ids.length)}, ${words}:`, ...(problemClass && { problemClass }) },
    { text: named, muted: true },
  ];
  if (without.length > 0)
    parts.push({ text: `${formatNoun(without.length, 'problem')} without a prompt or question left out`, muted: true });
  return { name: 'problems', parts };
}

function runRows(chosen: Chosen, { draft }: Drafted): SheetRow[] {
  const { session } = chosen.comparison;
  return chosen.runs.map((run, i) => {
    const { label, model, nMin, nMax } = session.state.runs[run];
    const { servedName, extends: more } = draft.models[i];
    const names = model === undefined || model === servedName ? servedName : `${model}, served as ${servedName}`;
    const now = nMin === nMax ? formatCount(nMax) : `${formatCount(nMin)} to ${formatCount(nMax)}`;
    const then = nMin === nMax ? ` → ${formatCount(nMax + chosen.n)}` : ` and ${formatCount(chosen.n)} more`;
    const words = more
      ? `n ${now}${then} on these problems; same settings, so they add to the run`
      : `n ${formatCount(chosen.n)} as a new run, ${draft.models[i].name}`;
    return { name: i === 0 ? 'run' : '', parts: [{ text: label, run }, { text: names }, { text: words, muted: true }] };
  });
}

function samplingRow({ sampling, comparison, runs }: Chosen, { draft }: Drafted): SheetRow {
  const { settings } = comparison.session.state.runs[runs[0]];
  const assumed = [
    ...(settings.temperature ? [] : ['T']),
    ...(settings.topP ? [] : ['top-p']),
    ...(settings.maxTokens ? [] : ['token cap']),
  ];
  const prompt = draft.source.promptField
    ? `prompt as in the dump (${draft.source.promptField})`
    : 'question only, chat template of the server';
  const parts: SheetPart[] = [
    {
      text: `T ${sampling.temperature}   top-p ${sampling.top_p}   at most ${formatCount(sampling.max_tokens)} tokens`,
    },
    { text: prompt },
  ];
  if (assumed.length > 0) parts.push({ text: `${assumed.join(', ')} as usual: the dump does not say`, muted: true });
  return { name: 'sampling', parts, canChange: true };
}

function targetRow({ target, fingerprint }: Chosen): SheetRow {
  const { concurrency } = target.options;
  const most = typeof concurrency === 'number' ? ` · ${formatCount(concurrency)} at once` : '';
  return { name: 'target', parts: [{ text: target.label }, { text: `${fingerprint}${most}`, muted: true }] };
}

function graderRow({ chosen, drafted }: SheetFacts): SheetRow {
  const own = chosen.comparison.session.state.runs[chosen.runs[0]].verdict.label;
  const golds = drafted.draft.problems.filter(({ gold }) => gold !== undefined).length;
  const text = drafted.draft.grader
    ? 'preview (equal after folding spelling), until re-graded'
    : golds === 0
      ? 'none: the dump has no reference answers, so samples stay unscored'
      : 'none: samples stay unscored until they are graded';
  return { name: 'grader', parts: [{ text }, { text: `the dump’s own verdicts: ${own}`, muted: true }] };
}

function tilesOf({ chosen, speed }: SheetFacts, sums: EvalSummary, length: Length | undefined): EvalSheet['tiles'] {
  const { problems, models } = sums;
  const perModel = models > 1 ? ` × ${formatCount(models)} models` : '';
  return [
    {
      label: 'samples',
      value: formatCount(sums.samples),
      note: `${formatCount(problems)} × ${formatCount(chosen.n)}${perModel}`,
    },
    {
      label: 'tokens expected',
      value: sums.expectedTokens === undefined ? 'not known' : shortCount(sums.expectedTokens),
      note: length
        ? `mean of ${length.of}: ${formatCount(length.tokens)}${length.isGuess ? ', by length' : ''}`
        : 'no lengths in the dump',
    },
    { label: 'tokens, worst case', value: shortCount(sums.worstTokens), note: 'if all reach the cap' },
    {
      label: 'time',
      value: sums.expectedSeconds === undefined ? 'not known yet' : aboutTime(sums.expectedSeconds),
      note: speed === undefined ? 'first eval on this target' : `at ${rateWords(speed)}, as before`,
    },
  ];
}

/** `41 samples/s`, `0.4 samples/s`. */
export function rateWords(rate: number): string {
  return `${rate >= 10 ? formatCount(rate) : rate.toFixed(1)} samples/s`;
}

/** `47 s`, `about 2 min`, `about 3 h`. */
export function aboutTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

/** `5.2 M`, `912`. */
function shortCount(value: number): string {
  if (value < 1e5) return formatCount(value);
  const [unit, name] = value < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  return `${(value / unit).toFixed(1)} ${name}`;
}

interface Length {
  tokens: number;
  of: string;
  /** By bytes, for the dump counts no tokens. */
  isGuess: boolean;
}

/** Mean tokens of the chosen runs' traces. */
function meanTokens({ comparison, runs }: Chosen): Length | undefined {
  const { session } = comparison;
  const means = runs.map((run) => meanOf(session.indexOf(run)));
  const known = means.filter((mean) => mean !== undefined);
  if (known.length === 0) return undefined;
  const tokens = Math.round(known.reduce((sum, mean) => sum + mean.tokens, 0) / known.length);
  const of = runs.length === 1 ? `the ${session.specs[runs[0]].label} run` : 'these runs';
  return { tokens, of, isGuess: known.some(({ isGuess }) => isGuess) };
}

function meanOf({ samples: { tokens, length } }: RunIndex): { tokens: number; isGuess: boolean } | undefined {
  if (length.length === 0) return undefined;
  let sum = 0;
  let count = 0;
  let bytes = 0;
  for (let i = 0; i < length.length; i++) {
    bytes += length[i];
    if (tokens[i] < 0) continue;
    sum += tokens[i];
    count++;
  }
  if (count > 0) return { tokens: sum / count, isGuess: false };
  return { tokens: bytes / length.length / tokenBytes, isGuess: true };
}

function notes({ apart }: Drafted): EvalSheet['checks'] {
  return apart.map((message) => ({ level: 'warning' as const, message }));
}

function roomFor(
  { comparison }: Chosen,
  { samples, expectedTokens, worstTokens }: EvalSummary,
): EvalSheet['checks'][number] {
  const bytes = (expectedTokens ?? worstTokens) * tokenBytes + samples * sampleBytes;
  // Chunks, and the same samples once more as a dump.
  const message = `About ${formatSize(2 * bytes)} of results go to ${basename(evalsDirOf(comparison.source.uri.fsPath))}, beside the comparison.`;
  return { level: 'ok', message };
}

/** Of the first chosen problem that a chosen run never solved. */
function settlesOf({ comparison, problems, runs, n }: Chosen): string | undefined {
  const { table } = comparison.session.state;
  const { view } = comparison.session;
  for (const run of runs)
    for (const id of problems.ids) {
      const row = table.ids.indexOf(id);
      const columns = table.runs[run];
      if (row < 0 || columns.c[row] > 0 || columns.n[row] <= 0) continue;
      const k = view.k === 'n' ? columns.n[row] : view.k;
      return settlesWords({ problem: id, run: comparison.session.specs[run].label, n: columns.n[row], more: n, k });
    }
  return undefined;
}

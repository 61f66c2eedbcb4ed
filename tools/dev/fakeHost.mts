/** Stands in for the extension in a plain browser: answers from a fixture, and turns default keys into commands. */
import { Finish, Verdict } from '../../src/core/runIndex';
import type { OverviewInput } from '../../src/core/overview/overview';
import { choosePair, nearestCandidates, nearestReason, type PairFacts } from '../../src/core/trace/choosePair';
import type { ShownTag } from '../../src/core/annotations/shownTags';
import { diffTraces } from '../../src/core/trace/diff';
import type { TestMessage } from '../../src/core/trace/testMessages';
import { tokenHeat, type TokenAnswer } from '../../src/core/trace/tokenHeat';
import type {
  CompareEvents,
  CompareRequests,
  OverviewUpdate,
  PageCommand,
  SampleRef,
} from '../../src/protocol/comparePage';
import { RpcServer } from '../../src/protocol/rpc';
import { keys, type HostCommand } from '../../webview/keys';
import { fakeClaims, fakeNovelty } from './evidence.mjs';
import { fixtureOf } from './fixtures.mjs';
import { mappingDraft } from './mapping.mjs';
import { computeOverview, overviewInput } from './overview.mjs';
import { fakeTagCounts, shownTagsIn } from './tags.mjs';
import { fakeReview } from './review.mjs';
import { fakeSheet } from './sheet.mjs';
import { longTrace, traceText } from './traces.mjs';

const parameters = new URLSearchParams(location.search);
const fixture = fixtureOf(parameters.get('fixture') ?? 'two');
const page = parameters.get('page');
if (page === 'traces' || page === 'overview' || page === 'review') fixture.view.page = page;
// `selected=3`: the first three problems.
fixture.view.selected = fixture.state.table.ids.slice(0, Number(parameters.get('selected') ?? 0));
// `queue=open`: a blind queue at its 48th chain; `queue=done`: read to its end, by two.
const queue = parameters.get('queue');
if (queue) fixture.view.review = { queue: 'q', place: queue === 'done' ? 3 : 47 };
const slow = Number(parameters.get('slow') ?? 0);
const wait = () => new Promise<void>((resolve) => (slow > 0 ? setTimeout(resolve, Math.random() * slow) : resolve()));

/** What tests look at: every request but the reading ones. */
const told: unknown[] = [];
Reflect.set(window, 'told', told);
const note = (what: unknown): null => {
  told.push(what);
  return null;
};

let input: OverviewInput | undefined;
let stop = (): void => undefined;
function tellOverview(): void {
  stop();
  if (fixture.view.page !== 'overview' || fixture.state.table.ids.length === 0) return;
  // `chains`: a third of them were reviewed.
  input ??= overviewInput(fixture, !parameters.has('counts'), parameters.has('chains'));
  if (parameters.has('kept')) tellKept(input);
  else stop = computeOverview(input, fixture.view, (update) => server.emit('overview', update));
}

/** `kept`: what was computed for a view once is told at once the next time, as if another thread had made it. */
const kept = new Map<string, OverviewUpdate[]>();
function tellKept(from: OverviewInput): void {
  const { k, tau, mode, filter, overview } = fixture.view;
  const key = JSON.stringify([k, tau, mode, filter, overview]);
  const known = kept.get(key);
  if (known) {
    const [first, last] = [known[0], known[known.length - 1]].map((update, i) =>
      setTimeout(() => server.emit('overview', update), 300 * i),
    );
    stop = () => [first, last].forEach(clearTimeout);
    return;
  }
  const updates: OverviewUpdate[] = [];
  stop = computeOverview(from, fixture.view, (update) => {
    updates.push(update);
    if ('done' in update && update.done) kept.set(key, updates);
    server.emit('overview', update);
  });
}

const marks = new Map<string, Uint8Array>();
function marksOf(problem: string, run: number): Uint8Array {
  const key = `${run} ${problem}`;
  if (!marks.has(key)) marks.set(key, new Uint8Array(fixture.strip(rowOf(problem), run).verdict.length));
  return marks.get(key)!;
}

const rowOf = (id: string): number => fixture.state.table.ids.indexOf(id);

function answerOf({ problem, run, sample }: SampleRef): string {
  const { reference } = fixture.problems[rowOf(problem)];
  const isCorrect = fixture.strip(rowOf(problem), run).verdict[sample] === Verdict.correct;
  return isCorrect ? reference : String(Number(reference) - 2);
}

/** `heat`: a token a word, with chances and entropies that repeat; else none, as most dumps. */
function fakeTokens(text: string, has: boolean): TokenAnswer {
  const tokens = has ? (text.match(/\s*\S+|\s+$/g) ?? []) : [];
  const logprobs = tokens.map((_, i) =>
    Math.log([0.99, 0.7, 0.98, 0.3, 0.95, 0.05, 0.999, 0.004][(i * 5 + (i >> 3) * 3) % 8]),
  );
  const entropies = tokens.map((_, i) => [0.05, 0.6, 0.02, 1.2, 0.2, 2.4][(i * 5 + (i >> 2)) % 6]);
  return tokenHeat(has ? { tokens, logprobs, entropies } : {}, -1, text);
}

/** `tests`: what the tests of a code problem said, of the second run only states. */
function fakeTests(run: number): TestMessage[] {
  return run > 0
    ? [
        { name: 'base tests', text: 'pass' },
        { name: 'plus tests', text: 'fail' },
      ]
    : [
        { name: 'error', text: 'Wrong answer at output_line_idx=2: Second != First' },
        { name: 'input', text: '6\n1\n3\n5\n100\n999\n1000\n' },
        { name: 'expected', text: 'First\nSecond\nFirst\n' },
        { name: 'output', text: 'First\nSecond\nSecond\n' },
      ];
}

/** `length=60000`: traces of about so many characters. */
const length = Number(parameters.get('length') ?? 0);

function textOf(ref: SampleRef): string {
  // Put there by a test, for texts that no address can hold.
  const given: unknown = Reflect.get(window, 'traceText');
  if (typeof given === 'string') return given;
  if (length > 0) return longTrace(ref.sample, length);
  return traceText(fixture.problems[rowOf(ref.problem)], ref.run, ref.sample, answerOf(ref));
}

function factsOf(problem: string, run: number): PairFacts {
  const { verdict } = fixture.strip(rowOf(problem), run);
  const refs = Array.from(verdict, (_, sample) => ({ problem, run, sample }));
  return { verdict, length: Float64Array.from(refs, (ref) => textOf(ref).length), answers: refs.map(answerOf) };
}

/** `tags`: some spans of each trace are tagged; `tags=1000`: so many. */
function fakeTags(text: string, ref: SampleRef): ShownTag[] {
  return parameters.has('tags') ? shownTagsIn(text, ref, Number(parameters.get('tags'))) : [];
}
const review = fakeReview(fixture, textOf, queue === 'done');
const tellReview = () => server.emit('review', review.state());

const fakeBase = () => ({ label: fixture.state.runs[0].label, run: 0, textOf });

const server = new RpcServer<CompareRequests, CompareEvents>(
  (message) => window.postMessage(structuredClone(message)),
  {
    open: () => {
      tellOverview();
      return { state: fixture.state, view: fixture.view, sheet: fakeSheet(parameters.get('sheet')) };
    },
    answerSheet: ({ answer }) => note({ answerSheet: answer }),
    setView: (change) => {
      Object.assign(fixture.view, change);
      if (!('samples' in change)) tellOverview();
      if ('review' in change) tellReview();
      return note({ setView: change });
    },
    saveFile: ({ name, content }) => note({ saveFile: { name, content } }),
    readProblem: async ({ problem }) => {
      await wait();
      const { question, reference } = fixture.problems[rowOf(problem)];
      return { question, reference };
    },
    readStrip: async ({ problem, run }) => {
      await wait();
      return fixture.strip(rowOf(problem), run);
    },
    readTrace: async (ref) => {
      await wait();
      const strip = fixture.strip(rowOf(ref.problem), ref.run);
      const verdict = strip.verdict[ref.sample];
      const truncated = strip.finish[ref.sample] === Finish.length;
      return {
        text: textOf(ref),
        hasText: true,
        verdict,
        finish: strip.finish[ref.sample],
        answer: truncated ? undefined : answerOf(ref),
        note: verdict === Verdict.unscored ? 'row has no “score”; sample kept, unscored' : undefined,
        tokens: ref.run === 0 ? 1184 : -1,
        file: 'qwen2.5-7b/seed-1.jsonl',
        offset: 0,
      };
    },
    readTags: ({ suggestions: _, ...ref }) => ({ tags: fakeTags(textOf(ref), ref), lost: 0 }),
    tagCounts: () => (parameters.has('tags') ? fakeTagCounts(fixture.state.table.ids) : {}),
    readMapping: () => mappingDraft,
    tryMapping: () => ({
      problems: 30,
      samples: 30720,
      scored: 30720,
      correct: 4711,
      nMin: 1024,
      nMax: 1024,
      complete: true,
      findings: [],
    }),
    saveMapping: (saved) => note({ saveMapping: saved }),
    diffTraces: async ({ left, right }) => {
      await wait();
      return diffTraces(textOf(left), textOf(right));
    },
    choosePair: ({ problem, runs, rule, current, seed }) => {
      const facts = runs.map((run) => factsOf(problem, run));
      const samples = current.map((sample) => sample);
      if (rule === 'nearest')
        return { samples, reasons: runs.map(() => nearestReason(0.62, nearestCandidates(facts))) };
      return choosePair(facts, { rule, current, seed });
    },
    findInTrace: () => [],
    readCounts: () => {
      const counts = new Map<string, number>();
      for (const [key, read] of marks) {
        const problem = key.slice(key.indexOf(' ') + 1);
        counts.set(problem, (counts.get(problem) ?? 0) + read.reduce((sum, mark) => sum + mark, 0));
      }
      return Object.fromEntries(counts);
    },
    readTokens: (ref) => fakeTokens(textOf(ref), parameters.has('heat')),
    readTests: (ref) => (parameters.has('tests') ? fakeTests(ref.run) : []),
    readMarks: ({ problem, run }) => marksOf(problem, run),
    markRead: ({ problem, run, sample }) => {
      marksOf(problem, run)[sample] = 1;
      server.emit('marks', null);
      return null;
    },
    openReview: () => review.state(),
    readChain: async ({ place }) => {
      await wait();
      return review.chain(place);
    },
    judgeChain: async ({ place, verdict, reason }) => {
      await wait();
      review.judge(place, verdict, reason);
      tellReview();
      return note({ judge: { place, verdict, reason } });
    },
    undoVerdict: () => {
      const undone = review.undo();
      tellReview();
      note({ undo: undone });
      return undone;
    },
    readNovelty: (ref) => fakeNovelty(fakeBase(), ref),
    readClaims: (ref) => ({
      claims: parameters.has('claims') && ref.run !== 0 ? fakeClaims(fakeBase(), ref) : [],
      canDraw: parameters.has('claims'),
    }),
    act: (action) => note({ act: action }),
    focus: (focus) => note({ focus }),
  },
);

Reflect.set(window, 'acquireVsCodeApi', () => ({
  postMessage: (message: unknown) => queueMicrotask(() => server.receive(message)),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
  setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
}));

/** The editor sees what reaches the window, and sends the command that is bound to it. */
window.addEventListener('keydown', (event) => {
  const pressed = keyName(event);
  const bound = keys.find((key) => key.command && key.key === pressed && isHere(key.where, key.except));
  if (!bound?.command) return;
  event.preventDefault();
  told.push({ command: bound.command });
  if (!isHostCommand(bound.command)) server.emit('command', bound.command);
});

function isHostCommand(command: PageCommand | HostCommand): command is HostCommand {
  return (
    command.endsWith('Annotation') ||
    command === 'findInTraces' ||
    command === 'nextResult' ||
    command === 'previousResult'
  );
}

/** The manifest's `when` clauses say the same: one key may be bound on each page. */
function isHere(where: string, except?: string): boolean {
  const tab = document.querySelector('[role="tab"][aria-selected="true"]')?.id;
  if (tab === `tab-${except}`) return false;
  return where === 'everywhere' || tab === `tab-${where}`;
}

function keyName(event: KeyboardEvent): string {
  const letter = event.key === '?' ? '/' : event.key.toLowerCase().replace('arrow', '');
  const shifted = event.shiftKey || event.key === '?';
  const modifiers = [event.ctrlKey && 'ctrl', event.altKey && 'alt', shifted && 'shift'].filter(Boolean);
  return [...modifiers, letter].join('+');
}

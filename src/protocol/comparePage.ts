/** What the comparison page and the host say to each other. The host owns truth; the page asks again after a reload. */
import type { StoredMapping } from '../core/adapters/mapping';
import type { RecordPlace } from '../core/adapters/mappingChoices';
import type { Overview } from '../core/overview/overview';
import type { ComparisonState, RunRole, View } from '../core/compare/comparison';
import type { SampleStrip } from '../core/compare/strip';
import type { EvalSheet, SheetAnswer } from '../core/evals/sheet';
import type { PairChoice, PairRule } from '../core/trace/choosePair';
import type { TraceDiff } from '../core/trace/diff';
import type { TestMessage } from '../core/trace/testMessages';
import type { TokenAnswer } from '../core/trace/tokenHeat';
import type { SearchQuery, TextSpan } from '../core/search/query';

/**
 * One sample: the problem by its id in `ProblemTable`, for rows may move while runs are being read; the run by its column;
 * `sample` is 0-based in dump order.
 */
export interface SampleRef {
  problem: string;
  run: number;
  sample: number;
}

export interface Trace {
  /** Whole and exact; lone surrogates stay in it and are shown as U+FFFD. '' when the dump stores no text. */
  text: string;
  hasText: boolean;
  /** `Verdict` and `Finish` values. */
  verdict: number;
  finish: number;
  answer?: string;
  /** Why it is wrong, in the harness's words. */
  note?: string;
  /** -1: not stored. */
  tokens: number;
  /** File name and byte offset the text was read from. */
  file: string;
  offset: number;
}

export interface Problem {
  question: string;
  reference?: string;
}

/** What a person needs to say which field of a run's dump plays which role. */
export interface MappingDraft {
  /** Name of the file looked at. */
  file: string;
  /** Label of the format it was recognised as; '' when none was. */
  format: string;
  /** The mapping in the comparison file; undefined: fields are read as guessed. */
  saved?: StoredMapping;
  guess?: StoredMapping;
  /** Never empty. */
  places: RecordPlace[];
}

/** What a run would hold if it were read by a mapping. */
export interface MappingCount {
  problems: number;
  samples: number;
  scored: number;
  correct: number;
  nMin: number;
  nMax: number;
  /** False: counted for a few seconds, not to the end. */
  complete: boolean;
  /** The sentence that says why nothing was read. */
  failed?: string;
  findings: string[];
}

export type OverviewUpdate =
  | {
      overview: Overview;
      /** By run: names the very dump, for captions. */
      dumps: string[];
      /** False while intervals are still being refined. */
      done: boolean;
    }
  | { error: string };

/** Which samples of a problem to show, one for each of `runs`. */
export interface PairQuery {
  problem: string;
  runs: number[];
  rule: PairRule;
  /** Samples shown now, in the order of `runs`. */
  current: number[];
  /** For `random`: a whole number from 0 to 2³² − 1. */
  seed: number;
}

/** Things the page asks for that the host carries out with the editor's own means. */
export type HostAction =
  | { kind: 'addRun' }
  | { kind: 'guessRuns' }
  | { kind: 'swapRoles' }
  | { kind: 'setRole'; run: number; role: RunRole }
  | { kind: 'setVerdict'; run: number; verdict: string }
  | { kind: 'stopReading' }
  | { kind: 'continueReading' }
  | { kind: 'showFindings' }
  | { kind: 'showLog' }
  | { kind: 'saveView' }
  | { kind: 'exportReport' }
  | { kind: 'editMapping'; run: number }
  /** The mapping as JSON, in the comparison file. */
  | { kind: 'editMappingAsText'; run: number }
  /** A link of a trace; the editor asks before it opens anything. */
  | { kind: 'openLink'; url: string }
  | { kind: 'openTraceDocument'; sample: SampleRef }
  | { kind: 'openNativeDiff'; left: SampleRef; right: SampleRef }
  | { kind: 'findInTraces'; query?: SearchQuery }
  | ({ kind: 'copy'; what: CopyKind; span?: TextSpan } & SampleRef);

/** The text alone; quoted in Markdown with where it is from; a link that opens it again. */
export type CopyKind = 'trace' | 'markdown' | 'link';

export type CompareRequests = {
  /** The page has loaded (or was reloaded) and wants everything. */
  open: { params: null; result: { state: ComparisonState; view: View; sheet: EvalSheet | undefined } };
  /** What to do with the eval whose sheet is shown. */
  answerSheet: { params: { answer: SheetAnswer }; result: null };
  /** View changes made in the page; the host keeps them and tells the tree and the status bar. */
  setView: { params: Partial<View>; result: null };
  readProblem: { params: { problem: string }; result: Problem };
  readStrip: { params: { problem: string; run: number }; result: SampleStrip };
  readTrace: { params: SampleRef; result: Trace };
  readMapping: { params: { run: number }; result: MappingDraft };
  tryMapping: { params: { run: number; mapping: StoredMapping }; result: MappingCount };
  /** `mapping` null: as guessed again. `all`: for every run of the comparison. */
  saveMapping: { params: { run: number; mapping: StoredMapping | null; all: boolean }; result: null };
  /** Asks where to, and writes a figure or a table there. */
  saveFile: { params: { name: string; content: string | Uint8Array }; result: null };
  /** Compared by steps, in a worker; `kind: 'tooDifferent'` is an answer, not an error. */
  diffTraces: { params: { left: SampleRef; right: SampleRef }; result: TraceDiff };
  /** Log-probability and entropy of a trace's tokens, where the dump has them; they are read now, from the sample's record. */
  readTokens: { params: SampleRef; result: TokenAnswer };
  /** What the tests of a code problem said, in full; empty when the dump says nothing of tests. */
  readTests: { params: SampleRef; result: TestMessage[] };
  /** One sample and one reason a run, in the order of `runs`. */
  choosePair: { params: PairQuery; result: PairChoice };
  /** Matches in one trace; the host carries out what a page must not be stopped by. */
  findInTrace: { params: SampleRef & { query: SearchQuery }; result: TextSpan[] };
  /** The samples of a problem that have been read, as 1. */
  readMarks: { params: { problem: string; run: number }; result: Uint8Array };
  /** How many samples of each problem have been read, over all runs; problems without one are absent. */
  readCounts: { params: null; result: Record<string, number> };
  /** A sample has been on screen for a while. */
  markRead: { params: SampleRef; result: null };
  act: { params: HostAction; result: null };
  /** Focus moved into or out of the page: single-key commands hold only inside. */
  focus: { params: { inside: boolean }; result: null };
};

/** Commands that the page carries out; each is also a command of the extension, with a key. */
export type PageCommand =
  | 'showProblems'
  | 'showTraces'
  | 'showOverview'
  | 'nextProblem'
  | 'previousProblem'
  | 'nextSample'
  | 'previousSample'
  | 'nextCorrect'
  | 'previousCorrect'
  | 'nextWrong'
  | 'previousWrong'
  | 'otherPane'
  | 'focusFilter'
  | 'focusK'
  | 'sortByColumn'
  | 'toggleQuestion'
  | 'toggleWrap'
  | 'toggleRaw'
  | 'toggleDiff'
  | 'toggleLock'
  | 'nextDifference'
  | 'previousDifference'
  | 'followMove'
  | 'toggleHeat'
  | 'nextToken'
  | 'previousToken'
  | 'nextUnlikelyToken'
  | 'previousUnlikelyToken'
  | 'toggleTests'
  | 'nextStep'
  | 'previousStep'
  | 'nextCue'
  | 'previousCue'
  | 'firstStep'
  | 'answerStep'
  | 'toggleStep'
  | 'toggleAllSteps'
  | 'choosePair'
  | 'pairNearest'
  | 'pairFirstCorrect'
  | 'pairShortestCorrect'
  | 'pairMedianLength'
  | 'pairSameAnswer'
  | 'pairRandom'
  | 'pairPinned'
  | 'openTraceDocument'
  | 'openNativeDiff'
  | 'openTrace'
  | 'findInTrace'
  | 'nextMatch'
  | 'previousMatch'
  | 'nextUnread'
  | 'previousUnread'
  | 'nextTruncated'
  | 'previousTruncated'
  | 'nextDisagreement'
  | 'previousDisagreement'
  | 'copyTrace'
  | 'copyMarkdown'
  | 'copyLink'
  | 'back'
  | 'forward'
  | 'toggleTable'
  | 'exportFigure'
  | 'undoFilter'
  | 'showKeys';

export type CompareEvents = {
  /** Sent at most every 100 ms while runs are being read. */
  state: ComparisonState;
  /** The host changed the view (a command, the tree). */
  view: Partial<View>;
  command: PageCommand;
  /** While the Overview page is shown: after each change, and again while its intervals become surer. */
  overview: OverviewUpdate;
  /** Show the field mapping of a run. */
  editMapping: { run: number };
  /** Open the find row with a query, the first match in a pane as the current one, or a given stretch of its text. */
  find: { query: SearchQuery; pane: number } | { span: TextSpan; pane: number };
  /** Show what an eval would do, and send back an answer; null: it is answered. */
  sheet: EvalSheet | null;
  /** Read marks changed elsewhere. */
  marks: null;
};

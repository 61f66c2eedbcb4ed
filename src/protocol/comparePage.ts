/** What the comparison page and the host say to each other. The host owns truth; the page asks again after a reload. */
import type { StoredMapping } from '../core/adapters/mapping';
import type { RecordPlace } from '../core/adapters/mappingChoices';
import type { ApproachVerdict, SampleAnchor } from '../core/annotations/events';
import type { ShownTag } from '../core/annotations/shownTags';
import type { EvidenceRecord, Similarity } from '../core/novelty/evidence';
import type { ShownClaim } from '../core/novelty/shownClaim';
import type { Overview } from '../core/overview/overview';
import type { ComparisonState, RunRole, View } from '../core/compare/comparison';
import type { ChainVerdict } from '../core/review/verdicts';
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

export interface SampleTags {
  /** By place, those of the whole trace first; suggestions behind them. */
  tags: ShownTag[];
  /** Tags on spans that are not in the trace any more. */
  lost: number;
}

/** By problem: its tags in the order of the codebook, and how often each was given. */
export type TagCounts = Record<string, { tag: string; name: string; glyph: string; count: number }[]>;

/** What the page wants done with tags. Ids are those of `ShownTag`; of several the host asks which is meant. */
export type TagAction =
  /** `key`: the tag's key; absent: the host asks which. `span` absent: the trace as a whole. */
  | { kind: 'tag'; sample: SampleRef; span?: TextSpan; key?: number }
  | { kind: 'noteTag'; ids: string[] }
  | { kind: 'changeTag'; ids: string[] }
  | { kind: 'removeTag'; ids: string[] }
  | { kind: 'decideSuggestion'; sample: SampleRef; ids: string[]; decision: 'accepted' | 'declined' }
  /** To the next (1) or previous (−1) sample with a tag, in the order of the table. */
  | { kind: 'stepTagged'; from: SampleRef; step: 1 | -1 };

/** What of a trace is in no base sample of its problem: new words, which need not be a new approach. */
export interface NovelPassages extends Pick<
  EvidenceRecord,
  'runs' | 'samples' | 'unsearched' | 'claimedTokens' | 'share' | 'novelTokens' | 'baseline'
> {
  /** In the trace. */
  passages: TextSpan[];
  /** Base samples, best first. */
  nearest: { sample: SampleRef; similarity: number; by: Similarity }[];
}

export interface SampleClaims {
  claims: ShownClaim[];
  /** More base samples can be drawn from here. */
  canDraw: boolean;
}

/** What the page wants done with claims; of several the host asks which is meant. */
export type ClaimAction =
  /** `span` absent: the trace as a whole. `tags`: ids of annotations at that place, whose tag may be meant. */
  | { kind: 'claim'; sample: SampleRef; span?: TextSpan; tags: string[] }
  | { kind: 'challengeClaim' | 'rerunEvidence' | 'judgeApproach'; claims: string[] }
  | { kind: 'decideClaim'; claim: string; outcome: 'survived' | 'refuted' }
  | { kind: 'withdrawClaim' | 'copyEvidenceCard' | 'saveEvidenceCard'; claim: string }
  /** `other`: the base sample that the claimed trace was read beside. */
  | { kind: 'sameApproach'; claim: string; other: SampleAnchor; verdict: ApproachVerdict }
  | { kind: 'drawMoreBase'; problem: string; samples: number }
  /** Shows a base sample beside the claimed one, as a difference; with `span`, that place in it. */
  | { kind: 'openBeside'; sample: SampleRef; other: SampleAnchor; span?: TextSpan };

/** Things the page asks for that the host carries out with the editor's own means. */
export type HostAction =
  | ClaimAction
  | TagAction
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
  /** Of the selected problems, by id. */
  | { kind: 'quickEval'; problems: string[] }
  | { kind: 'editMapping'; run: number }
  /** The mapping as JSON, in the comparison file. */
  | { kind: 'editMappingAsText'; run: number }
  /** A link of a trace; the editor asks before it opens anything. */
  | { kind: 'openLink'; url: string }
  | { kind: 'openTraceDocument'; sample: SampleRef }
  | { kind: 'openNativeDiff'; left: SampleRef; right: SampleRef }
  | { kind: 'newReviewQueue' }
  /** The same chains, for another reviewer. */
  | { kind: 'secondReviewer'; queue: string }
  | { kind: 'unblind'; queue: string }
  | { kind: 'adjudicate'; queue: string; place: number }
  | { kind: 'editValidity' }
  | { kind: 'findInTraces'; query?: SearchQuery }
  | ({ kind: 'copy'; what: CopyKind; span?: TextSpan } & SampleRef);

/** The text alone; quoted in Markdown with where it is from; a link that opens it again. */
export type CopyKind = 'trace' | 'markdown' | 'link';

// Review. Until a verdict is given in a blind queue, nothing here says which run or sample is read: chains have places.

/** A queue among those of the comparison. */
export interface QueueSummary {
  id: string;
  name: string;
  /** Which problems, how many chains, in which order. */
  about: string;
  reviewer: string;
  /** Places with a verdict, of all. */
  read: number;
  size: number;
  blind: boolean;
}

/** Who was read, said only when it is no longer hidden. */
export interface NamedSample {
  /** Place of the run in the comparison; −1: it is in it no more. */
  run: number;
  label: string;
  /** 0-based in dump order. */
  sample: number;
}

export interface RunWithValidChains {
  run: number;
  label: string;
  /** Problems with at least one valid chain, of those about which it is known. */
  valid: number;
  of: number;
  /** Left out. */
  ambiguous: number;
  open: number;
}

/** A number with its 95 % interval; NaN: not defined. */
export interface Measured {
  value: number;
  lo: number;
  hi: number;
}

export interface ReviewAgreement {
  reviewers: string[];
  /** Chains that at least two judged. */
  chains: number;
  percent: Measured;
  /** Of exactly two reviewers. */
  kappa?: Measured;
  alpha: Measured;
  disagreements: { place: number; said: { reviewer: string; verdict: string }[]; decided?: ChainVerdict }[];
}

/** The queue on screen. */
export interface OpenQueue extends QueueSummary {
  /** Runs and samples are hidden. */
  hidden: boolean;
  /** It is blind, and somebody had what is hidden shown before its end. */
  unblinded: boolean;
  /** Ids of its problems; `problemAt` has the place in here for each place of the queue. */
  problems: string[];
  problemAt: number[];
  /** By place. */
  verdicts: (ChainVerdict | null)[];
  counts: Record<ChainVerdict, number>;
  /** The verdict given last, with what it was given on. */
  last?: { place: number; verdict: ChainVerdict; reason: string; named: NamedSample };
  /** Undefined while hidden. */
  results?: { sentence: string; runs: RunWithValidChains[] };
  /** Other reviewers of the same chains. */
  others: { reviewer: string; read: number }[];
  /** Undefined while hidden, and with fewer than two reviewers. */
  agreement?: ReviewAgreement;
  /** What counts as valid. */
  rule: string;
}

export interface ReviewState {
  /** The sentence that says why there can be no queue, or what can't be written. */
  problem?: string;
  queues: QueueSummary[];
  queue?: OpenQueue;
}

export interface QueuedChain {
  problem: string;
  question: string;
  reference?: string;
  text: string;
  hasText: boolean;
  /** `Verdict` value. */
  verdict: number;
  answer?: string;
  /** -1: not stored. */
  tokens: number;
  /** Of the verdict that was given on it; '' without. */
  reason: string;
  /** Undefined while hidden. */
  named?: NamedSample;
}

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
  readTags: { params: SampleRef & { suggestions: boolean }; result: SampleTags };
  tagCounts: { params: null; result: TagCounts };
  openReview: { params: null; result: ReviewState };
  readChain: { params: { queue: string; place: number }; result: QueuedChain };
  /** Answered when it is on the disk. */
  judgeChain: {
    params: { queue: string; place: number; verdict: ChainVerdict; reason: string };
    result: null;
  };
  /** Takes back the verdict given last in this queue. */
  undoVerdict: { params: { queue: string }; result: { place: number } | null };
  /** Takes a second for a long base; can be cancelled. */
  readNovelty: { params: SampleRef; result: NovelPassages };
  readClaims: { params: SampleRef; result: SampleClaims };
  act: { params: HostAction; result: null };
  /** Focus moved into or out of the page: single-key commands hold only inside. */
  focus: { params: { inside: boolean }; result: null };
};

/** Commands that the page carries out; each is also a command of the extension, with a key. */
export type PageCommand =
  | 'showProblems'
  | 'showTraces'
  | 'showOverview'
  | 'showReview'
  | 'judgeValid'
  | 'judgeInvalid'
  | 'judgeAmbiguous'
  | 'judgeSkip'
  | 'undoVerdict'
  | 'writeReason'
  | 'stopReview'
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
  | 'showNovelPassages'
  | 'claimNovel'
  | 'challengeClaim'
  | 'judgeApproach'
  | 'rerunEvidence'
  | 'openNearest'
  | 'explainNovelty'
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
  | 'tag1'
  | 'tag2'
  | 'tag3'
  | 'tag4'
  | 'tag5'
  | 'tag6'
  | 'tag7'
  | 'tag8'
  | 'tag9'
  | 'tagSelection'
  | 'noteTag'
  | 'changeTag'
  | 'removeTag'
  | 'nextTag'
  | 'previousTag'
  | 'nextTagged'
  | 'previousTagged'
  | 'acceptSuggestion'
  | 'declineSuggestion'
  | 'toggleSuggestions'
  | 'showKeys';

export type CompareEvents = {
  /** Sent at most every 100 ms while runs are being read. */
  state: ComparisonState;
  /** The host changed the view (a command, the tree). */
  view: Partial<View>;
  command: PageCommand;
  /** While the Overview page is shown: after each change, and again while its intervals become surer. */
  overview: OverviewUpdate;
  /** Queues, verdicts or what can be said of them changed. */
  review: ReviewState;
  /** Show the field mapping of a run. */
  editMapping: { run: number };
  /** Open the find row with a query, the first match in a pane as the current one, or a given stretch of its text. */
  find: { query: SearchQuery; pane: number } | { span: TextSpan; pane: number };
  /** Show what an eval would do, and send back an answer; null: it is answered. */
  sheet: EvalSheet | null;
  /** Read marks changed elsewhere. */
  marks: null;
  /** Open the evidence beside the traces, of the trace of this run. */
  showEvidence: { run: number };
  /** Show the first two traces as their difference. */
  showDifference: null;
  /** Tags or claims changed, here or elsewhere. */
  tags: null;
};

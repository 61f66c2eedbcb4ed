/** One webview on one session: answers what the page asks, and tells it what changed. */
import type * as vscode from 'vscode';
import type {
  CompareEvents,
  CompareRequests,
  HostAction,
  NovelPassages,
  PageCommand,
  SampleClaims,
  SampleRef,
} from '../protocol/comparePage';
import type { StoredMapping } from '../core/adapters/mapping';
import type { EvalSheet, SheetAnswer } from '../core/evals/sheet';
import type { LoadOptions } from '../io/loadRun';
import type { SearchQuery, TextSpan } from '../core/search/query';
import { findSpans } from '../io/findSpans';
import { RpcServer, type Handlers } from '../protocol/rpc';
import type { TraceTasks } from '../io/traceTasks';
import { choosePair, diffTraces, readTests, readTokens } from './compareTraces';
import { logError } from './errors';
import { saveFile } from './exportReport';
import { OverviewFeed } from './overviewFeed';
import { readMapping, tryMapping } from './mappingDraft';
import { pageFolder, pageHtml, unreadableHtml } from './pageHtml';
import type { ReviewDesk } from './review/reviewDesk';
import type { ComparisonSession } from './session';
import type { TagFeed } from './tags/tagFeed';

export interface PanelOwner {
  extensionUri: vscode.Uri;
  traceTasks: TraceTasks;
  /** The bundled `searchWorker.js`. */
  searchWorkerPath: string;
  act(action: HostAction): Promise<void>;
  /** The bundled `overviewWorker.js`. */
  overviewWorkerPath: string;
  /** How the runs of the comparison are read. */
  load: LoadOptions;
  /** `mapping` undefined: as guessed. */
  saveMapping(runs: number[], mapping: StoredMapping | undefined): Promise<void>;
  focusMoved(inside: boolean): void;
  evidence: {
    novelty(sample: SampleRef, signal: AbortSignal): Promise<NovelPassages>;
    claims(sample: SampleRef): Promise<SampleClaims>;
  };
  tags: Pick<TagFeed, 'read' | 'counts' | 'changed'>;
  review: ReviewDesk;
}

export class ComparePanel {
  readonly #server: RpcServer<CompareRequests, CompareEvents>;
  readonly #overview: OverviewFeed;
  readonly #subscriptions: { dispose(): void }[];
  #unreadable: string | undefined;
  /** The sheet that is shown, and who waits for its answer. */
  #sheet: { sheet: EvalSheet; answer(answer: SheetAnswer): void } | undefined;
  #hasHtml = false;

  constructor(
    readonly webviewPanel: vscode.WebviewPanel,
    private readonly session: ComparisonSession,
    private readonly owner: PanelOwner,
  ) {
    const { webview } = webviewPanel;
    webview.options = {
      enableScripts: true,
      enableCommandUris: ['traceInspector.openAsText'],
      localResourceRoots: [pageFolder(owner.extensionUri)],
    };
    this.#server = new RpcServer(
      (message) => void webview.postMessage(message),
      this.#handlers(),
      (name, error) => logError(`The page asked for ${name}`, error),
    );
    this.#overview = new OverviewFeed(
      session,
      owner.overviewWorkerPath,
      (update) => this.#server.emit('overview', update),
      (message) => logError('The Overview', message),
    );
    this.#subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.#server.receive(message)),
      session.stateChanged.on((state) => this.#server.emit('state', state)),
      owner.tags.changed.on(() => this.#server.emit('tags', null)),
      session.viewChanged.on(({ change, by }) => {
        if (by !== this) this.#server.emit('view', change);
      }),
      owner.review.changed.on(() => this.#server.emit('review', owner.review.state)),
    ];
  }

  /** Shows the page, or the sentence that says why there is none. */
  show(unreadable: string | undefined): void {
    if (this.#hasHtml && unreadable === this.#unreadable) return;
    this.#hasHtml = true;
    this.#unreadable = unreadable;
    const { webview } = this.webviewPanel;
    const { extensionUri } = this.owner;
    webview.html =
      unreadable === undefined ? pageHtml(webview, extensionUri) : unreadableHtml(webview, extensionUri, unreadable);
  }

  /** Opens the find row of the Traces page; the page may still be on its way there. */
  find(query: SearchQuery, pane: number): void {
    this.#server.emit('find', { query, pane });
  }

  /** Shows a stretch of a pane's text. */
  showSpan(span: TextSpan, pane: number): void {
    this.#server.emit('find', { span, pane });
  }

  /** Opens the evidence beside the traces. */
  showEvidence(): void {
    this.#server.emit('showEvidence', null);
  }

  /** Shows the first two traces as their difference. */
  showDifference(): void {
    this.#server.emit('showDifference', null);
  }

  send(command: PageCommand): void {
    this.#server.emit('command', command);
  }

  /** The Overview of the present view, once it is whole. */
  wholeOverview(): ReturnType<OverviewFeed['whole']> {
    return this.#overview.whole();
  }

  /** Reads files of log-probabilities again for the Overview. */
  logProbsChanged(): void {
    this.#overview.logProbsChanged();
  }

  /** Shows what an eval would do. A second sheet takes the place of the first, which is then called off. */
  askSheet(sheet: EvalSheet): Promise<SheetAnswer> {
    this.#sheet?.answer('cancel');
    return new Promise((resolve) => {
      const answer = (given: SheetAnswer): void => {
        this.#sheet = undefined;
        this.#server.emit('sheet', null);
        resolve(given);
      };
      this.#sheet = { sheet, answer };
      this.#server.emit('sheet', sheet);
    });
  }

  showMapping(run: number): void {
    this.#server.emit('editMapping', { run });
  }

  dispose(): void {
    this.#sheet?.answer('cancel');
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#overview.dispose();
    this.#server.dispose();
  }

  #handlers(): Handlers<CompareRequests> {
    const { session } = this;
    return {
      open: () => {
        this.#overview.refresh();
        return { state: session.state, view: session.view, sheet: this.#sheet?.sheet };
      },
      answerSheet: ({ answer }) => {
        this.#sheet?.answer(answer);
        return null;
      },
      setView: (change) => {
        session.setView(change, this);
        return null;
      },
      readProblem: ({ problem }) => session.readProblem(session.rowOf(problem)),
      readStrip: ({ problem, run }) => session.readStrip(session.rowOf(problem), run),
      readTrace: ({ problem, ...place }) => session.readTrace({ ...place, problem: session.rowOf(problem) }),
      readMapping: ({ run }, signal) => readMapping(session.specs[run], this.owner.load, signal),
      tryMapping: ({ run, mapping }, signal) => tryMapping(session.specs[run], mapping, this.owner.load, signal),
      saveMapping: async ({ run, mapping, all }) => {
        await this.owner.saveMapping(all ? [...session.specs.keys()] : [run], mapping ?? undefined);
        return null;
      },
      saveFile: async ({ name, content }) => {
        await saveFile(session.baseDir, name, content);
        return null;
      },
      diffTraces: (pair, signal) => diffTraces(session, this.owner.traceTasks, pair, signal),
      readTokens: (sample, signal) => readTokens(session, this.owner.traceTasks, sample, signal),
      readTests: (sample, signal) => readTests(session, this.owner.traceTasks, sample, signal),
      choosePair: (query, signal) => choosePair(session, this.owner.traceTasks, query, signal),
      findInTrace: async ({ problem, query, ...place }) => {
        const { text } = await session.readTrace({ ...place, problem: session.rowOf(problem) });
        return findSpans(text, query, this.owner.searchWorkerPath);
      },
      readMarks: ({ problem, run }) => session.readMarks(session.rowOf(problem), run),
      readCounts: () => session.readCounts(),
      markRead: async ({ problem, ...place }) => {
        if (await session.markRead({ ...place, problem: session.rowOf(problem) })) this.#server.emit('marks', null);
        return null;
      },
      readTags: ({ suggestions, ...ref }) => this.owner.tags.read(ref, suggestions),
      tagCounts: () => this.owner.tags.counts(),
      openReview: async () => {
        await this.owner.review.load();
        return this.owner.review.state;
      },
      readChain: ({ queue, place }) => this.owner.review.readChain(queue, place),
      judgeChain: async ({ queue, place, verdict, reason }) => {
        await this.owner.review.judge(queue, place, verdict, reason);
        return null;
      },
      undoVerdict: ({ queue }) => this.owner.review.undo(queue),
      readNovelty: (sample, signal) => this.owner.evidence.novelty(sample, signal),
      readClaims: (sample) => this.owner.evidence.claims(sample),
      act: async (action) => {
        await this.owner.act(action);
        return null;
      },
      focus: ({ inside }) => {
        this.owner.focusMoved(inside);
        return null;
      },
    };
  }
}

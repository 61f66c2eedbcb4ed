/** The comparisons that are open in editors, and which of them the side bar, the status bar and the commands speak of. */
import * as vscode from 'vscode';
import type { ComparePanel } from './comparePanel';
import type { ComparisonSource } from './comparisonSource';
import { Event } from './event';
import type { ComparisonSession } from './session';
import type { TagFeed } from './tags/tagFeed';

export interface OpenComparison {
  session: ComparisonSession;
  source: ComparisonSource;
  panel: ComparePanel;
  tags: TagFeed;
}

export class OpenComparisons {
  /** Another comparison is the active one, or none. */
  readonly activeChanged = new Event<OpenComparison | undefined>();
  /** Runs, findings, progress or view of the active comparison changed. */
  readonly contentChanged = new Event<OpenComparison>();
  /** A comparison was closed. */
  readonly closed = new Event<OpenComparison>();
  /** Findings of any open comparison may have changed. */
  readonly stateChanged = new Event<OpenComparison>();

  /** Most recently active last. */
  #open: OpenComparison[] = [];
  readonly #context = new Map<string, unknown>();

  get active(): OpenComparison | undefined {
    return this.#open.at(-1);
  }

  /** @returns a disposable that closes it: the session ends with its panel. */
  add(comparison: OpenComparison): { dispose(): void } {
    const { session, panel } = comparison;
    const subscriptions = [
      session.stateChanged.on(() => {
        this.stateChanged.fire(comparison);
        this.#changed(comparison);
      }),
      session.viewChanged.on(() => this.#changed(comparison)),
      panel.webviewPanel.onDidChangeViewState(() => {
        if (panel.webviewPanel.active) this.#activate(comparison);
        else this.focusMoved(comparison, false);
      }),
    ];
    this.#open.unshift(comparison);
    if (panel.webviewPanel.active || this.#open.length === 1) this.#activate(comparison);
    return {
      dispose: () => {
        for (const subscription of subscriptions) subscription.dispose();
        this.#remove(comparison);
      },
    };
  }

  find(uri: vscode.Uri): OpenComparison | undefined {
    return this.#open.find((comparison) => comparison.source.uri.toString() === uri.toString());
  }

  /** Single-key commands hold only while the page has the focus. */
  focusMoved(comparison: OpenComparison, inside: boolean): void {
    if (comparison === this.active) this.#setContext('pageFocus', inside);
  }

  #activate(comparison: OpenComparison): void {
    const before = this.active;
    this.#open = [...this.#open.filter((other) => other !== comparison), comparison];
    this.#tellContext();
    if (before !== comparison || this.#open.length === 1) this.activeChanged.fire(comparison);
  }

  #remove(comparison: OpenComparison): void {
    const wasActive = comparison === this.active;
    this.#open = this.#open.filter((other) => other !== comparison);
    if (wasActive) {
      this.#setContext('pageFocus', false);
      this.#tellContext();
      this.activeChanged.fire(this.active);
    }
    this.closed.fire(comparison);
  }

  #changed(comparison: OpenComparison): void {
    if (comparison !== this.active) return;
    this.#tellContext();
    this.contentChanged.fire(comparison);
  }

  #tellContext(): void {
    const { active } = this;
    const states = active?.session.state.runs.map((run) => run.state.kind) ?? [];
    this.#setContext('open', active !== undefined);
    this.#setContext('hasDocument', active?.source.document !== undefined);
    this.#setContext('runs', states.length);
    this.#setContext('page', active?.session.view.page ?? '');
    this.#setContext('reading', states.includes('reading'));
    this.#setContext('stopped', states.includes('stopped') || states.includes('failed'));
  }

  #setContext(name: string, value: unknown): void {
    if (this.#context.get(name) === value) return;
    this.#context.set(name, value);
    void vscode.commands.executeCommand('setContext', `traceInspector.${name}`, value);
  }
}

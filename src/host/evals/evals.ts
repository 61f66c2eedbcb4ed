/**
 * The evals of open comparisons and what this window drives of them. Chunk files are the truth about samples; here is only
 * what the views show and who leads what.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { SubmitCall } from '../../core/evals/adapter';
import { eventWords } from '../../core/evals/eventWords';
import type { EvalEventBody } from '../../core/evals/events';
import { previewGrader } from '../../core/evals/previewGrader';
import { redact } from '../../core/evals/redact';
import type { EvalSpec } from '../../core/evals/spec';
import { isResting, type EvalStatus } from '../../core/evals/states';
import { createEval, type EvalDraft } from '../../io/evals/createEval';
import { EvalDriver } from '../../io/evals/evalDriver';
import type { EvalStore } from '../../io/evals/evalStore';
import { findEval, listEvals } from '../../io/evals/findEvals';
import { LockWatch } from '../../io/evals/ownerLock';
import { gradeLines } from '../../io/grading/gradeLines';
import { makePreview } from '../../io/grading/makeGrader';
import { logError } from '../errors';
import { Event } from '../event';
import type { OpenComparisons } from '../openComparisons';
import type { Harnesses } from './harnesses';
import { listInComparison } from './listInComparison';
import { requireTrust, targetNamed } from './targets';
import type { TargetTokens } from './tokens';

/** One eval as it is known here. */
export interface KnownEval {
  dir: string;
  /** The comparison beside which it lies. */
  comparison: vscode.Uri;
  store: EvalStore;
  /** Absent: the directory can't be read, and `why` says so. */
  spec?: EvalSpec;
  /** Why it can't be read, or why nobody follows its job. */
  why?: string;
  /** Absent: it was saved and never started. */
  status?: EvalStatus;
  /** Who leads it. */
  drivenBy: 'us' | 'another window' | undefined;
  /** Samples a second since it was started or resumed here; undefined: not known. */
  speed?: number;
}

/** Directories of evals that other windows drive are looked at so often. */
const watchEveryMs = 2_000;

export class Evals {
  /** Any eval changed, or the list did. */
  readonly changed = new Event<void>();
  /** An eval that this window drove has come to rest. */
  readonly ended = new Event<KnownEval>();
  /** Whether the view that lists them can be seen. */
  isShown: () => boolean = () => false;
  readonly #known = new Map<string, KnownEval>();
  readonly #drivers = new Map<string, EvalDriver>();
  readonly #starting = new Set<string>();
  readonly #seen = new Map<string, string>();
  readonly #listed = new Set<string>();
  readonly #asked: Set<string>;
  readonly #locks = new LockWatch();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #disposed = false;

  constructor(
    private readonly parts: {
      comparisons: OpenComparisons;
      harnesses: Harnesses;
      tokens: TargetTokens;
      log: vscode.LogOutputChannel;
      memory: Pick<vscode.Memento, 'get' | 'update'>;
      /** The bundled `previewGrader.js`. */
      previewPath: string;
    },
  ) {
    this.#asked = new Set(parts.memory.get<string[]>('evals.asked', []));
    this.#timer = setInterval(() => void this.look(), watchEveryMs);
  }

  /** Evals of a comparison, newest first. */
  of(comparison: vscode.Uri): KnownEval[] {
    return [...this.#known.values()]
      .filter((one) => one.comparison.toString() === comparison.toString())
      .sort((a, b) => b.dir.localeCompare(a.dir));
  }

  /** Evals that are under way anywhere this window knows of. */
  get running(): KnownEval[] {
    return [...this.#known.values()].filter(({ status, drivenBy }) => drivenBy && status && !isResting(status.state));
  }

  get(dir: string): KnownEval | undefined {
    return this.#known.get(dir);
  }

  /** Samples a second that a target gave in the latest eval that drew enough to tell. */
  speedOf(targetId: string): number | undefined {
    const rates = [...this.#known.values()].flatMap(({ spec, status, speed }) => {
      if (spec?.target.id !== targetId) return [];
      if (speed !== undefined) return [speed];
      const seconds = (Date.parse(status?.endedAt ?? '') - Date.parse(status?.startedAt ?? '')) / 1000;
      return status?.attempt === 1 && seconds > 1 ? [status.counts.samplesDone / seconds] : [];
    });
    return rates.at(-1);
  }

  /** Looks at the directories of the active comparison, and at those that others drive; or waits for the look under way. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  async #look(): Promise<void> {
    const { active } = this.parts.comparisons;
    const uri = active?.source.document?.uri;
    if (this.#disposed || uri?.scheme !== 'file') return;
    try {
      const dirs = await listEvals(uri.fsPath);
      for (const { dir } of this.of(uri)) if (!dirs.includes(dir) && !this.#drivers.has(dir)) this.#forget(dir);
      for (const dir of dirs) await this.#lookAt(dir, uri);
    } catch (error) {
      logError('Looking for evals', error);
    }
  }

  async create(comparison: vscode.Uri, draft: EvalDraft): Promise<KnownEval> {
    const store = await createEval(comparison.fsPath, draft);
    const read = await store.readSpec();
    if (!read.spec) throw new Error(`The eval can't be read back: ${read.why}`);
    return this.#learn({ dir: store.dir, comparison, store, spec: read.spec, drivenBy: undefined });
  }

  /**
   * Starts an eval, or goes on with what is missing.
   *
   * @param how see `SubmitCall`
   * @throws Error when the workspace is not trusted, the eval can't be read, or its target is not the one it was made with.
   */
  async drive(one: KnownEval, how: Pick<SubmitCall, 'acceptsOtherModel'> = {}): Promise<void> {
    requireTrust();
    const { dir, store, spec } = one;
    if (!spec) throw new Error(`This eval can't be run: ${one.why ?? 'it has no spec'}`);
    if (this.#drivers.has(dir) || this.#starting.has(dir)) return;
    this.#starting.add(dir);
    try {
      const target = targetNamed(spec.target.id);
      const adapter = this.parts.harnesses.of(target);
      const grader = spec.grader?.id === previewGrader.id ? makePreview(this.parts.previewPath) : undefined;
      const driver = await EvalDriver.start({
        ...{ store, adapter, target, ...how },
        token: () => this.parts.tokens.get(target, adapter),
        onChange: (status) => this.#moved(dir, status),
        onEvent: (event) => this.#tell(spec, event),
        ...(grader && { grade: (lines) => gradeLines(grader, lines, spec) }),
      });
      if (!driver) throw new Error('Another window drives this eval. It is watched here.');
      this.#drivers.set(dir, driver);
      this.#learn({ ...one, drivenBy: 'us', status: driver.status, speed: undefined, why: undefined });
      void driver.finished.then((status) => {
        grader?.dispose();
        return this.#finished(dir, status);
      });
    } finally {
      this.#starting.delete(dir);
    }
  }

  /** Ends an eval and keeps its samples. @throws Error when this window does not drive it. */
  cancel(dir: string): void {
    const driver = this.#drivers.get(dir);
    if (!driver) throw new Error('This eval is not driven by this window, so it can be cancelled only where it is.');
    driver.cancel();
  }

  showLog(): void {
    this.parts.log.show();
  }

  /** Waits until what is done here is on disk; jobs elsewhere go on. */
  async leave(): Promise<void> {
    this.#disposed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#drivers.values()].map((driver) => driver.leave()));
  }

  /** One that was interrupted and not asked about yet; asking counts. A window that closes leaves it to the next one. */
  takeUnasked(): KnownEval | undefined {
    if (this.#disposed) return undefined;
    const found = [...this.#known.values()].find((one) => {
      const { status, spec, dir } = one;
      const isLeft = status?.state === 'interrupted' && spec && one.drivenBy === undefined;
      return isLeft && !this.#asked.has(`${basename(dir)} ${status.attempt}`);
    });
    if (!found) return undefined;
    this.#asked.add(`${basename(found.dir)} ${found.status!.attempt}`);
    void this.parts.memory.update('evals.asked', [...this.#asked].slice(-200));
    return found;
  }

  async #lookAt(dir: string, comparison: vscode.Uri): Promise<void> {
    if (this.#drivers.has(dir) || this.#starting.has(dir)) return;
    const known = this.#known.get(dir);
    const isDriven = await this.#locks.isHeld(dir);
    const mark = `${await stampOf(join(dir, 'state.json'))} ${await stampOf(join(dir, 'run.json'))} ${isDriven}`;
    if (known && this.#seen.get(dir) === mark) return;
    const { store, spec, why, status } = await findEval(dir, isDriven, (id) => this.parts.harnesses.isDetached(id));
    // Its problems are listed with what is there of each.
    if (spec && status && status.state !== 'completed') await store.scan(false);
    if (this.#drivers.has(dir) || this.#starting.has(dir)) return;
    this.#seen.set(dir, mark);
    const one = this.#learn({
      dir,
      comparison,
      store,
      spec,
      why,
      status,
      drivenBy: isDriven ? 'another window' : undefined,
    });
    if (spec && status && status.counts.samplesDone > 0 && isDriven) void this.#list(one);
    this.#attach(one);
  }

  /** A job that went on without a window is polled again; what was sampled by a window that is gone is asked about. */
  #attach(one: KnownEval): void {
    const { spec, status, drivenBy, dir } = one;
    if (!spec || !status || drivenBy || isResting(status.state)) return;
    if (!vscode.workspace.isTrusted || !this.parts.harnesses.isDetached(spec.target.adapter)) return;
    this.drive(one).catch((error: unknown) => {
      logError(`Going on with ${basename(dir)}`, error);
      this.#learn({ ...one, why: error instanceof Error ? error.message : String(error) });
    });
  }

  #learn(one: KnownEval): KnownEval {
    this.#known.set(one.dir, one);
    this.changed.fire();
    return one;
  }

  #forget(dir: string): void {
    this.#known.delete(dir);
    this.#seen.delete(dir);
    this.changed.fire();
  }

  #moved(dir: string, status: EvalStatus): void {
    const one = this.#known.get(dir);
    if (!one) return;
    const speed = this.#speed(dir, status);
    const isFirst = status.counts.samplesDone > 0 && !this.#listed.has(dir);
    const next = this.#learn({ ...one, status, speed });
    if (isFirst) void this.#list(next);
  }

  readonly #began = new Map<string, { at: number; samples: number }>();

  #speed(dir: string, { state, counts }: EvalStatus): number | undefined {
    if (state !== 'running') return this.#known.get(dir)?.speed;
    const began = this.#began.get(dir);
    if (!began) this.#began.set(dir, { at: performance.now(), samples: counts.samplesDone });
    const seconds = began ? (performance.now() - began.at) / 1000 : 0;
    return began && seconds > 1 ? (counts.samplesDone - began.samples) / seconds : undefined;
  }

  /** The comparison opens files of samples once there is something in them. */
  async #list({ dir, spec, comparison }: KnownEval): Promise<void> {
    if (!spec || this.#listed.has(dir)) return;
    const sizes = await Promise.all(
      spec.models.map((_, i) => stat(join(dir, i === 0 ? 'dump.jsonl' : `dump-${i}.jsonl`)).catch(() => undefined)),
    );
    if (sizes.some((found) => !found || found.size === 0) || this.#listed.has(dir)) return;
    this.#listed.add(dir);
    await listInComparison(comparison, spec, dir).catch((error: unknown) => {
      this.#listed.delete(dir);
      logError('Listing an eval in its comparison', error);
    });
  }

  async #finished(dir: string, status: EvalStatus): Promise<void> {
    this.#drivers.delete(dir);
    this.#began.delete(dir);
    const one = this.#known.get(dir);
    if (!one) return;
    const next = this.#learn({ ...one, status, drivenBy: undefined });
    this.#seen.delete(dir);
    if (this.#disposed) return;
    if (status.counts.samplesDone > 0) await this.#list(next);
    this.parts.comparisons.find(one.comparison)?.session.reading.fileChanged();
    this.ended.fire(next);
  }

  /** The log names what happens, never what is in prompts or samples. */
  #tell({ evalId, title }: EvalSpec, event: EvalEventBody): void {
    const words = eventWords(event);
    if (words === undefined) return;
    const line = redact(`${title} (${evalId}): ${words}`);
    if (event.type === 'warning' || event.type === 'chunk.failed') this.parts.log.warn(line);
    else this.parts.log.info(line);
  }
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${found.size} ${found.mtimeMs}` : '';
}

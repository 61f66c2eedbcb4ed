/** When the runs of a session are read: a few at a time, again where their files changed, and what looks alike in full. */
import type { RunSlot } from './runSlot';

/** Runs read at a time: each has a worker of its own. */
const readAtOnce = 2;
/** Reading what has been appended leaves this many times its own time before the next look. */
const pollingShare = 4;
/** A dump that is being written is looked at again after it has been quiet for so long. */
const quietMs = 1000;

export class SessionReading {
  #polling = false;
  #nextPoll = 0;
  #watched: NodeJS.Timeout | undefined;
  #disposed = false;

  /** @param changed called when a run stopped waiting without being read. */
  constructor(
    private readonly slots: () => readonly RunSlot[],
    private readonly changed: () => void,
  ) {}

  /** Reads the runs that wait for it. */
  start(): void {
    if (this.#disposed) return;
    let free = readAtOnce - this.slots().filter((slot) => slot.isReading).length;
    for (const slot of this.slots()) {
      if (slot.state.kind !== 'waiting' || slot.isReading || free-- <= 0) continue;
      void slot.read().then(() => this.start());
    }
  }

  /** Stops all reading; what has been read can be used. */
  stop(): void {
    for (const slot of this.slots()) {
      if (slot.isReading || slot.confirming) slot.stop();
      else if (slot.state.kind === 'waiting') slot.state = { kind: 'stopped', readBytes: 0, totalBytes: 0 };
    }
    this.changed();
  }

  /** Reads on where reading was stopped or failed. */
  continue(): void {
    for (const slot of this.slots())
      if (slot.state.kind === 'stopped' || slot.state.kind === 'failed') slot.state = { kind: 'waiting' };
    this.start();
  }

  /** Reads every run again; counts stay until the new ones have caught up. */
  again(): void {
    for (const slot of this.slots()) if (!slot.isReading) slot.state = { kind: 'waiting' };
    this.start();
  }

  /** Told that something happened to a file: once it is quiet, runs that are stale are read again. */
  fileChanged(): void {
    clearTimeout(this.#watched);
    this.#watched = setTimeout(() => {
      const stale = this.slots().filter((slot) => !slot.isReading && slot.loaded && slot.isStale());
      for (const slot of stale) void slot.read(slot.state.kind === 'ready').then(() => this.start());
    }, quietMs);
  }

  /**
   * Looks whether files have changed, and reads on where they have. For file systems that tell of no changes; called
   * every two seconds while somebody looks. Reading takes at most a part of the time.
   */
  async poll(): Promise<void> {
    if (this.#disposed || this.#polling || performance.now() < this.#nextPoll) return;
    this.#polling = true;
    try {
      for (const slot of this.slots()) {
        if (slot.isReading || slot.state.kind !== 'ready' || !(await slot.hasChanged())) continue;
        const started = performance.now();
        if (!this.#disposed && slot.state.kind === 'ready') await slot.read(true);
        this.start();
        this.#nextPoll = performance.now() + pollingShare * (performance.now() - started);
      }
    } finally {
      this.#polling = false;
    }
  }

  /** Reads in full what only looks like a duplicate, one run after the other, while nothing else is read. */
  confirmDuplicates(): void {
    if (this.#disposed || this.slots().some((slot) => slot.state.kind === 'reading' || slot.confirming)) return;
    void this.slots()
      .find((slot) => slot.isUnconfirmed)
      ?.confirm()
      .then(() => this.confirmDuplicates());
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#watched);
    for (const slot of this.slots()) slot.stop();
  }
}

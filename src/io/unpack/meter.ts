import { setImmediate } from 'node:timers/promises';
import { basename } from 'node:path';
import { UnreadableError } from '../errors';

/** Real dumps pack 3 to 30 times smaller; below the size, nothing is worth refusing. */
const mostRatio = 1000;
const ratioFromBytes = 64 * 2 ** 20;
/** The thread is given back at least so often, so that a stop is heard. */
const breatheEveryMs = 15;
const tellEveryMs = 100;

export interface MeterOptions {
  signal?: AbortSignal;
  onProgress?: (unpackedBytes: number) => void;
}

/** Watches an unpacking: how much came out, whether that can be true, and whether it is still wanted. */
export class Meter {
  private total = 0;
  private lastBreath = performance.now();
  private lastTold = 0;

  /** @param packedBytes size of the file that is unpacked */
  constructor(
    private readonly path: string,
    private readonly packedBytes: number,
    private readonly options: MeterOptions,
  ) {}

  /** @throws UnreadableError for a file that unpacks to more than a thousand times its size; AbortError when stopped */
  count(bytes: number): void {
    this.options.signal?.throwIfAborted();
    this.total += bytes;
    if (this.total > ratioFromBytes && this.total > mostRatio * this.packedBytes)
      throw new UnreadableError(
        `${basename(this.path)} unpacks to more than ${mostRatio.toLocaleString('en-US')} times its size, which no dump does; it is not opened.`,
      );
    const now = performance.now();
    if (now - this.lastTold < tellEveryMs) return;
    this.lastTold = now;
    this.options.onProgress?.(this.total);
  }

  /** Gives the thread back when it was held long enough. @throws AbortError when stopped */
  async breathe(): Promise<void> {
    if (performance.now() - this.lastBreath < breatheEveryMs) return;
    await setImmediate();
    this.lastBreath = performance.now();
    this.options.signal?.throwIfAborted();
  }
}

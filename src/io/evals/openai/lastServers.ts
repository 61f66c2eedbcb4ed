/** What the servers of an eval said of themselves when it was last submitted; its events remember it. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isJson } from '../../../core/evals/narrow';
import type { Probed } from './probe';

export type KnownServer = Pick<Probed, 'identity' | 'answersAs'>;

/** @returns by served name; empty for an eval that was never submitted, or whose events are gone. */
export async function lastServers(dir: string): Promise<ReadonlyMap<string, KnownServer>> {
  const found = new Map<string, KnownServer>();
  try {
    for await (const line of createInterface({ input: createReadStream(join(dir, 'events.jsonl')) })) {
      if (!line.includes('"capability"')) continue;
      const { capability } = eventIn(line);
      if (!isJson(capability)) continue;
      const { servedModel, identity, answersAs } = capability;
      if (typeof servedModel === 'string' && typeof identity === 'string')
        found.set(servedModel, { identity, ...(typeof answersAs === 'string' && { answersAs }) });
    }
  } catch {
    // Events are told, not kept: an eval without them goes on.
  }
  return found;
}

function eventIn(line: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(line);
    return isJson(event) ? event : {};
  } catch {
    return {};
  }
}

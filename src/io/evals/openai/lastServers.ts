/** What the servers of an eval said of themselves when it was last submitted; its events remember it. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isJson } from '../../../core/evals/narrow';

/** @returns `Probed.identity` by served name; empty for an eval that was never submitted, or whose events are gone. */
export async function lastServers(dir: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  try {
    for await (const line of createInterface({ input: createReadStream(join(dir, 'events.jsonl')) })) {
      if (!line.includes('"capability"')) continue;
      const { capability } = eventIn(line);
      if (isJson(capability) && typeof capability.servedModel === 'string' && typeof capability.identity === 'string')
        found.set(capability.servedModel, capability.identity);
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

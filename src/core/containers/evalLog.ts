/** Members of an Inspect log: which are samples, and which belong to one sample. */

/** One sample of the log. */
export interface LogSample<T> {
  /** `samples/<id>_epoch_<epoch>`, for messages. */
  name: string;
  /** The sample's own object; in a chunked one without its messages. */
  shell: T;
  /** Lists that follow each other, in order; none in a sample of one member. */
  messages: T[];
  /** Lists of strings, each with the number of its first. */
  attachments: { start: number; member: T }[];
}

/** Settings, of which the first that is there counts. */
export const headerNames = ['header.json', '_journal/start.json'];

/** A log that crashed has a journal, a finished one a header beside its samples. */
export function isEvalLog(members: ReadonlyMap<string, unknown>): boolean {
  if (members.has('_journal/start.json')) return true;
  if (!members.has('header.json')) return false;
  for (const name of members.keys()) if (name.startsWith('samples/')) return true;
  return false;
}

/**
 * Samples by epoch, those of one epoch in the order of the log: members stand in the order in which samples ended, and
 * those of a problem are told apart by their epoch. Little is kept of each, for there may be hundreds of thousands.
 *
 * @param members of members of equal name only the last
 */
export function* logSamples<T>(members: ReadonlyMap<string, T>): Generator<LogSample<T>> {
  const { shells, chunks } = sortedOut(members);
  const hasChunked = shells.some((name) => name.endsWith('/sample.json'));
  const epochs = Float64Array.from(shells, epochOf);
  const order = Uint32Array.from(shells.keys()).sort((a, b) => epochs[a] - epochs[b] || a - b);
  for (const place of order) {
    const name = sampleOf(shells[place]);
    // A sample that was written again in chunks: those count.
    if (hasChunked && shells[place] !== shellInChunks(name) && members.has(shellInChunks(name))) continue;
    const own = (chunks.get(name) ?? []).sort((a, b) => a.start - b.start);
    yield {
      name,
      shell: members.get(shells[place])!,
      messages: own.flatMap(({ kind, member }) => (kind === 'messages' ? [member] : [])),
      attachments: own.flatMap(({ kind, start, member }) => (kind === 'attachments' ? [{ start, member }] : [])),
    };
  }
}

interface Chunk<T> {
  kind: string;
  start: number;
  member: T;
}

/** Names of the members that are a sample's own object, and the chunks by the sample's name. */
function sortedOut<T>(members: ReadonlyMap<string, T>): { shells: string[]; chunks: Map<string, Chunk<T>[]> } {
  const shells: string[] = [];
  const chunks = new Map<string, Chunk<T>[]>();
  for (const [name, member] of members) {
    if (!name.startsWith('samples/') || !name.endsWith('.json')) continue;
    // Ids hold any text, also slashes: what a chunk is shows behind the last epoch of its name.
    const chunk = /^(samples\/.+_epoch_\d+)\/(messages|attachments)\/(\d+)\.json$/s.exec(name);
    const isOther = /^samples\/.+_epoch_\d+\/(?:(?:events|calls)\/[^/]+|metadata|skeleton)\.json$/s.test(name);
    if (chunk) {
      const [, sample, kind, start] = chunk;
      const own = chunks.get(sample) ?? [];
      own.push({ kind, start: Number(start), member });
      chunks.set(sample, own);
    } else if (!isOther) shells.push(name);
  }
  return { shells, chunks };
}

function shellInChunks(sample: string): string {
  return `${sample}/sample.json`;
}

function sampleOf(shell: string): string {
  return shell.replace(/(?:\/sample)?\.json$/, '');
}

function epochOf(shell: string): number {
  return Number(/_epoch_(\d+)(?:\/sample)?\.json$/.exec(shell)?.[1] ?? 0);
}

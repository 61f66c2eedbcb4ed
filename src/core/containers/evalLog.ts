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
export function isEvalLog(names: Iterable<string>): boolean {
  const all = new Set(names);
  if (all.has('_journal/start.json')) return true;
  return all.has('header.json') && [...all].some((name) => name.startsWith('samples/'));
}

/** Samples in the order of the log. Of members of equal name only the last may be given. */
export function logSamples<T>(members: ReadonlyMap<string, T>): LogSample<T>[] {
  const samples = new Map<string, LogSample<T>>();
  const chunks: { name: string; kind: string; start: number; member: T }[] = [];
  for (const [name, member] of members) {
    if (!name.startsWith('samples/') || !name.endsWith('.json')) continue;
    // Ids hold any text, also slashes: what a chunk is shows behind the last epoch of its name.
    const chunk = /^(samples\/.+_epoch_\d+)\/(messages|attachments)\/(\d+)\.json$/s.exec(name);
    const other = /^samples\/.+_epoch_\d+\/(?:(?:events|calls)\/[^/]+|metadata|skeleton)\.json$/s.test(name);
    if (chunk) chunks.push({ name: chunk[1], kind: chunk[2], start: Number(chunk[3]), member });
    else if (!other) {
      const own = name.replace(/(?:\/sample)?\.json$/, '');
      samples.set(own, { name: own, shell: member, messages: [], attachments: [] });
    }
  }
  for (const { name, kind, start, member } of chunks.sort((a, b) => a.start - b.start)) {
    const sample = samples.get(name);
    if (kind === 'messages') sample?.messages.push(member);
    else sample?.attachments.push({ start, member });
  }
  // Members stand in the order in which samples ended; those of a problem are told apart by their epoch.
  return [...samples.values()].sort((a, b) => epochOf(a.name) - epochOf(b.name));
}

function epochOf(name: string): number {
  return Number(/_epoch_(\d+)$/.exec(name)?.[1] ?? 0);
}

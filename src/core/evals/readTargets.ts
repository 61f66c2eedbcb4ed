/** The setting `traceInspector.targets` as a person wrote it: entries that are none are told of and left out. */
import { isJson } from './narrow';
import { idPattern, type Target } from './target';

export interface ReadTargets {
  targets: Target[];
  /** One sentence for each entry that is left out. */
  wrong: string[];
}

/** Never throws. What an adapter needs besides is checked by the adapter. */
export function readTargets(value: unknown): ReadTargets {
  const read: ReadTargets = { targets: [], wrong: [] };
  if (value === undefined || value === null) return read;
  if (!Array.isArray(value)) return { targets: [], wrong: ['traceInspector.targets must be a list.'] };
  for (const [place, entry] of (value as unknown[]).entries()) {
    const target = targetOf(entry);
    const known = target && read.targets.some(({ id }) => id === target.id);
    if (target && !known) read.targets.push(target);
    else if (target) read.wrong.push(`Target ${place + 1}: the id ${target.id} is there twice; the first one counts.`);
    else
      read.wrong.push(
        `Target ${place + 1} is left out: it needs an id of letters, digits, ".", "_" or "-" (at most 64), and an adapter.`,
      );
  }
  return read;
}

function targetOf(entry: unknown): Target | undefined {
  if (!isJson(entry)) return undefined;
  const { id, adapter, label, ...options } = entry;
  const isId = (name: unknown): name is string => typeof name === 'string' && idPattern.test(name);
  if (!isId(id) || !isId(adapter)) return undefined;
  return { id, adapter, label: typeof label === 'string' && label.trim() !== '' ? label : id, options };
}

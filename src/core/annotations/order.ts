/** A place in the one order of all events. */
export interface Place {
  clock: number;
  id: string;
}

/** Below 0 when `a` comes before `b`. Ids, which are unique, decide between equal clocks, by UTF-16 units. */
export function compareOrder(a: Place, b: Place): number {
  if (a.clock !== b.clock) return a.clock - b.clock;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** All events known, and what they make. Adding an event costs what the events of its object cost, not the whole log. */
import type { Finding } from '../findings';
import type { AnnotationEvent } from './events';
import { largestClock } from './eventShapes';
import { counts, folds, slotOf } from './fold';
import { compareOrder, type Place } from './order';
import type { LogRecord } from './parseLog';
import type { AnnotationState } from './state';

/** An event of an object's history. */
export interface HistoryEntry {
  event: AnnotationEvent;
  /** False: it was undone. */
  inEffect: boolean;
}

type Maps = { [T in keyof AnnotationState]: Map<string, unknown> };

/**
 * A set of events by their ids: the same set makes the same state, in whatever order and how often they are added. Of two
 * events with one id, which no program writes, the one whose line sorts first counts.
 */
export class AnnotationLog {
  readonly #records = new Map<string, LogRecord>();
  /** Object → its events in order. */
  readonly #objects = new Map<string, AnnotationEvent[]>();
  /** Id of an event → the undos and redos of it, in order. */
  readonly #effects = new Map<string, AnnotationEvent[]>();
  readonly #state = emptyState();
  /** Lists that got an event out of order since they were sorted. */
  readonly #unsorted = new Set<AnnotationEvent[]>();
  readonly #twice = new Set<string>();
  #largestClock = 0;

  /** Changes with each `add`: its maps are the same objects. */
  get state(): AnnotationState {
    return this.#state;
  }

  /** Number of events, those of newer versions included. */
  get size(): number {
    return this.#records.size;
  }

  /** Clock for the next event. */
  get nextClock(): number {
    return Math.min(this.#largestClock + 1, largestClock);
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** @returns ids of the objects for which something else may hold now. */
  add(records: Iterable<LogRecord>): Set<string> {
    const changed = new Set<string>();
    for (const record of records) this.#addRecord(record, changed);
    for (const events of this.#unsorted) events.sort(compareOrder);
    this.#unsorted.clear();
    for (const object of changed) this.#fold(object);
    return changed;
  }

  /** Undefined: not here, or of a newer version. */
  event(id: string): AnnotationEvent | undefined {
    return this.#records.get(id)?.event;
  }

  /** False for an event that was undone, or is not here. */
  isInEffect(id: string): boolean {
    return this.#records.has(id) && this.#effects.get(id)?.at(-1)?.kind !== 'undo';
  }

  /** All events of one object in order, undos and redos among them. */
  historyOf(object: string): HistoryEntry[] {
    const events = this.#objects.get(object) ?? [];
    return events.map((event) => ({ event, inEffect: this.isInEffect(event.id) }));
  }

  /** All events in their order. Sorts: not for every key press. */
  records(): LogRecord[] {
    return [...this.#records.values()].sort(compareOrder);
  }

  /**
   * The events without which the same would hold: those undone, and those that are neither the first nor the last of their
   * slot. Undos stay, so that what they undo stays undone where another copy of the log still has it.
   */
  superseded(): Set<string> {
    const left = new Set<string>();
    for (const events of this.#objects.values()) {
      const bySlot = new Map<string, AnnotationEvent[]>();
      for (const event of events) {
        if (event.kind === 'undo' || event.kind === 'redo') continue;
        if (!this.isInEffect(event.id)) left.add(event.id);
        const slot = slotOf(event);
        if (slot !== undefined && this.isInEffect(event.id) && counts(event)) entry(bySlot, slot).push(event);
      }
      for (const inSlot of bySlot.values()) for (const { id } of inSlot.slice(1, -1)) left.add(id);
    }
    for (const effects of this.#effects.values()) for (const { id } of effects.slice(0, -1)) left.add(id);
    return left;
  }

  /** Two different events with one id. */
  get findings(): Finding[] {
    return [...this.#twice].map((id) => ({
      code: 'damaged-annotation',
      severity: 'warning',
      message: `Two different annotations have the id ${id}: one of them was changed by hand. The one that sorts first counts.`,
    }));
  }

  #addRecord(record: LogRecord, changed: Set<string>): void {
    const known = this.#records.get(record.id);
    if (known) {
      if (known.line === record.line) return;
      this.#twice.add(record.id);
      if (known.line < record.line) return;
      if (known.event) this.#remove(known.event, changed);
    }
    this.#records.set(record.id, record);
    this.#largestClock = Math.max(this.#largestClock, record.clock);
    if (record.event) this.#insert(record.event, changed);
  }

  #insert(event: AnnotationEvent, changed: Set<string>): void {
    this.#append(entry(this.#objects, event.object), event);
    changed.add(event.object);
    const target = targetOf(event);
    if (target === undefined) return;
    this.#append(entry(this.#effects, target), event);
    this.#touchTarget(target, changed);
  }

  #append(events: AnnotationEvent[], event: AnnotationEvent): void {
    const last = events.at(-1);
    if (last && compareOrder(last, event) > 0) this.#unsorted.add(events);
    events.push(event);
  }

  #remove(event: AnnotationEvent, changed: Set<string>): void {
    removeFrom(this.#objects, event.object, event);
    changed.add(event.object);
    const target = targetOf(event);
    if (target === undefined) return;
    removeFrom(this.#effects, target, event);
    this.#touchTarget(target, changed);
  }

  #touchTarget(target: string, changed: Set<string>): void {
    const object = this.event(target)?.object;
    if (object !== undefined) changed.add(object);
  }

  #fold(object: string): void {
    const events = (this.#objects.get(object) ?? []).filter((event) => counts(event) && this.isInEffect(event.id));
    const maps: Maps = this.#state;
    for (const [map, fold] of Object.entries(folds)) {
      const folded = fold(object, events);
      const into = maps[map as keyof Maps];
      if (folded === undefined) into.delete(object);
      else into.set(object, folded);
    }
  }
}

/** Id of the event that an undo or redo speaks of. */
export function targetOf(event: AnnotationEvent): string | undefined {
  if (event.kind === 'undo') return event.payload.undoes;
  return event.kind === 'redo' ? event.payload.redoes : undefined;
}

function emptyState() {
  return {
    tags: new Map(),
    annotations: new Map(),
    suggestions: new Map(),
    claims: new Map(),
    queues: new Map(),
    reviews: new Map(),
    adjudications: new Map(),
  } satisfies AnnotationState;
}

function entry(map: Map<string, AnnotationEvent[]>, key: string): AnnotationEvent[] {
  const known = map.get(key);
  if (known) return known;
  const made: AnnotationEvent[] = [];
  map.set(key, made);
  return made;
}

function removeFrom(map: Map<string, AnnotationEvent[]>, key: string, event: AnnotationEvent): void {
  const events = map.get(key) ?? [];
  const place = events.findIndex(({ id }) => id === event.id);
  if (place >= 0) events.splice(place, 1);
}

/** Whether something was said before something else: a verdict before the queue was unblinded. */
export function isBefore(a: { event: string; clock: number }, b: { event: string; clock: number }): boolean {
  const place = ({ event, clock }: typeof a): Place => ({ clock, id: event });
  return compareOrder(place(a), place(b)) < 0;
}

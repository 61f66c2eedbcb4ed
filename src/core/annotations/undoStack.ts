/**
 * What one person's next undo and redo are about. They append events; nothing is taken away. Actions are undone in the
 * order in which this person did them, whatever others did in between.
 */
import { targetOf } from './annotationLog';
import type { AnnotationEvent, EventDraft } from './events';

/** Events that belong together, in the order in which they were done. */
type Action = { action: string; events: { id: string; object: string }[] };

export class UndoStack {
  readonly #done: Action[] = [];
  #undone: Action[] = [];
  readonly #known = new Set<string>();

  /** An event of this person that is written, in order. One that was added before does nothing. */
  add(event: AnnotationEvent): void {
    if (this.#known.has(event.id)) return;
    this.#known.add(event.id);
    const target = targetOf(event);
    if (event.kind === 'undo') this.#move(target, this.#done, this.#undone);
    else if (event.kind === 'redo') this.#move(target, this.#undone, this.#done);
    else this.#do(event);
  }

  /** Events to append; [] when there is nothing to undo. */
  undo(): EventDraft<'undo'>[] {
    const events = this.#done.at(-1)?.events ?? [];
    return [...events].reverse().map(({ id, object }) => ({ kind: 'undo', object, payload: { undoes: id } }));
  }

  /** Events to append; [] when there is nothing to redo. */
  redo(): EventDraft<'redo'>[] {
    const events = this.#undone.at(-1)?.events ?? [];
    return events.map(({ id, object }) => ({ kind: 'redo', object, payload: { redoes: id } }));
  }

  #do({ id, object, action = id, tool }: AnnotationEvent): void {
    // What a program added is not what the person means to take back.
    if (tool !== undefined) return;
    const last = this.#done.at(-1);
    if (last?.action === action) last.events.push({ id, object });
    else this.#done.push({ action, events: [{ id, object }] });
    this.#undone = [];
  }

  /** Its events are undone one by one, by events of which the first moves it. */
  #move(target: string | undefined, from: Action[], to: Action[]): void {
    const place = from.findLastIndex(({ events }) => events.some(({ id }) => id === target));
    if (place >= 0) to.push(...from.splice(place, 1));
  }
}

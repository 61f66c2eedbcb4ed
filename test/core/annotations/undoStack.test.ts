import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnotationLog } from '../../../src/core/annotations/annotationLog';
import type { AnnotationEvent, EventDraft } from '../../../src/core/annotations/events';
import { recordOf } from '../../../src/core/annotations/parseLog';
import { UndoStack } from '../../../src/core/annotations/undoStack';
import { eventOf, sample, stateOf } from './logs';

/** One person at work: does, undoes and redoes. */
class Person {
  readonly log = new AnnotationLog();
  readonly stack = new UndoStack();

  do(drafts: EventDraft[]): void {
    const action = `E${this.log.nextClock}`;
    for (const draft of drafts) {
      const event: AnnotationEvent = eventOf(draft, this.log.nextClock, { ...(drafts.length > 1 && { action }) });
      this.log.add([recordOf(event)]);
      this.stack.add(event);
    }
  }
}

const tag = (object: string, name: string): EventDraft => ({
  kind: 'tagged',
  object,
  payload: { tag: name, anchor: sample },
});

/** What holds, without who and when. */
const shown = ({ log }: Person) =>
  Object.values(stateOf(log).annotations).map((annotation) =>
    JSON.stringify(annotation).replace(/"made".*?\}.*?\},/, ''),
  );

describe('undo and redo', () => {
  it('are those of a text editor, by events that are only appended', () => {
    const step = fc.oneof(
      fc.constantFrom('undo' as const, 'redo' as const),
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y')), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const person = new Person();
        const past: string[][] = [];
        const future: string[][] = [];
        let now = shown(person);
        for (const one of steps) {
          if (one === 'undo') {
            person.do(person.stack.undo());
            const before = past.pop();
            if (before) future.push(now);
            now = before ?? now;
          } else if (one === 'redo') {
            person.do(person.stack.redo());
            const behind = future.pop();
            if (behind) past.push(now);
            now = behind ?? now;
          } else {
            person.do(one.map(([object, name]) => tag(object, name)));
            past.push(now);
            future.length = 0;
            now = shown(person);
          }
          expect(shown(person)).toEqual(now);
        }
      }),
    );
  });

  it('take back one action whole, and nothing of others', () => {
    const person = new Person();
    person.do([tag('a', 'x'), tag('b', 'x')]);
    person.log.add([recordOf(eventOf(tag('c', 'y'), 9, { author: 'Bea' }))]);
    person.do(person.stack.undo());
    expect([...person.log.state.annotations.keys()]).toEqual(['c']);
    expect(person.stack.undo()).toEqual([]);
    person.do(person.stack.redo());
    expect([...person.log.state.annotations.keys()].sort()).toEqual(['a', 'b', 'c']);
  });
});

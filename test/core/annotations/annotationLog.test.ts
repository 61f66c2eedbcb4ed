import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnotationLog, isBefore } from '../../../src/core/annotations/annotationLog';
import type { AnnotationEvent, EventDraft } from '../../../src/core/annotations/events';
import { recordOf } from '../../../src/core/annotations/parseLog';
import { anyEvents, definition, eventOf, logOf, sample, stateFrom, stateOf } from './logs';

const tagged = (object: string, tag = 'verification'): EventDraft<'tagged'> => ({
  kind: 'tagged',
  object,
  payload: { tag, anchor: sample },
});
const undo = (object: string, undoes: string): EventDraft<'undo'> => ({ kind: 'undo', object, payload: { undoes } });
const redo = (object: string, redoes: string): EventDraft<'redo'> => ({ kind: 'redo', object, payload: { redoes } });

describe('a log', () => {
  it('makes the same state of the same events in any order, however often they come', () => {
    fc.assert(
      fc.property(
        anyEvents.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
            fc.nat({ max: 48 }),
          ),
        ),
        ([events, shuffled, cut]) => {
          const log = new AnnotationLog();
          log.add(shuffled.slice(0, cut).map(recordOf));
          for (const event of shuffled.slice(cut)) log.add([recordOf(event)]);
          expect(stateOf(log)).toEqual(stateOf(logOf(events)));
          expect(log.records()).toEqual(logOf(events).records());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells which objects may have changed, and no other does', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const log = new AnnotationLog();
        for (const event of events) {
          const before = stateOf(log);
          const changed = log.add([recordOf(event)]);
          for (const [map, objects] of Object.entries(stateOf(log)))
            for (const id of new Set([...Object.keys(objects), ...Object.keys(before[map])]))
              if (!changed.has(id)) expect(objects[id]).toBe(before[map][id]);
        }
      }),
    );
  });

  it('merges two people: their events together, whoever is read first', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (ours, theirs) => {
        const a = ours.map((event) => recordOf(event));
        const b = theirs.map((event) => recordOf({ ...event, id: `F${event.id}` }));
        expect(stateFrom([...a, ...b])).toEqual(stateFrom([...b, ...a]));
      }),
    );
  });

  it('lets the last writer win, by clock and then by id, whatever the wall clock says', () => {
    const early = eventOf(tagged('a', 'x'), 2, { id: 'E2b', time: '2030-01-01T00:00:00.000Z' });
    const late = eventOf(tagged('a', 'y'), 2, { id: 'E2c', time: '2020-01-01T00:00:00.000Z' });
    const log = logOf([late, eventOf(tagged('a', 'z'), 1), early]);
    expect(log.state.annotations.get('a')).toMatchObject({
      tag: 'y',
      made: { event: 'E1' },
      changed: { event: 'E2c' },
    });
    expect(log.historyOf('a').map(({ event }) => event.id)).toEqual(['E1', 'E2b', 'E2c']);
  });

  it('undoes and redoes by further events, also when they come before what they undo', () => {
    const events = [eventOf(tagged('a'), 1), eventOf(undo('a', 'E1'), 2), eventOf(redo('a', 'E1'), 3)];
    expect(logOf(events.slice(0, 1)).state.annotations.size).toBe(1);
    expect(logOf(events.slice(0, 2)).state.annotations.size).toBe(0);
    expect(logOf(events.slice(0, 2).reverse()).state.annotations.size).toBe(0);
    expect(logOf(events).state.annotations.size).toBe(1);
    expect(logOf([...events, eventOf(undo('a', 'E1'), 4)]).historyOf('a')[0]).toMatchObject({ inEffect: false });
  });

  it('goes back to the earlier tag when a change of tag is undone', () => {
    const log = logOf([eventOf(tagged('a', 'x'), 1), eventOf(tagged('a', 'y'), 2), eventOf(undo('a', 'E2'), 3)]);
    expect(log.state.annotations.get('a')?.tag).toBe('x');
  });

  it('undone and redone is as if nothing had been done', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat({ max: 23 }), (events, i) => {
        fc.pre(i < events.length);
        const { id, object } = events[i];
        const before = logOf(events);
        const there = [...events, eventOf(undo(object, id), 100)];
        const back = [...there, eventOf(redo(object, id), 101)];
        const hidden = events.some(
          ({ kind, payload }) => kind === 'undo' && 'undoes' in payload && payload.undoes === id,
        );
        if (!hidden) expect(stateOf(logOf(back))).toEqual(stateOf(before));
        const without = events.filter((event) => event.id !== id);
        const isEffect = ['undo', 'redo'].includes(events[i].kind);
        if (!isEffect) expect(stateOf(logOf(there))).toEqual(stateOf(logOf(without)));
      }),
    );
  });

  it('counts its clock on from the largest it has seen', () => {
    expect(new AnnotationLog().nextClock).toBe(1);
    expect(logOf([eventOf(tagged('a'), 7), eventOf(tagged('b'), 3)]).nextClock).toBe(8);
  });

  it('takes one of two events with one id, the same in either order, and says so', () => {
    const one = eventOf(tagged('a', 'x'), 1);
    const other = eventOf(tagged('b', 'y'), 1, { id: one.id });
    const logs = [logOf([one, other]), logOf([other, one])];
    expect(stateOf(logs[0])).toEqual(stateOf(logs[1]));
    expect(logs[0].state.annotations.size).toBe(1);
    for (const log of logs) expect(log.findings[0].message).toContain('E1');
  });

  it('keeps what a program says of evidence, but no judgement of it', () => {
    const log = logOf([
      eventOf({ kind: 'claimed', object: 'c', payload: { subject: { kind: 'tag', tag: 't' }, statement: 'new' } }, 1),
      eventOf({ kind: 'challenged', object: 'c', payload: { reason: '', counterExamples: [] } }, 2),
      eventOf({ kind: 'claimDecided', object: 'c', payload: { outcome: 'refuted', reason: '' }, tool: 'robot 1' }, 3),
      eventOf(
        {
          kind: 'evidenceRecorded',
          object: 'c',
          payload: { evidence: { method: '6-grams', runs: ['base'], samples: 8 } },
          tool: 'robot 1',
        },
        4,
      ),
    ]);
    expect(log.state.claims.get('c')).toMatchObject({ status: 'challenged', evidence: [{ by: { tool: 'robot 1' } }] });
  });
});

describe('a claim', () => {
  const claimed = eventOf(
    { kind: 'claimed', object: 'c', payload: { subject: { kind: 'sample', anchor: sample }, statement: 'new' } },
    1,
  );
  const challenge = (clock: number): AnnotationEvent =>
    eventOf({ kind: 'challenged', object: 'c', payload: { reason: 'seen before', counterExamples: [] } }, clock);
  const decide = (clock: number): AnnotationEvent =>
    eventOf({ kind: 'claimDecided', object: 'c', payload: { outcome: 'survived', reason: '' } }, clock);
  const status = (...events: AnnotationEvent[]) => logOf([claimed, ...events]).state.claims.get('c')?.status;

  it('is claimed, challenged, then survived or refuted; a new challenge opens it again', () => {
    expect(status()).toBe('claimed');
    expect(status(challenge(2))).toBe('challenged');
    expect(status(challenge(2), decide(3))).toBe('survived');
    expect(status(challenge(2), decide(3), challenge(4))).toBe('challenged');
  });

  it('is not decided without a challenge, also when the challenge is undone later', () => {
    expect(status(decide(2))).toBe('claimed');
    expect(status(challenge(2), decide(3), eventOf(undo('c', 'E2'), 4))).toBe('claimed');
  });

  it('keeps one verdict on the approach for each author and sample', () => {
    const judged = (clock: number, verdict: 'same' | 'different', author: string, index: number): AnnotationEvent =>
      eventOf(
        {
          kind: 'approachJudged',
          object: 'c',
          payload: { verdict, other: { ...sample, hash: `h${index}` }, reason: '' },
        },
        clock,
        { author },
      );
    const log = logOf([
      claimed,
      judged(2, 'same', 'Ada', 1),
      judged(3, 'different', 'Bea', 1),
      judged(4, 'different', 'Ada', 1),
      judged(5, 'same', 'Ada', 2),
    ]);
    const { approaches = [] } = log.state.claims.get('c') ?? {};
    expect(approaches.map(({ by, verdict, other }) => [by.author, verdict, other.hash])).toEqual([
      ['Bea', 'different', 'h1'],
      ['Ada', 'different', 'h1'],
      ['Ada', 'same', 'h2'],
    ]);
  });
});

describe('a tag', () => {
  it('has its definition and its fate apart, so that a rename does not bring a deleted tag back', () => {
    const define = (clock: number, name: string): AnnotationEvent =>
      eventOf({ kind: 'tagDefined', object: 't', payload: { definition: { ...definition, name } } }, clock);
    const log = logOf([define(1, 'a'), eventOf({ kind: 'tagDeleted', object: 't', payload: {} }, 2), define(3, 'b')]);
    expect(log.state.tags.get('t')).toMatchObject({ definition: { name: 'b' }, fate: { kind: 'deleted' } });
    log.add([recordOf(eventOf({ kind: 'tagRestored', object: 't', payload: {} }, 4))]);
    expect(log.state.tags.get('t')?.fate).toEqual({ kind: 'used' });
  });
});

describe('a review', () => {
  it('tells whether it was given before its queue was unblinded', () => {
    const reviewed = (clock: number, place: number): AnnotationEvent =>
      eventOf(
        {
          kind: 'reviewed',
          object: `r${place}`,
          payload: { queue: 'q', place, sample, verdict: 'valid', reason: '' },
        },
        clock,
      );
    const spec = { runs: ['RL'], verdicts: [], seed: 1 };
    const log = logOf([
      eventOf(
        {
          kind: 'queueCreated',
          object: 'q',
          payload: { name: '', reviewer: '', blind: true, spec, samples: [sample] },
        },
        1,
      ),
      reviewed(2, 0),
      eventOf({ kind: 'unblinded', object: 'q', payload: {} }, 3),
      reviewed(4, 1),
    ]);
    const { reviews, queues } = log.state;
    const unblinded = queues.get('q')!.unblinded[0].by;
    expect([...reviews.values()].map(({ judged }) => isBefore(judged, unblinded))).toEqual([true, false]);
  });
});

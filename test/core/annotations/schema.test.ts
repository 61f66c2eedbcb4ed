import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadShapes } from '../../../src/core/annotations/eventShapes';
import { parseLog, recordOf } from '../../../src/core/annotations/parseLog';
import { anyEvents } from './logs';

const schema = JSON.parse(readFileSync('docs/annotations.schema.json', 'utf8'));
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

/** Every value of an event at any depth, each once with something else in its place. */
function spoilt(value: unknown, put: (value: unknown) => unknown): unknown[] {
  const others = [null, -1, 0.5, '', [], {}, true].map(put);
  if (typeof value !== 'object' || value === null) return others;
  const isList = Array.isArray(value);
  const inside = Object.entries(value).flatMap(([key, one]) => [
    ...spoilt(one, (other) => put(isList ? value.with(Number(key), other) : { ...value, [key]: other })),
    ...(isList ? [] : [put(Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)))]),
  ]);
  return [...others, ...inside];
}

describe('docs/annotations.schema.json', () => {
  it('knows the kinds that the code knows', () => {
    expect(schema.properties.kind.enum).toEqual(Object.keys(payloadShapes));
  });

  it('holds for every event that is written', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const event of events) {
          validate(JSON.parse(recordOf(event).line));
          expect(validate.errors ?? []).toEqual([]);
        }
      }),
    );
  });

  it('refuses what the code refuses, wherever an event is spoilt', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const event of events.slice(0, 2))
          for (const value of spoilt(event, (other) => other)) {
            const line = JSON.stringify(value);
            const { records } = parseLog(`${line}\n`);
            // A span that ends before it starts is beyond the schema.
            if (/"(start|end)":(-1|0)/.test(line)) continue;
            expect([line, records[0]?.event !== undefined]).toEqual([line, validate(JSON.parse(line))]);
          }
      }),
      { numRuns: 40 },
    );
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logText } from '../../../src/core/annotations/compact';
import { annotationsCsv, annotationsMarkdown, claimCard } from '../../../src/core/annotations/exports';
import { importAnnotations } from '../../../src/io/annotations/importFile';
import { anyEvents, definition, eventOf, logOf, sample, stateFrom, stateOf } from '../../core/annotations/logs';
import { emptyFolder } from './folders';

describe('exports of annotations', () => {
  it.each([
    ['jsonl', logText],
    ['csv', annotationsCsv],
    ['md', (log: Parameters<typeof logText>[0]) => annotationsMarkdown(log, 'A *title*')],
  ] as const)('as %s give the same state when they are imported', async (type, text) => {
    const path = join(emptyFolder(), `a.${type}`);
    await fc.assert(
      fc.asyncProperty(
        anyEvents.filter((events) => events.some(({ kind }) => kind !== 'undo')),
        async (events) => {
          // Undone events are left out, so that nothing may be left.
          const log = logOf([...events, eventOf({ kind: 'noted', object: 'n', payload: { text: 'x' } }, 99)]);
          writeFileSync(path, text(log));
          const { records, findings } = await importAnnotations(path);
          expect(stateFrom(records)).toEqual(stateOf(logOf(log.records().map(({ line }) => JSON.parse(line)))));
          expect(findings).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  const span = { start: 0, end: 5, quote: '=1+1\n<b>', before: '', after: '', step: 0, steps: 1 };
  const log = logOf([
    eventOf({ kind: 'tagDefined', object: 't', payload: { definition } }, 1),
    eventOf({ kind: 'tagged', object: 'a', payload: { tag: 't', anchor: { ...sample, span } } }, 2),
    eventOf(
      { kind: 'claimed', object: 'c', payload: { subject: { kind: 'annotation', annotation: 'a' }, statement: 'new' } },
      3,
    ),
    eventOf(
      {
        kind: 'evidenceRecorded',
        object: 'c',
        payload: { evidence: { method: '6-grams', runs: ['base'], samples: 64, share: 0.125, moreSamples: 12 } },
      },
      4,
    ),
  ]);

  it('have no formulas for spreadsheets and no markup of traces', () => {
    expect(annotationsCsv(log)).toContain(`"'=1+1\n<b>"`);
    expect(annotationsMarkdown(log, 't')).toContain('“=1+1 \\<b\\>”');
  });

  it('have a card for each claim', () => {
    const card = claimCard(log.state.claims.get('c')!, log.state);
    expect(card).toContain('- searched: 64 samples of base (6-grams)');
    expect(card).toContain('- share of the text in no base sample: 12.5 %');
    expect(card).toContain('12 more base samples');
    expect(card).toContain('aime24-4, RL, sample 3');
  });

  it('that hold nothing are refused with one sentence', async () => {
    const path = join(emptyFolder(), 'a.csv');
    writeFileSync(path, 'what,event\r\n');
    await expect(importAnnotations(path)).rejects.toThrow('a.csv holds no annotations.');
    await expect(importAnnotations(`${path}.gone`)).rejects.toThrow('there is no such file');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnotationLog } from '../../../src/core/annotations/annotationLog';
import { starterDrafts } from '../../../src/core/annotations/codebook';
import type { Anchor, EventDraft } from '../../../src/core/annotations/events';
import { parseLog } from '../../../src/core/annotations/parseLog';
import { prevalenceOf } from '../../../src/core/annotations/prevalence';
import { prevalenceMarkdown } from '../../../src/core/annotations/prevalenceTable';
import { codebookOf, tagCounts, tagsOfSample, trimmedSpan } from '../../../src/core/annotations/shownTags';
import { anchorSpan } from '../../../src/core/annotations/spans';
import { cueHints, openSuggestions, tagOfPattern } from '../../../src/core/annotations/suggestTags';
import { stepsOf } from '../../../src/core/trace/steps';

const text = 'First we add.\n\nWait, let me check the sum again: 2 + 2 = 4.\n\nThe answer is 4.';
const sample = { run: 'base', problem: 'p1', index: 3, hash: 'h1' };

function logOf(drafts: readonly EventDraft[]): AnnotationLog {
  const log = new AnnotationLog();
  drafts.forEach((draft, i) => {
    const id = String(i).padStart(26, '0');
    const event = { v: 1, id, clock: i + 1, time: '2026-11-21T12:00:00Z', author: 'Ada', ...draft };
    log.add(parseLog(`${JSON.stringify(event)}\n`).records);
  });
  return log;
}

const starter = starterDrafts(new Map());
const anchorAt = (start: number, end: number, more: Partial<Anchor> = {}): Anchor => {
  return { ...sample, span: anchorSpan(text, { start, end }, stepsOf(text)), ...more };
};
const tagged = (object: string, tag: string, anchor: Anchor): EventDraft => {
  return { kind: 'tagged', object, payload: { tag, anchor } };
};

describe('tags of a trace', () => {
  it('are those of the sample, by place, with key and sign, those of the whole trace first', () => {
    const { state } = logOf([
      ...starter,
      tagged('b', 'backtracking', anchorAt(15, 20)),
      tagged('a', 'verification', anchorAt(0, 5)),
      tagged('w', 'lucky-guess', sample),
      tagged('other', 'verification', { ...sample, index: 4, hash: 'h2' }),
    ]);
    const { tags, lost } = tagsOfSample(state, sample, text, () => false);
    expect(tags.map(({ id, key }) => [id, key])).toEqual([
      ['w', 9],
      ['a', 1],
      ['b', 2],
    ]);
    expect(tags[1].span).toEqual({ start: 0, end: 5 });
    expect(lost).toEqual([]);
  });

  it('follow their text in a trace that was rewritten, and are lost where it is gone', () => {
    const { state } = logOf([
      ...starter,
      tagged('a', 'verification', anchorAt(15, 48)),
      tagged('w', 'lucky-guess', sample),
      tagged('gone', 'backtracking', anchorAt(0, 13)),
    ]);
    const rewritten = text.replace('First we add.', 'At first, add.');
    const { tags, lost } = tagsOfSample(state, { ...sample, hash: 'h9' }, rewritten, () => false);
    expect(tags.map(({ id, span }) => [id, span?.start])).toEqual([['a', 16]]);
    expect(lost.map(({ id }) => id)).toEqual(['gone']);
  });

  it('count per problem as what they were merged into; deleted tags count nowhere', () => {
    const { state } = logOf([
      ...starter,
      tagged('a', 'verification', anchorAt(0, 5)),
      tagged('b', 'reflection', anchorAt(15, 20)),
      tagged('c', 'enumeration', anchorAt(15, 20)),
      { kind: 'tagMerged', object: 'reflection', payload: { into: 'verification' } },
      { kind: 'tagDeleted', object: 'enumeration', payload: {} },
    ]);
    expect(tagCounts(state)).toEqual({
      p1: [{ tag: 'verification', name: 'verification', glyph: '≟', count: 2 }],
    });
    expect(codebookOf(state).map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('suggestions', () => {
  const { state } = logOf(starter);
  const codebook = codebookOf(state);

  it('come from cue words, for tags of the codebook only, and end when the place is tagged or decided', () => {
    const hints = cueHints(text, codebook);
    const open = openSuggestions(state, sample, text, hints, []);
    expect(open.map(({ tag, span }) => [tag, text.slice(span?.start, span?.end)])).toEqual([
      ['reflection', 'Wait'],
      ['verification', 'let me check'],
    ]);
    expect(cueHints(text, [])).toEqual([]);
    const [{ id, source = '', tag, anchor }] = open;
    const decided = logOf([
      ...starter,
      { kind: 'suggestionDecided', object: id, payload: { decision: 'declined', source, tag, anchor } },
    ]);
    expect(openSuggestions(decided.state, sample, text, hints, [])).toHaveLength(1);
    const { tags } = tagsOfSample(
      logOf([...starter, tagged('a', 'verification', anchorAt(21, 33))]).state,
      sample,
      text,
      () => false,
    );
    expect(openSuggestions(state, sample, text, hints, tags).map((one) => one.tag)).toEqual(['reflection']);
  });

  it('of a named pattern are the tag of its name, in whatever case', () => {
    expect(tagOfPattern(' Case Split ', codebook)?.id).toBe('case-split');
    expect(tagOfPattern('something else', codebook)).toBeUndefined();
  });
});

it('a span loses the white space around it, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'b') }), fc.nat(20), fc.nat(20), (whole, a, b) => {
      const [start, end] = [Math.min(a, b, whole.length), Math.min(Math.max(a, b), whole.length)];
      const trimmed = trimmedSpan(whole, { start, end });
      expect(trimmed ? whole.slice(trimmed.start, trimmed.end) : '').toBe(whole.slice(start, end).trim());
    }),
  );
});

it('the table of prevalence has a row per tag, run and verdict, and names that are no markup', () => {
  const { state } = logOf([
    { kind: 'tagDefined', object: 't', payload: { definition: definitionOf('a|b') } },
    tagged('x', 't', anchorAt(0, 5)),
  ]);
  const read = [{ ...sample, verdict: 'correct' as const }];
  const rows = prevalenceOf(state, read, { seed: 7, resamples: 50 });
  const table = prevalenceMarkdown(state, rows, { title: 'T', read: 1, lost: 0, seed: 7, resamples: 50 });
  expect(table).toContain('samples that nobody tagged or reviewed are in no number');
  expect(table).toContain('| a\\|b | base | any | 1.000 \\[1.000, 1.000\\] | 1 of 1 | 1 |');
  expect(table).toContain('| a\\|b | base | 1st fifth | 1.000 \\[1.000, 1.000\\] | 1 of 1 | 1 |');
});

function definitionOf(name: string) {
  return { name, glyph: 'A', definition: '', include: '', exclude: '', example: '' };
}

import { describe, expect, it } from 'vitest';
import { recordPlaces } from '../../../src/core/adapters/mappingChoices';

const row = {
  pid: 'a',
  tries: [
    { cot: 'Two and\ntwo.', ok: 1 },
    { cot: '', ok: null },
  ],
  note: null,
};

describe('What a mapping is chosen from', () => {
  it('names every field of a row and of the objects in its lists, with what they hold', () => {
    const [place] = recordPlaces({ path: 'x', container: 'lines', documents: [row, { pid: 'b' }] });
    expect(place.record).toBe('');
    expect(place.rows).toBe(2);
    expect(place.fields).toEqual([
      { path: 'pid', kind: 'text', example: 'a', rows: 2 },
      { path: 'tries[].cot', kind: 'list of text', example: 'Two and two.', rows: 1 },
      { path: 'tries[].ok', kind: 'list of number', example: '1', rows: 1 },
      { path: 'note', kind: 'nothing', example: '', rows: 1 },
    ]);
    expect(JSON.parse(place.preview[0])).toEqual(row);
  });

  it('offers the lists below a header as records, before the header itself', () => {
    const document = { model: 'm', results: [{ q: 'Why?', out: 'Because.' }] };
    const places = recordPlaces({ path: 'x', container: 'document', documents: [document] });
    expect(places.map(({ record, container }) => [record, container])).toEqual([
      ['results[]', 'document'],
      ['', 'document'],
    ]);
  });

  it('offers nothing where there are no objects', () => {
    expect(recordPlaces({ path: 'x', container: 'document', documents: [[1, 2, 3]] })).toEqual([]);
  });

  it('keeps examples short', () => {
    const [place] = recordPlaces({ path: 'x', container: 'lines', documents: [{ long: 'x'.repeat(500) }] });
    expect(place.fields[0].example).toHaveLength(80);
  });
});

/** What the field mapping page is shown of a dump that nobody knows. */
import type { MappingDraft } from '../../src/protocol/comparePage';

const row = {
  pid: 'aime24-11',
  statement: 'Find the number of ways to fill a 2 by 3 grid …',
  gold: '45',
  tries: [{ cot: 'Let the grid be a b c / d e f …', final: '45', ok: 1, len: 812 }],
};

export const mappingDraft: MappingDraft = {
  file: 'sampled_traces.jsonl',
  format: 'Generic (fields guessed)',
  guess: {
    container: 'lines',
    record: '',
    fields: { id: 'pid', text: 'tries[].cot', question: 'statement', reference: 'gold', verdict: 'tries[].ok' },
    rule: 'truth',
  },
  places: [
    {
      record: '',
      container: 'lines',
      rows: 20,
      fields: [
        { path: 'pid', kind: 'text', example: row.pid, rows: 20 },
        { path: 'statement', kind: 'text', example: row.statement, rows: 20 },
        { path: 'gold', kind: 'text', example: row.gold, rows: 19 },
        { path: 'tries[].cot', kind: 'list of text', example: row.tries[0].cot, rows: 20 },
        { path: 'tries[].final', kind: 'list of text', example: '45', rows: 20 },
        { path: 'tries[].ok', kind: 'list of number', example: '1', rows: 20 },
        { path: 'tries[].len', kind: 'list of number', example: '812', rows: 20 },
      ],
      preview: [row, { ...row, pid: 'aime24-12' }].map((one) => JSON.stringify(one, null, 2)),
    },
  ],
};

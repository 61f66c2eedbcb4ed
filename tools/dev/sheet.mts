/** Sheets of quick evals: `sheet`, `sheet=warned`, `sheet=blocked`. */
import type { EvalSheet } from '../../src/core/evals/sheet';

export function fakeSheet(kind: string | null): EvalSheet | undefined {
  if (kind === null) return undefined;
  if (kind === 'warned') return { ...plain, checks: warned };
  if (kind === 'blocked') return { ...plain, checks: blocked, settles: undefined, canStart: false };
  return plain;
}

const room = { level: 'ok' as const, message: 'About 41.4 MB of results go to aime24.evals, beside the comparison.' };

const warned: EvalSheet['checks'] = [
  { level: 'warning', message: 'The dump says max tokens 16,384, the eval 8,192: samples become a run of their own.' },
  { level: 'warning', message: 'top_k is not honoured by this server.', fix: 'Leave it out, or use vLLM.' },
  { level: 'ok', message: 'vllm-b answers, version 0.11.2, and serves SimpleRL-Qwen2.5-7B.' },
  room,
];

const blocked: EvalSheet['checks'] = [
  { level: 'error', message: '401: the server refused the token of ‘vllm-b’.', fix: 'Set its token.' },
  room,
];

const plain: EvalSheet = {
  title: 'draw 5,120 more samples',
  rows: [
    {
      name: 'problems',
      parts: [
        { text: '5, base only at k = 64:', problemClass: 'baseOnly' },
        { text: 'aime24-11, aime24-08, aime24-17, aime24-28, aime24-25', muted: true },
      ],
    },
    {
      name: 'run',
      parts: [
        { text: 'RL', run: 1 },
        { text: 'SimpleRL-Qwen2.5-7B' },
        { text: 'n 1,024 → 2,048 on these problems; same settings, so they add to the run', muted: true },
      ],
    },
    {
      name: 'sampling',
      parts: [
        { text: 'T 0.6   top-p 0.95   at most 16,384 tokens' },
        { text: 'prompt as in the dump (prompt)' },
        { text: 'token cap as usual: the dump does not say', muted: true },
      ],
      canChange: true,
    },
    {
      name: 'target',
      parts: [{ text: 'vllm-b' }, { text: 'http://gpu-17:8000 · 64 at once', muted: true }],
    },
    {
      name: 'grader',
      parts: [
        { text: 'preview (equal after folding spelling), until re-graded' },
        { text: 'the dump’s own verdicts: as stored', muted: true },
      ],
    },
  ],
  tiles: [
    { label: 'samples', value: '5,120', note: '5 × 1,024' },
    { label: 'tokens expected', value: '5.2 M', note: 'mean of the RL run: 1,010' },
    { label: 'tokens, worst case', value: '83.9 M', note: 'if all reach the cap' },
    { label: 'time', value: 'about 2 min', note: 'at 41 samples/s, as before' },
  ],
  checks: [{ level: 'ok', message: 'vllm-b answers, version 0.11.2, and serves SimpleRL-Qwen2.5-7B.' }, room],
  settles: 'aime24-11 has 0 of 1,024 in RL, so pass@64 is at most 0.21; if the next 1,024 fail too, 0.11.',
  canStart: true,
};

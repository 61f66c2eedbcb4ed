// Writes the two dumps that are measured: ~1 GB each, synthetic text, the row shapes that researchers have.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Small, fast, seeded: the same files on every machine. */
function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'let us check the sum of all terms so that we get a new value for x and then wait maybe this is wrong because two of them are equal hence number triangle angle modulo prime factor integer product'.split(
    ' ',
  );
const pieces = ['\\frac{1}{2}', '\\boxed{42}', '$x^2 + y^2$', '→', '²', '所以', '\\sqrt{3}', 'a\tb', '= 17'];

function sentences(next, count) {
  return Array.from({ length: count }, () => {
    const length = 6 + Math.floor(next() * 18);
    // About 1.5 quotes and 60 backslashes a KB, as measured in real traces.
    const parts = Array.from({ length }, () => {
      const dice = next();
      if (dice < 0.004) return '"so"';
      return dice < 0.12 ? pieces[Math.floor(next() * pieces.length)] : words[Math.floor(next() * words.length)];
    });
    return parts.join(' ') + (next() < 0.3 ? '.\n\n' : '. ');
  });
}

/** JSON as Python writes it: `", "` and `": "`, and half the time ASCII only. */
function python(value, ascii, spaced) {
  let text = JSON.stringify(value);
  if (ascii) text = text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return spaced
    ? text.replace(/(?<=["\]}\dels]),(?=["[{\dtfn-])/g, ', ').replace(/(?<="):(?=["[{\dtfn-])/g, ': ')
    : text;
}

function trace(next, pool, mean) {
  // Log-normal lengths, as traces have.
  const normal = Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next());
  const target = Math.min(60_000, Math.max(800, mean * 0.72 * Math.exp(0.8 * normal)));
  let text = '';
  while (text.length < target) text += pool[Math.floor(next() * pool.length)];
  return text;
}

/** A row a problem, lists of 1,024 (math_eval). */
function groupedRow(next, pool, idx) {
  const code = Array.from({ length: 1024 }, () => trace(next, pool, 16_000));
  const score = code.map(() => next() < 0.3);
  return {
    idx,
    question: pool[idx % pool.length] + pool[(idx * 7) % pool.length],
    gt_cot: pool[(idx * 3) % pool.length],
    gt: String(idx),
    level: 'Level 5',
    meta: { source: 'synthetic', tags: ['a', 'b'] },
    code,
    pred: score.map((right) => (right ? String(idx) : String(Math.floor(next() * 40)))),
    report: code.map(() => null),
    score,
  };
}

/** A row a sample. */
function sampleRow(next, pool, i) {
  const problem = Math.floor(i / 64);
  const right = next() < 0.3;
  return {
    problem_id: `p${problem}`,
    sample_id: i % 64,
    prompt: pool[problem % pool.length] + pool[(problem * 5) % pool.length],
    response: trace(next, pool, 4_600),
    extracted: right ? String(problem) : String(Math.floor(next() * 40)),
    correct: right,
    finish_reason: next() < 0.97 ? 'stop' : 'length',
    n_tokens: Math.floor(next() * 3000),
    logprob: -next() * 100,
    meta: { seed: i % 64, temperature: 0.6 },
  };
}

/** Writes `<folder>/<name>.jsonl` of at least `bytes` bytes if it isn't there; returns its path. */
export function writeDump(folder, name, bytes) {
  const path = join(folder, `${name}-${Math.round(bytes / 1e6)}MB.jsonl`);
  if (existsSync(path) && statSync(path).size >= bytes) return path;
  mkdirSync(folder, { recursive: true });
  const next = random(name === 'grouped' ? 1 : 2);
  const pool = sentences(next, 20_000);
  const fd = openSync(`${path}.part`, 'w');
  for (let written = 0, i = 0; written < bytes; i++) {
    const row = name === 'grouped' ? groupedRow(next, pool, i) : sampleRow(next, pool, i);
    const spaced = name === 'grouped' || i % 2 === 0;
    written += writeSync(fd, python(row, i % 2 === 1, spaced && name !== 'grouped') + '\n');
  }
  closeSync(fd);
  renameSync(`${path}.part`, path);
  return path;
}

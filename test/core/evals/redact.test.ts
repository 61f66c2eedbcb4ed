import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/core/evals/redact';

describe('redaction', () => {
  it('masks what looks like a secret', () => {
    const texts = [
      'Authorization: Bearer abc.def-ghi',
      '{"authorization":"Bearer abc.def-ghi"}',
      'authorization: Basic YWJjLmRlZi1naGk=',
      'X-Api-Key: abc.def-ghi',
      'api_key=abc.def-ghi',
      'https://me:abc.def-ghi@host/v1',
      'http://h/v1?token=abc.def-ghi&x=1',
      'key sk-abc.def-ghi and hf_abcdefghijkl',
    ];
    for (const text of texts) expect(redact(text)).not.toMatch(/abc\.def|YWJj|hf_abcd/);
    expect(redact('http://h/v1?token=abcd&x=1')).toContain('&x=1');
  });

  it('masks known secrets in every form they take', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 40 }), fc.string(), (secret, around) => {
        const clean = redact(`${around}${encodeURIComponent(secret)} ${secret}`, [secret]);
        expect(clean.includes('•••')).toBe(true);
      }),
    );
    expect(redact('denied for tok"en/1', ['tok"en/1'])).toBe('denied for •••');
    expect(redact(JSON.stringify({ said: 'tok"en/1' }), ['tok"en/1'])).toBe('{"said":"•••"}');
  });

  it('leaves ordinary text alone', () => {
    const text = 'vllm-a answered 503 six times. See http://127.0.0.1:8000/v1/models, model sk/base.';
    expect(redact(text)).toBe(text);
  });
});

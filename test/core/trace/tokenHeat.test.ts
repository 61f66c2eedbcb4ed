import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenHeat } from '../../../src/core/trace/tokenHeat';

function piecesOf(record: unknown, text: string, element = -1): string[] {
  const heat = tokenHeat(record, element, text);
  if (heat.kind === 'none') return [heat.why];
  return Array.from(heat.logProbs, (_, i) => text.slice(heat.starts[i], heat.starts[i + 1]));
}

const why = (record: unknown, text: string) => {
  const heat = tokenHeat(record, -1, text);
  return heat.kind === 'none' ? heat.why : 'tokens';
};

describe('tokens of a trace', () => {
  it('are read as OpenAI writes them for chat, with their values', () => {
    const record = {
      message: { content: 'a bc' },
      logprobs: {
        content: [
          { token: 'a', logprob: -0.5, bytes: [97] },
          { token: ' bc', logprob: -2, bytes: null },
        ],
      },
    };
    expect(piecesOf(record, 'a bc')).toEqual(['a', ' bc']);
    expect(tokenHeat(record, -1, 'a bc')).toMatchObject({ logProbs: Float32Array.of(-0.5, -2) });
  });

  it('are read from lists side by side', () => {
    expect(piecesOf({ logprobs: { tokens: ['x', 'y'], token_logprobs: [null, -1] } }, 'xy')).toEqual(['x', 'y']);
    expect(piecesOf({ generation: 'xy', tokens: ['x', 'y'], logprobs: [-1, -2] }, 'xy')).toEqual(['x', 'y']);
  });

  it('are those of the sample in a list of samples', () => {
    const record = {
      texts: ['ab', 'cd'],
      tokens: [['ab'], ['c', 'd']],
      logprobs: [[-1], [-2, -3]],
    };
    expect(piecesOf(record, 'cd', 1)).toEqual(['c', 'd']);
  });

  it('have their entropies where the dump has them', () => {
    const record = { tokens: ['x', 'y'], entropies: [0.5, 2] };
    expect(tokenHeat(record, -1, 'xy')).toMatchObject({ entropies: Float32Array.of(0.5, 2) });
  });

  it('may cut characters apart', () => {
    const bytes = [...new TextEncoder().encode('é!')];
    const content = [[bytes[0]], [bytes[1]], [bytes[2]]].map((own) => ({ token: '�', bytes: own, logprob: -1 }));
    expect(piecesOf({ logprobs: { content } }, 'é!')).toEqual(['é', '', '!']);
  });

  it('may be written with the signs of SentencePiece or of GPT-2 for spaces', () => {
    expect(piecesOf({ tokens: ['a', '▁b'], logprobs: [-1, -1] }, 'a b')).toEqual(['a', ' b']);
    expect(piecesOf({ tokens: ['a', 'Ġb', 'Ċ', 'Ã©'], logprobs: [-1, -1, -1, -1] }, 'a b\né')).toEqual([
      'a',
      ' b',
      '\n',
      'é',
    ]);
  });

  it('may go on behind the text, or be those of the answer alone', () => {
    expect(piecesOf({ tokens: ['a', '<|im_end|>'], logprobs: [-1, -1] }, 'a')).toEqual(['a', '']);
    expect(piecesOf({ tokens: ['4', '2'], logprobs: [-1, -1] }, '<think>42?</think>42')).toEqual(['4', '2']);
  });

  it('are not shown where there are none, or where they are not the text, and it is said why', () => {
    expect(why({ text: 'a' }, 'a')).toBe('This dump stores no log-probabilities of single tokens.');
    expect(why(undefined, 'a')).toBe('This dump stores no log-probabilities of single tokens.');
    expect(why({ logprobs: [-1, -2] }, 'a')).toBe(
      'The dump has log-probabilities of 2 tokens, but not which text each of them is.',
    );
    expect(why({ tokens: ['q'], logprobs: [-1] }, 'a')).toBe(
      "The 1 tokens in the dump don't add up to this text, so none is coloured.",
    );
    expect(why({ tokens: ['a'], logprobs: [-1, -2] }, 'a')).toBe('The dump has 1 tokens, but 2 values.');
  });

  it('cover the text without gaps, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 }), (pieces) => {
        const text = pieces.join('');
        fc.pre(text.trim() !== '');
        expect(piecesOf({ tokens: pieces, logprobs: pieces.map(() => -1) }, text)).toEqual(pieces);
      }),
    );
  });
});

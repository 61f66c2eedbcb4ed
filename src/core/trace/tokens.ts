/** Traces as lists of token ids, step by step: what diffs and likeness compare. White space is no token. */
import type { Span } from './regions';

/** Gives equal tokens equal ids; one for all traces that are compared. */
export class Tokens {
  readonly #ids = new Map<string, number>();

  get count(): number {
    return this.#ids.size;
  }

  id(token: string): number {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** Tokens of a trace in order; those of step i are `firsts[i] … firsts[i + 1]`. */
export interface TokenisedTrace {
  ids: Int32Array;
  /** Where each token is, in UTF-16 units of the trace. */
  starts: Int32Array;
  ends: Int32Array;
  firsts: Int32Array;
  /** Equal for steps with equal tokens. */
  stepIds: Int32Array;
}

// \commands, words of alphabets, numbers with their points, any other sign by itself: Chinese goes sign by sign.
const token =
  /\\[a-zA-Z]+|[a-zA-Z\u00aa-\u00d6\u00d8-\u00f6\u00f8-\u1fff\uac00-\ud7a3]+(?:['’][a-zA-Z]+)?|\d+(?:[.,]\d+)*|[\ud800-\udbff][\udc00-\udfff]|\S/g;
/** In code, how far a line is indented counts. */
const codeToken = new RegExp(`\\n[ \\t]*|${token.source}`, 'g');

export function tokenise(text: string, steps: readonly Span[], tokens: Tokens): TokenisedTrace {
  const ids: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const firsts = new Int32Array(steps.length + 1);
  const stepIds = new Int32Array(steps.length);
  steps.forEach(({ start, end }, step) => {
    firsts[step] = ids.length;
    const content = text.slice(start, end);
    const pattern = /^\s*(?:```|~~~)/.test(content) ? codeToken : token;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(content); match; match = pattern.exec(content)) {
      ids.push(tokens.id(match[0]));
      starts.push(start + match.index);
      ends.push(start + pattern.lastIndex);
    }
    // No token holds a space, so this names no token.
    stepIds[step] = tokens.id(`step ${ids.slice(firsts[step]).join(' ')}`);
  });
  firsts[steps.length] = ids.length;
  return { ids: Int32Array.from(ids), starts: Int32Array.from(starts), ends: Int32Array.from(ends), firsts, stepIds };
}

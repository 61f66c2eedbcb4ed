/**
 * The longest run of tokens that a query and other texts share, by a suffix automaton of the query: made once in linear
 * time, then each text is read once, whatever repeats there are.
 *
 * Source: Blumer et al. 1985, "The smallest automaton recognizing the subwords of a text".
 */
export class SharedRuns {
  readonly #length: Int32Array;
  readonly #link: Int32Array;
  /** End of one place of the query where the state's runs are. */
  readonly #endAt: Int32Array;
  // Most states have one way on; it stands in columns, the others in maps.
  readonly #token: Int32Array;
  readonly #to: Int32Array;
  readonly #more = new Map<number, Map<number, number>>();
  #states = 1;

  constructor(query: Int32Array) {
    const most = Math.max(2, 2 * query.length);
    this.#length = new Int32Array(most);
    this.#link = new Int32Array(most).fill(-1);
    this.#endAt = new Int32Array(most);
    this.#token = new Int32Array(most);
    this.#to = new Int32Array(most).fill(-1);
    let last = 0;
    for (let i = 0; i < query.length; i++) last = this.#extend(last, query[i], i + 1);
  }

  /** `queryEnd` and `end` are exclusive; length 0 where nothing is shared. The first of several of one length. */
  longestIn(tokens: Int32Array): { length: number; queryEnd: number; end: number } {
    const best = { length: 0, queryEnd: 0, end: 0 };
    let state = 0;
    let length = 0;
    for (let i = 0; i < tokens.length; i++) {
      let next = this.#next(state, tokens[i]);
      while (next < 0 && state !== 0) {
        state = this.#link[state];
        length = this.#length[state];
        next = this.#next(state, tokens[i]);
      }
      if (next < 0) continue;
      state = next;
      if (++length <= best.length) continue;
      best.length = length;
      best.queryEnd = this.#endAt[state];
      best.end = i + 1;
    }
    return best;
  }

  #next(state: number, token: number): number {
    if (this.#to[state] >= 0 && this.#token[state] === token) return this.#to[state];
    return this.#more.get(state)?.get(token) ?? -1;
  }

  #set(state: number, token: number, to: number): void {
    if (this.#to[state] < 0 || this.#token[state] === token) {
      this.#token[state] = token;
      this.#to[state] = to;
      return;
    }
    let more = this.#more.get(state);
    if (!more) this.#more.set(state, (more = new Map<number, number>()));
    more.set(token, to);
  }

  #extend(last: number, token: number, end: number): number {
    const state = this.#states++;
    this.#length[state] = this.#length[last] + 1;
    this.#endAt[state] = end;
    let from = last;
    while (from >= 0 && this.#next(from, token) < 0) {
      this.#set(from, token, state);
      from = this.#link[from];
    }
    if (from < 0) this.#link[state] = 0;
    else {
      const to = this.#next(from, token);
      this.#link[state] = this.#length[to] === this.#length[from] + 1 ? to : this.#split(from, token, to, state);
    }
    return state;
  }

  /** Takes the short runs of `to` into a state of their own. */
  #split(from: number, token: number, to: number, added: number): number {
    const copy = this.#states++;
    this.#length[copy] = this.#length[from] + 1;
    this.#endAt[copy] = this.#endAt[to];
    this.#token[copy] = this.#token[to];
    this.#to[copy] = this.#to[to];
    const more = this.#more.get(to);
    if (more) this.#more.set(copy, new Map(more));
    this.#link[copy] = this.#link[to];
    this.#link[to] = copy;
    this.#link[added] = copy;
    for (let state = from; state >= 0 && this.#next(state, token) === to; state = this.#link[state])
      this.#set(state, token, copy);
    return copy;
  }
}

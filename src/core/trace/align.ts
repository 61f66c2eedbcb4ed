/**
 * Which step of one trace stands beside which of the other: the pairing in order that has the most likeness in sum.
 * Likeness is Dice over tokens, found through an inverted index, so unlike steps cost nothing.
 */
import type { TokenisedTrace } from './tokens';

/** Steps less alike than this are different steps, not versions of one. */
const LEAST_LIKENESS = 0.45;
/** Equal steps win over any that are merely alike. */
const EQUAL = 1.2;
/** A token in more than this share of the steps says little, and counts for `COMMON_WEIGHT`. */
const COMMON_SHARE = 1 / 4;
const COMMON_WEIGHT = 0.1;

/** How much an alignment may cost. */
export interface Effort {
  /** Steps of work left; below 0 the traces are too different to be aligned in time. */
  left: number;
}

/**
 * @returns pairs [left step, right step], rising in both; undefined when the effort was used up
 */
export function alignSteps(
  left: TokenisedTrace,
  right: TokenisedTrace,
  effort: Effort,
): [left: number, right: number][] | undefined {
  const n = left.stepIds.length;
  const m = right.stepIds.length;
  const most = Math.min(n, m);
  // Equal beginnings and ends need no table: no pairing has more likeness.
  let head = 0;
  while (head < most && left.stepIds[head] === right.stepIds[head]) head++;
  let tail = 0;
  while (tail < most - head && left.stepIds[n - 1 - tail] === right.stepIds[m - 1 - tail]) tail++;
  const between = alignMiddle(left, right, head, n - tail, m - tail, effort);
  if (!between) return undefined;
  const pairs: [number, number][] = Array.from({ length: head }, (_, i) => [i, i]);
  for (const pair of between) pairs.push(pair);
  for (let i = tail; i > 0; i--) pairs.push([n - i, m - i]);
  return pairs;
}

/** Needleman and Wunsch over the steps `[from, leftEnd)` and `[from, rightEnd)`. */
function alignMiddle(
  left: TokenisedTrace,
  right: TokenisedTrace,
  from: number,
  leftEnd: number,
  rightEnd: number,
  effort: Effort,
): [number, number][] | undefined {
  const n = leftEnd - from;
  const m = rightEnd - from;
  effort.left -= n * m;
  if (effort.left < 0) return undefined;
  const likeness = new Likeness(left, right, from, rightEnd, effort);
  const moves = new Uint8Array(n * m);
  let above = new Float32Array(m + 1);
  let row = new Float32Array(m + 1);
  for (let i = 0; i < n; i++) {
    const like = likeness.row(from + i);
    if (!like) return undefined;
    for (let j = 0; j < m; j++) {
      const skipLeft = above[j + 1];
      const skipRight = row[j];
      const paired = like[j] > 0 ? above[j] + like[j] : -1;
      if (paired >= skipLeft && paired >= skipRight) {
        row[j + 1] = paired;
        moves[i * m + j] = 1;
      } else if (skipLeft >= skipRight) row[j + 1] = skipLeft;
      else {
        row[j + 1] = skipRight;
        moves[i * m + j] = 2;
      }
    }
    [above, row] = [row, above];
  }
  return walkBack(moves, n, m, from);
}

function walkBack(moves: Uint8Array, n: number, m: number, from: number): [number, number][] {
  const pairs: [number, number][] = [];
  let i = n - 1;
  let j = m - 1;
  while (i >= 0 && j >= 0) {
    const move = moves[i * m + j];
    if (move === 1) pairs.push([from + i, from + j]);
    if (move !== 2) i--;
    if (move !== 0) j--;
  }
  return pairs.reverse();
}

/** Likeness of one left step to each right step of a range; 0 where it is below what counts. */
class Likeness {
  readonly #postings = new Map<number, number[]>();
  readonly #weights: Float64Array;
  readonly #row: Float32Array;
  readonly #sizes: Int32Array;

  constructor(
    private readonly left: TokenisedTrace,
    private readonly right: TokenisedTrace,
    private readonly from: number,
    end: number,
    private readonly effort: Effort,
  ) {
    const m = end - from;
    this.#row = new Float32Array(m);
    this.#weights = new Float64Array(m);
    this.#sizes = new Int32Array(m);
    for (let step = from; step < end; step++)
      for (const id of uniqueTokens(right, step)) {
        const list = this.#postings.get(id);
        if (list) list.push(step - from);
        else this.#postings.set(id, [step - from]);
        this.#sizes[step - from]++;
      }
  }

  /** The same array each time; undefined when the effort is used up. */
  row(step: number): Float32Array | undefined {
    const row = this.#row;
    const shared = this.#weights;
    const m = row.length;
    row.fill(0);
    shared.fill(0);
    const own = uniqueTokens(this.left, step);
    for (const id of own) {
      const list = this.#postings.get(id);
      if (!list) continue;
      const weight = list.length > Math.max(4, m * COMMON_SHARE) ? COMMON_WEIGHT : 1;
      this.effort.left -= list.length;
      for (const j of list) shared[j] += weight;
    }
    if (this.effort.left < 0) return undefined;
    for (let j = 0; j < m; j++) {
      if (this.left.stepIds[step] === this.right.stepIds[this.from + j]) row[j] = EQUAL;
      else if (shared[j] > 0) {
        const dice = (2 * shared[j]) / (own.size + this.#sizes[j]);
        row[j] = dice < LEAST_LIKENESS ? 0 : dice;
      }
    }
    return row;
  }
}

function uniqueTokens({ ids, firsts }: TokenisedTrace, step: number): Set<number> {
  return new Set(ids.subarray(firsts[step], firsts[step + 1]));
}
